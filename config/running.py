"""One installation is used by one of: a running server, a reset, a restore. A locked file says so."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InstallationBusyError(Exception):
    """Another process holds the installation."""


@contextmanager
def exclusive(data_dir: Path) -> Iterator[None]:
    """Hold the installation; the kernel lets go of it when the process ends, however it ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "running.lock").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise InstallationBusyError(f"the installation in {data_dir} is running; stop it first") from fault
        yield
