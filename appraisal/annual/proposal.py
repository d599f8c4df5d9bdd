"""The proposal for a year: the mean of the periods' predicates, weighted by their months. Pure.

How periods make a year is not laid down (DOMAIN 2.3): the appraiser decides with the history before him, and this is
no more than a proposal. Predicates count by their place from low to high (1 for the lowest); the mean is exact, and
rounded half up to the nearest place. The trace holds every number, so that anybody can do the sum again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from appraisal.rules import RuleContent
from appraisal.scoring import canonical_trace

TRACE_FORMAT: Final = 1
CENT: Final = Decimal("0.01")
HALF: Final = Fraction(1, 2)


class CannotPropose(ValueError):
    """Nothing counts yet, or a predicate is unknown to the rules of the year; the message names it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A settled period: the public id of its form, its name, its predicate and the months it has."""

    form: str
    name: str
    predicate: str
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The predicate that is proposed, with its trace (plain JSON data)."""

    predicate: str
    months: tuple[int, ...]
    trace: Mapping[str, Any]


def propose(content: RuleContent, year: int, periods: Sequence[Counted]) -> Proposal:
    """The proposal from settled periods. Raises `CannotPropose`; periods without months are shown and weigh nothing."""
    places = {one.code: place for place, one in enumerate(content.predicates, start=1)}
    unknown = sorted({one.predicate for one in periods if one.months} - places.keys())
    months = sorted(month for one in periods for month in one.months)
    if unknown or not months:
        raise CannotPropose(", ".join(unknown))
    total = sum(places[one.predicate] * len(one.months) for one in periods if one.months)
    mean = Fraction(total, len(months))
    place = nearest(mean)
    predicate = content.predicates[place - 1].code
    trace = {
        "format": TRACE_FORMAT,
        "year": year,
        "rule": {"hash": content.digest},
        "scale": [one.code for one in content.predicates],
        "periods": [_line(one, places) for one in periods],
        "months": len(months),
        "sum": total,
        "mean": {"exact": f"{mean.numerator}/{mean.denominator}", "shown": str(shown(mean))},
        "rounding": {"mode": "half_up", "to": "1"},
        "place": place,
        "predicate": predicate,
    }
    return Proposal(predicate, tuple(months), trace)


def _line(one: Counted, places: Mapping[str, int]) -> dict[str, Any]:
    place = places.get(one.predicate, 0)
    return {
        "form": one.form,
        "name": one.name,
        "predicate": one.predicate,
        "place": place,
        "months": list(one.months),
        "points": place * len(one.months),
    }


def nearest(mean: Fraction) -> int:
    """The nearest whole place, a half goes up: in favour of the person."""
    return int((mean + HALF).__floor__())


def shown(number: Fraction) -> Decimal:
    """A fraction with two decimals, half up."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)


def digest_of(trace: Mapping[str, Any]) -> str:
    """sha256 of the canonical trace."""
    return sha256(canonical_trace(trace).encode()).hexdigest()
