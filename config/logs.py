"""Log lines that carry ids and never names or texts of people: faults are shown by type and place, not by message."""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar
from types import TracebackType

request_id: ContextVar[str] = ContextVar("request_id", default="-")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RequestIdFilter(logging.Filter):
    """Adds the id of the request being answered to each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class IdFormatter(logging.Formatter):
    """Prints where a fault happened and its type; its message may quote what a person wrote, so it is left out."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is given by logging
        kind, fault, _trace = ei
        if kind is None or fault is None:
            return ""
        frames = traceback.extract_tb(fault.__traceback__)
        places = [f"  at {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        return "\n".join([f"{kind.__module__}.{kind.__qualname__}", *places])
