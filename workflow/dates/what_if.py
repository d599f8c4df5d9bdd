"""What a date would be with another length or a hold. Computes and shows; nothing is stored."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.calendars import LONGEST, DueDate, Hold, WorkCalendar, due_after
from workflow.due_sentences import lines

ZONES = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))
UNITS = (("working_days", _("working days")), ("calendar_days", _("calendar days")))
MOST_HELD = 366
EXAMPLE = {"start": date(2026, 8, 12), "amount": 5, "unit": "working_days", "zone": "Asia/Jakarta"}


class WhatIfForm(forms.Form):
    """A start, a length, and what might change. Days are days of the office's zone."""

    start = forms.DateField(label=_("Day on which it begins"))
    amount = forms.IntegerField(label=_("Length in days"), min_value=0, max_value=LONGEST)
    unit = forms.ChoiceField(label=_("Which days count"), choices=UNITS)
    zone = forms.ChoiceField(label=_("Time of the office"), choices=ZONES)
    other = forms.IntegerField(label=_("Another length"), min_value=0, max_value=LONGEST, required=False)
    hold_first = forms.DateField(label=_("Hold from"), required=False)
    hold_last = forms.DateField(label=_("Hold until"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        named = {"hold_first", "hold_last"} & set(self.errors)
        fault = None if named else hold_fault(found.get("hold_first"), found.get("hold_last"))
        if fault:
            self.add_error(*fault)
        return found


def hold_fault(first: date | None, last: date | None) -> tuple[str, str] | None:
    """What is wrong with a hold: the field and the sentence; None for a hold that can be, and without one."""
    if first is None and last is None:
        return None
    if first is None or last is None:
        return "hold_last" if first else "hold_first", gettext("A hold needs its first and its last day.")
    if not 0 <= (last - first).days < MOST_HELD:
        return "hold_last", gettext("A hold ends on or after its first day, within a year.")
    return None


@dataclass(frozen=True, slots=True)
class Answer:
    """The date as things are and, where a change was asked for, the date it would be."""

    now: DueDate
    then: DueDate | None

    @property
    def now_lines(self) -> tuple[str, ...]:
        """Why the date is what it is."""
        return lines(self.now.explanation)

    @property
    def then_lines(self) -> tuple[str, ...]:
        """Why it would be another one."""
        return lines(self.then.explanation) if self.then else ()

    @property
    def days(self) -> int:
        """Calendar days by which the change moves the date; negative: earlier."""
        return (self.then.day - self.now.day).days if self.then else 0


def answer(asked: dict[str, Any], *, calendar: WorkCalendar) -> Answer:
    """The answer to the cleaned values of the form."""
    zone = asked["zone"]
    start = datetime.combine(asked["start"], time(8), tzinfo=ZoneInfo(zone))
    given = {"unit": asked["unit"], "zone": zone, "calendar": calendar}
    now = due_after(start, asked["amount"], **given)
    if asked.get("other") is None and asked.get("hold_first") is None:
        return Answer(now, None)
    holds = [Hold(asked["hold_first"], asked["hold_last"])] if asked.get("hold_first") else []
    length = asked["amount"] if asked.get("other") is None else asked["other"]
    return Answer(now, due_after(start, length, holds=holds, **given))
