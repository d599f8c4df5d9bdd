"""What a source of facts is and what it gives. No rows here: each source reads its own."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, TypeVar

from django.utils import formats, translation

from appraisal.rules import Words
from workflow.errors import Text

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
NO_WORDS: Final = Words("", "")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure a threshold can be set for. ``at_most``: lower is better, the limit is the most that may be."""

    name: str
    label: Text
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The appraised period, both days included."""

    start: date
    end: date

    def months(self) -> int:
        """How many calendar months it touches."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a source knows of one person: a sentence or two, the figures (None: too little to advise), the rows behind.

    ``notice`` is shown to the person, the assessor and HR only.
    """

    text: Words
    figures: Mapping[str, Decimal] | None = None
    inputs: tuple[Mapping[str, Any], ...] = ()
    notice: Words = NO_WORDS


class Source:
    """A source. ``key`` is what an indicator names and never changes: frozen rules are read by it for ever."""

    key: ClassVar[str]
    label: ClassVar[Text]
    measures: ClassVar[tuple[Measure, ...]] = ()

    def facts(self, people: Collection[int], period: Period) -> Mapping[int, Found]:
        """What is known of these people in the period, by employee; nobody is named of whom nothing is known.

        Set-wise: a constant number of statements whatever the number of people.
        """
        raise TypeError(f"{type(self).__name__} must say what it knows.")


def in_both(things: Mapping[K, V], say: Callable[[V], str]) -> dict[K, Words]:
    """The same sentence about many things in both languages of the product."""
    with translation.override("id"):
        indonesian = {key: say(thing) for key, thing in things.items()}
    with translation.override("en"):
        return {key: Words(indonesian[key], say(thing)) for key, thing in things.items()}


def months_in_words(first: date, last: date) -> str:
    """A month, or the first and the last one, with the year said once where it is the same."""
    end = formats.date_format(last, "F Y")
    if (first.year, first.month) == (last.year, last.month):
        return end
    return f"{formats.date_format(first, 'F' if first.year == last.year else 'F Y')}–{end}"


def number(value: Decimal | int) -> str:
    """A number in the active language, without needless zeros."""
    plain = Decimal(value).normalize()
    return formats.number_format(plain, decimal_pos=max(0, -int(plain.as_tuple().exponent)), use_l10n=True)
