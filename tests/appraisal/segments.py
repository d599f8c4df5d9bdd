"""Ways to a period in which the assessor changed: a running cycle about the months to come, and people who move."""

from datetime import UTC, date, datetime
from typing import Any

from appraisal.models import Cycle, Evaluation, PeriodSegment
from appraisal.segments import actions
from organization.actions import people
from organization.models import Employee, Post
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
PERIOD = {
    "period_from": FIRST,
    "period_until": LAST,
    "self_until": date(2027, 1, 8),
    "review_until": date(2027, 1, 29),
    "close_by": date(2027, 3, 31),
}
WHY = {"reason": "Ditugasi memimpin unit lain."}


def at(day: date, hour: int = 3) -> datetime:
    """A moment of a day, in the morning in Bangko."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def running(world: World, **changes: Any) -> Cycle:
    """A cycle of the last quarter, opened on 5 October, its forms with the employees."""
    with clock.frozen(do.NOW):
        found = do.running_cycle(world, **{**PERIOD, **changes})
    do.let_clock_work()
    return found


def post_in(world: World, unit: str, title: str, *, heads: bool = False) -> Post:
    """A post, made where there is none."""
    made, _new = Post.objects.get_or_create(
        unit=world.units[unit], title=title, defaults={"kind": "pelaksana", "is_head": heads}
    )
    return made


def move(world: World, name: str, unit: str, since: date, *, title: str = "") -> None:
    """HR puts a person into another unit."""
    person = Employee.objects.get(pk=world.people[name].pk)
    post = post_in(world, unit, title or f"Staf {unit}")
    people.appoint(person, actor=world.actor("hana"), post=post, capacity="definitive", valid_from=since)


def segments(world: World, name: str) -> list[PeriodSegment]:
    """The segments of a person's newest form, in order."""
    rows = PeriodSegment.objects.filter(evaluation=world.form_of(name)).select_related(
        "evaluation__unit", "evaluation__cycle"
    )
    return list(rows.order_by("sequence"))


def seen(world: World, name: str) -> list[tuple[str, date, date, str]]:
    """Who assessed on which days, and where each segment stands."""
    return [(row.assessor_name, row.first_day, row.last_day, str(row.state)) for row in segments(world, name)]


def draft(world: World, row: PeriodSegment, by: str, **values: Any) -> PeriodSegment:
    """Its assessor writes something, by default everything."""
    found = values or {"results_rating": 3, "behaviour_rating": 2, "note": "Program pelatihan baru berjalan separuh."}
    revision = PeriodSegment.objects.values_list("revision", flat=True).get(pk=row.pk)
    actions.save(row.public_id, actor=world.actor(by), revision=revision, values=found)
    return PeriodSegment.objects.get(pk=row.pk)


def close(world: World, row: PeriodSegment, by: str) -> None:
    """Close it as it is written."""
    version = PeriodSegment.objects.values_list("version", flat=True).get(pk=row.pk)
    actions.take(row.public_id, "close", actor=world.actor(by), version=version)


def waiting(world: World) -> PeriodSegment:
    """Siti went from Kabid to Kaban on 2 November; Kabid's segment waits for him. The clock stands on that day."""
    running(world)
    move(world, "siti", "other", date(2026, 11, 2))
    return segments(world, "siti")[0]


def form_states() -> list[str]:
    """States in which a form still goes with its person."""
    return ["draft", "self_assessment", "supervisor_review"]


def fresh(form: Evaluation) -> Evaluation:
    """Read again."""
    return Evaluation.objects.select_related("unit", "cycle").get(pk=form.pk)
