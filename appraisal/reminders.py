"""Reminders before the end of a step, as the rule set names them: up to three for a step, each fired once.

Here are the deadlines and the transitions machines are built with. A reminder changes nothing but the record, so
nobody who looked at the form before is refused because of it (`quiet`).
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from appraisal.rule_clocks import MOST_REMINDERS
from appraisal.rules import RuleContent
from workflow.calendars import DueDate, reminder_before
from workflow.errors import Text
from workflow.holiday_table import calendar_of
from workflow.machine import DeadlineRule, deadline, transition
from workflow.roles import Role
from workflow.step import Step

End = Callable[[Step], DueDate | None]


def reminders(step_name: str, *, fires: str, end: End) -> tuple[DeadlineRule, ...]:
    """The deadlines of a step's reminders; ``end`` gives the date they speak of, None where nothing ends."""
    return tuple(
        deadline(name, fires=fires, due=partial(_due, step_name=step_name, name=name, end=end), reminds=True)
        for name in map(partial(_name, step_name), range(MOST_REMINDERS))
    )


def reminders_before(rules: RuleContent, step_name: str, end: DueDate) -> Iterator[tuple[str, DueDate]]:
    """Each reminder of a step by the name of its deadline, at eight in the morning of the office."""
    calendar = calendar_of(end.zone)
    for number, span in enumerate(rules.reminders_of(step_name)):
        yield _name(step_name, number), reminder_before(end, span.days, unit=span.unit, calendar=calendar)  # type: ignore[arg-type]


def _name(step_name: str, number: int) -> str:
    return f"{step_name}_reminder_{number + 1}"


def _due(step: Step, *, step_name: str, name: str, end: End) -> DueDate | None:
    rules = _form(step).rules
    ends = end(step) if rules.reminders_of(step_name) else None
    if ends is None:
        return None
    found = dict(reminders_before(rules, step_name, ends)).get(name)
    return found if found is not None and found.due_at > step.at else None


def _form(step: Step) -> Any:
    """The evaluation; an objection leads to it."""
    return getattr(step.subject, "evaluation", step.subject)


def reminding(name: str, label: Text, *, source: Any, event: str) -> Any:
    """The transition a reminder fires: an entry in the record and a notice, nothing else."""
    return transition(
        name, label=label, source=source, target=source, by={Role.CLOCK}, event=event, hidden=True, quiet=True
    )
