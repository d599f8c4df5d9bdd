"""The grounds of a rule set that open a case: as sentences on its page, as rows of the form of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisal.rules import LOW_SCORE, TRIGGER_KINDS, WEAK_ITEM, RuleContent, Trigger

KIND_LABELS: Final[Mapping[str, Any]] = {
    WEAK_ITEM: gettext_lazy("Weak items"),
    LOW_SCORE: gettext_lazy("Low score"),
}


def trigger_sentences(content: RuleContent, language: str | None) -> list[str]:
    """Each ground in one sentence of the page's language."""
    return [_sentence(content, one, language) for one in content.triggers]


def _sentence(content: RuleContent, one: Trigger, language: str | None) -> str:
    if one.kind == LOW_SCORE:
        return _("The score is %(score)s or below.") % {"score": number_format(one.at_most, 2)}
    level = content.level_label(int(one.at_most), language)
    names = [content.indicator(code).label.pick(language) for code in one.indicators]
    among = ", ".join(names) if names else _("all items")
    return ngettext(
        "At least %(count)d item is rated “%(level)s” or below. Looked at: %(among)s.",
        "At least %(count)d items are rated “%(level)s” or below. Looked at: %(among)s.",
        one.least,
    ) % {"count": one.least, "level": level, "among": among}


@dataclass(frozen=True, slots=True)
class TriggerLine:
    """One row of the form; the last one is empty, to add a ground."""

    number: int
    kind: str
    at_most: str
    least: Any
    indicators: tuple[tuple[str, str, bool], ...]

    @property
    def number_text(self) -> str:
        """The row's number for the names of its fields."""
        return str(self.number)

    @property
    def is_new(self) -> bool:
        """Whether the row would add a ground."""
        return not self.kind


def trigger_lines(content: Mapping[str, Any], language: str) -> list[TriggerLine]:
    """The stored grounds, right or wrong, and one empty row."""
    stored = [*content.get("triggers", []), {}]
    return [_line(number, one, content, language) for number, one in enumerate(stored)]


def _line(number: int, one: Mapping[str, Any], content: Mapping[str, Any], language: str) -> TriggerLine:
    chosen = set(one.get("indicators", []))
    boxes = tuple((i["code"], i["label"][language], i["code"] in chosen) for i in content.get("indicators", []))
    return TriggerLine(number, str(one.get("kind", "")), str(one.get("at_most", "1")), one.get("least", 1), boxes)


def posted_triggers(content: Mapping[str, Any], posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The grounds as typed; a row without a kind is left out. Nothing is judged here."""
    found = []
    for number in range(len(content.get("triggers", [])) + 1):
        kind = posted.get(f"trigger-{number}-kind", "")
        if kind in TRIGGER_KINDS:
            found.append(_posted(number, kind, content, posted))
    return found


def _posted(number: int, kind: str, content: Mapping[str, Any], posted: Mapping[str, str]) -> dict[str, Any]:
    at_most = posted.get(f"trigger-{number}-at_most", "").strip().replace(",", ".")
    one: dict[str, Any] = {"kind": kind, "at_most": at_most}
    if kind == WEAK_ITEM:
        codes = [i["code"] for i in content.get("indicators", [])]
        one["indicators"] = [code for code in codes if posted.get(f"trigger-{number}-item-{code}") == "on"]
        least = posted.get(f"trigger-{number}-least", "").strip()
        one["least"] = int(least) if least.isascii() and least.isdigit() and len(least) < 4 else 1
    return one
