"""Writes RESULT.md: which whole products were run, when, on which commit and database, and what disagreed.

A plugin of pytest (`-p tests.matrix.doors.result`), loaded by `make test-exhaustive`. One line per situation and
database; a run of a part renews the lines of that part alone, so every line says itself how old it is.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

FILE = Path(__file__).with_name("RESULT.md")
PROPERTY = "matrix"
COLUMNS = ("action", "rest", "page", "own form", "impossible", "disagreements")
HEAD = ("database", "machine", "situation", *COLUMNS, "seconds", "commit", "date")
NUMBERS = len(COLUMNS) + 1
TEXT = """# The whole permission matrix

Written by `make test-exhaustive`; nobody edits it. A cell is one step tried by one person in one situation at one
door; a refusal also had to leave database and files as they were. *own form* counts the same cells again at the pages
on which people fill in and hand on; *impossible* are the cells listed in `impossible.py`.
"""

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """One situation of one machine on one database."""

    key: Key
    numbers: tuple[int, ...]
    commit: str
    date: str

    @classmethod
    def read(cls, text: str) -> "Line":
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        numbers = tuple(int(cell) for cell in cells[3 : 3 + NUMBERS])
        return cls((cells[0], cells[1], cells[2]), numbers, cells[-2], cells[-1])

    def written(self) -> str:
        return "| " + " | ".join([*self.key, *map(str, self.numbers), self.commit, self.date]) + " |"


def counted(
    machine: str, situation: str, *, cells: Mapping[str, int], disagreements: int, seconds: float
) -> tuple[str, str]:
    """What a test hands to the report of its run: a property of pytest."""
    numbers = [*(cells.get(name, 0) for name in COLUMNS[:-1]), disagreements, round(seconds)]
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    return PROPERTY, "|".join([vendor, machine, situation, *map(str, numbers)])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Renew the line of a situation as soon as it was run: an interrupted run keeps what it did."""
    values = [str(value) for name, value in report.user_properties if name == PROPERTY]
    if report.when != "call" or not values or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    commit, date = _commit(), datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    kept = {line.key: line for line in _stored()}
    kept.update({line.key: line for line in (_line(value, commit=commit, date=date) for value in values)})
    FILE.write_text(page(kept.values()), encoding="utf-8")


def _line(value: str, *, commit: str, date: str) -> Line:
    vendor, machine, situation, *numbers = value.split("|")
    return Line((vendor, machine, situation), tuple(map(int, numbers)), commit, date)


def _stored() -> list[Line]:
    if not FILE.exists():
        return []
    _before, _heading, table = FILE.read_text(encoding="utf-8").partition("## Every situation\n")
    return [Line.read(text) for text in table.splitlines() if text.startswith(("| SQLite", "| PostgreSQL"))]


def page(lines: Iterable[Line]) -> str:
    """The file: sums per database and machine, then every situation."""
    ordered = sorted(lines, key=lambda line: (line.key[0] != "SQLite", line.key))
    sums: dict[tuple[str, str], list[int]] = {}
    for line in ordered:
        for name in (line.key[1], "all"):
            found = sums.setdefault((line.key[0], name), [0] * (1 + NUMBERS))
            sums[line.key[0], name] = [old + new for old, new in zip(found, (1, *line.numbers), strict=True)]
    parts = [TEXT, "## Sums\n", _table(("database", "machine", "situations", *COLUMNS, "seconds"), _sums(sums))]
    parts += ["\n## Every situation\n", _table(HEAD, (line.written() for line in ordered))]
    return "\n".join(parts) + "\n"


def _sums(sums: Mapping[tuple[str, str], list[int]]) -> Iterator[str]:
    for (vendor, machine), numbers in sorted(sums.items(), key=lambda item: (item[0][0] != "SQLite", item[0][1])):
        yield "| " + " | ".join([vendor, machine, *map(str, numbers)]) + " |"


def _table(head: tuple[str, ...], lines: Iterable[str]) -> str:
    rule = "| " + " | ".join("---" for _name in head) + " |"
    return "\n".join(["| " + " | ".join(head) + " |", rule, *lines])


def _commit() -> str:
    """The commit the run stood on; with a plus where files of it were changed."""
    short = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ":!*RESULT.md")
    return f"{short}+" if changed else short


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip()
