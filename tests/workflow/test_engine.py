"""The step: order of refusal, what is written, and that a refusal writes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from django_fsm import TransitionNotAllowed

from tests.sample.models import Arrival, Parcel
from tests.workflow.conftest import NOW, person
from workflow import clock, engine, history
from workflow.actors import CLOCK, actor_of
from workflow.errors import (
    GuardRefused,
    IdempotencyMismatch,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StateConflict,
    VersionConflict,
)
from workflow.models import Deadline, Event, EventText, IdempotencyKey, OutboxMessage
from workflow.transactions import action, within_action

pytestmark = pytest.mark.django_db


def everything() -> tuple[Any, ...]:
    """All that a step could leave behind."""
    models = (Parcel, Event, EventText, Deadline, OutboxMessage, IdempotencyKey, Arrival)
    return tuple(tuple(model._default_manager.order_by("pk").values_list()) for model in models)


def fire(parcel: Parcel, name: str, user: Any, version: int | None = None, **more: Any) -> engine.Outcome:
    at = parcel.version if version is None else version
    return engine.fire((Parcel, parcel.public_id), name, actor=actor_of(user), version=at, **more)


def test_begin_writes_the_first_event_deadline_and_outbox(parcel: Parcel, owner: Any) -> None:
    event = Event.objects.get()
    assert (event.name, event.version, event.from_state, event.to_state) == ("parcel.created", 0, "", "packed")
    assert event.actor_id == owner.pk
    assert Deadline.objects.get().due_at == NOW + timedelta(days=2)
    assert OutboxMessage.objects.get().event_id == event.pk
    assert Parcel.objects.get().chain_head == event.hash


def test_a_step_moves_writes_columns_event_text_and_deadlines(parcel: Parcel, clerk: Any) -> None:
    outcome = fire(parcel, "approve", clerk, payload={"reason": "looks fine", "price": 5})
    stored = Parcel.objects.get()
    assert (stored.state, stored.version, stored.price, stored.remark) == ("checked", 1, 5, "looks fine")
    assert (outcome.state, outcome.version, outcome.subject.chain_head) == ("checked", 1, stored.chain_head)
    event = Event.objects.get(version=1)
    assert (event.transition, event.role, event.recorded_at) == ("approve", "hr", NOW)
    assert "looks fine" not in event.body
    assert "looks fine" in event.text.content
    assert '"price":5' in event.body
    assert set(Deadline.objects.values_list("name", "outcome")) == {
        ("packed_lapse", "cancelled"),
        ("checked_lapse", ""),
    }
    assert history.verify(stored) == []


def test_a_self_transition_counts_a_version_and_renews_deadlines_only_when_it_says_so(
    parcel: Parcel, owner: Any
) -> None:
    with clock.frozen(NOW + timedelta(hours=1)):
        fire(parcel, "extend", owner)
    assert Parcel.objects.get().version == 1
    pending = Deadline.objects.get(settled_at=None)
    assert pending.due_at == NOW + timedelta(days=2, hours=1)
    assert Deadline.objects.get(outcome="superseded").due_at == NOW + timedelta(days=2)


def test_consequences_of_arrival_run_in_the_step(parcel: Parcel, owner: Any, clerk: Any) -> None:
    fire(parcel, "approve", clerk)
    outcome = fire(parcel, "send", owner, 1)
    arrival = Arrival.objects.get()
    assert (arrival.event_id, arrival.state, arrival.batch) == (outcome.event_id, "sent", 1)


def refusals() -> list[Any]:
    return [
        ("stranger", "approve", 0, {}, NotVisible),
        ("stranger", "approve", 7, {"x": 1}, NotVisible),
        ("disabled", "approve", 0, {}, NotVisible),
        ("owner", "approve", 7, {}, NotPermitted),
        ("clerk", "approve", 7, {}, VersionConflict),
        ("owner", "send", 0, {}, StateConflict),
        ("clerk", "return", 0, {}, StateConflict),
        ("clerk", "approve", 0, {"unknown": 1}, InvalidInput),
        ("clerk", "approve", 0, {"price": "many"}, InvalidInput),
        ("clerk", "explode", 0, {}, InvalidInput),
        ("clerk", "expire", 0, {}, NotPermitted),
    ]


@pytest.mark.parametrize(("who", "name", "version", "payload", "refusal"), refusals())
def test_order_of_refusal_and_no_trace(
    parcel: Parcel, owner: Any, clerk: Any, who: str, name: str, version: int, payload: Any, refusal: type[Exception]
) -> None:
    users = {"owner": owner, "clerk": clerk, "stranger": person("stranger")}
    if who == "disabled":
        clerk.is_active = False
        clerk.save()
        users["disabled"] = clerk
    before = everything()
    with pytest.raises(refusal):
        fire(parcel, name, users[who], version, payload=payload)
    assert everything() == before


def test_a_row_may_say_plainer_why_it_does_not_start_here(parcel: Parcel, owner: Any, clerk: Any) -> None:
    usual = "This step is not possible in the current state."
    for who, name, sentence in ((owner, "send", "The parcel must be checked first."), (clerk, "return", usual)):
        with pytest.raises(StateConflict) as refused:
            fire(parcel, name, who, 0)
        with translation.override("en"):
            assert str(refused.value.message) == sentence


@pytest.mark.parametrize(("weight", "allowed"), [(10, True), (11, False)])
def test_guard_at_its_boundary(parcel: Parcel, clerk: Any, weight: int, allowed: bool) -> None:
    Parcel.objects.update(weight=weight)
    if allowed:
        assert fire(parcel, "approve", clerk).state == "checked"
        return
    with pytest.raises(GuardRefused) as refused:
        fire(parcel, "approve", clerk)
    assert refused.value.code == "too_heavy"


def test_a_guard_names_what_is_missing(parcel: Parcel, clerk: Any) -> None:
    Parcel.objects.update(labels="from")
    with pytest.raises(GuardRefused) as refused:
        fire(parcel, "approve", clerk)
    assert refused.value.details == ("to",)
    offer = next(o for o in engine.available(Parcel.objects.get(), actor_of(clerk)) if o.name == "approve")
    assert offer.missing == ("to",)
    assert offer.blocked == "Labels are missing."


def test_required_text_may_not_be_blank(parcel: Parcel, clerk: Any) -> None:
    fire(parcel, "approve", clerk)
    for payload in ({}, {"reason": "   "}, {"reason": "x" * 4001}):
        with pytest.raises(InvalidInput) as refused:
            fire(parcel, "return", clerk, 1, payload=payload)
        assert [f.field for f in refused.value.details] == ["reason"]
    assert fire(parcel, "return", clerk, 1, payload={"reason": "x" * 4000}).state == "packed"


def test_same_key_and_body_is_one_effect_other_body_is_refused(parcel: Parcel, clerk: Any) -> None:
    first = fire(parcel, "approve", clerk, payload={"price": 1}, key="k1")
    again = fire(parcel, "approve", clerk, 0, payload={"price": 1}, key="k1")
    assert (again.event_id, again.version, again.replayed) == (first.event_id, 1, True)
    with pytest.raises(IdempotencyMismatch):
        fire(parcel, "approve", clerk, 0, payload={"price": 2}, key="k1")
    assert Event.objects.filter(name="parcel.approved").count() == 1


def test_a_request_in_time_wins_over_the_deadline_it_met(parcel: Parcel, clerk: Any) -> None:
    due = Deadline.objects.get().due_at
    with clock.frozen(due + timedelta(seconds=5)):
        assert fire(parcel, "approve", clerk, at=due).state == "checked"


def test_a_late_request_lets_the_deadline_take_effect_first(parcel: Parcel, clerk: Any) -> None:
    due = Deadline.objects.get().due_at
    with clock.frozen(due + timedelta(seconds=5)), pytest.raises(VersionConflict):
        fire(parcel, "approve", clerk, at=due + timedelta(milliseconds=1))
    stored = Parcel.objects.get()
    assert (stored.state, stored.state_since) == ("expired", due)
    assert Deadline.objects.get(name="packed_lapse").outcome == "fired"


def test_the_move_cannot_be_called_around_the_engine(parcel: Parcel) -> None:
    with pytest.raises(TransitionNotAllowed):
        parcel.approve()
    with pytest.raises(AttributeError):
        parcel.state = "sent"


def test_django_fsm_permission_asks_the_policy(parcel: Parcel, owner: Any, clerk: Any) -> None:
    from django_fsm import has_transition_perm

    assert has_transition_perm(parcel.approve, clerk)
    assert not has_transition_perm(parcel.approve, owner)


def test_fire_joins_an_action_and_rolls_back_with_it(parcel: Parcel, clerk: Any) -> None:
    before = everything()

    @action
    def approve_and_fail() -> None:
        fire(parcel, "approve", clerk)
        raise ValueError("after the step")

    with pytest.raises(ValueError, match="after"):
        approve_and_fail()
    assert everything() == before


def test_within_action_refuses_to_run_alone() -> None:
    @within_action
    def part() -> None:
        """Nothing."""

    with pytest.raises(RuntimeError):
        part()


def test_available_offers_only_what_the_role_may(parcel: Parcel, owner: Any, clerk: Any) -> None:
    assert [o.name for o in engine.available(parcel, actor_of(owner))] == ["extend"]
    assert [o.name for o in engine.available(parcel, actor_of(clerk))] == ["approve", "weigh"]
    assert engine.available(parcel, actor_of(person("stranger"))) == []


def test_statements_of_a_step_on_this_database(parcel: Parcel, clerk: Any, django_assert_max_num_queries: Any) -> None:
    actor = actor_of(clerk)
    limit = 5 if connection.vendor == "postgresql" else 10
    with django_assert_max_num_queries(limit):
        engine.fire(parcel, "approve", actor=actor, version=0)


def test_the_clock_has_only_its_own_transitions(parcel: Parcel) -> None:
    with pytest.raises(NotPermitted):
        engine.fire(parcel, "approve", actor=CLOCK, version=None)
