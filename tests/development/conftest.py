"""The office of the pages, with the cycle of a second quarter in which people can be rated again."""

from tests.appraisal_pages.conftest import _stopped_clock, sign_in, world

__all__ = ["_stopped_clock", "sign_in", "world"]
