"""The predicate as it stands while the assessor rates, and the result as it was handed over: cell, numbers, rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.models import Evaluation
from appraisal.results import current_result, item_ratings
from appraisal.rules import BEHAVIOUR, HIGHEST, MATRIX_2022, RATINGS, RESULTS, RuleContent
from appraisal.scoring import CannotScore, Suggestion, suggestion_for


@dataclass(frozen=True, slots=True)
class Matrix:
    """The nine cells, the highest results on top, and where the marked one is (from 0)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    row: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """One band of the score."""

    words: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rated items of an area advise, in words."""

    area: str
    mean: Decimal | None
    level: str

    @property
    def given(self) -> bool:
        return self.mean is not None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A predicate with everything it follows from. `predicate` is empty while something is missing."""

    predicate: str
    meaning: str
    score: Decimal | None
    results_level: str
    behaviour_level: str
    matrix: Matrix | None
    bands: tuple[BandRow, ...]
    advice: tuple[Advice, ...]
    trace: Mapping[str, Any] | None


def preview_of(evaluation: Evaluation) -> Outcome:
    """The predicate from what is rated now; nothing of it is stored. The items stay read for whoever asks next."""
    prefetch_related_objects([evaluation], "items")
    try:
        found = current_result(evaluation)
    except CannotScore:
        found = None
    ratings = {code: rated.value for code, rated in item_ratings(evaluation).items()}
    return outcome_of(
        evaluation.rules,
        predicate=found.predicate if found else "",
        score=found.score if found else None,
        areas=(evaluation.results_rating, evaluation.behaviour_rating),
        advice=advice_of(evaluation.rules, ratings),
        trace=found.trace if found else None,
    )


def stored_outcome(evaluation: Evaluation) -> Outcome:
    """The result as handed over."""
    trace: Any = evaluation.result
    ratings = {item["code"]: item["rating"] for section in trace["sections"] for item in section["items"]}
    return outcome_of(
        evaluation.rules,
        predicate=evaluation.predicate,
        score=evaluation.score,
        areas=(evaluation.results_rating, evaluation.behaviour_rating),
        advice=advice_of(evaluation.rules, ratings),
        trace=trace,
    )


def outcome_of(
    rules: RuleContent,
    *,
    predicate: str,
    score: Decimal | None,
    areas: tuple[int | None, int | None],
    advice: tuple[Advice, ...],
    trace: Mapping[str, Any] | None,
) -> Outcome:
    """Words and places for a predicate and its inputs."""
    language = get_language()
    named = rules.predicate(predicate) if predicate else None
    return Outcome(
        predicate=named.label.pick(language) if named else "",
        meaning=named.meaning.pick(language) if named else "",
        score=score,
        results_level=rules.level_label(areas[0], language),
        behaviour_level=rules.level_label(areas[1], language),
        matrix=matrix_of(rules, *areas) if rules.scheme == MATRIX_2022 else None,
        bands=bands_of(rules, predicate) if rules.scheme != MATRIX_2022 else (),
        advice=advice,
        trace=trace,
    )


def matrix_of(rules: RuleContent, results: int | None, behaviour: int | None) -> Matrix:
    """The nine cells with the marked one, where both ratings are given."""
    language = get_language()
    labels = {one.code: one.label.pick(language) for one in rules.predicates}
    cells = {(cell.results, cell.behaviour): labels[cell.predicate] for cell in rules.matrix}
    both = results is not None and behaviour is not None
    return Matrix(
        rows=tuple(rules.level_label(level, language) for level in reversed(RATINGS)),
        columns=tuple(rules.level_label(level, language) for level in RATINGS),
        cells=tuple(tuple(cells[row, column] for column in RATINGS) for row in reversed(RATINGS)),
        row=HIGHEST - results if both and results else None,
        column=behaviour - 1 if both and behaviour else None,
    )


def bands_of(rules: RuleContent, predicate: str) -> tuple[BandRow, ...]:
    """The bands from the highest down."""
    labels = {one.code: one.label.pick(get_language()) for one in rules.predicates}
    ordered = sorted(rules.bands, key=lambda band: band.at_least, reverse=True)
    return tuple(
        BandRow(
            words=_("%(low)s up to %(high)s") % {"low": band.at_least, "high": band.below},
            label=labels[band.predicate],
            here=band.predicate == predicate,
        )
        for band in ordered
    )


def advice_of(rules: RuleContent, ratings: Mapping[str, int]) -> tuple[Advice, ...]:
    """What the items advise for both areas; a person judges."""
    found: dict[str, Suggestion | None] = {area: suggestion_for(rules, area, ratings) for area in (RESULTS, BEHAVIOUR)}
    return tuple(
        Advice(area, one.mean if one else None, rules.level_label(one.rating, get_language()) if one else "")
        for area, one in found.items()
    )
