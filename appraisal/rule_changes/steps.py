"""Conditions, columns and consequences of a change of the rules, and of the forms that are offered or moved."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.calendars import due_after
from workflow.holiday_table import calendar_of
from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]

# The change itself


@guard("cycle_not_running", _("Only the rules of a running cycle can be changed."))
def cycle_runs(step: Step) -> bool:
    return str(step.subject.cycle.state) == "running"


@guard("second_person_needed", _("Another person than the one who drafted it must put it into force."))
def second_person(step: Step) -> bool:
    return bool(step.subject.author_id != step.actor.user_id)


@guard("rules_do_not_fit", _("Forms of one cycle cannot stand under these rules and the old ones."))
def rules_fit(step: Step) -> Iterable[Any]:
    from appraisal.rule_changes.plan import misfits

    change = step.subject
    if change.rule_set.state != "published" or change.rule_set.content_hash != change.rule_hash:
        return [_("The new rules are not published.")]
    return misfits(change.cycle.rules, change.rule_set.rules)


@guard("forms_are_waiting", _("Some forms are not dealt with yet."))
def nothing_waits(step: Step) -> bool:
    from appraisal.rule_changes.moving import is_done

    return is_done(step.subject)


def put_into_force(step: Step) -> Columns:
    """By whom, when, and until when those who are asked may answer."""
    zone = step.subject.cycle.zone
    until = due_after(step.at, step.subject.ask_days, unit="working_days", zone=zone, calendar=calendar_of(zone))
    return {"applied_by_id": step.actor.user_id, "applied_at": step.at, "asked_until": until.due_at}


def start_moving(steps: Sequence[Step]) -> None:
    """Forms are moved by a job, so that it may be left and resumed; each of their steps names this one as its cause."""
    from appraisal.models import RuleChange
    from appraisal.rule_changes.editions import forms_of
    from workflow.jobs import start_job

    for step in steps:
        total = forms_of(step.subject).count()
        params = {"change": step.subject.pk, "cause": step.event_id}
        job = start_job("appraisal.change_rules", params, actor=step.actor, total=total)
        RuleChange.objects.filter(pk=step.subject.pk).update(job_id=job.pk)


# Its forms


def change_for(step: Step) -> Any:
    """The change that concerns a form: what its person was offered, or what is being carried out in its cycle.

    The forms of a batch share their cycle, so the second is read once for all of them.
    """
    from appraisal.models import RuleChange

    form = step.subject
    if not step.actor.is_clock:
        return form.rule_offer if form.rule_offer_id is not None else None
    kept = form.cycle.__dict__
    if "_rule_change" not in kept:
        rows = RuleChange.objects.filter(cycle_id=form.cycle_id, state="applying")
        kept["_rule_change"] = rows.select_related("rule_set").first()
    return kept["_rule_change"]


def _is_open_to(step: Step, change: Any, choice: str) -> bool:
    """Whether a change may reach the form in this state; what is asked of a batch is read before (``moving``)."""
    from appraisal.rule_changes.editions import keys_of
    from appraisal.rule_changes.plan import choice_for, takes_calibrated

    form, state = step.subject, str(step.subject.state)
    if change is None or form.room_id is not None or form.rule_hash in keys_of(form.cycle, change.rule_hash):
        return False
    if choice_for(change.choices, state) != choice:
        return False
    if step.actor.is_clock and _had_result(form):
        return False
    return state != "calibration" or takes_calibrated(form.rules, change.rule_set.rules)


def _had_result(form: Any) -> bool:
    """Whether it ever had one. An offer ends with the reopening, so a person is not asked for it."""
    known = form.__dict__.get("had_result")
    return bool(form.results.exists() if known is None else known)


@guard("no_new_rules", _("No new rules are offered for this form, or the time to answer is over."))
def new_rules_hold(step: Step) -> bool:
    """For the clock: the change moves this state. For a person: asked, and in time. Never inside a room."""
    change = change_for(step)
    if step.actor.is_clock:
        return _is_open_to(step, change, "move")
    return _is_open_to(step, change, "ask") and step.at <= change.asked_until


@guard("not_to_be_asked", _("Nobody is to be asked about this form."))
def is_to_be_asked(step: Step) -> bool:
    """The change asks in this state, and has not asked yet."""
    change = change_for(step)
    return _is_open_to(step, change, "ask") and step.subject.rule_offer_id != change.pk


def offered(step: Step) -> Columns:
    """Which change the person concerned may agree to."""
    return {"rule_offer_id": change_for(step).pk}


def moved(step: Step) -> Columns:
    """The edition the form is under from now on, also where that is its cycle's again."""
    change = change_for(step)
    return {"rule_set_id": change.rule_set_id, "rule_hash": change.rule_hash, "rule_offer_id": None}


def carry_items(steps: Sequence[Step]) -> None:
    """Items as the new rules name them; texts of items that were taken out stay."""
    from appraisal.rule_changes.items import carry

    alike: dict[str, list[Step]] = {}
    for step in steps:
        alike.setdefault(step.subject.rule_hash, []).append(step)
    for batch in alike.values():
        carry([step.subject for step in batch], batch[0].subject.rules, at=batch[0].at)
