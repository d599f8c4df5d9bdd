"""What a year earns in a functional post: coefficient × percent of the predicate × months ÷ 12. Pure and exact.

Source: PermenPANRB 1/2023 and Peraturan BKN 3/2023 as far as they are known (DOMAIN 3.3); both tables are data of the
rule set. A year in two levels has a line for each. Every line is rounded half up to two decimals and the year is the
sum of its lines, so that what is shown adds up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from appraisal.annual.months import MIDDLE, YEAR, Stretch
from appraisal.rules import Credit, CreditLevel

TRACE_FORMAT: Final = 1
CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Held:
    """A post held from and to; ``functional``: the kind of the post is a functional one (jabatan fungsional)."""

    stretch: Stretch
    title: str
    functional: bool


@dataclass(frozen=True, slots=True)
class Earned:
    """The credit of a year with its trace (plain JSON data)."""

    points: Decimal
    trace: Mapping[str, Any]


def level_of(title: str, levels: Sequence[CreditLevel]) -> CreditLevel | None:
    """The level a title ends with ("Guru Ahli Muda"); what stands in brackets behind it does not count.

    PermenPANRB 1/2023 names a functional post by its kind and level, so the title says it; None where it does not.
    """
    words = title.partition("(")[0].casefold().split()
    named = [(label.casefold().split(), level) for level in levels for label in (level.label.id, level.label.en)]
    fitting = [(label, level) for label, level in named if label and words[-len(label) :] == label]
    return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None


def earned(
    credit: Credit, *, year: int, predicate: str, months: Collection[int], posts: Sequence[Held]
) -> Earned | None:
    """The credit of the appraised months of a year; None where none of them was spent in a functional post.

    A month whose post names no level known to the rules earns nothing and is named in the trace.
    """
    by_level, unknown = _by_level(credit, year, months, posts)
    if not by_level and not unknown:
        return None
    percent = credit.percentages.get(predicate, Decimal(0))
    lines = [_line(level, percent, held) for level, held in by_level]
    points = sum((Decimal(line["points"]) for line in lines), Decimal(0))
    trace = {
        "format": TRACE_FORMAT,
        "year": year,
        "predicate": predicate,
        "percent": plain(percent),
        "lines": lines,
        "unknown": [{"title": title, "months": held} for title, held in unknown],
        "rounding": {"mode": "half_up", "to": str(CENT)},
        "points": str(points),
    }
    return Earned(points, trace)


Months = list[int]


def _by_level(
    credit: Credit, year: int, months: Collection[int], posts: Sequence[Held]
) -> tuple[list[tuple[CreditLevel, Months]], list[tuple[str, Months]]]:
    """Appraised months by level in order of time, and those in a functional post without a known level."""
    levels: dict[str, tuple[CreditLevel, Months]] = {}
    unknown: dict[str, Months] = {}
    for month in sorted(months):
        post = post_on(date(year, month, MIDDLE), posts)
        if post is None or not post.functional:
            continue
        level = level_of(post.title, credit.levels)
        if level is None:
            unknown.setdefault(post.title, []).append(month)
        else:
            levels.setdefault(level.code, (level, []))[1].append(month)
    return list(levels.values()), list(unknown.items())


def post_on(day: date, posts: Iterable[Held]) -> Held | None:
    """The post held on a day; of several the one begun last."""
    held = [one for one in posts if one.stretch.holds(day)]
    return max(held, key=lambda one: (one.stretch.since, one.stretch.key)) if held else None


def _line(level: CreditLevel, percent: Decimal, months: Months) -> dict[str, Any]:
    return {
        "level": level.code,
        "label": {"id": level.label.id, "en": level.label.en},
        "coefficient": plain(level.coefficient),
        "months": months,
        "points": str(points_of(level.coefficient, percent, len(months))),
    }


def points_of(coefficient: Decimal, percent: Decimal, months: int) -> Decimal:
    """Coefficient × percent ÷ 100 × months ÷ 12, rounded half up to two decimals."""
    exact = Fraction(coefficient) * Fraction(percent) / 100 * months / YEAR
    hundredths = Decimal((exact * 100 + Fraction(1, 2)).__floor__())
    return (hundredths / HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    return format(number.normalize(), "f")
