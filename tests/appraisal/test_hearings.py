"""Hearings: who invites, when minutes may be written, what both sides say of them, what ends a hearing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from appraisal.actions import hearings, objections
from appraisal.actions.hearings import Invitation
from appraisal.models import Hearing, Objection
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.matrix.situations import objection_in
from workflow import clock, outbox
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible, StateConflict
from workflow.models import Event

START = do.IN_WINDOW + timedelta(hours=2)
TOMORROW = START + timedelta(days=1)


@pytest.fixture
def answered(db: Any) -> Any:
    world, objection = objection_in("answered")
    with clock.frozen(START):
        yield world, objection


def act(world: World, hearing: Hearing, name: str, person: str, **payload: Any) -> Hearing:
    version = Hearing.objects.values_list("version", flat=True).get(pk=hearing.pk)
    hearings.take(hearing.public_id, name, actor=world.actor(person), version=version, payload=payload)
    return Hearing.objects.get(pk=hearing.pk)


def record(world: World, hearing: Hearing, at: datetime, name: str = "record") -> Hearing:
    return act(world, hearing, name, "kadis", held_at=at, minutes="Kedua pihak menjelaskan gangguan sistem.")


def test_the_decider_invites_both_sides(answered: Any) -> None:
    world, objection = answered
    outbox.relay_all()
    InboxItem.objects.all().delete()
    hearing = do.invite(objection)
    outbox.relay_all()
    assert (hearing.state, hearing.sequence, hearing.invited_by) == ("planned", 0, world.people["kadis"])
    assert set(InboxItem.objects.values_list("recipient__username", "text_key")) == {
        ("siti", "hearing.created"),
        ("kabid", "hearing.created"),
    }


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        ("siti", NotPermitted),
        ("kabid", NotPermitted),
        ("hana", NotPermitted),
        ("audi", NotPermitted),
        ("joko", NotVisible),
    ],
)
def test_nobody_else_invites(answered: Any, person: str, refusal: type[Exception]) -> None:
    world, objection = answered
    with pytest.raises(refusal):
        hearings.invite(objection.public_id, do.invitation(), actor=world.actor(person))
    assert not Hearing.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"planned_at": START}, "planned_at"),
        ({"place": " "}, "place"),
        ({"place": "x" * 201}, "place"),
        ({"agenda": ""}, "agenda"),
        ({"agenda": "x" * 2001}, "agenda"),
        ({"length": 14}, "length"),
        ({"length": 481}, "length"),
    ],
)
def test_an_invitation_that_does_not_do_names_its_field(answered: Any, changes: dict[str, Any], field: str) -> None:
    world, objection = answered
    values = {"planned_at": TOMORROW, "place": "Ruang rapat", "agenda": "Gangguan sistem", "length": 60, **changes}
    with pytest.raises(InvalidInput) as refused:
        hearings.invite(objection.public_id, Invitation(**values), actor=world.actor("kadis"))
    assert [one.field for one in refused.value.details] == [field]
    assert not Hearing.objects.exists()


@pytest.mark.parametrize("length", [15, 480])
def test_the_lengths_at_the_edge_do(answered: Any, length: int) -> None:
    assert do.invite(answered[1], length=length).length == length


def test_one_hearing_is_planned_at_a_time(answered: Any) -> None:
    world, objection = answered
    first = do.invite(objection)
    with pytest.raises(GuardRefused) as refused:
        do.invite(objection)
    assert refused.value.code == "already_planned"
    act(world, first, "cancel", "kadis", reason="Listrik padam.")
    assert do.invite(objection).pk != first.pk


def test_moving_and_cancelling_count_the_appointment_on(answered: Any) -> None:
    world, objection = answered
    hearing = do.invite(objection)
    moved = act(world, hearing, "reschedule", "kadis", planned_at=TOMORROW, place="Ruang lain", reason="Rapat bupati.")
    assert (moved.planned_at, moved.place, moved.sequence) == (TOMORROW, "Ruang lain", 1)
    with pytest.raises(GuardRefused) as refused:
        act(world, hearing, "reschedule", "kadis", planned_at=START, place="Ruang lain", reason="Kini.")
    assert refused.value.code == "not_ahead"
    with pytest.raises(InvalidInput):
        act(world, hearing, "cancel", "kadis")
    gone = act(world, hearing, "cancel", "kadis", reason="Tidak perlu lagi.")
    assert (gone.state, gone.sequence) == ("cancelled", 2)


def test_a_hearing_in_the_future_has_no_minutes(answered: Any) -> None:
    world, objection = answered
    hearing = do.invite(objection)
    with pytest.raises(GuardRefused) as refused:
        record(world, hearing, START + timedelta(seconds=1))
    assert refused.value.code == "hearing_in_future"
    for side in ("siti", "kabid"):
        with pytest.raises(StateConflict):
            act(world, hearing, "acknowledge", side)
    assert record(world, hearing, START).state == "held"


def test_minutes_stand_once_both_sides_have_answered(answered: Any) -> None:
    world, objection = answered
    hearing = record(world, do.invite(objection), START)
    one = act(world, hearing, "acknowledge", "siti")
    assert (one.state, one.employee_answer, one.assessor_answer) == ("held", "acknowledged", "")
    with pytest.raises(GuardRefused) as refused:
        act(world, hearing, "dissent", "siti", reason="Ternyata tidak.")
    assert refused.value.code == "already_answered"
    with pytest.raises(InvalidInput):
        act(world, hearing, "dissent", "kabid")
    both = act(world, hearing, "dissent", "kabid", reason="Saya menyebut hari lain.")
    assert (both.state, both.assessor_view) == ("confirmed", "Saya menyebut hari lain.")


def test_corrected_minutes_are_answered_anew(answered: Any) -> None:
    world, objection = answered
    hearing = record(world, do.invite(objection), START)
    act(world, hearing, "dissent", "siti", reason="Ada yang kurang.")
    again = record(world, hearing, START, "amend")
    assert (again.employee_answer, again.employee_view, again.employee_answered_at) == ("", "", None)


def test_nobody_else_answers_minutes(answered: Any) -> None:
    world, objection = answered
    hearing = record(world, do.invite(objection), START)
    for person, refusal in (("kadis", NotPermitted), ("hana", NotPermitted), ("joko", NotVisible)):
        with pytest.raises(refusal):
            act(world, hearing, "acknowledge", person)


def test_the_decision_calls_off_what_is_planned_and_keeps_what_was_held(answered: Any) -> None:
    world, objection = answered
    held = record(world, do.invite(objection), START)
    planned = do.invite(objection)
    do.decide(Objection.objects.get(pk=objection.pk), {"hasil_utama": 3})
    assert Hearing.objects.get(pk=planned.pk).state == "cancelled"
    assert Hearing.objects.get(pk=held.pk).state == "held"
    event = Event.objects.get(kind=Hearing.kind, subject_id=planned.pk, name="hearing.cancelled")
    assert event.cause.name == "objection.decided"
    with pytest.raises(GuardRefused) as refused:
        record(world, held, START, "amend")
    assert refused.value.code == "objection_over"
    assert act(world, held, "acknowledge", "siti").employee_answer == "acknowledged"
    with pytest.raises(StateConflict):
        do.invite(objection)


def test_withdrawing_the_objection_calls_the_hearing_off(answered: Any) -> None:
    world, objection = answered
    planned = do.invite(objection)
    objections.withdraw(objection.public_id, actor=world.actor("siti"), version=objection.version)
    assert Hearing.objects.get(pk=planned.pk).state == "cancelled"


def test_who_stepped_aside_hears_nobody(answered: Any) -> None:
    world, objection = answered
    hearing = do.invite(objection)
    fresh = Objection.objects.get(pk=objection.pk)
    objections.recuse(fresh.public_id, actor=world.actor("kadis"), version=fresh.version, reason="Ipar.")
    with pytest.raises(NotVisible):
        act(world, hearing, "cancel", "kadis", reason="x")
    decider = Objection.objects.select_related("decider").get(pk=objection.pk).decider
    assert decider is not None
    assert act(world, hearing, "cancel", decider.full_name.lower(), reason="Diganti.").state == "cancelled"


def test_place_agenda_and_minutes_are_no_part_of_the_chain(answered: Any) -> None:
    world, objection = answered
    hearing = record(world, do.invite(objection), START)
    act(
        world, do.invite(objection), "reschedule", "kadis", planned_at=TOMORROW, place="Ruang rahasia", reason="Alasan."
    )
    bodies = "".join(Event.objects.filter(kind=Hearing.kind).values_list("body", flat=True))
    for text in ("Ruang rahasia", "Alasan.", hearing.minutes):
        assert text not in bodies
