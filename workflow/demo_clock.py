"""The demo's clock can be moved on, so that lapses and six-month cases are seen in minutes. Demo settings only.

The offset is one row; every process reads it again at most once a second.
"""

import time
from datetime import timedelta

from django.conf import settings

from workflow import clock
from workflow.errors import NotPermitted
from workflow.models import ClockOffset
from workflow.transactions import action

_READ_EVERY = 1.0


class _Reading:
    """When this process last read the row."""

    at = 0.0


def _insist_on_demo() -> None:
    if not settings.DEMO:
        raise NotPermitted(code="demo_only")


def refresh(*, force: bool = False) -> timedelta:
    """Bring this process's clock to the stored offset (nothing outside the demo)."""
    if not settings.DEMO:
        return timedelta(0)
    moment = time.monotonic()
    if force or moment - _Reading.at >= _READ_EVERY:
        _Reading.at = moment
        seconds = ClockOffset.objects.filter(pk=1).values_list("seconds", flat=True).first() or 0
        clock.set_demo_offset(timedelta(seconds=seconds))
    return clock.demo_offset()


@action
def move_on(by: timedelta) -> timedelta:
    """Move the demo clock forward; time never runs backwards. Returns the new offset."""
    _insist_on_demo()
    if by <= timedelta(0):
        raise NotPermitted(code="demo_clock_forward_only")
    row, _created = ClockOffset.objects.select_for_update().get_or_create(pk=1)
    row.seconds += int(by.total_seconds())
    row.save(update_fields=["seconds"])
    clock.set_demo_offset(timedelta(seconds=row.seconds))
    return clock.demo_offset()
