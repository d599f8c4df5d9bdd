"""Lists of plans: one's own over the years with what may be begun, and those of a team or an office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from appraisal.machines.plan import PlanState
from appraisal.models import Plan
from appraisal.pages.lists import LONGEST_SEARCH, Options, cursor_of, read_cursor, uuid_text
from appraisal.plans.periods import TimeInPost, times_in_posts
from organization.days import today
from organization.models import Unit
from workflow.actors import Actor
from workflow.policies import policy_for

PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; unknown values count as not asked."""

    state: str = ""
    unit: str = ""
    year: str = ""
    search: str = ""
    sort: str = "name"
    after: tuple[str, int] | None = None
    column: str = "employee_name"

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.state or self.unit or self.year or self.search)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `next_cursor` leads on, empty on the last page."""

    plans: tuple[Plan, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Mine:
    """The reader's plans, newest first, and the times in a post that have none yet."""

    plans: tuple[Plan, ...]
    to_begin: tuple[TimeInPost, ...]


def mine(actor: Actor) -> Mine:
    """Two queries."""
    if actor.employee_id is None:
        return Mine((), ())
    rows = policy_for(Plan).visible_to(actor).filter(employee_id=actor.employee_id)
    plans = tuple(rows.order_by("-period_from", "-pk")[:PAGE])
    there = {(plan.appointment_id, plan.year) for plan in plans}
    times = times_in_posts(actor.employee_id, (today().year,))
    return Mine(plans, tuple(one for one in times if (one.appointment.pk, one.year) not in there))


def read_filters(data: Mapping[str, Any]) -> Filters:
    """Filters from the address, each checked."""
    year = str(data.get("year", ""))
    return Filters(
        state=data.get("state", "") if data.get("state", "") in PlanState.values else "",
        unit=uuid_text(data.get("unit", "")),
        year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
        search=str(data.get("q", "")).strip()[:LONGEST_SEARCH].replace("\x00", ""),
        after=read_cursor(data.get("after", "")),
    )


def team(actor: Actor, filters: Filters) -> "QuerySet[Plan]":
    """Other people's plans that the actor may know of, narrowed."""
    rows = policy_for(Plan).visible_to(actor)
    if actor.employee_id is not None:
        rows = rows.exclude(employee_id=actor.employee_id)
    asked = {"state": filters.state, "year": filters.year}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if filters.unit:
        unit = Unit.objects.filter(public_id=filters.unit).values_list("lft", "rght").first() or (0, 0)
        rows = rows.filter(unit__lft__gte=unit[0], unit__lft__lte=unit[1])
    for word in filters.search.split():
        rows = rows.filter(Q(employee_name__icontains=word) | Q(employee_post__icontains=word))
    return rows


def listing(rows: "QuerySet[Plan]", filters: Filters) -> Listing:
    """One page by keyset."""
    if filters.after is not None:
        name, pk = filters.after
        rows = rows.filter(Q(employee_name__gt=name) | Q(employee_name=name, pk__gt=pk))
    found = list(rows.order_by("employee_name", "pk")[: PAGE + 1])
    following: Any = found[PAGE - 1] if len(found) > PAGE else None
    return Listing(tuple(found[:PAGE]), cursor_of(following, filters) if following else "")  # type: ignore[arg-type]


def state_options() -> Options:
    """States for the filter."""
    return [("", _("All states")), *((value, str(label)) for value, label in PlanState.choices)]


def unit_options(actor: Actor) -> Options:
    """Units in which the actor may see plans, in the order of the tree, with their depth."""
    plans = policy_for(Plan).visible_to(actor).order_by().values("unit_id")
    rows = Unit.objects.filter(pk__in=plans).order_by("lft").values_list("public_id", "name", "depth")
    found = [(str(public_id), "\u2003" * min(depth, 4) + name) for public_id, name, depth in rows[:400]]
    return [("", _("All units")), *found]
