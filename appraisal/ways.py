"""How far a metric has come from its baseline towards its target. Pure: numbers in, per cent out."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

HUNDRED: Final = Decimal(100)
CENT: Final = Decimal("0.01")


def way_of(value: Decimal, *, baseline: Decimal, target: Decimal) -> Decimal:
    """Per cent of the way, 0.00 to 100.00, half up: a step back counts as none, going beyond as the whole.

    Without a way to go (target and baseline alike) whoever kept the value has it all.
    """
    if target == baseline:
        return HUNDRED if value == target else Decimal(0)
    way = (value - baseline) / (target - baseline) * HUNDRED
    return min(HUNDRED, max(Decimal(0), way)).quantize(CENT, rounding=ROUND_HALF_UP)


def mean_way(parts: list[tuple[Decimal, Decimal]]) -> Decimal:
    """The mean of (way, share) pairs, weighted by the shares; the shares are above zero."""
    whole = sum((share for _way, share in parts), Decimal(0))
    return (sum((way * share for way, share in parts), Decimal(0)) / whole).quantize(CENT, rounding=ROUND_HALF_UP)
