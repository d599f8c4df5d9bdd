"""The list of annual results: to decide, one's own, and those of an office with filters; the form to make a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from appraisal.annual.policies import makes_years
from appraisal.annual.reading import with_dispute
from appraisal.machines.annual import AnnualState
from appraisal.models import AnnualResult
from appraisal.models.annual import DECIDED_STATES
from appraisal.pages.annual import label_of
from appraisal.policies import PREDICATE
from organization.days import today
from organization.models import Unit
from organization.tree import within
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role

SHOWN: Final = 60
LONGEST_SEARCH: Final = 60
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AnnualRow:
    """One line; `predicate` is empty where the reader may not know it."""

    annual: AnnualResult
    disputed: bool
    predicate: str


@dataclass(frozen=True, slots=True)
class AnnualList:
    """Everything the page shows; `more`: the filters leave more than is shown."""

    own: Sequence[AnnualRow]
    others: Sequence[AnnualRow]
    more: bool
    years: Options
    states: Options
    year: str
    state: str
    search: str
    makes: bool
    units: Options
    this_year: int


def visible_annuals(actor: Actor) -> "QuerySet[Any]":
    """Annual results the actor may know of, marked where a period is contested."""
    return with_dispute(policy_for(AnnualResult).visible_to(actor))


def annual_list(actor: Actor, data: Mapping[str, str]) -> AnnualList:
    """Own years, and those of others as the address asks; those that wait for the reader come first."""
    this_year = today().year
    year, state = data.get("year", ""), data.get("state", "")
    search = data.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    me = actor.employee_id or 0
    own = visible_annuals(actor).filter(employee_id=me).order_by("-year", "-pk") if me else []
    others = visible_annuals(actor).exclude(employee_id=me)
    if year.isascii() and year.isdigit() and len(year) == 4:
        others = others.filter(year=int(year))
    if state in AnnualState.values:
        others = others.filter(state=state)
    if search:
        others = others.filter(Q(employee_name__icontains=search))
    rows = list(others.order_by("-year", "-state", "employee_name", "pk")[: SHOWN + 1])
    makes = makes_years(actor)
    return AnnualList(
        own=[row_of(one, actor) for one in own],
        others=[row_of(one, actor) for one in rows[:SHOWN]],
        more=len(rows) > SHOWN,
        years=[("", _("All years")), *((str(one), str(one)) for one in range(this_year, this_year - 6, -1))],
        states=[("", _("All states")), *((str(code), str(label)) for code, label in AnnualState.choices)],
        year=year,
        state=state,
        search=search,
        makes=makes,
        units=units_of(actor) if makes else [],
        this_year=this_year,
    )


def row_of(annual: Any, actor: Actor) -> AnnualRow:
    """One result as a line for this reader."""
    known = annual.state in DECIDED_STATES and PREDICATE in policy_for(annual).fields_for(actor, annual)
    rules = annual.cycle.rules if known and annual.cycle is not None else None
    return AnnualRow(annual, annual.is_disputed, label_of(rules, annual.predicate) if known else "")


def units_of(actor: Actor) -> Options:
    """The regency and the agencies an HR grant covers."""
    rows = Unit.objects.filter(within(actor.intervals(Role.HR))).filter(Q(parent=None) | Q(opd__isnull=False))
    tops = [unit for unit in rows.order_by("lft") if unit.parent_id is None or unit.opd_id == unit.pk]
    return [(str(one.public_id), one.name) for one in tops]
