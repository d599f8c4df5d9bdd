"""Years for the tests of annual results: two periods of 2026, results, the job, decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from appraisal.annual import actions
from appraisal.annual.reading import year_of
from appraisal.models import AnnualResult, Cycle, RuleSet
from organization.models import Appointment, Post
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock

# A Monday in January, ten in the morning in Bangko: the year is over.
AFTER = datetime(2027, 1, 11, 3, 0, tzinfo=UTC)
YEAR = 2026
WHY = "Capaian semester kedua jauh di atas rencana karena gedung baru."


def first_half(world: World, _cycle: Cycle) -> Cycle:
    """A second cycle about January to June, with the rules of the first."""
    values = {"name": "Semester I 2026", "period_from": date(2026, 1, 1), "period_until": date(2026, 6, 30)}
    found = do.open_cycle(world, do.draft_cycle(world, RuleSet.objects.latest("pk"), **values))
    with clock.frozen(do.later(minutes=1)):
        do.let_clock_work()
    return found


def make(world: World, *, by: str = "hana", unit: str = "regency", year: int = YEAR) -> list[str]:
    """The annual results of a unit, by the job."""
    actions.make_year(actor=world.actor(by), unit=world.units[unit].public_id, year=year)
    return do.run_jobs()


def annual_of(world: World, name: str = "siti") -> AnnualResult:
    """Read again."""
    rows = AnnualResult.objects.select_related("unit", "employee", "cycle__rule_set")
    return rows.filter(employee=world.people[name]).latest("pk")


def basis_of(annual: AnnualResult) -> str:
    """The digest a page shows now."""
    return year_of(AnnualResult.objects.select_related("unit", "employee").get(pk=annual.pk)).basis


def take(world: World, person: str, name: str, annual: AnnualResult, **payload: Any) -> AnnualResult:
    """A step by a person on the result as it stands."""
    version = AnnualResult.objects.values_list("version", flat=True).get(pk=annual.pk)
    actions.take(annual.public_id, name, actor=world.actor(person), version=version, payload=payload)
    return AnnualResult.objects.select_related("unit", "employee", "cycle__rule_set").get(pk=annual.pk)


def accept(world: World, annual: AnnualResult, *, by: str = "kabid") -> AnnualResult:
    """The assessor takes the proposal."""
    return take(world, by, "accept", annual, basis=basis_of(annual))


def functional(world: World, name: str, title: str, *, since: date, until: date | None = None) -> None:
    """A functional post held from and to, in the person's unit."""
    person = world.people[name]
    post = Post.objects.create(unit=person.unit, title=title, kind="fungsional")
    Appointment.objects.create(employee=person, post=post, valid_from=since, valid_to=until)
