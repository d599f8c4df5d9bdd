"""The regency of appraisal with a running cycle."""

from tests.appraisal.conftest import _in_window, cycle, world

__all__ = ["_in_window", "cycle", "world"]
