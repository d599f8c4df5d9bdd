"""Two texts for one field of an objection, with the words above them; choices in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from appraisal.pages.self_assessment import ClashView

FIELD_WORDS = {
    "claim": lambda: _("Your grounds"),
    "wished_rating": lambda: _("The rating you ask for"),
    "answer": lambda: _("Your answer"),
    "verdict": lambda: _("Your ruling"),
    "ruling_reason": lambda: _("Reason of the ruling"),
    "statement": lambda: _("What concerns all items"),
    "private_note": lambda: _("Your private note"),
}
CHOICES = ("wished_rating", "verdict")


def clash_views(clashes: Iterable[Any], page: Any) -> tuple[ClashView, ...]:
    """Fields that were saved elsewhere, in the order of the page."""
    strips = {strip.key: strip for strip in page.strips}
    return tuple(clash_view(clash, strips) for clash in clashes)


def clash_view(clash: Any, strips: Mapping[str, Any]) -> ClashView:
    """One field with both texts."""
    strip = strips.get(clash.field.removeprefix("item-").rpartition("-")[0])
    words = FIELD_WORDS[clash.name]()
    label = f"{strip.item.label}: {words.lower()}" if strip else words
    if clash.name not in CHOICES or strip is None:
        return ClashView(clash.field, clash.name, label, clash.mine, clash.theirs)
    known = dict(strip.wish_options if clash.name == "wished_rating" else strip.verdict_options)
    none = _("nothing chosen")
    mine = _("Your choice here: %(level)s") % {"level": known.get(clash.mine, none)}
    theirs = _("Saved: %(level)s") % {"level": known.get(clash.theirs, none)}
    options = ((clash.mine, mine), (clash.theirs, theirs))
    return ClashView(clash.field, clash.name, label, clash.mine, clash.theirs, options)
