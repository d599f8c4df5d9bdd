"""The daily seal finds what a fitting chain hides; the demo clock moves forward and only in the demo."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from tests.sample.models import Parcel
from workflow import clock, demo_clock, seals, triggers
from workflow.actors import actor_of
from workflow.auditing.sealed import seal_holds
from workflow.engine import fire
from workflow.errors import NotPermitted
from workflow.models import DailySeal, Event, EventText

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8])
def test_every_leaf_counts(count: int) -> None:
    leaves = [f"{n:064x}" for n in range(count)]
    root = seals.merkle_root(leaves)
    for place in range(count):
        changed = [*leaves]
        changed[place] = "f" * 64
        assert seals.merkle_root(changed) != root


def test_a_day_is_sealed_once_and_later_events_do_not_matter(parcel: Parcel, clerk: Any) -> None:
    seal = seals.seal_day()
    fire(parcel, "approve", actor=actor_of(clerk), version=0)
    assert seals.seal_day().pk == seal.pk
    assert seal_holds(seal)
    call_command("seal_day", "--verify")


def test_a_cut_tail_breaks_the_seal(parcel: Parcel, clerk: Any) -> None:
    fire(parcel, "approve", actor=actor_of(clerk), version=0)
    seals.seal_day()
    with triggers.lifted():
        EventText.objects.all().delete()
        Event.objects.filter(version=1).delete()
    with pytest.raises(CommandError, match="differs"):
        call_command("seal_day", "--verify")
    assert DailySeal.objects.count() == 1


def test_the_demo_clock_moves_forward_only() -> None:
    with override_settings(DEMO=True):
        demo_clock.move_on(timedelta(days=14))
        assert demo_clock.move_on(timedelta(days=1)) == timedelta(days=15)
        with pytest.raises(NotPermitted):
            demo_clock.move_on(timedelta(days=-1))
        clock.set_demo_offset(timedelta(0))
        assert demo_clock.refresh(force=True) == timedelta(days=15)


def test_outside_the_demo_the_clock_stays() -> None:
    with override_settings(DEMO=False):
        with pytest.raises(NotPermitted):
            demo_clock.move_on(timedelta(days=14))
        assert demo_clock.refresh(force=True) == timedelta(0)


def test_the_worker_seals_yesterday_once(parcel: Parcel) -> None:
    first = seals.seal_yesterday()
    assert f"{first.on:%Y-%m-%d}" == "2026-11-22"
    assert seals.seal_yesterday().pk == first.pk
    assert DailySeal.objects.count() == 1
