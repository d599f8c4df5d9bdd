"""Many clients at a barrier, each with a connection of its own.

One crowd at a time on this machine: two test workers with 64 clients each would ask for more connections than a
server gives out by default (100).
"""

import fcntl
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from django.db import connection

from workflow import actors, clock


@contextmanager
def one_crowd() -> Iterator[None]:
    """Wait until no other process of this machine lets a crowd loose; a process that dies lets go by itself."""
    with (Path(tempfile.gettempdir()) / "kinerja-crowd.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


class Crowd:
    """So many threads with an open connection each, for one round after the other. Use it in a `with` block."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._act: Callable[[int], str] | None = None
        self._answers: list[str] = []
        # The clients and who asks them: all meet before a round, and again when everybody has answered.
        self._begin, self._end = threading.Barrier(count + 1), threading.Barrier(count + 1)
        self._threads = [threading.Thread(target=self._client, args=(i,), daemon=True) for i in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._act = None
        self._begin.wait(timeout=60)
        for thread in self._threads:
            thread.join(timeout=120)

    def at_once(self, act: Callable[[int], str]) -> Counter[str]:
        """Let everybody act together; count what each answers (its refusal's class name)."""
        self._act, self._answers = act, []
        self._begin.wait(timeout=60)
        self._end.wait(timeout=120)
        return Counter(self._answers)

    def _client(self, number: int) -> None:
        try:
            connection.ensure_connection()
        except Exception:
            self._begin.abort()
            raise
        try:
            while True:
                self._begin.wait(timeout=120)
                act = self._act
                if act is None:
                    return
                self._answers.append(answer_of(act, number))
                self._end.wait(timeout=120)
        finally:
            connection.close()


def answer_of(act: Callable[[int], str], number: int) -> str:
    """What a client answers; its refusal's class name."""
    try:
        return act(number)
    except Exception as error:  # noqa: BLE001 - the answer of a client is its refusal
        return type(error).__name__


def at_once(count: int, act: Callable[[int], str], *, loader: Any = None, now: Any = None) -> Counter[str]:
    """Run `act(i)` in `count` threads released together; count what each answers (its refusal's class name)."""
    barrier = threading.Barrier(count)
    answers: list[str] = []

    def client(number: int) -> None:
        try:
            try:
                connection.ensure_connection()
            except Exception:
                barrier.abort()
                raise
            barrier.wait(timeout=60)
            if now is not None:
                with clock.frozen(now):
                    answers.append(act(number))
            else:
                answers.append(act(number))
        except Exception as error:  # noqa: BLE001 - the answer of a client is its refusal
            answers.append(type(error).__name__)
        finally:
            connection.close()

    if loader is not None:
        actors.register_loader(loader)
    threads = [threading.Thread(target=client, args=(i,)) for i in range(count)]
    with one_crowd():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
    return Counter(answers)
