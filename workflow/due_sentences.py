"""The words of a due date's explanation, in the language of the reader. Pure: reads the stored explanation only."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, ngettext


def sentence(explanation: Mapping[str, Any]) -> str:
    """Why this date: "14 hari kerja sejak 3 November 2026, melewati ..."; ends with a full stop."""
    parts = [_base(explanation), _passed(explanation), _holds(explanation)]
    text = "".join(part for part in parts if part) + "."
    return " ".join([text, *_extensions(explanation), *_doubt(explanation)])


def _base(explanation: Mapping[str, Any]) -> str:
    end = gettext("until the end of %(day)s (23:59 %(zone)s)") % {
        "day": day_text(explanation["due_day"]),
        "zone": explanation["zone_name"],
    }
    if explanation.get("rule") == "fixed" or "amount" not in explanation:
        return gettext("Set by the calendar: %(end)s") % {"end": end}
    since = day_text(explanation["start_day"])
    amount = int(explanation["amount"])
    if explanation["unit"] == "working_days":
        text = ngettext("%(count)d working day since %(day)s", "%(count)d working days since %(day)s", amount)
    else:
        text = ngettext("%(count)d calendar day since %(day)s", "%(count)d calendar days since %(day)s", amount)
    return f"{text % {'count': amount, 'day': since}}, {end}"


def _passed(explanation: Mapping[str, Any]) -> str:
    skipped: Sequence[Mapping[str, Any]] = explanation.get("skipped", ())
    weekend = int(explanation.get("weekend_days", 0))
    found = []
    if weekend:
        found.append(ngettext("%(count)d weekend day", "%(count)d weekend days", weekend) % {"count": weekend})
    found += [f"{_name(day)} ({day_text(day['on'], year=False)})" for day in skipped]
    return gettext(", passing over %(days)s") % {"days": joined(found)} if found else ""


def _holds(explanation: Mapping[str, Any]) -> str:
    texts = [
        gettext(", standing still from %(first)s to %(last)s")
        % {"first": day_text(hold["first"]), "last": day_text(hold["last"])}
        for hold in explanation.get("holds", ())
    ]
    return "".join(texts)


def _extensions(explanation: Mapping[str, Any]) -> list[str]:
    return [
        gettext("Extended from %(first)s to %(last)s.")
        % {"first": day_text(item["from_day"]), "last": day_text(item["to_day"])}
        for item in explanation.get("extensions", ())
    ]


def _doubt(explanation: Mapping[str, Any]) -> list[str]:
    if explanation.get("calendar_complete", True):
        return []
    return [gettext("The holidays of that year are not entered yet, so this date may move.")]


def _name(day: Mapping[str, Any]) -> str:
    return str(day["name_en"] if get_language() == "en" else day["name_id"])


def day_text(iso_day: str, *, year: bool = True) -> str:
    """A day in words, such as 3 November 2026, in the active language."""
    return format_date(date.fromisoformat(iso_day), "j F Y" if year else "j F")


def joined(parts: Sequence[str]) -> str:
    """Parts as a list in words."""
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
