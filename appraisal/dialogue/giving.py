"""Giving feedback: asked, with or without a name, or unasked with one; declining.

What is given without a name passes from the request into the box of the round and nowhere else: it is no input of a
step, no draft, no part of a key, and the answer does not repeat it. Lock order is round, then feedback.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import locked, require_role, settle_passed_deadlines, step
from appraisal.dialogue import texts
from appraisal.dialogue.box import put
from appraisal.dialogue.rounds import relations_of, request_to
from appraisal.dialogue.targets import Target, columns_of, items_for, with_general
from appraisal.dialogue.years import opened
from appraisal.machines.feedback import FeedbackState
from appraisal.models import Feedback, FeedbackBox, FeedbackRound, FeedbackText
from appraisal.models.feedback import LONGEST_TEXT
from appraisal.recognition.selectors import namesakes
from organization.days import today
from organization.models import Employee, User
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import (
    FieldFault,
    GuardRefused,
    InvalidInput,
    NotPermitted,
    PreconditionRequired,
)
from workflow.roles import Role
from workflow.transactions import action

MOST_A_DAY: Final = 5
Written = Mapping[str, str]


def give(feedback: UUID, *, actor: Actor, version: int | None, written: Written, key: str | None = None) -> Outcome:
    """Give what was asked for. `written`: texts by key of the target; empty ones are left out.

    404 where it is not the person's to give, 409 where it was given, declined or is too late, 422 without a word.
    """
    _settle(feedback)
    return _give(feedback, actor, version, written, key)


def decline(feedback: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """Say no; nobody is told why."""
    return take(feedback, "decline", actor=actor, version=version, key=key)


def take(
    feedback: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a feedback but giving, which has its words; what the clock owes first."""
    _settle(feedback)
    return step(Feedback, feedback, name, actor=actor, version=version, payload=payload, key=key)


def asked_about(one: Feedback) -> list[Mapping[str, Any]]:
    """The things a giver is asked about, at last the work as a whole; stored form."""
    return with_general(one.round.targets if one.round else ())


@action
def _give(feedback: UUID, actor: Actor, version: int | None, written: Written, key: str | None) -> Outcome:
    one = _own(feedback, actor)
    if version is None:
        raise PreconditionRequired
    # Where it was given already the engine answers: the same effect for the same key, else a conflict.
    if one.state == FeedbackState.ASKED:
        _store(one, _sound(written, asked_about(one)))
    return engine.fire(one, "give", actor=actor, version=version, key=key)


def _own(feedback: UUID, actor: Actor) -> Feedback:
    """The feedback, locked after its round. 403 for who only reads it."""
    wanted = Feedback.objects.filter(public_id=feedback).values_list("round_id", flat=True)
    list(FeedbackRound.objects.select_for_update(of=("self",)).filter(pk__in=[pk for pk in wanted if pk]))
    one, roles = locked(Feedback, feedback, actor=actor)
    require_role(roles, Role.AUTHOR)
    return one


def _store(one: Feedback, found: list[tuple[Mapping[str, Any], str]]) -> None:
    """Named words hang on the feedback; the others go into the box, of which nothing leads back."""
    if not one.unnamed:
        FeedbackText.objects.bulk_create(
            [FeedbackText(feedback=one, text=text, **columns_of(target)) for target, text in found]
        )
        return
    if not found:
        return
    box = FeedbackBox.objects.select_for_update(of=("self",)).get(round_id=one.round_id)
    box.texts = put(box.texts, {target["code"]: text for target, text in found}, secret=box.secret)
    box.sheets += 1
    box.save()


def _sound(written: Written, targets: list[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    known = {_key(target): target for target in targets}
    faults = [FieldFault(key, _("This field is not known here.")) for key in written if key not in known]
    given = {key: texts.clean(text) for key, text in written.items() if key in known}
    for key, text in given.items():
        faults += texts.text_faults(key, text, limit=LONGEST_TEXT, empty=True)
    if faults:
        raise InvalidInput(details=faults)
    return [(target, given[key]) for key, target in known.items() if given.get(key)]


def _key(target: Mapping[str, Any]) -> str:
    return Target(target["kind"], target["code"]).key


def _settle(feedback: UUID) -> None:
    """A round whose last day is over closes before anything is given to it."""
    found = Feedback.objects.filter(public_id=feedback, round__isnull=False).values_list("round__public_id", flat=True)
    for public_id in found:
        settle_passed_deadlines(FeedbackRound, public_id, before=clock.now())


@action
def give_unasked(*, actor: Actor, to: str, written: Written, unit: UUID | None = None) -> Feedback:
    """Give named feedback to anybody by full name (and unit, where several have the name).

    400 for a name or text that does not do, 422 for the sixth of a day or a second one to the same person.
    """
    present = actors.reload(actor)
    if not present.active or present.employee_id is None:
        raise NotPermitted
    # The account is the lock: two at once are counted one after the other.
    list(User.objects.select_for_update(of=("self",)).filter(pk=present.user_id or 0))
    giver = Employee.objects.select_related("unit").get(pk=present.employee_id)
    receiver, faults = receiver_of(to, unit, giver)
    if receiver is None:
        raise InvalidInput(details=faults)
    year = opened(receiver, today(receiver.unit.zone).year)
    found = _sound(written, with_general([one.as_data() for one in items_for(year)]))
    day = today(giver.unit.zone)
    _require_measure(giver, receiver, day)
    one = request_to(giver, year, relations_of(receiver, [giver]), day=day)
    now = clock.now()
    engine.begin(one, actor=present, at=now)
    _store(one, found)
    engine.fire(one, "give", actor=present, version=one.version, at=now)
    return Feedback.objects.get(pk=one.pk)


def receiver_of(to: str, unit: UUID | None, giver: Employee) -> tuple[Employee | None, list[FieldFault]]:
    """The one person of this name, or why there is none."""
    found = namesakes(to, unit=unit)
    if len(found) > 1:
        return None, [FieldFault("unit", _("Several people have this name. Please choose the unit."))]
    if not found:
        return None, [FieldFault("to", _("Nobody with this full name works here."))]
    if found[0].pk == giver.pk:
        return None, [FieldFault("to", _("Feedback goes to somebody else."))]
    return found[0], []


def _require_measure(giver: Employee, receiver: Employee, day: Any) -> None:
    given = Feedback.objects.filter(giver=giver, round__isnull=True, on=day).select_related("year")
    receivers = [one.year.employee_id for one in given]
    if receiver.pk in receivers:
        raise GuardRefused(_("You have given this person feedback today."), code="already_today")
    if len(receivers) >= MOST_A_DAY:
        sentence = _("You have given %(most)d people feedback today. Please wait until tomorrow.")
        raise GuardRefused(sentence % {"most": MOST_A_DAY}, code="daily_limit")
