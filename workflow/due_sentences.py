"""The words of a due date's explanation, in the language of the reader. Pure: reads the stored explanation only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from workflow.errors import Text

KIND_LABELS: Final[Mapping[str, Text]] = {
    "national": gettext_lazy("national holiday"),
    "joint_leave": gettext_lazy("joint leave"),
    "regional": gettext_lazy("regional holiday"),
}


def sentence(explanation: Mapping[str, Any]) -> str:
    """Why this date: "14 hari kerja sejak 3 November 2026, melewati ..."; ends with a full stop."""
    parts = [_base(explanation), _passed(explanation), _holds(explanation)]
    text = "".join(part for part in parts if part) + "."
    return " ".join([text, *_extensions(explanation), *_doubt(explanation)])


def lines(explanation: Mapping[str, Any], *, began: Text = "") -> tuple[str, ...]:
    """The sentence, then every reason on a line of its own. `began`: the step with which the count started, in words.

    Nothing for an explanation that names no day (a deadline stored without one).
    """
    if "due_day" not in explanation:
        return ()
    found = [_start(explanation, began), *_length(explanation), *_closed_days(explanation), *_pauses(explanation)]
    found += [*_extensions(explanation), _zone(explanation), *_rules(explanation), *_recounts(explanation)]
    return (sentence(explanation), *(line for line in found if line))


def _start(explanation: Mapping[str, Any], began: Text) -> str:
    if "start" not in explanation:
        return gettext("Set with the step: %(event)s.") % {"event": began} if began else ""
    zone = ZoneInfo(str(explanation["zone"]))
    moment = datetime.fromisoformat(str(explanation["start"])).astimezone(zone)
    words = {"event": began, "moment": f"{day_text(moment.date().isoformat())} {_clock(moment)}"}
    words["zone"] = str(explanation["zone_name"])
    if began:
        return gettext("Set with the step: %(event)s; counted from %(moment)s %(zone)s.") % words
    return gettext("Counted from %(moment)s %(zone)s.") % words


def _clock(moment: datetime) -> str:
    """Hours and minutes as the language writes them: 10:00, 10.00."""
    return format_date(moment, "H:i" if get_language() == "en" else "H.i")


def _length(explanation: Mapping[str, Any]) -> list[str]:
    if "amount" not in explanation:
        return []
    amount = int(explanation["amount"])
    if explanation["unit"] == "working_days":
        text = ngettext(
            "Length: %(count)d working day. Weekends, holidays and joint leave do not count, nor does the first day.",
            "Length: %(count)d working days. Weekends, holidays and joint leave do not count, nor does the first day.",
            amount,
        )
    else:
        text = ngettext(
            "Length: %(count)d calendar day. Every day counts except the first.",
            "Length: %(count)d calendar days. Every day counts except the first.",
            amount,
        )
    return [text % {"count": amount}]


def _closed_days(explanation: Mapping[str, Any]) -> list[str]:
    return [
        gettext("Not counted: %(day)s, %(name)s (%(kind)s).")
        % {"day": day_text(day["on"]), "name": _name(day), "kind": KIND_LABELS.get(day.get("kind", ""), "")}
        for day in explanation.get("skipped", ())
    ]


def _pauses(explanation: Mapping[str, Any]) -> list[str]:
    return [
        gettext("The count stood still from %(first)s to %(last)s.")
        % {"first": day_text(hold["first"]), "last": day_text(hold["last"])}
        for hold in explanation.get("holds", ())
    ]


def _zone(explanation: Mapping[str, Any]) -> str:
    return gettext(
        "The last day counts whole, in the time of the office (%(zone)s). What arrives by then is in time."
    ) % {"zone": explanation["zone_name"]}


def _rules(explanation: Mapping[str, Any]) -> list[str]:
    rules = explanation.get("rules")
    if not rules:
        return []
    name = rules["en"] if get_language() == "en" else rules["id"]
    return [gettext("Rule set: %(name)s, edition %(edition)s.") % {"name": name, "edition": rules["edition"]}]


def _recounts(explanation: Mapping[str, Any]) -> list[str]:
    return [
        gettext("Counted anew after a change of the calendar: from %(first)s to %(last)s.")
        % {"first": day_text(item["from_day"]), "last": day_text(item["to_day"])}
        for item in explanation.get("recounts", ())
    ]


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
