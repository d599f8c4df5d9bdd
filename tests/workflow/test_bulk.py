"""The set-wise forms do what the single forms do, with statements constant in the number of rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sample.models import Arrival, Parcel
from tests.workflow.conftest import NOW
from workflow import history
from workflow.actors import CLOCK, NOBODY, actor_of
from workflow.engine import NewDeadline, begin_many, fire_many
from workflow.models import Deadline, Event, OutboxMessage
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
