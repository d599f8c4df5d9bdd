"""Times, percentiles, hidden groups and paths of the machine, computed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample.models import Parcel
from workflow.mining.conformance import FAULTS, breaks_of
from workflow.mining.hiding import LEAST, kept, pooled
from workflow.mining.measures import Measure, Moment, Standing, percentile
from workflow.mining.results import figures_of
from workflow.tables import table_of

START = datetime(2026, 1, 5, tzinfo=UTC)
TABLE = table_of(Parcel)
HOURS = 3_600.0
A, B = ("one", "q1"), ("two", "q1")

# name, transition, from, to, hours since the start
BEGUN = ("sample.parcel.created", "", "", "packed", 0)
CHECK = ("parcel.approved", "approve", "packed", "checked")
SEND = ("parcel.sent", "send", "checked", "sent")


def trail(subject: int, *steps: tuple[Any, ...]) -> list[Moment]:
    return [
        Moment(subject, version, name, transition, source, target, START + timedelta(hours=hours))
        for version, (name, transition, source, target, hours) in enumerate(steps)
    ]


def measured(*trails: list[Moment], cell: Any = A, now: int = 100) -> Any:
    standing = {one[0].subject: Standing(one[-1].target, len(one) - 1, one[0].subject, cell) for one in trails}
    measure = Measure(TABLE, standing, now=START + timedelta(hours=now), resting=TABLE.endings)
    for one in trails:
        measure.take(one[0].subject, one)
    return measure.found


def test_a_wait_is_counted_from_when_the_state_was_entered() -> None:
    extended = ("parcel.extended", "extend", "packed", "packed", 4)
    found = measured(trail(1, BEGUN, extended, (*CHECK, 10), (*SEND, 13)))
    waits = {move[0]: [wait.seconds / HOURS for wait in some] for move, some in found.moves.items()}
    assert waits == {"extend": [4], "approve": [10], "send": [3]}
    assert [wait.seconds / HOURS for wait in found.stays["packed"]] == [10]
    assert "sent" not in found.open
    assert list(found.paths) == [("packed", "checked", "sent")]


def test_what_still_stands_is_as_old_as_now() -> None:
    found = measured(trail(1, BEGUN, (*CHECK, 10)), now=34)
    assert [wait.seconds / HOURS for wait in found.open["checked"]] == [24]


def test_rest_is_nobodys_waiting() -> None:
    """A state in which nothing is under way is no stay, neither while it lasts nor once it was left."""
    back = ("parcel.returned", "return", "checked", "packed")
    trails = [trail(n, BEGUN, (*CHECK, 1), (*back, 90), (*CHECK, 91)) for n in range(1, 7)]
    standing = {n: Standing("checked", 3, n, A) for n in range(1, 7)}
    measure = Measure(TABLE, standing, now=START + timedelta(hours=999), resting=frozenset({"checked"}))
    for one in trails:
        measure.take(one[0].subject, one)
    assert "checked" not in measure.found.stays
    assert measure.found.open == {}
    figures = figures_of(measure.found, TABLE)
    assert figures.bottleneck is not None
    assert figures.bottleneck.figures.state == "packed"


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([7], 0.5, 7), ([1, 3], 0.5, 2), ([1, 2, 3, 4], 0.9, 3.7), (list(range(11)), 0.9, 9), ([1, 1, 100], 0.5, 1)],
)
def test_percentiles_are_those_of_sql(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == pytest.approx(expected)


def test_the_bottleneck_is_where_most_time_is_waited_for_people() -> None:
    trails = [trail(n, BEGUN, (*CHECK, 2), (*SEND, 50 + n)) for n in range(1, 7)]
    figures = figures_of(measured(*trails), TABLE)
    assert figures.bottleneck is not None
    assert figures.bottleneck.figures.state == "checked"
    assert figures.bottleneck.share == pytest.approx(sum(48 + n for n in range(1, 7)) / (12 + sum(range(49, 55))))


def test_a_window_that_the_clock_ends_is_no_bottleneck() -> None:
    expire = ("parcel.expired", "expire", "packed", "expired", 90)
    trails = [trail(n, BEGUN, expire) for n in range(1, 7)]
    trails += [trail(n, BEGUN, (*CHECK, 1), (*SEND, 3)) for n in range(11, 17)][:5]
    figures = figures_of(measured(*trails), TABLE)
    assert figures.bottleneck is not None
    assert figures.bottleneck.figures.state == "checked"


def test_four_people_are_hidden_everywhere() -> None:
    figures = figures_of(measured(*(trail(n, BEGUN, (*CHECK, 2)) for n in range(1, 5))), TABLE)
    assert figures.subjects.spread is None
    assert all(step.whole.spread is None and not step.units for step in figures.steps)
    assert all(state.open.spread is None and state.stays.spread is None for state in figures.states)
    assert (figures.paths, figures.other_paths, figures.bottleneck, figures.events) == ((), 0, None, 0)


def test_one_person_many_times_is_still_one_person() -> None:
    trails = [trail(n, BEGUN, (*CHECK, 2)) for n in range(1, 9)]
    standing = {n: Standing("checked", 1, 77, A) for n in range(1, 9)}
    measure = Measure(TABLE, standing, now=START, resting=TABLE.endings)
    for one in trails:
        measure.take(one[0].subject, one)
    figures = figures_of(measure.found, TABLE)
    assert figures.steps[0].whole.spread is None
    # Paths are groups of people too.
    assert figures.paths == ()
    assert figures.other_paths == 0


def test_a_small_unit_is_no_difference_of_the_whole() -> None:
    kept_: Any = kept({A: set(range(6)), B: set(range(10, 13))})
    assert kept_.whole == {A}
    assert (kept_.units, kept_.hidden_units) == ({"one": {A}}, 1)


def test_small_units_are_added_together_where_five_people_stand_behind_them() -> None:
    third = ("three", "q1")
    kept_: Any = kept({A: set(range(6)), B: {10, 11, 12}, third: {20, 21, 22}})
    assert kept_.whole == {A, B, third}
    assert kept_.hidden_units == 2


people = st.sets(st.integers(0, 30), max_size=9)
cells = st.tuples(st.sampled_from("abcd"), st.sampled_from(["q1", "q2", "q3"]))


@given(st.dictionaries(cells, people.filter(bool), max_size=9))
def test_no_group_shown_or_left_over_has_fewer_than_five(found: Any) -> None:
    kept_: Any = kept(found)

    def size(some: Any) -> int:
        return len(set().union(*(found[cell] for cell in some)))

    assert all(size(some) >= LEAST for some in kept_.units.values())
    assert not kept_.whole or size(kept_.whole) >= LEAST
    left = kept_.whole - frozenset().union(*kept_.units.values())
    assert not left or size(left) >= LEAST


@given(st.lists(st.integers(1, 12), max_size=8).map(lambda sizes: dict(enumerate(sizes))))
def test_pooled_numbers_never_give_a_small_one_away(groups: Any) -> None:
    people = {key: {100 * key + n for n in range(size)} for key, size in groups.items()}
    shown, rest = pooled(people, groups)
    assert all(number >= LEAST for number in shown.values())
    assert rest == 0 or rest >= LEAST
    missing = sum(groups.values()) - sum(shown.values()) - rest
    # What is missing altogether is too little to be told, and then nothing else is shown that would give it away.
    assert missing == 0 or (missing < LEAST and not shown)


GOOD = (BEGUN, (*CHECK, 1), (*SEND, 2))


def faults(steps: list[Any], *, state: str = "sent", version: int = 2, versions: Any = None) -> list[str]:
    found = trail(1, *steps)
    if versions:
        found = [one._replace(version=number) for one, number in zip(found, versions, strict=True)]
    return [one.fault for one in breaks_of(TABLE, 1, found, Standing(state, version, 1, A))]


@pytest.mark.parametrize(
    ("expected", "steps", "more"),
    [
        ([], list(GOOD), {}),
        (["no_events"], [], {}),
        (["gap"], list(GOOD), {"versions": (0, 1, 3), "version": 3}),
        (["wrong_start"], [("sample.parcel.created", "", "", "checked", 0), GOOD[2]], {"version": 1}),
        (["torn"], [BEGUN, GOOD[2]], {"version": 1}),
        (["unknown_step"], [BEGUN, ("parcel.flown", "fly", "packed", "sent", 1)], {"version": 1}),
        (["impossible_step"], [BEGUN, ("parcel.sent", "send", "packed", "sent", 1)], {"version": 1}),
        (
            ["wrong_name"],
            [BEGUN, ("parcel.blessed", "approve", "packed", "checked", 1)],
            {"state": "checked", "version": 1},
        ),
        (["state_differs"], list(GOOD), {"state": "packed"}),
        (["state_differs"], list(GOOD), {"version": 3}),
    ],
)
def test_every_way_to_leave_the_machine_has_its_name(expected: list[str], steps: Any, more: Any) -> None:
    assert faults(steps, **more) == expected
    assert set(expected) <= set(FAULTS)
