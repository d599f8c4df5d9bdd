"""The windows of a cycle: whether they fit, whether they may grow, and what moves when they do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.due_dates import end_of_window
from appraisal.reminders import reminders_before
from appraisal.rule_clocks import REVIEW_STEP, SELF_STEP
from appraisal.rules import RuleContent
from workflow.calendars import DueDate

LABELS: Final[Mapping[str, Promise]] = {
    "self_from": _("Self-assessment from"),
    "self_until": _("Self-assessment until"),
    "review_until": _("Review until"),
    "calibration_until": _("Calibration until"),
    "close_by": _("Close by"),
}
ENDS: Final = ("self_until", "review_until", "calibration_until", "close_by")
DEADLINES: Final = {"self_until": "self_ends", "review_until": "review_ends", "calibration_until": "calibration_ends"}
REMINDED: Final = {"self_until": SELF_STEP, "review_until": REVIEW_STEP}


@dataclass(frozen=True, slots=True)
class WindowFault:
    """A day that does not fit, with its sentence."""

    field: str
    message: str | Promise


def faults_of(windows: Mapping[str, date | None], *, calibration: bool) -> list[WindowFault]:
    """Every fault in the windows of a cycle: missing days, days out of order, calibration asked or not."""
    needed = [name for name in LABELS if name != "calibration_until" or calibration]
    faults = [WindowFault(name, _("Please enter this day.")) for name in needed if windows.get(name) is None]
    if not calibration and windows.get("calibration_until") is not None:
        faults.append(WindowFault("calibration_until", _("The rules of this cycle know no calibration.")))
    present = [(name, day) for name in LABELS if (day := windows.get(name)) is not None]
    for (_before, earlier), (name, later) in pairwise(present):
        if later < earlier:
            faults.append(WindowFault(name, _("This phase ends before the one before it.")))
    return faults


def extension_faults(cycle: Any, payload: Mapping[str, Any]) -> list[WindowFault]:
    """Faults of an extension: nothing grows, something shrinks, or the windows no longer fit."""
    asked = {name: payload[name] for name in ENDS if payload.get(name) is not None}
    later = {name for name, day in asked.items() if getattr(cycle, name) is not None and day > getattr(cycle, name)}
    if not later:
        return [WindowFault("self_until", _("No window grows."))]
    earlier = [name for name in asked if name not in later and asked[name] != getattr(cycle, name)]
    faults = [WindowFault(name, _("A window can only be extended.")) for name in earlier]
    return faults + faults_of({**cycle.windows(), **asked}, calibration=cycle.rules.calibration)


def move_deadlines(cycle: Any) -> int:
    """Set the pending deadlines of the cycle's forms to the new ends; later ones stay. Returns how many moved."""
    from appraisal.models import Evaluation
    from appraisal.rule_changes.editions import editions_of
    from workflow.models import Deadline

    moved, editions = 0, editions_of(cycle)
    for zone in set(cycle.evaluations.values_list("unit__zone", flat=True)):
        for key, rules in editions.items():
            forms = Evaluation.objects.filter(cycle=cycle, unit__zone=zone, rule_hash=key).values("pk")
            pending = Deadline.objects.filter(kind=Evaluation.kind, subject_id__in=forms, settled_at__isnull=True)
            for name, due in _ends_of(cycle, rules, zone):
                rows = pending.filter(name=name, due_at__lt=due.due_at)
                moved += rows.update(due_at=due.due_at, explanation=due.explanation_text())
    return moved


def _ends_of(cycle: Any, rules: RuleContent, zone: str) -> Iterator[tuple[str, DueDate]]:
    """The deadlines that hang on a window of the cycle by name, and before it those of the rules a form is under."""
    for window, name in DEADLINES.items():
        if getattr(cycle, window) is None:
            continue
        end = end_of_window(cycle, window, zone=zone)
        if window in REMINDED:
            yield from reminders_before(rules, REMINDED[window], end)
        yield name, end
