"""What a rule set says of a source of facts, as frozen values: the figures that advise each level of an item."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AdviceLevel:
    """A level of the scale and what a source's figures must keep to for it, by name of the measure."""

    level: int
    limits: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class SourceAdvice:
    """How the figures of a source become an advised level (see ``sources/advising.py``). The source never rates."""

    source: str
    levels: tuple[AdviceLevel, ...]
