"""Brings the database to the state the code expects before the servers start: migrated, and filled in the demo.

Stamps in the data folder make an unchanged second start skip all of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from config.env import Environment

ROOT: Final = Path(__file__).resolve().parent.parent
DATABASE_NAME: Final = "kinerja.sqlite3"
LOADING_MARK: Final = "demo-loading"


class PreparationError(Exception):
    """The database could not be prepared; the command's own output says why."""


def prepare(environment: Environment) -> None:
    """Migrate when the code changed, fill an empty demo."""
    data_dir = ROOT / environment.data_dir
    if _loading_was_cut(data_dir):
        _say("The demo was being loaded when it was cut off; starting anew.")
        forget(environment)
    if _is_prepared(environment):
        return
    _manage("Preparing the database", "migrate", "--no-input", "-v", "0")
    if environment.shows_demo and not _has_people():
        _load_demo(data_dir)
    _stamp(environment)


def _load_demo(data_dir: Path) -> None:
    mark = data_dir / LOADING_MARK
    mark.touch()
    _manage("Loading the demo regency", "seed_demo")
    mark.unlink()


def forget(environment: Environment) -> None:
    """Remove the demo's database and uploads; on PostgreSQL everything in its schema."""
    if environment.database_url:
        _manage("Emptying the database", "empty_database", "--yes")
    data_dir = ROOT / environment.data_dir
    leftovers = [data_dir / f"{DATABASE_NAME}{ending}" for ending in ("", "-wal", "-shm")]
    for path in [*leftovers, data_dir / LOADING_MARK, data_dir / "prepared"]:
        path.unlink(missing_ok=True)
    _remove_tree(data_dir / "media")


def _remove_tree(folder: Path) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def _loading_was_cut(data_dir: Path) -> bool:
    return (data_dir / LOADING_MARK).exists()


def _is_prepared(environment: Environment) -> bool:
    """PostgreSQL is always asked: somebody else may have changed it."""
    stamp = ROOT / environment.data_dir / "prepared"
    database = ROOT / environment.data_dir / DATABASE_NAME
    if environment.database_url or not stamp.exists() or not database.exists():
        return False
    return stamp.read_text(encoding="ascii") == _digest(_migration_files())


def _stamp(environment: Environment) -> None:
    stamp = ROOT / environment.data_dir / "prepared"
    stamp.write_text(_digest(_migration_files()), encoding="ascii")


def _migration_files() -> list[Path]:
    """What decides the shape of the database: our migrations, the triggers' code, the versions of the packages."""
    return [
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(ROOT.glob("workflow/triggers*.py")),
        *sorted(ROOT.glob("workflow/db/**/*.py")),
        ROOT / "requirements" / "core.txt",
    ]


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _has_people() -> bool:
    answer = subprocess.run([sys.executable, "manage.py", "has_people"], cwd=ROOT, check=False, capture_output=True)
    return answer.returncode == 0


def _manage(what: str, *arguments: str) -> None:
    _say(f"{what} …")
    started = time.monotonic()
    if subprocess.call([sys.executable, "manage.py", *arguments], cwd=ROOT) != 0:
        raise PreparationError(f"{what.lower()} failed")
    _say(f"{what}: done in {time.monotonic() - started:.0f} s")


def _say(text: str) -> None:
    print(text, flush=True)


class DemoPeople:
    """Asks the demo who can sign in, beside the start of the servers and after them in rank, and prints a table."""

    def __init__(self, environment: Environment) -> None:
        command = [sys.executable, "manage.py", "demo_people"]
        self.process = None
        if environment.shows_demo:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, preexec_fn=_step_back)  # noqa: PLW1509

    def print(self) -> None:
        if self.process is None:
            return
        output, _ = self.process.communicate()
        if self.process.returncode != 0:
            return
        people = json.loads(output)
        print("\nSign in as:")
        shown = one_of_each(people)
        for person in shown:
            print("  " + person_line(person))
        if len(people) > len(shown):
            print(f"  … and {len(people) - len(shown)} more: .venv/bin/python manage.py demo_people")
        print(flush=True)


def _step_back() -> None:
    """The first page is waited for, this list is not."""
    os.nice(10)


def one_of_each(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first person of every combination of roles, in the order of the list: who has most to do comes first."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for person in people:
        found.setdefault(tuple(person["roles"]), person)
    return list(found.values())


def person_line(person: dict[str, object]) -> str:
    """One person of the demo in one line."""
    roles = person.get("roles", [])
    shown = ", ".join(str(role) for role in roles) if isinstance(roles, list) else str(roles)
    return f"{person['username']!s:<22} {person['password']!s:<14} {person['name']!s:<34} {shown}"
