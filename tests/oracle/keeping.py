"""Keeps what whole runs compared in RESULT.md: a line for each part of the organisations, and their sum."""

import fcntl
from pathlib import Path

from tests.oracle.findings import Played

RESULT = Path(__file__).parent / "RESULT.md"
COUNTED = (
    "forms",
    "moved along",
    "another assessor",
    "compared",
    "attempts",
    "rated by a delegate",
    "assessor named by HR",
    "objections",
    "without anybody in the line",
    "decided by an alternate",
    "answered by a delegate",
    "stepped aside",
    "decider named by HR",
    "decided",
    "cases",
)
HEADING = """# Organisations held against the second opinion

Written by `make test-exhaustive ARGS="-k two_thousand"`, each part as it ends. `README.md` says what is counted.
"""


def keep(found: Played, first: int, number: int) -> None:
    """Put a part into its line and add all lines up; parts may end at the same time in several processes."""
    with RESULT.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = _lines(file.read())
        lines[first] = [number, *(found.counts.get(what, 0) for what in COUNTED), len(found.disagreements)]
        file.seek(0)
        file.truncate()
        file.write(_text(lines))


def _lines(text: str) -> dict[int, list[int]]:
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line[2:3].isdigit()]
    return {int(row[0]): [int(cell.replace(",", "")) for cell in row[1:]] for row in rows}


def _text(lines: dict[int, list[int]]) -> str:
    columns = ("from", "organisations", *COUNTED, "disagreements")
    rows = [(f"{first}", *lines[first]) for first in sorted(lines)]
    total = ("all", *(sum(column) for column in zip(*lines.values(), strict=True)))
    table = [" | ".join((name, *(f"{number:,}" for number in numbers))) for name, *numbers in (*rows, total)]
    return "\n".join(
        (HEADING, f"| {' | '.join(columns)} |", "|" + "---|" * len(columns), *(f"| {row} |" for row in table), "")
    )
