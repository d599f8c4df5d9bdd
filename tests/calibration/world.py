"""A room of the agency: Kadis moderates, Kabid sits in it; Siti, Bawahan, Rekan and Wati lie on the table."""

from typing import Any

from appraisal.calibration import actions
from appraisal.default_rules import default_rules
from appraisal.models import CalibrationEntry, CalibrationRoom, Cycle
from tests.appraisal import world as do
from tests.appraisal.world import NOW, WINDOWS, World
from workflow import clock

ON_TABLE = ("siti", "bawahan", "rekan", "wati")
AGREED = "Usulan dibandingkan satu per satu."
WHY = "Target terlampaui dengan bukti yang sama seperti rekan."


def calibrating(world: World) -> Cycle:
    """A running cycle whose rules ask for calibration, its forms open."""
    with clock.frozen(NOW):
        rules = default_rules(alternate_decider="other", calibration=True)
        cycle = do.running_cycle(world, rules, calibration_until=WINDOWS["close_by"])
    do.let_clock_work()
    return cycle


def propose(world: World, *names: str, **ratings: Any) -> None:
    """The assessors hand these forms over to calibration."""
    for name in names or ON_TABLE:
        do.approve(world, name, **ratings)


def prepare(world: World, cycle: Cycle, **changes: Any) -> CalibrationRoom:
    """HR prepares a room."""
    people, by = world.people, world.actor(changes.pop("by", "hana"))
    values = {
        "cycle": cycle.public_id,
        "unit": world.units["agency"].public_id,
        "moderator": people["kadis"].public_id,
        "members": [people["kabid"].public_id],
        **changes,
    }
    return actions.prepare_room(actor=by, **values)


def take(world: World, who: str, name: str, room: CalibrationRoom, **payload: Any) -> CalibrationRoom:
    """One step of the room by a person, with the version it has now."""
    version = CalibrationRoom.objects.values_list("version", flat=True).get(pk=room.pk)
    actions.take(room.public_id, name, actor=world.actor(who), version=version, payload=payload)
    return CalibrationRoom.objects.get(pk=room.pk)


def opened(world: World, cycle: Cycle) -> CalibrationRoom:
    """Proposed, prepared, open."""
    propose(world)
    return take(world, "hana", "open", prepare(world, cycle))


def entry_of(world: World, name: str) -> CalibrationEntry:
    """The person's newest place in a room."""
    return CalibrationEntry.objects.filter(employee=world.people[name]).latest("pk")


def move(world: World, who: str, name: str, results: int, behaviour: int, **more: Any) -> CalibrationEntry:
    """Move a person, with the version the row has now unless another is given."""
    entry = entry_of(world, name)
    actions.move(
        entry.public_id,
        actor=world.actor(who),
        version=more.get("version", entry.version),
        payload={
            "results_rating": str(results),
            "behaviour_rating": str(behaviour),
            "reason": more.get("reason", WHY),
        },
    )
    return entry_of(world, name)


def sealed(world: World, room: CalibrationRoom) -> CalibrationRoom:
    """The moderator seals."""
    return take(world, "kadis", "seal", room, conclusion=AGREED)


def released(world: World, room: CalibrationRoom) -> CalibrationRoom:
    """HR releases and the job runs."""
    take(world, "hana", "release", room)
    assert do.run_jobs()[-1] == "done"
    return CalibrationRoom.objects.get(pk=room.pk)
