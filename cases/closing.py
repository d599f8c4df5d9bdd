"""What somebody looks at before a case is closed: the outcomes and what each means, and the weak items then and now.

An outcome is a code with words of a person. None of them starts anything. After "not met" people may propose a
follow-up; which, and whether, the authorised official decides (PP 30/2019, articles 56-58, known here from textbooks
only: see the marks of certainty in the notes on the domain, section 6).
"""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.machines.improvement_case import EARLY_OUTCOMES, REVIEW_OUTCOMES, Outcome
from workflow.errors import Text

MEANINGS: Final[dict[str, Text]] = {
    Outcome.TARGET_MET.value: gettext_lazy("Every goal is reached, and the plan shows by what."),
    Outcome.PARTLY_MET.value: gettext_lazy(
        "Some goals are reached; your words say which, and what goes on in daily work."
    ),
    Outcome.NOT_MET.value: gettext_lazy("The goals are not reached. You propose in words what should follow."),
    Outcome.LIFTED.value: gettext_lazy("Help is no longer needed; HR ends the case before its day, with the reason."),
    Outcome.LEFT.value: gettext_lazy("The person left the service; HR ends the case before its day, with the reason."),
    Outcome.LIFTED_BY_OBJECTION.value: gettext_lazy(
        "Written by the system when the last cause falls away; nobody chooses it, and it judges nobody."
    ),
}
BY_REVIEW, BY_HR, BY_SYSTEM = "close", "end_early", "withdraw"


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome: what it means, and by which step it is written."""

    code: str
    label: Text
    meaning: Text
    step: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing to work on: how it stood, where it should be, what was recorded last, and whether it is finished."""

    item: str
    before: str
    target: str
    after: str
    done: bool


def choices() -> tuple[Choice, ...]:
    """Every outcome, in the order of the code."""
    steps = dict.fromkeys((code for code, _label in REVIEW_OUTCOMES), BY_REVIEW)
    steps |= dict.fromkeys((code for code, _label in EARLY_OUTCOMES), BY_HR)
    return tuple(Choice(o.value, o.label, MEANINGS[o.value], steps.get(o.value, BY_SYSTEM)) for o in Outcome)


def compared(case: Any) -> tuple[Compared, ...]:
    """The weak items by the plan's lines about them, else by what asked for help; reads `items` and `triggers`."""
    known = {str(weak.get("code")): weak for cause in case.triggers.all() for weak in cause.weak_items}
    found, seen = [], set()
    for line in case.items.all():
        weak = known.get(line.indicator_code)
        if line.removed or not (line.indicator_label or weak):
            continue
        seen.add(line.indicator_code)
        before = line.baseline or str((weak or {}).get("rating", ""))
        label = line.indicator_label or str((weak or {}).get("label", ""))
        found.append(Compared(label, before, line.target or line.title, line.progress, line.is_done))
    rest = [weak for code, weak in known.items() if code not in seen]
    return (*found, *(Compared(str(w.get("label", "")), str(w.get("rating", "")), "", "", done=False) for w in rest))


def follow_up_words() -> tuple[str, ...]:
    """What is said about a follow-up where the target was not met: nothing happens by itself, people decide."""
    return (
        _("Nothing follows by itself: the system sets no sanction, changes no post and starts no clock."),
        _(
            "What people may propose, after PP 30/2019 articles 56-58: a new test of competence, and after it a post "
            "that fits better. Whether this applies to the person, and what is done, the authorised official decides."
        ),
        _("These articles are known here from textbooks; have the legal unit look at the official text first."),
    )


def follow_up_draft() -> str:
    """Words to begin the proposal with."""
    return _(
        "Proposed to the authorised official: to look, under PP 30/2019 articles 56-58, whether a new test of "
        "competence and a post that fits better would help. This is a proposal; the authorised official decides."
    )
