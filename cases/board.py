"""The HR board: which cases, in which order, and the figures above them. Everything starts from the visible cases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber, TruncMonth

from cases import selectors
from cases.early_warning import warned
from cases.machines.improvement_case import OPEN_STATES
from cases.models import ImprovementCase
from cases.paging import Order
from workflow import clock
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.policies import policy_for
from workflow.roles import Role

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
MONTHS = 12
CARDS = 25
# First day of each bucket of age; the last is open. Local: a week, a month, a quarter.
AGES = (0, 8, 31, 91)
NOBODY = "none"
STAGES = ("opened", "planned", "active", "under_review", "on_hold")
ORDERS = {
    "stuck": Order(("-duty_overdue", "due")),
    "due": Order(("due",)),
    "age": Order(("state_since",)),
    "name": Order(("employee__full_name",)),
    "unit": Order(("unit__lft", "employee__full_name")),
    "opened": Order(("opened_at",)),
    "state": Order(("state", "due")),
}


@dataclass(frozen=True)
class Filters:
    """What the address asks for; the address is the saved filter."""

    state: str = ""
    unit: str = ""
    late: bool = False
    warned: bool = False
    mine: bool = False
    coach: str = ""
    text: str = ""
    sort: str = "stuck"

    @property
    def order(self) -> Order:
        """The order asked for; an unknown name sorts by what is stuck."""
        found = ORDERS.get(self.sort.removeprefix("-"), ORDERS["stuck"])
        return found.turned() if self.sort.startswith("-") else found


@dataclass(frozen=True, slots=True)
class Load:
    """How much one coach carries; `public_id` is empty for the cases nobody coaches."""

    public_id: str
    name: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Month:
    """Cases opened and ended in one month."""

    first: date
    opened: int
    ended: int


@dataclass(frozen=True, slots=True)
class Age:
    """Open cases that have been in their state from `first` to `last` local days; `last` is None in the open bucket."""

    first: int
    last: int | None
    open: int


def may_assign(actor: Actor) -> bool:
    """HR anywhere may act on many cases at once; which of them take it is decided case by case."""
    return actor.holds(Role.HR)


def reads_figures(actor: Actor) -> bool:
    """Whoever steers or examines: HR and auditors, each over the cases they see."""
    return may_assign(actor) or actor.holds(Role.AUDITOR)


def rows_of(actor: Actor, filters: Filters) -> QuerySet[ImprovementCase]:
    """Visible cases under the filters, with what a row shows."""
    rows = narrowed(selectors.board(actor), filters, actor)
    if filters.warned:
        rows = rows.filter(pk__in=warned(ImprovementCase.objects.all(), now=clock.now()).values("pk"))
    return rows.annotate(due=Coalesce("duty_due_at", Value(NEVER)), duty_explanation=selectors.why_due())


def narrowed(rows: QuerySet[ImprovementCase], filters: Filters, actor: Actor) -> QuerySet[ImprovementCase]:
    """Apply the filters; without a state, open cases."""
    if filters.state == "ended":
        rows = rows.exclude(state__in=OPEN_STATES)
    else:
        rows = rows.filter(state__in=[filters.state] if filters.state else OPEN_STATES)
    if filters.unit:
        rows = rows.filter(unit__code=filters.unit)
    if filters.late:
        rows = rows.filter(duty_overdue=True)
    if filters.coach:
        rows = rows.filter(Q(coach__isnull=True) if filters.coach == NOBODY else Q(coach__public_id=filters.coach))
    if filters.mine and actor.employee_id is not None:
        rows = rows.filter(Q(supervisor_id=actor.employee_id) | Q(coach_id=actor.employee_id))
    if filters.text:
        rows = rows.filter(Q(employee__full_name__icontains=filters.text) | Q(employee__nip=filters.text))
    return rows


def columns_of(rows: QuerySet[ImprovementCase]) -> list[tuple[str, int, list[ImprovementCase]]]:
    """(stage, number, the most stuck of its cases) in the order of the work; two statements."""
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    place = Window(RowNumber(), partition_by=F("state"), order_by=[F("duty_overdue").desc(), F("due"), F("pk")])
    first = rows.annotate(place=place).filter(place__lte=CARDS).order_by("state", "place")
    found: dict[str, list[ImprovementCase]] = {stage: [] for stage in (STAGES if set(counts) & set(STAGES) else counts)}
    for case in first:
        found.setdefault(str(case.state), []).append(case)
    return [(stage, counts.get(stage, 0), cards) for stage, cards in found.items()]


def workload(actor: Actor) -> list[Load]:
    """Open visible cases per coach, the heaviest load first, those without a coach last; one statement."""
    rows = policy_for(ImprovementCase).visible_to(actor).filter(state__in=OPEN_STATES).order_by()
    grouped = rows.values("coach__public_id", "coach__full_name").annotate(
        open=Count("pk"), overdue=Count("pk", filter=Q(duty_overdue=True))
    )
    found = [
        Load(str(row["coach__public_id"] or ""), row["coach__full_name"] or "", row["open"], row["overdue"])
        for row in grouped
    ]
    return sorted(found, key=lambda load: (not load.public_id, -load.open, load.name))


def days_here(since: datetime, *, zone: str, now: datetime) -> int:
    """Whole days of the office since a case came into its state."""
    return (local_day(now, zone=zone) - local_day(since, zone=zone)).days


def ages(actor: Actor, *, now: datetime) -> list[Age]:
    """Open visible cases by how long they have been in their state; one statement."""
    rows = policy_for(ImprovementCase).visible_to(actor).filter(state__in=OPEN_STATES).order_by()
    since = rows.values_list("zone", Coalesce("state_since", "opened_at"))
    days = [days_here(at, zone=zone, now=now) for zone, at in since]
    bounds = [*pairwise(AGES), (AGES[-1], None)]
    return [
        Age(first, last and last - 1, sum(first <= one and (last is None or one < last) for one in days))
        for first, last in bounds
    ]


def by_agency(actor: Actor) -> list[tuple[str, int, int]]:
    """(agency, open cases, overdue ones), the most cases first; one statement."""
    rows = policy_for(ImprovementCase).visible_to(actor).filter(state__in=OPEN_STATES).order_by()
    grouped = rows.values(agency=Coalesce("unit__opd__name", "unit__name")).annotate(
        open=Count("pk"), overdue=Count("pk", filter=Q(duty_overdue=True))
    )
    return sorted(((row["agency"], row["open"], row["overdue"]) for row in grouped), key=lambda row: (-row[1], row[0]))


def by_month(actor: Actor, *, today: date) -> list[Month]:
    """Cases opened and ended in each of the last twelve months; two statements."""
    first = _months_back(today, MONTHS - 1)
    rows = policy_for(ImprovementCase).visible_to(actor).order_by()
    opened, ended = _per_month(rows, "opened_at", first), _per_month(rows, "closed_at", first)
    months = [_months_back(today, back) for back in reversed(range(MONTHS))]
    return [Month(month, opened.get(month, 0), ended.get(month, 0)) for month in months]


def _per_month(rows: "QuerySet[Any]", column: str, first: date) -> dict[date, int]:
    since = rows.filter(**{f"{column}__date__gte": first})
    found = since.annotate(month=TruncMonth(column)).values_list("month").annotate(n=Count("pk"))
    return {month.date(): number for month, number in found}


def _months_back(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
