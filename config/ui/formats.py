"""Dates, spans and numbers as people here write them: `27 November 2026, 23.59 WIB`, `1.234,5`.

Pure apart from the active language and zone; `now` is always given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAYS_BEFORE_MONTHS: Final = 60
DAYS_OF_MONTH: Final = 30
MOST_DECIMALS: Final = 2
THOUSAND: Final = 1000
NIP_LENGTH: Final = 18
NIP_PARTS: Final = ((0, 8), (8, 14), (14, 15), (15, 18))


@dataclass(frozen=True)
class Due:
    """A due moment in words. `tone` is one of late, soon, later."""

    relative: str
    moment: str
    tone: str
    iso: str


def local(value: datetime) -> datetime:
    """The moment on the clock of the active zone."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def day(value: date | None) -> str:
    """`27 November 2026`."""
    return _formatted(value, "j F Y")


def short_day(value: date | None) -> str:
    """`27 Nov`."""
    return _formatted(value, "j M")


def _formatted(value: date | None, pattern: str) -> str:
    if value is None:
        return ""
    moment = local(value) if isinstance(value, datetime) else value
    return date_format(moment, pattern)


def clock_time(value: datetime | None) -> str:
    """`23.59`, in English `23:59`."""
    if value is None:
        return ""
    separator = ":" if (get_language() or "").startswith("en") else "."
    return local(value).strftime(f"%H{separator}%M")


def zone_name(value: datetime) -> str:
    """`WIB`, `WITA`, `WIT`: the zone's own name on that day."""
    return local(value).tzname() or ""


def moment(value: date | None) -> str:
    """`27 November 2026, 23.59 WIB`; a plain date has no time."""
    if not isinstance(value, datetime):
        return day(value)
    return f"{day(value)}, {clock_time(value)} {zone_name(value)}".rstrip()


def short_moment(value: datetime, *, now: datetime) -> str:
    """`27 Nov 23.59 WIB`, with the year when it is another one than now."""
    year = "" if local(value).year == local(now).year else f" {local(value).year}"
    return f"{short_day(value)}{year} {clock_time(value)} {zone_name(value)}".rstrip()


def due(value: datetime, *, now: datetime) -> Due:
    """The due moment relative to now, counted in local calendar days beyond today."""
    late = value < now
    days = (local(value).date() - local(now).date()).days
    soon = not late and days <= 1
    tone = "late" if late else "soon" if soon else "later"
    return Due(
        relative=_late(-days) if late else _ahead(value, now, days),
        moment=short_moment(value, now=now),
        tone=tone,
        iso=local(value).isoformat(timespec="minutes"),
    )


def _ahead(value: datetime, now: datetime, days: int) -> str:
    if days == 0:
        return _hours_ahead((value - now).total_seconds())
    if days == 1:
        return gettext("tomorrow")
    if days > DAYS_BEFORE_MONTHS:
        months = days // DAYS_OF_MONTH
        return ngettext("%(count)s month left", "%(count)s months left", months) % {"count": months}
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def _hours_ahead(seconds: float) -> str:
    if seconds >= HOUR:
        hours = int(seconds // HOUR)
        return ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": hours}
    minutes = max(1, int(seconds // MINUTE))
    return ngettext("%(count)s minute left", "%(count)s minutes left", minutes) % {"count": minutes}


def _late(days: int) -> str:
    if days > 0:
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    return gettext("late since today")


def since(value: datetime, *, now: datetime) -> str:
    """How long ago, in the largest whole unit: `2 jam lalu`."""
    seconds = max(0.0, (now - value).total_seconds())
    days = (local(now).date() - local(value).date()).days
    if seconds < MINUTE:
        return gettext("just now")
    if seconds < HOUR:
        minutes = int(seconds // MINUTE)
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    if days == 0:
        hours = int(seconds // HOUR)
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}


def decimal_of(value: object) -> Decimal | None:
    """The value as a decimal number, or None when it is no number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(value: object, decimals: int | None = None) -> str:
    """`1.234,5`. Rounded half up to `decimals`; without it at most two, closing zeros dropped."""
    parsed = decimal_of(value)
    if parsed is None:
        return ""
    places = MOST_DECIMALS if decimals is None else decimals
    rounded = parsed.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if decimals is None:
        places = max(0, -int(rounded.normalize().as_tuple().exponent))
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


def percent(value: object, decimals: int | None = None) -> str:
    """`87,5 %` of a value that already counts in hundredths."""
    shown = number(value, decimals)
    return f"{shown}\u00a0%" if shown else ""


def rupiah(value: object) -> str:
    """`Rp1.250.000`, whole rupiah."""
    shown = number(value, 0)
    return f"Rp{shown}" if shown else ""


def file_size(size: int) -> str:
    """`840 B`, `12 KB`, `1,2 MB`, in thousands."""
    if size < THOUSAND:
        return f"{size}\u00a0B"
    if size < THOUSAND**2:
        return f"{number(Decimal(size) / THOUSAND, 0)}\u00a0KB"
    return f"{number(Decimal(size) / THOUSAND**2, 1)}\u00a0MB"


def nip(value: str | None) -> str:
    """An 18-digit NIP in its printed groups; anything else as it is."""
    text = value or ""
    if len(text) != NIP_LENGTH or not text.isdigit():
        return text
    return " ".join(text[start:end] for start, end in NIP_PARTS)
