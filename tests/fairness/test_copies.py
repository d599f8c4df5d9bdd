"""The detector: each sign at its border, and what must hold for any texts and moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.fairness.copies import Use, haste, is_placeholder, placeholders, plain, same_texts, without_grounds

NOON = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
SENTENCE = "Target tercapai tepat waktu."


def test_the_same_words_for_three_people_are_a_sign_for_two_are_not() -> None:
    assert same_texts([Use(SENTENCE, 2)]) == []
    assert [(one.people, one.text) for one in same_texts([Use(SENTENCE, 3)])] == [(3, SENTENCE)]


def test_case_space_and_signs_make_no_other_text() -> None:
    uses = [Use(SENTENCE, 2), Use("target  TERCAPAI, tepat waktu", 1), Use("Berkas lengkap dan rapi.", 2)]
    assert [(one.people, one.text) for one in same_texts(uses)] == [(3, SENTENCE)]


def test_a_short_text_may_repeat() -> None:
    assert same_texts([Use("Tepat waktu", 9)]) == []
    assert [one.people for one in same_texts([Use("Tepat waktu ya", 9)])] == [9]


@pytest.mark.parametrize("text", [".", "-", "ok", "OKE!", "Baik.", "sesuai", "aaaaaaaa", "......", "tidak ada", "N/A"])
def test_what_says_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", "   ", "Baik, target tercapai", "Rapi", "Laporan Juli terlambat"])
def test_what_says_something(text: str) -> None:
    assert not is_placeholder(text)


def test_placeholders_are_counted_together() -> None:
    found = placeholders([Use("ok", 2), Use("Ok.", 3), Use(SENTENCE, 5)])
    assert [one.people for one in found] == [5]


def test_ratings_without_grounds_from_three_forms_on() -> None:
    assert without_grounds(2) == []
    assert [one.people for one in without_grounds(3)] == [3]


def at(*seconds: float) -> list[datetime]:
    return [NOON + timedelta(seconds=one) for one in seconds]


def test_five_forms_within_a_minute_are_too_many_to_read() -> None:
    assert haste(at(0, 10, 20, 30)) == []
    assert [one.people for one in haste(at(0, 10, 20, 30, 59))] == [5]
    assert haste(at(0, 15, 30, 45, 60)) == []
    assert [one.people for one in haste(at(59, 0, 300, 310, 320, 330, 340, 350))] == [6]


@given(st.text(max_size=60))
def test_plain_is_stable(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert is_placeholder(text) == is_placeholder(text.upper()) or plain(text) != plain(text.upper())


@given(st.lists(st.tuples(st.text(max_size=30), st.integers(1, 9)), max_size=20))
def test_what_holds_for_any_texts(rows: list[tuple[str, int]]) -> None:
    uses = [Use(*row) for row in rows]
    same, empty = same_texts(uses), placeholders(uses)
    total = sum(one.people for one in uses)
    assert all(3 <= one.people <= total for one in same)
    assert sum(one.people for one in (*same, *empty)) <= total
    assert not {plain(one.text) for one in same} & {plain(one.text) for one in empty}
    assert [one.people for one in same] == sorted((one.people for one in same), reverse=True)


@given(st.lists(st.integers(0, 600), max_size=40))
def test_haste_is_the_fullest_minute(seconds: list[int]) -> None:
    found = haste(at(*seconds))
    fullest = max((sum(start <= one < start + 60 for one in seconds) for start in seconds), default=0)
    assert [one.people for one in found] == ([fullest] if fullest >= 5 else [])
