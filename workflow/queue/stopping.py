"""How a worker process is asked to stop. Running chunks end, nothing new begins."""

import threading
from types import FrameType

STOP = threading.Event()
_signals: list[int] = []


def on_signal(number: int, _frame: FrameType | None) -> None:
    """Remember a signal, and no more: setting an event takes a lock, which a second signal would wait for for ever."""
    _signals.append(number)


def was_signalled() -> bool:
    """Whether a signal asked for the end; the main loop looks and then sets `STOP` for all."""
    return bool(_signals)


def is_stopping() -> bool:
    """Whether this process was asked to stop."""
    return STOP.is_set()
