"""Conditions, columns and consequences of an award's steps.

The result comes first: nothing is decided while an objection to it is undecided, and an award falls with its result
as long as it has not been given.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]


@guard("own_nomination", _("You nominated this person; others decide."))
def not_the_nominator(step: Step) -> bool:
    return bool(step.actor.user_id != step.subject.nominator_id)


@guard("second_person_needed", _("Another person than the one who approved first must decide."))
def another_than_first(step: Step) -> bool:
    return bool(step.actor.user_id != step.subject.first_decider_id)


@guard("result_unsettled", _("A result this award rests on is not settled: the award waits."))
def result_is_settled(step: Step) -> bool:
    from appraisal.awards.candidates import unsettled

    return not unsettled([row.evaluation_id for row in step.subject.results.all()])


@guard("criteria_missing", _("The criteria of the programme are no longer met."))
def criteria_are_met(step: Step) -> Iterable[str]:
    from appraisal.awards.candidates import candidate_of

    found = candidate_of(step.subject.programme, step.subject.employee_id)
    return found.missing if found is not None else (str(_("There is no final result in the cycle of the programme.")),)


@guard("already_public", _("Your name is shown already."))
def not_public_yet(step: Step) -> bool:
    return step.subject.public is not True


@guard("already_private", _("Your name is not shown."))
def not_private_yet(step: Step) -> bool:
    return step.subject.public is not False


def first_decided(step: Step) -> Columns:
    """Who approved first."""
    return {"first_decider_id": step.actor.user_id}


def second_decided(step: Step) -> Columns:
    """Who gave it, and when."""
    return {"second_decider_id": step.actor.user_id, "awarded_at": step.at}


def declined(step: Step) -> Columns:
    """Why not; long text stays beside the event, where it can be erased."""
    return {"decline_reason": step.reason}


def made_public(_step: Step) -> Columns:
    """The person agrees to be named."""
    return {"public": True}


def made_private(_step: Step) -> Columns:
    """The person does not, or no longer, agree."""
    return {"public": False}


def write_decider_name(steps: Sequence[Step]) -> None:
    """Name and post of whoever gave it, as the certificate shows them; beside the event, not in its chain."""
    from appraisal.models import Award
    from organization.models import User

    for step in steps:
        user = User.objects.select_related("employee__post").get(pk=step.actor.user_id or 0)
        post = user.employee.post if user.employee else None
        names = {"decider_name": user.display_name, "decider_post": post.title if post else ""}
        Award.objects.filter(pk=step.subject.pk).update(**names)


def withdraw_awards(steps: Sequence[Step]) -> None:
    """A final result was taken away: what rests on it and is not given yet falls with it."""
    from appraisal.machines.award import OPEN_STATES
    from appraisal.models import Award

    by_moment: dict[datetime, list[Step]] = {}
    for step in steps:
        if step.from_state == "final":
            by_moment.setdefault(step.at, []).append(step)
    for at, batch in by_moment.items():
        lost = [step.subject.pk for step in batch]
        rows = Award.objects.filter(results__evaluation__in=lost, state__in=OPEN_STATES).order_by("pk").distinct()
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            fire_many(Award, ids, "withdraw", actor=CLOCK, at=at, cause=batch[0].event_id)
