"""The calibration rooms of the demo: one released, one sealed, one open with moves, in the pilot with calibration."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Count, QuerySet

from appraisal.calibration import actions
from appraisal.calibration.releasing import release_all
from appraisal.calibration.selectors import people_for
from appraisal.models import CalibrationRoom, Cycle, Evaluation
from config.demo.stage import Cast, on
from organization.models import Employee, Unit
from organization.tree import subtree
from workflow.actors import Actor

ENOUGH, MOST = 16, 3
REASONS: Final = (
    "Capaian triwulan melampaui target dan buktinya setara dengan rekan yang diusulkan sangat baik.",
    "Kesan terakhir terlalu menentukan; dua bulan pertama menunjukkan kinerja sesuai ekspektasi.",
    "Perilaku pelayanan dipuji warga dalam survei; rating disamakan dengan bidang lain.",
    "Target yang dicapai lebih ringan daripada di bidang lain; disetarakan.",
)
MOVES: Final = ((3, 3), (2, 2), (2, 3), (2, 2))
AGREED: Final = (
    "Usulan dibandingkan per bidang. Perbedaan cara menilai disetarakan dengan alasan yang tercatat; "
    "tidak ada kuota predikat."
)


def calibrate(cast: Cast, cycle: Cycle, *, today: date) -> None:
    """A room that is open now, with some moves already made; where there are people enough, one released before it."""
    waiting = Evaluation.objects.filter(cycle=cycle, state="calibration")
    if waiting.count() >= ENOUGH:
        _release(cast, cycle, _smallest(waiting), day=today - timedelta(days=3))
    with on(today - timedelta(days=1), 9):
        room = _room(cast, cycle, cycle.unit)
    if room is None:
        return
    movers = [cast.actor(room.moderator_id), *(cast.actor(seat.employee_id) for seat in room.seats.all())]
    entries = list(room.entries.order_by("pk")[:: max(1, room.entries.count() // len(MOVES))])
    for place, entry in enumerate(entries[: len(MOVES)]):
        results, behaviour = MOVES[place]
        if (entry.results_rating, entry.behaviour_rating) == (results, behaviour):
            results = 2 if results == 3 else 3
        payload = {
            "results_rating": str(results),
            "behaviour_rating": str(behaviour),
            "reason": REASONS[place],
        }
        with on(today - timedelta(days=1), 10, 5 * place):
            actor = movers[place % len(movers)]
            actions.move(entry.public_id, actor=actor, version=entry.version, payload=payload)


def _smallest(waiting: "QuerySet[Evaluation]") -> Unit:
    """The part of the agency with the fewest people who wait."""
    rows = waiting.exclude(unit__parent__parent=None).order_by().values("unit").annotate(people=Count("pk"))
    return Unit.objects.get(pk=rows.order_by("people", "unit")[0]["unit"])


def _release(cast: Cast, cycle: Cycle, unit: Unit, *, day: date) -> None:
    """A room of a unit that was sealed and released in one day."""
    with on(day, 9):
        room = _room(cast, cycle, unit)
    if room is None:
        return
    steps: list[tuple[str, Actor, dict[str, str]]] = [
        ("seal", cast.actor(room.moderator_id), {"conclusion": AGREED}),
        ("release", cast.hr(), {}),
    ]
    for hour, (name, actor, payload) in enumerate(steps, 14):
        with on(day, hour):
            version = CalibrationRoom.objects.values_list("version", flat=True).get(pk=room.pk)
            actions.take(room.public_id, name, actor=actor, version=version, payload=payload)
    with on(day, 16):
        release_all(room.pk)


def _room(cast: Cast, cycle: Cycle, unit: Unit) -> CalibrationRoom | None:
    """Prepared and opened by HR with the assessors of the unit; None where too few people can sit or be compared."""
    seats = _seats(cycle, unit)
    if len(seats) < 2:
        return None
    if _left(cycle, unit, seats) == 0:
        return None
    room = actions.prepare_room(
        actor=cast.hr(),
        cycle=cycle.public_id,
        unit=unit.public_id,
        moderator=seats[0].public_id,
        members=[one.public_id for one in seats[1:MOST]],
    )
    actions.take(room.public_id, "open", actor=cast.hr(), version=room.version)
    return CalibrationRoom.objects.get(pk=room.pk)


def _left(cycle: Cycle, unit: Unit, seats: list[Employee]) -> int:
    """How many lie on the table once those who sit there are taken out."""
    rows = Evaluation.objects.filter(subtree(unit, "unit__"), cycle=cycle, state="calibration", room__isnull=True)
    return rows.exclude(employee__in=[one.pk for one in seats[:MOST]]).count()


def _seats(cycle: Cycle, unit: Unit) -> list[Employee]:
    """Those who rate most of the unit's people first; the highest of them moderates."""
    people = people_for(cycle, unit)
    inside = Evaluation.objects.filter(cycle=cycle, state="calibration", employee__in=[one.pk for one in people])
    waiting = set(inside.values_list("employee", flat=True))
    return sorted(people, key=lambda one: (one.unit.lft, one.pk in waiting, one.pk))
