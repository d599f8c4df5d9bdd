"""Reading trails set-wise: three statements, whatever the number of subjects and events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, QuerySet
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext as _

from workflow import clock
from workflow.actors import Actor
from workflow.mining.conformance import Break, breaks_of
from workflow.mining.measures import Measure, Measured, Moment, Standing, trails
from workflow.mining.places import Mapped
from workflow.models import Event
from workflow.naming import resting_states
from workflow.tables import table_of

CHUNK: Final = 5_000
PERIOD: Final = "_period"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at: one agency or all (""), one period or all ("")."""

    unit: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen: agencies by name, periods with the newest first."""

    units: dict[str, str]
    periods: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: measured trails, and the places at which one is no path of its machine."""

    measured: Measured
    breaks: tuple[Break, ...]


def options_of(mapped: Mapped, actor: Actor) -> Options:
    """The agencies and periods in which the reader has subjects; one statement."""
    rows = _with_period(mapped, mapped.reach(actor)).order_by()
    name = F(mapped.period_name) if mapped.period_name else F(PERIOD)
    columns = rows.values_list(mapped.unit, mapped.unit_name, PERIOD, name).distinct()
    units: dict[str, str] = {}
    periods: dict[str, tuple[Any, str]] = {}
    for unit, unit_name, period, period_name in columns:
        if unit is not None:
            units[str(unit)] = unit_name
        key = period_key(period)
        periods[key] = (period, str(period_name) if mapped.period_name else _quarter_name(period))
    ordered = sorted((key for key in periods if key), key=lambda key: periods[key][0], reverse=True)
    by_name = dict(sorted(units.items(), key=lambda item: item[1]))
    return Options(by_name, {key: periods[key][1] for key in ordered})


def read(mapped: Mapped, actor: Actor, choice: Choice) -> Found:
    """Trails of the chosen subjects, measured and held against the machine; two statements.

    Events are streamed in the order of the index (kind, subject, version); what is kept is one small tuple per step.
    """
    rows = _chosen(mapped, mapped.reach(actor), choice)
    table = table_of(mapped.model)
    standing = dict(_standing(mapped, rows))
    measure = Measure(table, standing, now=clock.now(), resting=resting_states(mapped.model))
    breaks: list[Break] = []
    silent = set(standing)
    for subject, trail in trails(_moments(mapped, rows)):
        if subject not in standing:
            continue
        silent.discard(subject)
        breaks += breaks_of(table, subject, trail, standing[subject])
        measure.take(subject, trail)
    for subject in sorted(silent):
        breaks += breaks_of(table, subject, (), standing[subject])
    return Found(measure.found, tuple(breaks))


def period_key(value: Any) -> str:
    """A period as it stands in an address: a key, or the first day of a quarter."""
    if value is None:
        return ""
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _quarter_name(start: datetime | None) -> str:
    if start is None:
        return ""
    return _("Quarter %(number)d of %(year)d") % {"number": (start.month + 2) // 3, "year": start.year}


def _with_period(mapped: Mapped, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    period = F(mapped.period) if mapped.period_name else TruncQuarter(mapped.period)
    found: QuerySet[Any] = rows.annotate(**{PERIOD: period})
    return found


def _chosen(mapped: Mapped, rows: "QuerySet[Any]", choice: Choice) -> "QuerySet[Any]":
    rows = _with_period(mapped, rows).order_by()
    if choice.unit:
        rows = rows.filter(**{mapped.unit: choice.unit})
    if not choice.period:
        return rows
    if mapped.period_name:
        return rows.filter(**{mapped.period: choice.period})
    return rows.filter(**{f"{PERIOD}__date": date.fromisoformat(choice.period)})


def _standing(mapped: Mapped, rows: "QuerySet[Any]") -> Iterator[tuple[int, Standing]]:
    columns = rows.values_list("pk", "state", "version", mapped.person, mapped.unit, PERIOD)
    for pk, state, version, person, unit, period in columns.iterator(chunk_size=CHUNK):
        yield pk, Standing(state, version, person, (str(unit or ""), period_key(period)))


def _moments(mapped: Mapped, rows: "QuerySet[Any]") -> Iterator[Moment]:
    events = Event.objects.filter(kind=mapped.kind, subject_id__in=rows.values("pk"))
    columns = events.order_by("subject_id", "version").values_list(
        "subject_id", "version", "name", "transition", "from_state", "to_state", "effective_at"
    )
    return map(Moment._make, columns.iterator(chunk_size=CHUNK))
