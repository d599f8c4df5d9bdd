"""A spread of predicates against the pattern of an achievement. Pure.

Whether the pattern is a hard quota or a guide is not settled (DOMAIN 3.2): it is shown, a clear difference is said in
words, and a reason may be given. Small units cannot meet shares, so a difference counts only when it is at least one
whole person and at least ten points of a hundred. Both limits are local.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

PERSON: Final = 1
POINTS: Final = 10
TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Line:
    """One predicate: people, their share, and what the pattern foresees; shares in per cent."""

    code: str
    number: int
    share: Decimal
    expected: Decimal
    expected_share: Decimal
    more: bool
    fewer: bool

    @property
    def off(self) -> bool:
        """Whether the difference is worth a word."""
        return self.more or self.fewer


def compare(codes: Sequence[str], pattern: Mapping[str, int], numbers: Mapping[str, int]) -> tuple[Line, ...]:
    """The lines in the order of the rules; nothing while there is nobody, or a pattern without shares."""
    total, whole = sum(numbers.values()), sum(pattern.values())
    if not total or not whole:
        return ()
    return tuple(_line(code, numbers.get(code, 0), total, Fraction(pattern.get(code, 0), whole)) for code in codes)


def _line(code: str, number: int, total: int, foreseen: Fraction) -> Line:
    share, expected = Fraction(number, total), foreseen * total
    clear = abs(number - expected) >= PERSON and abs(share - foreseen) * 100 >= POINTS
    return Line(
        code=code,
        number=number,
        share=_tenths(share * 100),
        expected=_tenths(expected),
        expected_share=_tenths(foreseen * 100),
        more=clear and number > expected,
        fewer=clear and number < expected,
    )


def _tenths(number: Fraction) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(TENTH, rounding=ROUND_HALF_UP)
