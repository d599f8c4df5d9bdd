"""A plan as on a day: the version in force then, and none before the first was agreed."""

from datetime import timedelta

from appraisal.models import Plan
from tests.appraisal import plans as do
from tests.appraisal.world import World
from workflow import clock
from workflow.as_on.reading import as_on
from workflow.calendars import local_day


def test_the_version_in_force_is_that_of_the_day(world: World) -> None:
    begun = clock.now()
    day, siti = local_day(begun), world.actor("siti")
    plan = do.written(world, "siti")
    with clock.frozen(begun + timedelta(days=2)):
        do.act(do.act(plan, "propose", siti), "agree", world.actor("kabid"))
    told = {}
    with clock.frozen(begun + timedelta(days=6)):
        found = Plan.objects.select_related("unit").get(pk=plan.pk)
        for after in (0, 1, 2, 6):
            shown = as_on(found, actor=siti, on=day + timedelta(days=after)).facts
            told[after] = [(str(one.value), one.url) for one in shown]
    assert told[0] == told[1] == [("belum ada", "")]
    [(value, url)] = told[2]
    assert value.startswith("Versi 1, disepakati")
    assert url == f"/plans/{plan.public_id}/versions/1/"
    assert told[6] == told[2]
