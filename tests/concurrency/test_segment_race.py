"""Two closings at once, and a move while its assessor is writing: one close, no lost word, no day lost or twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction

from appraisal.models import PeriodSegment
from appraisal.segments import actions
from tests.appraisal import segments as seg
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.concurrency.clients import at_once
from workflow import clock
from workflow.errors import StaleRevision
from workflow.history import verify

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CLIENTS = 16
AT = seg.at(date(2026, 11, 2))
LATER = seg.at(date(2026, 12, 1))


@pytest.fixture
def moved() -> Iterator[World]:
    """Siti went from Kabid to Kaban."""
    with clock.frozen(do.IN_WINDOW):
        world = do.make_world()
    with clock.frozen(AT):
        seg.waiting(world)
        yield world


def test_of_many_closings_one_wins(moved: World) -> None:
    row = seg.draft(moved, seg.segments(moved, "siti")[0], "kabid")
    kabid = moved.actor("kabid")

    def act(_number: int) -> str:
        actions.take(row.public_id, "close", actor=kabid, version=row.version)
        return "won"

    assert at_once(CLIENTS, act, now=AT) == {"won": 1, "VersionConflict": CLIENTS - 1}
    after = seg.segments(moved, "siti")[0]
    assert (after.state, after.version) == ("closed", row.version + 1)
    assert verify(after) == []


def test_a_move_loses_no_word_and_no_day(moved: World) -> None:
    row, kaban = seg.segments(moved, "siti")[1], moved.actor("kaban")

    def act(number: int) -> str:
        if number == 0:
            seg.move(moved, "siti", "agency", date(2026, 12, 1))
            return "moved"
        for _attempt in range(60):
            revision = PeriodSegment.objects.values_list("revision", flat=True).get(pk=row.pk)
            try:
                actions.save(row.public_id, actor=kaban, revision=revision, values={"note": f"Catatan {number}"})
            except StaleRevision:
                continue
            return "saved"
        return "gave up"

    assert at_once(6, act, now=LATER) == {"moved": 1, "saved": 5}
    rows = seg.segments(moved, "siti")
    assert [str(one.state) for one in rows] == ["open", "open", "current"]
    assert (rows[1].revision, rows[1].note[:7]) == (5, "Catatan")
    assert all(a.last_day + timedelta(days=1) == b.first_day for a, b in pairwise(rows))
    assert [verify(one) for one in rows] == [[], [], []]


def test_control_without_the_lock_two_saves_lose_a_word(moved: World) -> None:
    """The same save written naively (read, compare, write): both believe to have saved revision 1."""
    row = seg.segments(moved, "siti")[0]

    def act(number: int) -> str:
        with transaction.atomic():
            read = PeriodSegment.objects.get(pk=row.pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
            if read.revision != 0:
                return "stale"
            PeriodSegment.objects.filter(pk=row.pk).update(note=str(number), revision=1)
        return "saved"

    assert at_once(2, act, now=AT) == {"saved": 2}
    assert PeriodSegment.objects.get(pk=row.pk).revision == 1
