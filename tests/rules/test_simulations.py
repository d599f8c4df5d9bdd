"""Simulations as values: one result judged by other rules, dates shifted, counts added up, small groups hidden."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.rule_clocks import Clocks, Span
from appraisal.rules import ATTENDANCE, LOW_SCORE, Trigger
from appraisal.scoring import Rated, compute
from appraisal.simulations import tally as counting
from appraisal.simulations.judging import NO_JUDGEMENT, NOT_RATED, OTHER_SCALE, Verdict, judge
from appraisal.simulations.moments import STARTS, Shifts, Started
from tests.rules.contents import ALONE, BANDS, MATRIX, put, rated, read
from workflow.calendars import WorkCalendar

# Friday, 2 October 2026, ten in the morning in Bangko.
START = datetime(2026, 10, 2, 3, tzinfo=UTC)
CALENDAR = WorkCalendar(closed=(), known_until=START.date().replace(year=2028))


def trace_of(content: Any = MATRIX, results: int | None = 2, behaviour: int | None = 2, **ratings: int) -> Any:
    areas = [None if one is None else Rated(one) for one in (results, behaviour)]
    return compute(content, rated(content, **ratings), results=areas[0], behaviour=areas[1]).trace


@pytest.mark.parametrize("results", [1, 2, 3])
@pytest.mark.parametrize("behaviour", [1, 2, 3])
def test_the_same_rules_change_nothing(results: int, behaviour: int) -> None:
    found = judge(MATRIX, MATRIX, trace_of(results=results, behaviour=behaviour))
    assert not found.changes
    assert (found.before, found.case_before) == (found.after, found.case_after)


def test_another_cell_gives_another_predicate_and_perhaps_a_case() -> None:
    stricter = read(MATRIX, put("matrix.4.predicate", "butuh_perbaikan"))
    found = judge(MATRIX, stricter, trace_of())
    assert (found.before, found.after, found.changes) == ("baik", "butuh_perbaikan", True)
    assert (found.case_before, found.case_after) == (False, True)


def test_a_ground_that_is_gone_drops_the_case_and_keeps_the_predicate() -> None:
    found = judge(MATRIX, replace(MATRIX, low=()), trace_of(results=1))
    assert (found.changes, found.case_before, found.case_after) == (False, True, False)


def test_a_new_ground_opens_a_case_at_its_level() -> None:
    trace = trace_of(disiplin=1)
    for at_most, opens in (("1.88", True), ("1.87", False)):
        new = read(MATRIX, put("triggers", [{"kind": LOW_SCORE, "at_most": at_most}]))
        assert judge(MATRIX, new, trace).case_after is opens


def test_recorded_facts_open_a_case_under_the_rules_that_look_at_them() -> None:
    new = read(MATRIX, put("triggers", [{"kind": ATTENDANCE, "least": 3}]))
    for days, opens in ((2, False), (3, True)):
        figures = {"disiplin": {"absent_days": Decimal(days)}}
        assert judge(MATRIX, new, trace_of(), figures).case_after is opens
        assert judge(new, MATRIX, trace_of(), figures).case_before is opens
        assert judge(MATRIX, MATRIX, trace_of(), figures).case_after is False
    assert judge(MATRIX, new, trace_of()).case_after is False


def test_bands_are_computed_from_the_items_of_a_matrix() -> None:
    assert judge(MATRIX, BANDS, trace_of(results=1)).after == "baik"


def test_an_item_the_new_rules_do_not_look_at_is_left_out() -> None:
    fewer = replace(
        BANDS,
        indicators=tuple(
            replace(one, weight=one.weight + 15) if one.code == "hasil_utama" else one
            for one in BANDS.indicators
            if one.code != "inovasi"
        ),
    )
    found = judge(BANDS, fewer, trace_of(BANDS, inovasi=1))
    assert not found.reason


def test_what_nobody_rated_is_not_guessed() -> None:
    new_item = replace(MATRIX.indicators[0], code="baru")
    assert judge(MATRIX, replace(MATRIX, indicators=(*MATRIX.indicators, new_item)), trace_of()).reason == NOT_RATED
    without = trace_of(BANDS, results=None, behaviour=None)
    assert judge(BANDS, MATRIX, without).reason == NO_JUDGEMENT
    assert judge(MATRIX, ALONE, trace_of()).reason == OTHER_SCALE
    assert not judge(MATRIX, ALONE, trace_of()).changes


@pytest.mark.parametrize(
    ("name", "old", "new", "days"),
    [
        # 14 calendar days from Friday the 2nd: the 16th; 21: the 23rd.
        ("objection_window", Span(14, "calendar_days"), Span(21, "calendar_days"), 7),
        # 5 working days: Friday the 9th; 4: Thursday the 8th; 6: Monday the 12th.
        ("answer", Span(5), Span(4), -1),
        ("answer", Span(5), Span(6), 3),
        ("decision", Span(5), Span(7, "calendar_days"), 0),
        ("late_admission", Span(30, "calendar_days"), Span(29, "calendar_days"), -1),
        ("handed_over_after", Span(7, "calendar_days"), Span(5), 0),
        ("warning_before", Span(3, "calendar_days"), Span(2, "calendar_days"), 1),
    ],
)
def test_a_date_moves_by_the_days_of_the_calendar(name: str, old: Span, new: Span, days: int) -> None:
    before, after = (replace(Clocks(), **{name: span}) for span in (old, new))
    shifts = Shifts(before, after, CALENDAR)
    assert list(shifts.moved([Started(name, START, "Asia/Jakarta")])) == [(name, days)]


def test_a_longer_window_moves_its_warning_too() -> None:
    after = replace(Clocks(), objection_window=Span(21, "calendar_days"))
    shifts = Shifts(Clocks(), after, CALENDAR)
    started = [Started("warning_before", START, "Asia/Jakarta"), Started("answer", START, "Asia/Jakarta")]
    assert dict(shifts.moved(started)) == {"warning_before": 7, "answer": 0}


def test_the_day_is_the_day_of_the_office() -> None:
    """17.30 UTC is the next day in Jakarta: one day later on both sides, so the shift is that of the next Saturday."""
    late = START.replace(hour=17, minute=30)
    after = replace(Clocks(), answer=Span(6))
    assert dict(Shifts(Clocks(), after, CALENDAR).moved([Started("answer", late, "Asia/Jakarta")])) == {"answer": 3}


def test_every_length_of_time_is_counted_or_named_as_not() -> None:
    from appraisal.editions.words import CLOCKS
    from appraisal.simulations.moments import NOT_COUNTED

    assert set(STARTS) | set(NOT_COUNTED) == set(CLOCKS)
    assert not set(STARTS) & set(NOT_COUNTED)


def test_counts_add_up_by_unit_and_as_a_whole() -> None:
    tally, ranks = counting.empty(), counting.ranks_of(MATRIX)
    counting.add(tally, 1, Verdict("baik", "kurang", case_after=True), [("answer", 2), ("decision", 0)], ranks)
    counting.add(tally, 1, Verdict("kurang", "baik", case_before=True), [("answer", -1)], ranks)
    counting.add(tally, 2, Verdict("baik", "baik"), [], ranks)
    counting.add(tally, 2, Verdict("baik", reason=NOT_RATED), [], ranks)
    assert tally["all"] == {"total": 4, "computed": 3, "predicates": 2, "opened": 1, "dropped": 1, "dates": 2}
    assert tally["units"]["1"] == {"total": 2, "computed": 2, "predicates": 2, "opened": 1, "dropped": 1, "dates": 2}
    assert (tally["higher"], tally["lower"]) == (1, 1)
    assert tally["moves"] == {"baik>kurang": 1, "kurang>baik": 1}
    assert tally["reasons"] == {NOT_RATED: 1}
    assert tally["shifts"] == {
        "answer": {"dates": 2, "earlier": 1, "later": 1},
        "decision": {"dates": 1, "earlier": 0, "later": 0},
    }


def units(*people: int) -> dict[str, dict[str, int]]:
    return {str(at): {**dict.fromkeys(counting.COUNTS, 0), "total": number} for at, number in enumerate(people, 1)}


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((9, 5), [((1,), 9), ((2,), 5)]),
        # One small unit alone could be found by subtraction: the smallest other joins it.
        ((9, 7, 4), [((1,), 9), ((3, 2), 11)]),
        ((9, 3, 3), [((1,), 9), ((2, 3), 6)]),
        ((9, 7, 2, 2), [((1,), 9), ((3, 4, 2), 11)]),
        ((9, 4), [((2, 1), 13)]),
        ((4,), []),
        ((2, 2), []),
        ((2, 3), [((2, 1), 5)]),
        ((), []),
    ],
)
def test_no_line_has_fewer_than_five_people(people: tuple[int, ...], shown: list[Any]) -> None:
    assert [(line.units, line.counts["total"]) for line in counting.shown_units(units(*people))] == shown


@given(people=st.lists(st.integers(1, 12), max_size=8))
def test_nobody_is_found_by_subtraction(people: list[int]) -> None:
    """Whatever lines are taken from the total, what is left are five people or nobody."""
    lines = [line.counts["total"] for line in counting.shown_units(units(*people))]
    assert all(number >= counting.SMALLEST_GROUP for number in lines)
    if sum(people) >= counting.SMALLEST_GROUP:
        assert sum(lines) == sum(people)
    hidden = [
        people[unit - 1] for line in counting.shown_units(units(*people)) if len(line.units) > 1 for unit in line.units
    ]
    assert len(hidden) != 1


@pytest.mark.parametrize(("total", "hidden"), [(4, True), (5, False)])
def test_a_whole_of_four_is_hidden(total: int, hidden: bool) -> None:
    assert counting.is_hidden({"all": {"total": total}}) is hidden


def test_a_ground_of_the_old_rules_counts_as_before() -> None:
    old = replace(MATRIX, triggers=(Trigger(LOW_SCORE, MATRIX.sections[0].weight / 60),))
    assert judge(old, MATRIX, trace_of()).case_before is False
