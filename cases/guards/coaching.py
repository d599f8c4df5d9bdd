"""Conditions of the transitions of a coaching session."""

from django.utils.translation import gettext_lazy as _

from workflow.machine import guard
from workflow.step import Step

MINUTES_OF_A_DAY = 24 * 60


@guard("case_not_open", _("The case has ended; its sessions can no longer be changed."))
def case_is_open(step: Step) -> bool:
    """Sessions belong to a case somebody still works on; one that rests may not be talked about either."""
    return str(step.subject.case.state) not in ("closed", "withdrawn", "on_hold")


@guard(
    "session_in_future",
    _("A session can be recorded only after it has taken place; the time given lies in the future."),
    needs_input=True,
)
def session_not_in_future(step: Step) -> bool:
    """Nobody records a talk that has not happened."""
    return bool(step.payload["held_at"] <= step.at)


@guard(
    "session_length", _("The length of a session must be at least one minute and at most one day."), needs_input=True
)
def session_length_is_sensible(step: Step) -> bool:
    """Neither negative nor over a day."""
    return bool(1 <= step.payload["minutes"] <= MINUTES_OF_A_DAY)


@guard("session_in_future", _("Whether somebody came is known only when the time of the session has come."))
def session_was_due(step: Step) -> bool:
    """Nobody is absent from the future."""
    return bool(step.subject.planned_at <= step.at)


@guard("session_in_future", _("A session that lies in the future cannot be answered yet."))
def session_has_happened(step: Step) -> bool:
    """Nobody confirms a talk that has not happened."""
    return step.subject.held_at is not None and step.subject.held_at <= step.at


@guard("already_answered", _("Your side has already answered this record."))
def side_has_not_answered(step: Step) -> bool:
    """One answer per side; a corrected record asks again."""
    from cases.effects.coaching import side_of

    return not getattr(step.subject, f"{side_of(step)}_answer")


@guard("answer_missing", _("Both sides must answer the record first."))
def both_sides_answered(step: Step) -> bool:
    """True only once each side acknowledged or dissented."""
    return bool(step.subject.both_answered)
