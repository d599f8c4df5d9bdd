"""The words for what a rule set holds, shared by its page, its form, its differences and its simulation."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.rule_clocks import Reminder, Span
from appraisal.rules import (
    BEHAVIOUR,
    EXPECTATION_SCALE,
    MATRIX_2022,
    NUMERIC_2019,
    RESULTS,
    SCORE_SCALE,
    WEIGHTED_BANDS,
)
from appraisal.silence import OPTIONS
from appraisal.sources import register

SCHEMES: Final[Mapping[str, Any]] = {
    MATRIX_2022: gettext_lazy("Matrix of PermenPANRB 6/2022: two judgements give the predicate"),
    WEIGHTED_BANDS: gettext_lazy("Weighted bands: the score gives the predicate"),
    NUMERIC_2019: gettext_lazy("Points of PP 30/2019: for history up to 2021/22, sources partly from memory"),
}
SCALES: Final[Mapping[str, Any]] = {
    EXPECTATION_SCALE: gettext_lazy("three levels of expectation"),
    SCORE_SCALE: gettext_lazy("0 to 120 points"),
}
BY_PEOPLE: Final[Mapping[str, Any]] = {
    "self": gettext_lazy("The employee tells"),
    "assessor": gettext_lazy("The assessor observes"),
}
AREAS: Final[Mapping[str, Any]] = {
    RESULTS: gettext_lazy("informs the rating of results"),
    BEHAVIOUR: gettext_lazy("informs the rating of behaviour"),
}
CLOCKS: Final[Mapping[str, Any]] = {
    "objection_window": gettext_lazy("Time to object, from the hand-over"),
    "answer": gettext_lazy("Time for the assessor's answer"),
    "decision": gettext_lazy("Time for the decision"),
    "handed_over_after": gettext_lazy("Counts as handed over after"),
    "correction": gettext_lazy("Least time left after a return"),
    "review": gettext_lazy("Least time left for the review"),
    "late_admission": gettext_lazy("A late objection can be admitted for"),
    "warning_before": gettext_lazy("Warning before the window ends"),
}
SPANS: Final[Mapping[str, Any]] = {
    "working_days": gettext_lazy("working days"),
    "calendar_days": gettext_lazy("calendar days"),
}
STEPS: Final[Mapping[str, Any]] = {
    "self_assessment": gettext_lazy("Self-assessment by the employee"),
    "review": gettext_lazy("Review by the assessor"),
    "window": gettext_lazy("Accepting the result or objecting"),
    "answer": gettext_lazy("The assessor's answer to an objection"),
    "decision": gettext_lazy("The decision on an objection"),
}
SILENCES: Final[Mapping[str, Any]] = dict(OPTIONS)

# The parts of a rule set in the order of its pages.
PARTS: Final[Mapping[str, Any]] = {
    "general": gettext_lazy("General"),
    "items": gettext_lazy("Sections and items"),
    "predicates": gettext_lazy("Levels and predicates"),
    "outcome": gettext_lazy("From ratings to the predicate"),
    "triggers": gettext_lazy("What opens an improvement case"),
    "clocks": gettext_lazy("Lengths of time"),
    "distribution": gettext_lazy("Pattern of predicates"),
    "credit": gettext_lazy("Credit points"),
}

# The same for the tabs of the form.
TABS: Final[Mapping[str, Any]] = {
    "general": gettext_lazy("General"),
    "items": gettext_lazy("Items"),
    "predicates": gettext_lazy("Predicates"),
    "outcome": gettext_lazy("Outcome of ratings"),
    "triggers": gettext_lazy("Grounds for a case"),
    "clocks": gettext_lazy("Time"),
    "distribution": gettext_lazy("Pattern"),
    "credit": gettext_lazy("Credit points"),
}


def sources() -> dict[str, Any]:
    """Where the facts of an item may come from: people who write, and every source of the register."""
    return {**BY_PEOPLE, **{one.key: one.label for one in register.REGISTER}}


def span_words(span: Span) -> str:
    """A length of time, as "14 calendar days"."""
    return f"{span.days} {SPANS[span.unit]}"


def reminder_words(one: Reminder) -> str:
    """A reminder, as "3 calendar days before the end: Self-assessment by the employee"."""
    return _("%(span)s before the end: %(step)s") % {"span": span_words(one.before), "step": STEPS[one.step]}


def yes_or_no(answer: object) -> str:
    """An answer for people; a dash where nothing is said."""
    if answer is None:
        return "–"
    return _("yes") if answer else _("no")


def number_words(number: Any) -> str:
    """A number as people write it here, without zeros at its end."""
    text = f"{number:f}" if hasattr(number, "is_finite") else str(number)
    decimals = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    return number_format(number, decimals)
