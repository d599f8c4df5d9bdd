"""Runs the whole test suite: the rules on two workers and the browser's journey beside them, as a run of its own.

The journey mostly waits for its server and its pages, so it runs while the rules run; what it printed follows theirs.
Ends with one line on gaps. `--fast` leaves out what is slow or needs a browser, and the doors that only show what the
rules say: pages, papers, journeys. `--coverage` measures the branches that these fast ones take; the others, whose
time measuring would double, then run unmeasured. Other arguments go to pytest; `-m` narrows what is run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.needs import closing_line

ROOT: Final = Path(__file__).resolve().parent.parent
BROWSER_TESTS: Final = "tests/browser"
NOTHING_COLLECTED: Final = 5
DAILY: Final = "not exhaustive"
QUICK: Final = f"not slow and not browser and {DAILY}"
LENGTHY: Final = f"(slow or shown or browser) and {DAILY}"
SHOWN: Final = (
    *(f"--ignore=tests/{folder}" for folder in ("appraisal_pages", "documents", "journeys")),
    *(f"--ignore-glob=tests/*/test_*{word}.py" for word in ("pages", "doors")),
)
WORKERS: Final = ("-n", "2", "--dist", "worksteal")
COVERAGE: Final = ("--cov", "--cov-branch", "--cov-report=term")
OWN: Final = ("--fast", "--coverage")


def main(arguments: list[str]) -> int:
    """Run all phases even if one fails; returns the first bad exit code."""
    fast, measured = (word in arguments for word in OWN)
    narrowed, extra = _narrowed([argument for argument in arguments if argument not in OWN])
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder)
        runs = [
            [*options, "-m", f"({marks}){narrowed}", *extra] for options, marks in _runs(fast=fast, measured=measured)
        ]
        if fast or not (ROOT / BROWSER_TESTS).is_dir():
            codes = [_rules(run, reports) for run in runs]
        else:
            with _browser(["-m", f"({DAILY}){narrowed}", *extra], reports) as journey:
                codes = [_rules(run, reports) for run in runs]
            codes.append(_told(journey, reports))
        line = closing_line(_left_out(reports))
    if line:
        print(line, flush=True)
    return _verdict(codes)


def _verdict(codes: list[int]) -> int:
    """The first bad code; a run that was left with no test is bad only where all were."""
    bad = [code for code in codes if code not in {0, NOTHING_COLLECTED}]
    return bad[0] if bad else min(codes)


def _narrowed(arguments: list[str]) -> tuple[str, list[str]]:
    """What a `-m` among the arguments adds to the marks of each run, and the other arguments."""
    if "-m" not in arguments[:-1]:
        return "", arguments
    place = arguments.index("-m")
    return f" and ({arguments[place + 1]})", arguments[:place] + arguments[place + 2 :]


def _runs(*, fast: bool, measured: bool) -> list[tuple[tuple[str, ...], str]]:
    """Options and marks of each run of the rules."""
    if measured:
        return [((*COVERAGE, *SHOWN), QUICK), *([] if fast else [((), LENGTHY)])]
    return [(SHOWN, QUICK)] if fast else [((), DAILY)]


def _rules(arguments: list[str], reports: Path) -> int:
    command = _pytest("tests", f"--ignore={BROWSER_TESTS}", *WORKERS, *arguments)
    return subprocess.call(command, cwd=ROOT, env=_environment(reports / "rules"))


@contextmanager
def _browser(extra: list[str], reports: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The journey as a process that runs while the block runs and has ended when the block has."""
    # Playwright runs an event loop beside the test, which Django would otherwise refuse.
    environment = _environment(reports / "browser") | {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    with (reports / "printed").open("wb") as printed:
        command = _pytest(BROWSER_TESTS, *extra)
        journey = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=printed, stderr=subprocess.STDOUT)
        try:
            yield journey
            journey.wait()
        finally:
            if journey.poll() is None:
                # Asked, not killed: its server and its worker are processes of its own to end.
                journey.send_signal(signal.SIGINT)
                journey.wait()


def _told(journey: subprocess.Popen[bytes], reports: Path) -> int:
    print((reports / "printed").read_text(encoding="utf-8", errors="replace"), flush=True)
    return journey.returncode


def _pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def _environment(report: Path) -> dict[str, str]:
    return {**os.environ, "LEFT_OUT_REPORT": str(report)}


def _left_out(reports: Path) -> Counter[str]:
    total: Counter[str] = Counter()
    for report in (reports / "rules", reports / "browser"):
        if report.exists():
            for line in report.read_text(encoding="utf-8").splitlines():
                total.update(json.loads(line))
    return total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
