"""64 clients on one row: exactly one step; with the lock off, the control shows the race the lock prevents."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction

from tests.concurrency.clients import at_once
from tests.sample.models import Arrival, Parcel
from tests.workflow.conftest import NOW, person, read_actor
from workflow import actors, engine, history, triggers
from workflow.models import Event, IdempotencyKey

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CLIENTS = 64


@pytest.fixture(autouse=True)
def loader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "_loaders", [read_actor])


def parcel() -> Parcel:
    owner, clerk = person("owner"), person("clerk")
    begun: Parcel = engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner)).subject
    return begun


def race(subject: Parcel, name: str, user: Any, version: int, **more: Any) -> Counter[str]:
    def act(_number: int) -> str:
        outcome = engine.fire((Parcel, subject.public_id), name, actor=actors.actor_of(user), version=version, **more)
        return "replayed" if outcome.replayed else "won"

    return at_once(CLIENTS, act, now=NOW)


@pytest.mark.parametrize("name", ["approve", "weigh", "extend"])
def test_one_wins_and_all_others_hear_of_it(name: str) -> None:
    subject = parcel()
    user = subject.owner if name == "extend" else subject.clerk
    assert race(subject, name, user, 0) == {"won": 1, "VersionConflict": CLIENTS - 1}
    assert Event.objects.filter(kind="sample.parcel").count() == 2
    assert history.verify(Parcel.objects.get()) == []


def test_competing_steps_have_one_winner() -> None:
    subject = parcel()
    owner, clerk = subject.owner, subject.clerk

    def act(number: int) -> str:
        name, user = (("approve", clerk), ("extend", owner))[number % 2]
        engine.fire((Parcel, subject.public_id), name, actor=actors.actor_of(user), version=0)
        return "won"

    answers = at_once(CLIENTS, act, now=NOW)
    assert answers["won"] == 1
    assert answers["VersionConflict"] == CLIENTS - 1


def test_one_key_many_times_is_one_effect_and_one_answer() -> None:
    subject = parcel()
    answers = race(subject, "approve", subject.clerk, 0, key="once", payload={"price": 3})
    assert answers == {"won": 1, "replayed": CLIENTS - 1}
    assert IdempotencyKey.objects.count() == 1


def test_control_without_lock_and_guard_shows_the_race() -> None:
    """The same step written naively (read, decide, save): several believe to have won."""
    subject = parcel()
    engine.fire(subject, "approve", actor=actors.actor_of(subject.clerk), version=0)
    with triggers.lifted():

        def naive(_number: int) -> str:
            with transaction.atomic():
                found = Parcel.objects.get(pk=subject.pk)
                if found.state != "checked":
                    return "refused"
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.05)")
                Parcel.objects.filter(pk=subject.pk).update(state="sent")
                Arrival.objects.create(parcel=found, batch=1, state="sent", event_id=0)
                return "won"

        answers = at_once(16, naive)
        Arrival.objects.all().delete()
    assert answers["won"] > 1


def test_a_right_taken_away_in_flight_is_gone() -> None:
    """The clerk is disabled while clients act: after the commit nobody succeeds."""
    subject = parcel()
    clerk = subject.clerk
    actor = actors.actor_of(clerk)
    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)

    def act(_number: int) -> str:
        engine.fire((Parcel, subject.public_id), "approve", actor=actor, version=0)
        return "won"

    assert at_once(8, act, now=NOW) == {"NotVisible": 8}
