"""Runs the whole test suite: the rules on two workers and the browser's journey beside them, as a run of its own.

The journey mostly waits for its server and its pages, so it runs while the rules run; what it printed follows theirs.
Ends with one line on gaps. `--fast` leaves out what is slow or needs a browser, `--coverage` measures branches
(which doubles the time). Other arguments go to pytest.
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
WORKERS: Final = ("-n", "2", "--dist", "worksteal")
COVERAGE: Final = ("--cov", "--cov-branch", "--cov-report=term")
OWN: Final = ("--fast", "--coverage")


def main(arguments: list[str]) -> int:
    """Run all phases even if one fails; returns the first bad exit code."""
    fast, measured = (word in arguments for word in OWN)
    extra = [argument for argument in arguments if argument not in OWN]
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder)
        rules = [*(COVERAGE if measured else ()), "-m", QUICK if fast else DAILY, *extra]
        if fast or not (ROOT / BROWSER_TESTS).is_dir():
            codes = [_rules(rules, reports)]
        else:
            with _browser(extra, reports) as journey:
                codes = [_rules(rules, reports)]
            codes.append(_told(journey, reports))
        line = closing_line(_left_out(reports))
    if line:
        print(line, flush=True)
    return next((code for code in codes if code), 0)


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
    return 0 if journey.returncode == NOTHING_COLLECTED else journey.returncode


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
