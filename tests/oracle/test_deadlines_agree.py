"""The product's deadlines against a second reckoning: 50,000 drawn situations, and faults that it must notice."""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.oracle import reckoning
from tests.oracle.situations import Product, Situation, places, reckoned, situation
from workflow import calendars

QUICK, WHOLE = 2_000, 50_000
SEED = 20260817
STANDARD_LIBRARY = sys.stdlib_module_names


def drawn(count: int) -> Iterator[Situation]:
    offices, draw = places(SEED), random.Random(SEED)
    return (situation(draw, offices) for _ in range(count))


def disagreements(count: int, product: Product) -> list[Situation]:
    return [one for one in drawn(count) if product.found(one) != reckoned(one)]


def test_two_thousand_agree() -> None:
    assert disagreements(QUICK, Product(calendars)) == []


@pytest.mark.slow
def test_fifty_thousand_agree() -> None:
    assert disagreements(WHOLE, Product(calendars)) == []


def test_the_situations_reach_what_they_should() -> None:
    """Else agreeing would say little: every unit, zone and week, holds that bite, extensions, edges of the day."""
    ones = list(drawn(QUICK))
    assert {one.place.zone for one in ones} == set(reckoning.AHEAD)
    assert {one.unit for one in ones} == {"working_days", "calendar_days"}
    assert {len(one.place.weekend) for one in ones} >= {0, 1, 2}
    assert sum(bool(one.holds) for one in ones) > 300
    assert sum(len(one.extensions) == 2 for one in ones) > 300
    assert sum(one.fixed is not None for one in ones) > 300
    assert sum(one.late_hold is not None for one in ones) > 600
    assert sum(one.amount == 0 for one in ones) > 200


# A line of the product, and the same line as somebody might have written it.
FAULTS = {
    "the first day counts": ("left = first, amount\n", "left = first, amount - 1\n"),
    "the last day of a hold counts": ("self.first <= day <= self.last", "self.first <= day < self.last"),
    "holidays are forgotten": ("not in self.weekend and day not in self.by_day", "not in self.weekend"),
    "the day of the server decides": ("return moment.astimezone(ZoneInfo(zone)).date()", "return moment.date()"),
    "the last minute is cut off": ("time(23, 59, 59, 999_000)", "time(23, 59)"),
    "a hold on the last day is too late": ("if hold.first > due.day:", "if hold.first >= due.day:"),
    "an extended term is counted anew": (' and not due.explanation.get("extensions")', ""),
    "a hold takes rest days too": (
        "sum(calendar.is_working_day(day) for day in _days(hold.first",
        "sum(True for day in _days(hold.first",
    ),
    "a warning passes over no holiday": ('if unit == "calendar_days" or calendar.is_working_day(day):', "if True:"),
}


def with_fault(name: str) -> ModuleType:
    """A copy of the product's module with one line changed."""
    right, wrong = FAULTS[name]
    text = Path(calendars.__file__).read_text(encoding="utf-8")
    assert text.count(right) == 1, f"the line of this fault is not there any more: {right}"
    copy = ModuleType("calendars_with_a_fault")
    sys.modules[copy.__name__] = copy
    try:
        exec(compile(text.replace(right, wrong), "calendars_with_a_fault.py", "exec"), copy.__dict__)
    finally:
        del sys.modules[copy.__name__]
    return copy


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_noticed(name: str) -> None:
    assert len(disagreements(QUICK, Product(with_fault(name)))) >= 5


def test_the_second_reckoning_shares_nothing_with_the_product() -> None:
    """It imports the standard library alone, and none of its modules about time and zones."""
    tree = ast.parse(Path(reckoning.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= STANDARD_LIBRARY
    assert not imported & {"datetime", "zoneinfo", "calendar", "time", "importlib"}


@pytest.mark.parametrize(
    ("moment", "amount", "zone", "due"),
    [
        # 3 November 2026, 23:59:59.999 and midnight in Bangko; then one calendar day.
        (1_793_725_199_999, 1, "Asia/Jakarta", 1_793_811_599_999),
        (1_793_725_200_000, 1, "Asia/Jakarta", 1_793_897_999_999),
        (1_793_725_200_000, 0, "Asia/Jayapura", 1_793_804_399_999),
    ],
)
def test_the_second_reckoning_by_hand(moment: int, amount: int, zone: str, due: int) -> None:
    office = reckoning.Office(reckoning.AHEAD[zone], frozenset({5, 6}), ())
    day = reckoning.last_day(office, office.day_of(moment), amount, "calendar_days", [])
    assert office.last_moment(day) == due
