"""The grounds of a rule set that open a case, as sentences of its page."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisal.rules import ATTENDANCE, LOW_SCORE, UNMET_TARGETS, WEAK_ITEM, RuleContent, Trigger
from appraisal.sources.base import number
from appraisal.triggers import PREDICATE

KIND_LABELS: Final[Mapping[str, Any]] = {
    WEAK_ITEM: gettext_lazy("Weak items"),
    LOW_SCORE: gettext_lazy("Low score"),
    ATTENDANCE: gettext_lazy("Attendance"),
    UNMET_TARGETS: gettext_lazy("Targets not met"),
}


def trigger_sentences(content: RuleContent, language: str | None) -> list[str]:
    """Each ground in one sentence of the page's language."""
    return [trigger_sentence(content, one, language) for one in content.triggers]


def ground_sentences(content: RuleContent, predicate: str, kinds: Collection[str], language: str | None) -> list[str]:
    """Why a result asks for help: the grounds that hold for it, each in one sentence of the page's language."""
    found = []
    if PREDICATE in kinds:
        low = content.predicate(predicate).label.pick(language)
        found.append(_("The predicate “%(predicate)s” counts as low in this rule set.") % {"predicate": low})
    return found + [trigger_sentence(content, one, language) for one in content.triggers if one.kind in kinds]


def trigger_sentence(content: RuleContent, one: Trigger, language: str | None) -> str:
    """One ground in a sentence; an item a draft names in vain is shown by its code."""
    if one.kind == LOW_SCORE:
        return _("The score is %(score)s or below.") % {"score": number_format(one.at_most, 2)}
    if one.kind == ATTENDANCE:
        return ngettext(
            "At least %(count)d day absent without a valid reason is recorded in the period. "
            "This opens help, never a punishment.",
            "At least %(count)d days absent without a valid reason are recorded in the period. "
            "This opens help, never a punishment.",
            one.least,
        ) % {"count": one.least}
    if one.kind == UNMET_TARGETS:
        words = _("The person's own shares in service metrics came at most %(way)s %% of the way to their targets.")
        return words % {"way": number(one.at_most)}
    return _item_sentence(content, one, language)


def _item_sentence(content: RuleContent, one: Trigger, language: str | None) -> str:
    level = content.level_label(int(one.at_most), language)
    labels = {item.code: item.label.pick(language) for item in content.indicators}
    names = [labels.get(code, code) for code in one.indicators]
    among = ", ".join(names) if names else _("all items")
    return ngettext(
        "At least %(count)d item is rated “%(level)s” or below. Looked at: %(among)s.",
        "At least %(count)d items are rated “%(level)s” or below. Looked at: %(among)s.",
        one.least,
    ) % {"count": one.least, "level": level, "among": among}
