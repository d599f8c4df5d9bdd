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
from typing import Any

from django.db import connection

from workflow import actors, clock


@contextmanager
def one_crowd() -> Iterator[None]:
    """Wait until no other process of this machine lets a crowd loose; a process that dies lets go by itself."""
    with (Path(tempfile.gettempdir()) / "kinerja-crowd.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


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
