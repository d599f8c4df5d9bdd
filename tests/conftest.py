"""What every test may use: a clock that is put back, commit hooks that run, and the rule for missing servers."""

from __future__ import annotations

import gc
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests import layers
from tests.flush import flush_with_triggers_lifted  # noqa: F401
from tests.needs import closing_line, must_have_everything, needs
from tests.stack import on_wide_stack

LEFT_OUT: pytest.StashKey[Counter[str]] = pytest.StashKey()
REPORT_VARIABLE = "LEFT_OUT_REPORT"

CommitHooks = Callable[[], AbstractContextManager[list[Callable[[], Any]]]]


SLOW, SHOWN = "slow", "shown"
# Whole products of states, doors and readers take too long for `make test-fast`.
SLOW_PLACES = ("tests/matrix/", "tests/api/test_all_resources.py", "tests/year/test_whole_year.py")
# Doors that only show what the rules say: left out of `make test-fast` (`SHOWN` of `tools.run_tests` as a mark).
SHOWN_PLACES = tuple(f"tests/{folder}/*" for folder in ("appraisal_pages", "documents", "journeys")) + tuple(
    f"tests/*/test_*{word}.py" for word in ("pages", "doors")
)
# The daily examples are the same on every machine; a run that looks for new ones sets HYPOTHESIS_PROFILE=searching.
hypothesis_settings.register_profile("daily", derandomize=True, deadline=None, database=None)
hypothesis_settings.register_profile("searching", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "daily"))


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter[str]()


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(SLOW_PLACES):
        item.add_marker(SLOW)
    if any(fnmatch(item.nodeid.partition("::")[0], place) for place in SHOWN_PLACES):
        item.add_marker(SHOWN)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what lacks its server; runs after `-m`, so that a chosen expression decides first."""
    missing = {need.mark for need in needs() if not need.present}
    left_out = [(item, mark) for item in items if (mark := _first_missing(item, missing=missing))]
    if left_out and must_have_everything():
        marks = ", ".join(sorted({mark for _, mark in left_out}))
        raise pytest.UsageError(f"CI=true, but tests need what this run does not have: {marks}")
    config.stash[LEFT_OUT].update(Counter(mark for _, mark in left_out))
    gone = {item for item, _ in left_out}
    kept = [item for item in items if item not in gone]
    # The longest first, else one worker ends with them alone; among themselves the order stays random.
    items[:] = sorted(kept, key=lambda item: item.get_closest_marker(SLOW) is None)
    config.hook.pytest_deselected(items=list(gone))


def pytest_collection_finish() -> None:
    """What was loaded until now stays: the collector of unused objects need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Each test as pytest runs it, on a wide piece of Python's stack."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    on_wide_stack(runtestprotocol, item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> Any:
    """Just before a test opens its own transaction the database is brought to the layer it stands on."""
    if fixturedef.argname == "_django_db_helper":
        with request.getfixturevalue("django_db_blocker").unblock():
            layers.GROUND.stand_on(layers.layer_of(request.node))
    made = yield
    if fixturedef.argname == "django_db_setup":
        fixturedef.addfinalizer(lambda: _take_layers_back(request))
    return made


def _take_layers_back(request: pytest.FixtureRequest) -> None:
    with request.getfixturevalue("django_db_blocker").unblock():
        layers.GROUND.stand_on(None)


def _first_missing(item: pytest.Item, *, missing: set[str]) -> str:
    return next((mark.name for mark in item.iter_markers() if mark.name in missing), "")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """With several workers each counts the same; the last report stands for all."""
    reported = getattr(node, "workeroutput", {}).get("left_out", {})
    node.config.stash[LEFT_OUT] = Counter(reported)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        left_out: Counter[str] = session.config.stash[LEFT_OUT]
        output["left_out"] = dict(left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = config.stash[LEFT_OUT]
    report = os.environ.get(REPORT_VARIABLE)
    if report:
        with Path(report).open("a", encoding="utf-8") as file:
            file.write(json.dumps(left_out) + "\n")
    elif line := closing_line(left_out):
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def _language_put_back() -> Iterator[None]:
    """No test inherits the language another one chose."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _clock_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test inherits a moved clock; what is read again now and then is not, in the middle of a slow test."""
    from workflow import clock, demo_clock, holiday_table

    monkeypatch.setattr(demo_clock, "_READ_EVERY", float("inf"))
    monkeypatch.setattr(holiday_table, "KEEP_SECONDS", float("inf"))
    monkeypatch.setattr(holiday_table._kept, "until", float("inf"))
    yield
    clock.set_demo_offset(timedelta(0))


@pytest.fixture
def run_commit_hooks(django_capture_on_commit_callbacks: Any) -> CommitHooks:
    """`with run_commit_hooks(): …` runs what waits for the commit when the block ends, as a real commit would."""

    def run() -> AbstractContextManager[list[Callable[[], Any]]]:
        hooks: AbstractContextManager[list[Callable[[], Any]]] = django_capture_on_commit_callbacks(execute=True)
        return hooks

    return run
