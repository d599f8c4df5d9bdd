"""A hundred thousand events: three statements, seconds, and the figures still right."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sample.models import Parcel
from workflow import clock, triggers
from workflow.actors import CLOCK
from workflow.mining.places import Mapped
from workflow.mining.reading import Choice, options_of, read
from workflow.mining.results import figures_of
from workflow.models import Event
from workflow.tables import table_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
SUBJECTS, ROUNDS = 10_000, 4
MAPPED = Mapped(
    model=Parcel,
    label="Parcels",
    reach=lambda _actor: Parcel.objects.all(),
    unit="clerk__username",
    unit_name="clerk__username",
    person="pk",
    period="state_since",
)


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def a_year_of_parcels() -> None:
    """Each packed, checked and returned four times, then checked: ten events, checked after one hour each time."""
    clerks = [get_user_model().objects.create(username=f"clerk{number}") for number in range(20)]
    parcels = [
        Parcel(owner=clerks[0], clerk=clerks[number % 20], state="checked", version=9, state_since=NOW)
        for number in range(SUBJECTS)
    ]
    with triggers.lifted():
        parcels = Parcel.objects.bulk_create(parcels, batch_size=2_000)
        Event.objects.bulk_create((one for parcel in parcels for one in events_of(parcel)), batch_size=5_000)


def events_of(parcel: Parcel) -> Iterator[Event]:
    check = ("parcel.approved", "approve", "packed", "checked", 1)
    back = ("parcel.returned", "return", "checked", "packed", 3)
    at = NOW - timedelta(days=2)
    for version, (name, step, source, target, hours) in enumerate(
        (("sample.parcel.created", "", "", "packed", 0), check, *((back, check) * ROUNDS))
    ):
        at += timedelta(hours=hours)
        yield Event(
            kind=Parcel.kind, subject_id=parcel.pk, version=version, name=name, transition=step, from_state=source,
            to_state=target, effective_at=at, recorded_at=at, body="{}", hash="0" * 64,
        )  # fmt: skip


def test_a_hundred_thousand_events_in_three_statements() -> None:
    a_year_of_parcels()
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as statements:
        options = options_of(MAPPED, CLOCK)
        found: Any = read(MAPPED, CLOCK, Choice())
    figures = figures_of(found.measured, table_of(Parcel))
    took = time.perf_counter() - began
    assert figures.events == SUBJECTS * (2 + 2 * ROUNDS) == 100_000
    assert len(statements) == 3
    assert (len(options.units), found.breaks) == (20, ())
    approved = next(step for step in figures.steps if step.move[0] == "approve")
    assert approved.whole.spread is not None
    assert (approved.whole.spread.count, approved.whole.spread.median / 3_600) == (50_000, 1)
    assert len(approved.units) == 20
    # About two seconds on an idle machine; the bar leaves room for a busy one.
    assert took < 30, took
