"""Objections that come out of time: recorded with their arrival, admitted with a reason, or ended as out of time.

The law names a time and no admission (PP 30/2019 Ps 59(1); its conflict of sources in DOMAIN 5.1), so a late objection
stops nothing by itself: the result stays as it is. But nobody is sent away unheard. It gets its receipt, and the
assessor's superior or HR may admit it with a reason (`admit_late` of the evaluation) for as long as the rule set says.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from appraisal.due_dates import after
from workflow.actors import CLOCK
from workflow.calendars import DueDate
from workflow.engine import fire
from workflow.errors import Text
from workflow.machine import guard
from workflow.step import Step

ACCEPTED = _("This result was accepted; only HR or the assessor's superior can open it again.")


def admission_end(evaluation: Any) -> DueDate | None:
    """The last moment at which a late objection may be admitted; None where there is no final result."""
    if evaluation.finalised_at is None:
        return None
    return after(evaluation.finalised_at, evaluation.rules.clocks.late_admission, of=evaluation)


def obstacle(evaluation: Any, *, at: datetime) -> tuple[str, Text] | None:
    """Why nobody could admit a late objection to this result any more: code and sentence; None where somebody could."""
    end = admission_end(evaluation)
    if evaluation.state != "final" or end is None:
        return "window_open", _("The time for objections is not over; file the objection as usual.")
    if evaluation.accepted_at is not None:
        return "accepted", ACCEPTED
    if at > end.due_at:
        return "too_late", _("A late objection can no longer be admitted.")
    if evaluation.objections.filter(state="decided", decided_at__gte=evaluation.delivered_at).exists():
        return "already_decided", _("This result was already decided on an objection; that decision is final.")
    if evaluation.cycle.state not in ("running", "closing"):
        return "cycle_over", _("The cycle is closed.")
    return None


@guard("not_late", _("The time for objections is not over; file the objection as usual."))
def result_is_final(step: Step) -> bool:
    return str(step.subject.evaluation.state) == "final"


@guard("accepted", ACCEPTED)
def was_not_accepted(step: Step) -> bool:
    return step.subject.evaluation.accepted_at is None


@guard("too_late", _("A late objection can no longer be admitted."))
def admission_is_possible(step: Step) -> bool:
    return obstacle(step.subject.evaluation, at=step.at) is None


@guard("another_result", _("This draft is about an earlier result; begin a new one from the result."))
def is_about_this_result(step: Step) -> bool:
    delivered = step.subject.evaluation.delivered_at
    return step.subject.filed_at is None and delivered is not None and step.subject.created_at >= delivered


@guard("disputed", _("An objection is not decided yet."))
def nothing_else_is_open(step: Step) -> bool:
    others = step.subject.evaluation.objections.exclude(pk=step.subject.pk)
    return not others.filter(state__in=("drafted", "late", "filed", "answered")).exists()


@guard("not_admitted", _("The objection was not admitted."))
def evaluation_is_open_again(step: Step) -> bool:
    return str(step.subject.evaluation.state) == "objection"


# Asked only at the act: it looks for the objection that waits.
@guard("stepped_aside", _("You stepped aside here; somebody else decides."), needs_input=True)
def did_not_step_aside(step: Step) -> bool:
    waiting = step.subject.objections.filter(state="late").first()
    return waiting is None or step.actor.employee_id not in waiting.recused


def admission_ends(step: Step) -> DueDate | None:
    """Until when somebody can admit it; then it is out of time for good."""
    return admission_end(step.subject.evaluation)


def filed_out_of_time(step: Step) -> Mapping[str, Any]:
    """As any filing, and marked: the arrival counts, whatever is decided about it."""
    from appraisal import effects

    return {**effects.objection_filed(step), "filed_late": True}


def admit_filed(steps: Sequence[Step]) -> None:
    """What was filed out of time goes its way: the assessor answers, the result is disputed."""
    for step in steps:
        waiting = step.subject.objections.filter(state="late").first()
        if waiting is not None:
            fire(waiting, "admit", actor=CLOCK, version=None, at=step.at, cause=step.event_id)


def end_waiting(steps: Sequence[Step]) -> None:
    """The result it was about is gone: nothing is left to admit."""
    for step in steps:
        for waiting in step.subject.objections.filter(state="late").order_by("pk"):
            fire(waiting, "late_lapse", actor=CLOCK, version=None, at=step.at, cause=step.event_id)
