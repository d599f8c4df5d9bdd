"""The set-wise forms do what the single forms do, with statements constant in the number of rows."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sample.models import Arrival, Parcel
from tests.workflow.conftest import NOW
from workflow import clock, history
from workflow.actors import CLOCK, NOBODY, actor_of
from workflow.bulk_moves import said_of
from workflow.bulk_reading import lock_many
from workflow.engine import NewDeadline, begin_many, fire, fire_many
from workflow.models import Deadline, Event, EventText, OutboxMessage
from workflow.transactions import action

pytestmark = pytest.mark.django_db


def insert(owner: Any, clerk: Any, count: int, **more: Any) -> list[int]:
    """Rows as a set-wise opening makes them."""

    @action
    def run() -> list[int]:
        Parcel.objects.bulk_create(Parcel(owner=owner, clerk=clerk, **more) for _ in range(count))
        ids = list(Parcel.objects.filter(chain_head="").order_by("pk").values_list("pk", flat=True))
        due = NewDeadline("packed_lapse", "expire", NOW + timedelta(days=2), "Asia/Jakarta", "{}")
        done = begin_many(Parcel, first_id=ids[0], last_id=ids[-1], actor=actor_of(owner), deadline=due, announce=True)
        assert done == count
        return ids

    return run()


def test_begin_many_writes_the_same_chain_as_begin(owner: Any, clerk: Any) -> None:
    ids = insert(owner, clerk, 3)
    assert list(history.verify_all(kinds=("sample.parcel",))) == []
    assert Event.objects.filter(name="parcel.created", actor=owner).count() == 3
    assert Deadline.objects.filter(settled_at=None, subject_id__in=ids).count() == 3
    assert OutboxMessage.objects.count() == 3


def test_begin_many_takes_each_row_once(owner: Any, clerk: Any) -> None:
    ids = insert(owner, clerk, 2)

    @action
    def again() -> int:
        return begin_many(Parcel, first_id=ids[0], last_id=ids[-1], actor=CLOCK)

    assert again() == 0


def test_fire_many_moves_writes_and_verifies(owner: Any, clerk: Any) -> None:
    ids = insert(owner, clerk, 5)
    moved = fire_many(Parcel, ids, "approve", actor=actor_of(clerk), payload={"price": 7, "reason": "all in order"})
    assert moved == 5
    assert set(Parcel.objects.values_list("state", "version", "price", "remark")) == {("checked", 1, 7, "all in order")}
    assert list(history.verify_all(kinds=("sample.parcel",))) == []
    assert Deadline.objects.filter(name="checked_lapse", settled_at=None).count() == 5
    assert Deadline.objects.filter(name="packed_lapse", outcome="cancelled").count() == 5


def test_fire_many_passes_over_what_may_not_move(owner: Any, clerk: Any) -> None:
    light, heavy = insert(owner, clerk, 2), insert(owner, clerk, 1, weight=99)
    assert fire_many(Parcel, light + heavy, "approve", actor=actor_of(owner)) == 0
    assert fire_many(Parcel, light + heavy, "approve", actor=NOBODY) == 0
    assert fire_many(Parcel, light + heavy, "approve", actor=actor_of(clerk)) == 2
    assert Parcel.objects.get(pk=heavy[0]).state == "packed"


def test_lapse_by_the_clock_settles_as_fired_at_each_due_time(owner: Any, clerk: Any) -> None:
    ids = insert(owner, clerk, 2)
    due = {ids[0]: NOW + timedelta(days=2), ids[1]: NOW + timedelta(days=3)}
    assert fire_many(Parcel, ids, "expire", actor=CLOCK, at=due) == 2
    assert dict(Parcel.objects.values_list("pk", "state_since")) == due
    assert set(Deadline.objects.values_list("outcome", flat=True)) == {"fired"}


def test_consequences_receive_the_batch(owner: Any, clerk: Any) -> None:
    ids = insert(owner, clerk, 3)
    fire_many(Parcel, ids, "approve", actor=actor_of(clerk))
    fire_many(Parcel, ids, "send", actor=actor_of(owner))
    assert set(Arrival.objects.values_list("batch", "state")) == {(3, "sent")}
    assert Arrival.objects.filter(event_id__gt=0).count() == 3


def test_statements_do_not_grow_with_rows(owner: Any, clerk: Any) -> None:
    def statements(count: int) -> int:
        ids = insert(owner, clerk, count)
        with CaptureQueriesContext(connection) as captured:
            fire_many(Parcel, ids, "approve", actor=actor_of(clerk))
        return len(captured)

    statements(1)
    assert statements(20) == statements(900) <= 20


def test_a_batch_from_two_states_closes_of_each_what_it_leaves(owner: Any, clerk: Any) -> None:
    """Weighing leaves the packed state with its deadline, and stays in the checked one with its own."""
    ids = insert(owner, clerk, 4)
    fire_many(Parcel, ids[:2], "weigh", actor=actor_of(clerk))
    due = dict(Deadline.objects.filter(settled_at=None, subject_id__in=ids[:2]).values_list("subject_id", "due_at"))
    with clock.frozen(NOW + timedelta(hours=1)):
        assert fire_many(Parcel, ids, "weigh", actor=actor_of(clerk)) == 4
    pending = Deadline.objects.filter(settled_at=None).values_list("subject_id", "due_at")
    assert dict(pending) == due | dict.fromkeys(ids[2:], NOW + timedelta(days=2, hours=1))
    assert Deadline.objects.filter(outcome="cancelled").count() == 4
    assert list(history.verify_all(kinds=("sample.parcel",))) == []


def test_deadlines_that_move_take_the_place_of_the_old_ones(owner: Any, clerk: Any) -> None:
    ids = insert(owner, clerk, 3)
    with clock.frozen(NOW + timedelta(hours=1)):
        assert fire_many(Parcel, ids, "extend", actor=actor_of(owner)) == 3
    rows = Deadline.objects.filter(name="packed_lapse").values_list("outcome", "due_at").order_by("pk")
    assert list(rows[:3]) == [("superseded", NOW + timedelta(days=2))] * 3
    assert list(rows[3:]) == [("", NOW + timedelta(days=2, hours=1))] * 3


def everything(ids: list[int]) -> list[Any]:
    """All that a step leaves behind, without keys, times of writing and salts."""
    rows = Parcel.objects.filter(pk__in=ids).values_list("state", "version", "price", "remark", "state_since")
    events = (
        Event.objects.filter(subject_id__in=ids)
        .order_by("version")
        .values_list(
            "version",
            "name",
            "transition",
            "from_state",
            "to_state",
            "actor",
            "role",
            "on_behalf",
            "effective_at",
            "body",
        )
    )
    bodies = [(*event[:-1], _without_own(event[-1])) for event in events]
    due = Deadline.objects.filter(subject_id__in=ids).order_by("name")
    told = OutboxMessage.objects.filter(subject_id__in=ids).order_by("event_id").values_list("name", "kind")
    texts = EventText.objects.filter(event__subject_id__in=ids).values_list("content", flat=True)
    return [
        list(rows), bodies, list(due.values_list("name", "transition", "due_at", "zone", "explanation", "outcome")),
        list(told), list(texts),
    ]  # fmt: skip


def _without_own(body: str) -> dict[str, Any]:
    said = json.loads(body)
    assert len(said.pop("text")) in {0, 64}
    del said["subject"]
    return dict(said)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("approve", {"price": 7, "reason": "Bagus: “ya”, 100% \n\\ 'x'"}),
        ("approve", {}),
        ("extend", {}),
        ("expire", {}),
        ("weigh", {}),
    ],
)
def test_many_leave_what_one_leaves(owner: Any, clerk: Any, name: str, payload: dict[str, Any]) -> None:
    one, two = insert(owner, clerk, 1), insert(owner, clerk, 1)
    actor = {"extend": actor_of(owner), "expire": CLOCK}.get(name) or actor_of(clerk)
    at = NOW + timedelta(days=2)
    with clock.frozen(at):
        fire(
            Parcel.objects.get(pk=one[0]), name, actor=actor, version=None, at=NOW + timedelta(days=2), payload=payload
        )
        assert fire_many(Parcel, two, name, actor=actor, at=NOW + timedelta(days=2), payload=payload) == 1
    assert everything(one) == everything(two)
    assert list(history.verify_all(kinds=("sample.parcel",))) == []


def test_subjects_come_with_what_belongs_to_them_in_the_order_of_their_keys(owner: Any, clerk: Any) -> None:
    ids = insert(owner, clerk, 3)

    @action
    def read() -> list[Any]:
        return lock_many(Parcel, [ids[2], ids[0], 10**9])

    with CaptureQueriesContext(connection) as captured:
        found = read()
    assert [one.pk for one in found] == [ids[0], ids[2]]
    assert all(vars(one).keys() == vars(Parcel.objects.get(pk=one.pk)).keys() for one in found)
    assert [one.state_since for one in found] == [NOW, NOW]
    assert len(captured) <= 3


def test_a_text_that_does_not_begin_as_all_do_is_refused(owner: Any, clerk: Any) -> None:
    insert(owner, clerk, 1)
    stored = json.loads(Event.objects.get().body)
    assert list(stored)[:3] == ["kind", "subject", "version"]
    body = Mock(kind="x", subject=1, version=1, canonical=lambda: '{"subject":1}')
    with pytest.raises(ValueError, match="begins with its kind"):
        said_of(body)
