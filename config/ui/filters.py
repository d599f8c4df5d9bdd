"""Template filters for dates, spans, numbers and NIP; the rules are in `formats`."""

from __future__ import annotations

from typing import Any

from django.template import Library

from config.ui import formats
from workflow import clock
from workflow.naming import before_stop

register = Library()

register.filter("day", formats.day)
register.filter("short_day", formats.short_day)
register.filter("clock_time", formats.clock_time)
register.filter("moment", formats.moment)
register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("rupiah", formats.rupiah)
register.filter("nip", formats.nip)
register.filter("before_stop", before_stop)


@register.filter
def file_size(value: Any) -> str:
    """A size in bytes in words."""
    return formats.file_size(int(value or 0))


@register.filter
def since(value: Any) -> str:
    """How long ago."""
    return formats.since(value, now=clock.now()) if value else ""


@register.filter
def due_in(value: Any) -> str:
    """How long is left."""
    return formats.due(value, now=clock.now()).relative if value else ""


@register.filter
def short_moment(value: Any) -> str:
    """Day, month and time."""
    return formats.short_moment(value, now=clock.now()) if value else ""
