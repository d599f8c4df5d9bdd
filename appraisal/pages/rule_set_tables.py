"""The tables of a rule set on its page: bands, the pattern of predicates, credit points."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from appraisal.default_tables import ACHIEVEMENTS
from appraisal.rules import RuleContent


@dataclass(frozen=True, slots=True)
class BandLine:
    """One band of the score."""

    label: str
    at_least: Decimal
    below: Decimal
    innovation: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a name for each row and column."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Decimal | int]]]


def band_lines(content: RuleContent) -> list[BandLine]:
    """The bands as they are tried: those for an innovation after the ordinary ones."""
    language = get_language()
    return [
        BandLine(content.predicate(one.predicate).label.pick(language), one.at_least, one.below, one.innovation)
        for one in content.bands
    ]


def pattern_of(content: RuleContent) -> Grid | None:
    """Achievement of the organisation by predicate, in shares; None without a pattern."""
    if not content.distribution:
        return None
    language = get_language()
    shapes = sorted(content.distribution, key=lambda one: (*ACHIEVEMENTS, one).index(one))
    return Grid(
        columns=[one.label.pick(language) for one in content.predicates],
        rows=[
            (
                ACHIEVEMENTS[shape].pick(language) if shape in ACHIEVEMENTS else shape,
                [content.distribution[shape].get(one.code, 0) for one in content.predicates],
            )
            for shape in shapes
        ],
    )


def credit_of(content: RuleContent) -> Grid | None:
    """Credit points of a year by level and predicate: coefficient times percentage; None without a table."""
    credit = content.credit
    if credit is None:
        return None
    language = get_language()
    return Grid(
        columns=[one.label.pick(language) for one in content.predicates],
        rows=[
            (
                level.label.pick(language),
                [level.coefficient * credit.percentages[one.code] / 100 for one in content.predicates],
            )
            for level in credit.levels
        ],
    )
