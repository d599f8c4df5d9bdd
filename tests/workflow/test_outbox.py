"""The relay: exactly once in effect, in order per subject, and a poisoned message beside healthy ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.sample.models import Parcel
from tests.workflow.conftest import NOW
from workflow import actors, clock, engine, incidents, outbox
from workflow.errors import NotPermitted, NotVisible
from workflow.models import Incident, OutboxMessage
from workflow.roles import Role

pytestmark = pytest.mark.django_db

HR = actors.Actor(user_id=900, grants=(actors.Grant(Role.HR, 1, 2, 1),))


class Ear:
    """A receiver that remembers, and fails for chosen messages."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []
        self.poison: set[int] = set()
        self.batches: list[int] = []

    def __call__(self, messages: Sequence[OutboxMessage]) -> None:
        self.batches.append(len(messages))
        if any(message.subject_id in self.poison for message in messages):
            raise ConnectionError("text of a person")
        self.heard += [(message.subject_id, message.name) for message in messages]


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    ear = Ear()
    monkeypatch.setattr(outbox, "_receivers", [ear])
    return ear


def parcels(owner: Any, clerk: Any, count: int) -> list[Parcel]:
    return [engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner)).subject for _ in range(count)]


@pytest.fixture
def later() -> Any:
    """Run a block with the clock moved on."""

    def move(**delta: float) -> Any:
        return clock.frozen(clock.now() + timedelta(**delta))

    return move


def test_messages_are_handed_over_once_and_in_order(ear, owner, clerk):
    first, second = parcels(owner, clerk, 2)
    engine.fire(first, "extend", actor=actors.actor_of(owner), version=0)
    assert outbox.relay_all() == 3
    assert ear.heard == [
        (first.pk, "parcel.created"),
        (second.pk, "parcel.created"),
        (first.pk, "parcel.extended"),
    ]
    assert outbox.relay_all() == 0
    assert len(ear.heard) == 3


def test_an_empty_outbox_costs_one_statement(ear, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert outbox.relay_once() == 0


def test_a_poisoned_message_lets_the_healthy_ones_pass(ear, owner, clerk):
    healthy, poisoned, other = parcels(owner, clerk, 3)
    ear.poison = {poisoned.pk}
    assert outbox.relay_once() == 2
    assert {pk for pk, _ in ear.heard} == {healthy.pk, other.pk}
    waiting = OutboxMessage.objects.get(relayed_at=None)
    assert (waiting.attempts, waiting.last_error) == (1, "ConnectionError")
    assert waiting.next_try_at == NOW + incidents.PAUSES[0]


def test_later_messages_of_a_subject_wait_for_its_failed_one(ear, owner, clerk, later):
    poisoned, healthy = parcels(owner, clerk, 2)
    ear.poison = {poisoned.pk}
    outbox.relay_all()
    engine.fire(poisoned, "extend", actor=actors.actor_of(owner), version=0)
    engine.fire(healthy, "extend", actor=actors.actor_of(owner), version=0)
    assert outbox.relay_all() == 1
    ear.poison = set()
    with later(minutes=1):
        assert outbox.relay_all() == 2
    assert [name for pk, name in ear.heard if pk == poisoned.pk] == ["parcel.created", "parcel.extended"]


def test_pauses_grow_and_nothing_is_tried_before_its_time(ear, owner, clerk):
    (poisoned,) = parcels(owner, clerk, 1)
    ear.poison = {poisoned.pk}
    moments, moment = [], NOW
    for attempt in range(1, incidents.TRIES):
        with clock.frozen(moment):
            outbox.relay_once()
            row = OutboxMessage.objects.get()
            assert row.attempts == attempt
            assert row.next_try_at is not None
            moments.append(row.next_try_at - moment)
        with clock.frozen(row.next_try_at - timedelta(microseconds=1)):
            outbox.relay_once()
            assert OutboxMessage.objects.get().attempts == attempt
        moment = row.next_try_at
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)


def give_up(ear: Ear, poisoned: Parcel) -> None:
    ear.poison = {poisoned.pk}
    for hours in range(incidents.TRIES):
        with clock.frozen(NOW + timedelta(hours=hours * 2)):
            outbox.relay_once()


def test_the_fifth_failure_is_a_visible_incident_without_text_of_people(ear, owner, clerk):
    (poisoned,) = parcels(owner, clerk, 1)
    give_up(ear, poisoned)
    incident = Incident.objects.get()
    assert (incident.source_kind, incident.cause, incident.attempts) == ("outbox", "ConnectionError", 5)
    assert "text of a person" not in f"{incident.cause}{incident.detail}"
    calls = len(ear.batches)
    with clock.frozen(NOW + timedelta(days=30)):
        assert outbox.relay_once() == 0
    assert len(ear.batches) == calls


def test_a_given_up_message_does_not_hold_its_subject_for_ever(ear, owner, clerk):
    (poisoned,) = parcels(owner, clerk, 1)
    give_up(ear, poisoned)
    engine.fire(poisoned, "extend", actor=actors.actor_of(owner), version=0)
    ear.poison = set()
    assert outbox.relay_all() == 1
    assert ear.heard == [(poisoned.pk, "parcel.extended")]


def test_retry_delivers_and_resolves(ear, owner, clerk):
    (poisoned,) = parcels(owner, clerk, 1)
    give_up(ear, poisoned)
    ear.poison = set()
    incident = incidents.retry_incident(Incident.objects.get().public_id, actor=HR)
    assert incident.resolved_by == 900
    assert outbox.relay_all() == 1
    assert not Incident.objects.filter(resolved_at=None).exists()
    with pytest.raises(NotVisible):
        incidents.retry_incident(incident.public_id, actor=HR)


def test_only_hr_and_administrators_retry(ear, owner, clerk):
    (poisoned,) = parcels(owner, clerk, 1)
    give_up(ear, poisoned)
    with pytest.raises(NotPermitted):
        incidents.retry_incident(Incident.objects.get().public_id, actor=actors.actor_of(owner))
    assert OutboxMessage.objects.get().attempts == incidents.TRIES


def test_what_a_receiver_wrote_is_undone_with_its_failure(owner, clerk, monkeypatch):
    from workflow.models import Holiday

    def writes_then_fails(messages: Sequence[OutboxMessage]) -> None:
        Holiday.objects.create(on="2026-01-01", name_id="x", name_en="x", kind="national")
        raise ConnectionError

    monkeypatch.setattr(outbox, "_receivers", [writes_then_fails])
    parcels(owner, clerk, 1)
    outbox.relay_once()
    assert not Holiday.objects.exists()
    assert OutboxMessage.objects.get().relayed_at is None
