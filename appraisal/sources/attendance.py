"""Attendance as a source: days absent without a valid reason and minutes late, month by month."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisal.models import AttendanceMonth
from appraisal.rules import Words
from appraisal.sources.base import NO_WORDS, Found, Measure, Period, Source, in_both, months_in_words, number
from appraisal.sources.punishments import step_of


@dataclass(frozen=True, slots=True)
class Record:
    """What is recorded of one person: the months of the period, and the days of the year up to its end."""

    months: tuple[AttendanceMonth, ...]
    period: Period
    year_days: int

    @property
    def absent_days(self) -> int:
        return sum(one.absent_days for one in self.months)

    @property
    def late_minutes(self) -> int:
        return sum(one.late_minutes for one in self.months)

    def figures(self) -> dict[str, Decimal]:
        """Days in the period; minutes on average of the recorded months, to two decimals."""
        average = Decimal(self.late_minutes) / len(self.months)
        late = average.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return {"absent_days": Decimal(self.absent_days), "late_minutes": late}


class AttendanceSource(Source):
    """What the attendance files say."""

    key = "attendance"
    label = gettext_lazy("Attendance record")
    measures: ClassVar = (
        Measure("absent_days", gettext_lazy("days absent without a valid reason in the period"), at_most=True),
        Measure("late_minutes", gettext_lazy("minutes late per month on average"), at_most=True),
    )

    def facts(self, people: Collection[int], period: Period) -> Mapping[int, Found]:
        """One statement: the months of the period and those of its last year."""
        records = _records(people, period)
        texts = in_both(records, sentence)
        notices = in_both({pk: one.year_days for pk, one in records.items() if step_of(one.year_days)}, _Notice(period))
        return {pk: _found(one, texts[pk], notices.get(pk, NO_WORDS)) for pk, one in records.items()}


def _records(people: Collection[int], period: Period) -> dict[int, Record]:
    first = min(period.start.replace(day=1), date(period.end.year, 1, 1))
    rows = AttendanceMonth.objects.filter(employee_id__in=people, month__gte=first, month__lte=period.end)
    by_person: dict[int, list[AttendanceMonth]] = defaultdict(list)
    for row in rows.order_by("month"):
        by_person[row.employee_id].append(row)
    return {pk: one for pk, months in by_person.items() if (one := _record(months, period)).months}


def _record(months: Sequence[AttendanceMonth], period: Period) -> Record:
    inside = tuple(one for one in months if one.month >= period.start.replace(day=1))
    return Record(inside, period, sum(one.absent_days for one in months if one.month.year == period.end.year))


def _found(record: Record, text: Words, notice: Words) -> Found:
    inputs = tuple(
        {"month": f"{one.month:%Y-%m}", "absent_days": one.absent_days, "late_minutes": one.late_minutes}
        for one in record.months
    )
    return Found(text, record.figures(), inputs, notice)


def sentence(record: Record) -> str:
    """The record of a period in words."""
    first, last = record.months[0].month, record.months[-1].month
    span = months_in_words(first, last)
    days = ngettext(
        "%(days)s day absent without a valid reason", "%(days)s days absent without a valid reason", record.absent_days
    )
    late = ngettext("%(minutes)s minute late", "%(minutes)s minutes late", record.late_minutes)
    text = _("%(span)s: %(days)s, %(late)s.") % {
        "span": span,
        "days": days % {"days": number(record.absent_days)},
        "late": late % {"minutes": number(record.late_minutes)},
    }
    whole = record.period.months()
    if len(record.months) == whole:
        return text
    gap = _("Recorded so far: %(there)d of %(whole)d months.") % {"there": len(record.months), "whole": whole}
    return f"{text} {gap}"


@dataclass(frozen=True, slots=True)
class _Notice:
    """Says which step of PP 94/2021 the days of a year reach."""

    period: Period

    def __call__(self, days: int) -> str:
        return notice_of(days, self.period.end.year)


def notice_of(days: int, year: int) -> str:
    """The step the days of a year reach, in words; empty below the first."""
    step = step_of(days)
    if step is None:
        return ""
    if step.last is None:
        span = _("%(first)d days or more") % {"first": step.first}
    elif step.first == step.last:
        span = _("%(first)d days") % {"first": step.first}
    else:
        span = _("%(first)d to %(last)d days") % {"first": step.first, "last": step.last}
    return _(
        "In %(year)d, %(days)d working days absent without a valid reason are recorded. For %(span)s in a year "
        "PP 94/2021 names: %(names)s (%(severity)s). This is information only: the system does not issue a punishment."
    ) % {"year": year, "days": days, "span": span, "names": step.names, "severity": step.severity}
