"""Numbers and times of a process map in words of the reader's language. Pure."""

from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400


def whole(number: int) -> str:
    """A count as it is read: `1.364`."""
    return number_format(number, 0, use_l10n=True, force_grouping=True)


def duration(seconds: float) -> str:
    """A time in its largest sensible unit: minutes under an hour, hours under two days, else days (one decimal under
    ten)."""
    if seconds < HOUR:
        minutes = round(seconds / MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if seconds < 2 * DAY:
        hours = round(seconds / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = seconds / DAY
    return _("%(number)s days") % {"number": number_format(days, 1 if days < 9.95 else 0, use_l10n=True)}


def short_duration(seconds: float) -> str:
    """The same for a label on a line."""
    if seconds < HOUR:
        return _("%(number)d min") % {"number": round(seconds / MINUTE)}
    if seconds < 2 * DAY:
        return _("%(number)d h") % {"number": round(seconds / HOUR)}
    days = seconds / DAY
    return _("%(number)s d") % {"number": number_format(days, 1 if days < 9.95 else 0, use_l10n=True)}


def share_text(part: float, whole: float) -> str:
    """A share in whole per cent."""
    return f"{round(100 * part / whole) if whole else 0}%"
