"""The runner of the tests: what a narrowing means for each of its runs, and when the whole has failed."""

import pytest

from tests import conftest
from tools import run_tests


@pytest.mark.parametrize(
    ("given", "marks", "rest"),
    [
        ([], "", []),
        (["-k", "cycle"], "", ["-k", "cycle"]),
        (["-x", "-m", "not redis", "-k", "cycle"], " and (not redis)", ["-x", "-k", "cycle"]),
        (["-m"], "", ["-m"]),
    ],
)
def test_a_narrowing_joins_the_marks_of_each_run(given: list[str], marks: str, rest: list[str]) -> None:
    assert run_tests._narrowed(given) == (marks, rest)


def test_measured_or_not_every_daily_test_runs_once() -> None:
    quick, lengthy = run_tests._runs(fast=False, measured=True)
    assert quick == ((*run_tests.COVERAGE, *run_tests.SHOWN), run_tests.QUICK)
    assert lengthy == ((), run_tests.LENGTHY)
    assert run_tests._runs(fast=False, measured=False) == [((), run_tests.DAILY)]
    assert run_tests._runs(fast=True, measured=True) == [((*run_tests.COVERAGE, *run_tests.SHOWN), run_tests.QUICK)]
    assert run_tests._runs(fast=True, measured=False) == [(run_tests.SHOWN, run_tests.QUICK)]


@pytest.mark.parametrize(
    ("codes", "verdict"), [([0, 0], 0), ([0, 5], 0), ([5, 5], 5), ([0, 1], 1), ([5, 2, 1], 2), ([0, 1, 5], 1)]
)
def test_a_run_left_without_a_test_fails_only_where_all_are(codes: list[int], verdict: int) -> None:
    assert run_tests._verdict(codes) == verdict


def test_what_the_fast_run_leaves_out_bears_the_mark_that_the_rest_asks_for() -> None:
    left_out = [place.removeprefix("--ignore=") for place in run_tests.SHOWN if place.startswith("--ignore=")]
    globs = [place.removeprefix("--ignore-glob=") for place in run_tests.SHOWN if place.startswith("--ignore-glob=")]
    assert sorted(conftest.SHOWN_PLACES) == sorted([*(f"{folder}/*" for folder in left_out), *globs])
