"""What could help with weak items: trainings of the catalogue that know their codes, and topics for a talk.

Proposals for two people to talk about; nothing is ordered and nobody is enrolled. Topics are the lines of conduct of
the rules (panduan perilaku) and the lines of the plan template that fits the person, else one question by area.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.development.paths import ItemPath
from appraisal.rules import RESULTS, Indicator, RuleContent
from cases.machines.enrolment import LIVE_STATES
from cases.models import Enrolment, Training
from cases.models.plan import ItemKind
from cases.selectors import catalogue
from cases.template_choice import template_for, templates_in_use
from organization.days import today
from organization.models import Employee

MOST_TRAININGS: Final = 6
MOST_LINES: Final = 4
TALKED_ABOUT: Final = (ItemKind.MEASURE, ItemKind.MILESTONE)


@dataclass(frozen=True, slots=True)
class Topic:
    """What to talk about for one weak item."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A training with the weak items it is meant for."""

    training: Training
    labels: tuple[str, ...]


def trainings_for(person: Employee, weak: Sequence[ItemPath]) -> tuple[Offer, ...]:
    """Trainings not over yet that know a weak code, but for those the person is in or has completed; two statements."""
    labels = {path.code: path.label for path in weak}
    if not labels:
        return ()
    had = Enrolment.objects.filter(employee=person, state__in=(*LIVE_STATES, "completed")).values("training")
    rows = catalogue(today=today(person.unit.zone), indicators=labels).exclude(pk__in=had)
    found = rows.prefetch_related("indicators").order_by("starts_on", "pk")[:MOST_TRAININGS]
    return tuple(Offer(one, tuple(labels[i.code] for i in one.indicators.all() if i.code in labels)) for one in found)


def topics_for(person: Employee, weak: Sequence[ItemPath], rules: RuleContent | None) -> tuple[Topic, ...]:
    """A topic per weak item, in their order; one statement where there is any."""
    if not weak or rules is None:
        return ()
    written = _template_lines(person, weak)
    known = {indicator.code: indicator for indicator in rules.indicators}
    return tuple(Topic(path.label, _lines(path, known.get(path.code), rules, written)) for path in weak)


def _template_lines(person: Employee, weak: Sequence[ItemPath]) -> tuple[str, ...]:
    """The lines that the fitting plan template writes for each weak item."""
    fitting = template_for(templates_in_use(), position=person.unit.lft, codes=[path.code for path in weak])
    lines = fitting.content.lines if fitting else ()
    return tuple(line.title for line in lines if line.each and line.kind in TALKED_ABOUT)


def _lines(path: ItemPath, indicator: Indicator | None, rules: RuleContent, written: Sequence[str]) -> tuple[str, ...]:
    guide = [line.pick(get_language()) for line in indicator.guide] if indicator else []
    texts = [*guide, *(line.replace("{item}", path.label) for line in written)]
    return tuple(texts[:MOST_LINES]) or (question_for(indicator, rules),)


def question_for(indicator: Indicator | None, rules: RuleContent) -> str:
    """The question where nothing is written down: about results, or about conduct."""
    areas = {section.code: section.area for section in rules.sections}
    if indicator is not None and areas.get(indicator.section) == RESULTS:
        return _("What held this result back, and what would help in the next period?")
    return _("Where did this show in daily work, and what will be tried differently?")
