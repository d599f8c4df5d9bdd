"""Which outside servers a test run has, and what to say about the tests that were left out for want of one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Need:
    """Something outside Python that marked tests cannot do without."""

    mark: str
    present: bool
    how: str


def chromium_path() -> str | None:
    """The browser of the machine, or the one named by CHROMIUM."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return named
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def needs() -> tuple[Need, ...]:
    """Every need with whether this run has it."""
    return (
        Need("postgres", bool(os.environ.get("DATABASE_URL")), "set DATABASE_URL=postgres://user@host/name"),
        Need("redis", bool(os.environ.get("REDIS_URL")), "set REDIS_URL=redis://host:6379/0"),
        Need("browser", chromium_path() is not None, "install Chromium (apt-get install chromium)"),
    )


def must_have_everything() -> bool:
    """Under CI a missing server is a failure, never a gap."""
    return os.environ.get("CI", "").lower() == "true"


def closing_line(left_out: Mapping[str, int]) -> str:
    """One line that says what was not run and how to run it; empty when nothing was left out."""
    how = {need.mark: need.how for need in needs()}
    parts = [f"{count} {mark} ({how[mark]})" for mark, count in sorted(left_out.items()) if count]
    return "Not run: " + "; ".join(parts) if parts else ""
