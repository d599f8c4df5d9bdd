"""Which day it is for an office: appointments, grants and units are dated by local days, both ends included."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow import clock

HOME_ZONE = "Asia/Jakarta"
DATES_REVERSED = _("The last day cannot be before the first day. Check both dates.")


def today(zone: str = HOME_ZONE) -> date:
    """The current day in the zone of an office."""
    return clock.now().astimezone(ZoneInfo(zone)).date()


def in_force(on: date, prefix: str = "") -> Q:
    """Dated rows that hold on a day; ``prefix`` leads to them over a relation (``"grant__"``)."""
    started = Q(**{f"{prefix}valid_from__lte": on})
    open_ended = Q(**{f"{prefix}valid_to__isnull": True})
    return started & (open_ended | Q(**{f"{prefix}valid_to__gte": on}))


def holds_on(row: object, on: date) -> bool:
    """The same rule for one row in memory."""
    begins: date = row.valid_from  # type: ignore[attr-defined]
    ends: date | None = row.valid_to  # type: ignore[attr-defined]
    return begins <= on and (ends is None or on <= ends)
