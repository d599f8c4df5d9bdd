"""What a queue may start: registered functions only, named by their dotted path, with a JSON payload.

A queue row could be forged or old; a path nobody registered is refused, so it can never import and call
something else.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

logger = logging.getLogger("workflow.queue")

Entry = Callable[..., None]
_entries: dict[str, Entry] = {}


class UnknownEntryError(LookupError):
    """A queue asked for a function that is not registered."""


def entry(function: Entry) -> Entry:
    """Register a function of keyword arguments that are plain JSON values."""
    _entries[path_of(function)] = function
    return function


def path_of(function: Entry) -> str:
    """The dotted path under which a function is queued."""
    return f"{function.__module__}.{function.__qualname__}"


def call(path: str, payload: dict[str, Any]) -> None:
    """Run a registered function; UnknownEntryError for any other path."""
    try:
        function = _entries[path]
    except KeyError:
        raise UnknownEntryError(path) from None
    function(**payload)


def enqueue(function: Entry, **payload: Any) -> bool:
    """Ask a worker to run a registered function. False when the queue is away: the sweep finds the work later."""
    from workflow.queue.tasks import run_entry

    path = path_of(function)
    if path not in _entries:
        raise UnknownEntryError(path)
    try:
        run_entry.enqueue(path, payload)
    except Exception as error:  # noqa: BLE001 - any engine, any fault: the truth is in our tables
        logger.warning("queue away, the sweep takes over: %s", type(error).__name__)
        return False
    return True


def enqueue_after_commit(function: Entry, **payload: Any) -> None:
    """Enqueue once the open transaction has committed, or now when none is open."""
    transaction.on_commit(lambda: _ignore(enqueue(function, **payload)), robust=True)


def _ignore(_sent: bool) -> None:
    """The answer matters to nobody: a lost hint is found by the sweep."""
