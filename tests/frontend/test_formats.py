"""Dates, spans and numbers as people here write them, at their boundaries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from config.ui import formats

LAST_MOMENT = datetime(2026, 11, 27, 16, 59, 59, 999_000, tzinfo=UTC)  # 23.59 in Bangko


def test_a_moment_is_written_with_its_zone() -> None:
    assert formats.moment(LAST_MOMENT) == "27 November 2026, 23.59 WIB"


def test_english_mirrors_the_moment() -> None:
    with translation.override("en"):
        assert formats.moment(LAST_MOMENT) == "27 November 2026, 23:59 WIB"


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Makassar", "00.59 WITA"), ("Asia/Jayapura", "01.59 WIT")])
def test_the_active_zone_names_itself(zone: str, shown: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert formats.moment(LAST_MOMENT) == f"28 November 2026, {shown}"


def test_a_plain_date_has_no_time() -> None:
    assert formats.moment(date(2026, 12, 31)) == "31 Desember 2026"
    assert formats.day(None) == ""


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(milliseconds=1), "1 menit lagi", "soon"),
        (timedelta(minutes=59, seconds=59), "59 menit lagi", "soon"),
        (timedelta(hours=1), "1 jam lagi", "soon"),
        (timedelta(hours=23, minutes=59), "23 jam lagi", "soon"),
        (timedelta(hours=24), "besok", "soon"),
        (timedelta(days=2), "2 hari lagi", "later"),
        (timedelta(days=60), "60 hari lagi", "later"),
        (timedelta(days=61), "2 bulan lagi", "later"),
        (-timedelta(milliseconds=1), "terlambat 1 hari", "late"),
        (-timedelta(days=1), "terlambat 1 hari", "late"),
    ],
)
def test_what_is_left_is_told_in_the_largest_fitting_unit(left: timedelta, words: str, tone: str) -> None:
    now = LAST_MOMENT - left
    due = formats.due(LAST_MOMENT, now=now)
    assert (due.relative, due.tone) == (words, tone)


def test_tomorrow_is_a_matter_of_the_local_calendar_not_of_24_hours() -> None:
    now = datetime(2026, 11, 26, 16, 59, tzinfo=UTC)  # 23.59 the day before
    assert formats.due(datetime(2026, 11, 26, 17, 1, tzinfo=UTC), now=now).relative == "besok"


def test_what_passed_on_this_day_is_late_since_today() -> None:
    noon = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
    assert formats.due(noon, now=noon).tone == "soon"
    late = formats.due(noon, now=noon + timedelta(milliseconds=1))
    assert (late.relative, late.tone) == ("terlambat sejak hari ini", "late")


def test_a_due_moment_of_another_year_names_the_year() -> None:
    now = datetime(2026, 12, 20, tzinfo=UTC)
    assert formats.due(datetime(2027, 1, 4, 16, 59, tzinfo=UTC), now=now).moment == "4 Jan 2027 23.59 WIB"


def test_one_and_many_differ_in_english() -> None:
    with translation.override("en"):
        assert formats.due(LAST_MOMENT, now=LAST_MOMENT - timedelta(days=2)).relative == "2 days left"
        assert formats.due(LAST_MOMENT, now=LAST_MOMENT + timedelta(days=1)).relative == "1 day late"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "baru saja"),
        (timedelta(seconds=60), "1 menit lalu"),
        (timedelta(hours=1), "1 jam lalu"),
        (timedelta(hours=24), "kemarin"),
        (timedelta(days=2), "2 hari lalu"),
    ],
)
def test_how_long_ago(ago: timedelta, words: str) -> None:
    assert formats.since(LAST_MOMENT - ago, now=LAST_MOMENT) == words


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal("1234.5"), None, "1.234,5"),
        (1234, None, "1.234"),
        (1000000, 0, "1.000.000"),
        (Decimal("92.5"), 2, "92,50"),
        (Decimal("2.345"), None, "2,35"),
        (Decimal("2.344"), None, "2,34"),
        (Decimal("0.5"), 0, "1"),
        (-1234.5, 1, "-1.234,5"),
        (0, None, "0"),
        (100, None, "100"),
        ("", None, ""),
        (None, None, ""),
        ("NaN", None, ""),
    ],
)
def test_numbers_round_half_up_and_group_by_three(value: object, decimals: int | None, shown: str) -> None:
    assert formats.number(value, decimals) == shown


def test_english_numbers() -> None:
    with translation.override("en"):
        assert formats.number(Decimal("1234.5")) == "1,234.5"


def test_other_shapes() -> None:
    assert formats.percent("87.5") == "87,5\u00a0%"
    assert formats.rupiah(1250000) == "Rp1.250.000"
    assert [formats.file_size(size) for size in (0, 999, 1000, 999_999, 1_000_000)] == [
        "0\u00a0B",
        "999\u00a0B",
        "1\u00a0KB",
        "1.000\u00a0KB",
        "1,0\u00a0MB",
    ]
    assert formats.nip("198503152010012004") == "19850315 201001 2 004"
    assert formats.nip("bupati") == "bupati"
    assert formats.nip(None) == ""
