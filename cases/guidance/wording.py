"""What the two forms ask, in editions: a form that was begun keeps the words it was begun with.

The wording is local. Of B.1.8 it is known that there are nine statements, about the employee, the guide and both; of
B.1.9 that a score from 1 to 5 is given with a reason. The sentences themselves were not seen, and the list of
competencies is this product's choice: how well somebody understands his duties, skill, initiative and cooperation, and
besides what the plan was to make better. To change either, add an edition with the next number below and leave the
former ones as they are, then translate the new texts. Codes are stored; a code never changes its meaning.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from workflow.errors import Text

LOWEST, HIGHEST = 1, 5
MOST_TOPICS: Final = 6
TOPIC: Final = "topic-"


@dataclass(frozen=True, slots=True)
class Question:
    """One line to be answered: its code, its words, and whom or what it is about."""

    code: str
    text: Text
    about: Text = ""


_SELF, _GUIDE, _BOTH = _("About myself"), _("About my guide"), _("About both of us")
_USUAL, _TOPICS = _("In the work as a whole"), _("What the plan was to make better")

STATEMENTS: Final[Mapping[int, tuple[Question, ...]]] = {
    1: (
        Question("self_expected", _("I know now what is expected of my work."), _SELF),
        Question("self_practised", _("I have put into practice what we agreed."), _SELF),
        Question("self_better", _("My work has become better since the guidance began."), _SELF),
        Question("guide_listened", _("My guide listened to me and took my difficulties seriously."), _GUIDE),
        Question("guide_showed", _("My guide showed me clearly what is good and what should be better."), _GUIDE),
        Question("guide_respect", _("My guide treated me fairly and with respect."), _GUIDE),
        Question("both_agreed", _("We chose together what to work on."), _BOTH),
        Question("both_met", _("We met as often as we had arranged."), _BOTH),
        Question("both_open", _("We could speak openly about what stood in the way."), _BOTH),
    ),
}
COMPETENCIES: Final[Mapping[int, tuple[Question, ...]]] = {
    1: (
        Question("duties", _("Understanding of the own duties"), _USUAL),
        Question("skill", _("Skill that the work needs"), _USUAL),
        Question("initiative", _("Initiative"), _USUAL),
        Question("cooperation", _("Cooperation with others"), _USUAL),
    ),
}
NEWEST_STATEMENTS: Final = max(STATEMENTS)
NEWEST_COMPETENCIES: Final = max(COMPETENCIES)

AGREEMENT: Final[tuple[tuple[int, Text], ...]] = (
    (1, _("Not at all")),
    (2, _("Rather not")),
    (3, _("Partly")),
    (4, _("Mostly")),
    (5, _("Fully")),
)
LEVELS: Final[tuple[tuple[int, Text], ...]] = (
    (1, _("Far below what the work needs")),
    (2, _("Below what the work needs")),
    (3, _("Just what the work needs")),
    (4, _("Good")),
    (5, _("Very good")),
)


def statements_of(edition: int) -> tuple[Question, ...]:
    """The nine statements of an edition, three about each."""
    return STATEMENTS[edition]


def competencies_of(edition: int, topics: Iterable[str]) -> tuple[Question, ...]:
    """The competencies of an edition, then what the plan was to make better, by place."""
    own = (Question(f"{TOPIC}{place}", label, _TOPICS) for place, label in enumerate(topics, start=1))
    return (*COMPETENCIES[edition], *own)


def topics_of(case: Any) -> list[str]:
    """What the plan of a case was to make better, each once, in its order; else what asked for help. At most six."""
    lines = case.items.filter(removed=False).exclude(indicator_label="").order_by("position", "pk")
    found = list(dict.fromkeys(lines.values_list("indicator_label", flat=True)))
    if not found:
        weak = (item for cause in case.triggers.order_by("pk") for item in cause.weak_items)
        found = list(dict.fromkeys(str(item.get("label", "")) for item in weak if item.get("label")))
    return found[:MOST_TOPICS]
