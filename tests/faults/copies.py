"""Copies of the test database, one per killed run, and children that live in them."""

import multiprocessing
import os
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

KILLED = -signal.SIGKILL


class Stable:
    """The state everything starts from, copied from the test database as it is now."""

    def __init__(self) -> None:
        self.postgres = connection.vendor == "postgresql"
        self.source = str(connection.settings_dict["NAME"])
        self.folder = Path(tempfile.mkdtemp(prefix="kinerja-faults-"))
        self.name = self._copy(self.source, "stable")

    def _copy(self, source: str, label: str) -> str:
        connections.close_all()
        if self.postgres:
            target = f"{self.source}_{label}"
            self._maintain(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            self._maintain(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
            return target
        target = str(self.folder / f"{label}.sqlite3")
        Path(target).unlink(missing_ok=True)
        with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
            old.backup(new)
        return target

    def _maintain(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(statement)

    @contextmanager
    def fresh(self, label: str = "run") -> Iterator[str]:
        """A new copy for one run."""
        name = self._copy(self.name, label)
        try:
            yield name
        finally:
            self._drop(name)

    def _drop(self, name: str) -> None:
        if self.postgres:
            self._maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        else:
            for suffix in ("", "-wal", "-shm", ".queue"):
                Path(name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove everything."""
        self._drop(self.name)
        for left in self.folder.iterdir():
            left.unlink()
        self.folder.rmdir()


def _live_in(name: str, kill_after: int, act: Callable[[], Any], answers: Any) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name
    commits = 0
    real = connection._commit

    def commit() -> None:
        nonlocal commits
        real()
        commits += 1
        if commits == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    connection._commit = commit  # type: ignore[method-assign]
    answers.put((act(), commits))
    answers.close()
    answers.join_thread()
    connections.close_all()
    os._exit(0)


def in_child(name: str, act: Callable[[], Any], *, kill_after: int = 0) -> tuple[int, Any]:
    """Run `act` in a process of its own on a copy; it kills itself after its nth commit.

    Gives the exit code, and (answer, number of commits) when it lived.
    """
    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_live_in, args=(name, kill_after, act, answers))
    child.start()
    answer = None
    child_died = False
    while answer is None and not child_died:
        try:
            answer = answers.get(timeout=0.2)
        except Exception:  # noqa: BLE001 - an empty queue: look whether the child is still there
            child_died = not child.is_alive()
    child.join(timeout=60)
    return int(child.exitcode or 0), answer
