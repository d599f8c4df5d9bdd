"""What a change of the rules means for the forms of a running cycle, as values. Pure: no database, no clock.

What has a result is never moved: the rules of a result were frozen with it (ARCHITECTURE, "frozen when a cycle
opens"), and an objection is decided under the rules of the result it is about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.rules import RuleContent


class Choice(TextChoices):
    """What becomes of the forms in one state."""

    KEEP = "keep", _("Keep the old rules")
    MOVE = "move", _("Move to the new rules")
    ASK = "ask", _("Ask the person concerned; silence keeps the old rules")


# The states in which forms can be moved, in the order of the pages; everything later is kept.
MOVABLE: Final = ("draft", "self_assessment", "supervisor_review", "calibration")
# Where somebody has the form in hand and can be asked. Before and after, the two officers decide.
ASKED: Final = ("self_assessment", "supervisor_review")
KEPT: Final = ("objection", "final")
LONGEST_WAIT: Final = 30


@dataclass(frozen=True, slots=True)
class ItemsDiff:
    """Codes of the items that a form gets, loses, and keeps with another weight, section, name or target."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def items_between(old: RuleContent, new: RuleContent) -> ItemsDiff:
    """What the items of a form go through when it is moved, in the order of the rules."""
    before = {one.code: one for one in old.indicators}
    after = {one.code: one for one in new.indicators}

    def shown(one: Any) -> tuple[Any, ...]:
        return (one.section, one.label, one.weight, one.target)

    return ItemsDiff(
        added=tuple(code for code in after if code not in before),
        removed=tuple(code for code in before if code not in after),
        changed=tuple(code for code in after if code in before and shown(before[code]) != shown(after[code])),
    )


def choice_for(choices: Mapping[str, str], state: str) -> Choice:
    """What was chosen for a state; what has a result, and what was not named, is kept."""
    return Choice(choices.get(state, Choice.KEEP)) if state in MOVABLE else Choice.KEEP


def misfits(old: RuleContent, new: RuleContent) -> list[str | Promise]:
    """Why forms of one cycle cannot stand under both contents: pages and rooms count a whole cycle together.

    ``old``: the rules of the cycle. They fit themselves: a wrong change is taken back by a change to them.
    """
    found: list[str | Promise] = []
    if new.scheme != old.scheme:
        found.append(_("The scheme differs."))
    if [one.code for one in new.predicates] != [one.code for one in old.predicates]:
        found.append(_("The predicates differ."))
    if sorted(new.low) != sorted(old.low):
        found.append(_("What counts as low differs."))
    if new.calibration != old.calibration:
        found.append(_("One asks for calibration, the other does not."))
    return found


def takes_calibrated(old: RuleContent, new: RuleContent) -> bool:
    """Whether a form in calibration can be moved: nobody rates items there any more, so none may come."""
    return not items_between(old, new).added


def choice_faults(
    olds: Sequence[RuleContent], new: RuleContent, choices: Mapping[str, str]
) -> dict[str, str | Promise]:
    """What is wrong with the choices, by state; empty where they can be carried out.

    ``olds``: the rules that forms of the cycle are under; the cycle's own always among them.
    """
    found: dict[str, str | Promise] = {}
    for state, choice in choices.items():
        if choice not in Choice.values or state not in (*MOVABLE, *KEPT):
            found[state] = _("Please choose one of the offered values.")
        elif state in KEPT and choice != Choice.KEEP:
            found[state] = _("What has a result stays under the rules it was made with.")
        elif choice == Choice.ASK and state not in ASKED:
            found[state] = _("Here nobody has the form in hand who could be asked. Keep or move.")
        elif state == "calibration" and choice != Choice.KEEP and not any(takes_calibrated(o, new) for o in olds):
            found[state] = _("In calibration nobody rates items any more; new items would stay without a rating.")
    if not found and not any(choice_for(choices, state) != Choice.KEEP for state in MOVABLE):
        found[MOVABLE[0]] = _("Nothing would change. Move or ask in at least one state.")
    return found
