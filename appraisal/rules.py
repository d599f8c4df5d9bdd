"""What a rule set says, as frozen values: sections, indicators, scheme, thresholds for "low", clocks.

What belongs here: the shape of a rule set, its canonical text and its hash. What does not: reading one from
JSON and naming its faults (``rule_parsing.py``), computing a result from it (``scoring.py``), the database.
Nothing in a rule set is a program: weights are decimals, cells and bands are data.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from appraisal.advice import AdviceLevel, SourceAdvice
from appraisal.rule_clocks import Clocks, Reminder, Span

RESULTS: Final = "results"
BEHAVIOUR: Final = "behaviour"
AREAS: Final = (RESULTS, BEHAVIOUR)

MATRIX_2022: Final = "matrix_2022"
WEIGHTED_BANDS: Final = "weighted_bands"
# PP 30/2019 Ps 41: for history up to 2021/22; its lower bands are known from memory only (DOMAIN 3.4).
NUMERIC_2019: Final = "numeric_2019"
SCHEMES: Final = (MATRIX_2022, WEIGHTED_BANDS, NUMERIC_2019)

LOWEST: Final = 1
HIGHEST: Final = 3
RATINGS: Final = (1, 2, 3)
EXPECTATION_SCALE: Final = "expectation_3"
SCORE_SCALE: Final = "score_120"
SCALES: Final = (EXPECTATION_SCALE, SCORE_SCALE)
# The lowest and the highest rating of a scale; ratings are whole.
SCALE_ENDS: Final[Mapping[str, tuple[int, int]]] = {EXPECTATION_SCALE: (LOWEST, HIGHEST), SCORE_SCALE: (0, 120)}
# Share of the results (SKP) in percent: where peers and subordinates are heard, and where they are not.
RESULTS_SHARE: Final[Mapping[bool, int]] = {True: 60, False: 70}
# Items that people write by themselves; every other source stands in the register (see ``sources/register.py``).
BY_PEOPLE: Final = ("self", "assessor")
# What follows when the decider of an objection stays silent (see ``silence.py``).
WAITS: Final = "waits"
PASSES_ON: Final = "passes_on"
SILENCES: Final = (WAITS, PASSES_ON)
# What may ask for help beside a low predicate. A kind stands here only when its facts exist (see ``triggers.py``).
WEAK_ITEM: Final = "weak_item"
LOW_SCORE: Final = "low_score"
ATTENDANCE: Final = "attendance"
UNMET_TARGETS: Final = "unmet_targets"
TRIGGER_KINDS: Final = (WEAK_ITEM, LOW_SCORE, ATTENDANCE, UNMET_TARGETS)
# The grounds that look at recorded facts instead of ratings, and the source these come from.
FACT_SOURCES: Final[Mapping[str, str]] = {ATTENDANCE: "attendance", UNMET_TARGETS: "service_metric"}


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages of the product."""

    id: str
    en: str

    def pick(self, language: str | None) -> str:
        """The text in a language; Indonesian unless English is asked for."""
        return self.en if (language or "id").startswith("en") else self.id


@dataclass(frozen=True, slots=True)
class Section:
    """A group of indicators. ``area`` says which of the two ratings it informs: results or behaviour."""

    code: str
    label: Words
    weight: Decimal
    area: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is looked at. ``guide`` holds the lines of conduct shown with it (panduan perilaku)."""

    code: str
    section: str
    label: Words
    weight: Decimal
    scale: str = EXPECTATION_SCALE
    source: str = "self"
    target: Words = Words("", "")
    guide: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Predicate:
    """A name for a result; ``meaning`` is the sentence a person reads beside it. Listed from low to high."""

    code: str
    label: Words
    meaning: Words


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the nine cells: rating of results × rating of behaviour → predicate."""

    results: int
    behaviour: int
    predicate: str


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from ``at_least`` (included) up to ``below`` (left out; at the end of the scale it is included).

    ``innovation``: only with an innovation that benefits the office or the state; goes before the band below it.
    """

    at_least: Decimal
    below: Decimal
    predicate: str
    innovation: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """A further ground for an improvement case, beside the low predicates.

    ``weak_item``: at least ``least`` of the ``indicators`` (none named: of all) are rated ``at_most``.
    ``low_score``: the weighted score is ``at_most``. ``unmet_targets``: the way of the own shares is ``at_most`` per
    cent. ``attendance``: at least ``least`` days absent without a valid reason; ``at_most`` is zero and unused.
    """

    kind: str
    at_most: Decimal
    indicators: tuple[str, ...] = ()
    least: int = 1


@dataclass(frozen=True, slots=True)
class CreditLevel:
    """A level of functional posts with its coefficient: the credit of one year rated "Baik"."""

    code: str
    label: Words
    coefficient: Decimal


@dataclass(frozen=True, slots=True)
class Credit:
    """Credit points (angka kredit, Peraturan BKN 3/2023): percent of the coefficient for each predicate."""

    percentages: Mapping[str, Decimal]
    levels: tuple[CreditLevel, ...]


@dataclass(frozen=True)
class RuleContent:
    """A whole rule set. ``alternate_decider`` is the code of the unit whose head decides where no superior exists.

    ``peers_heard`` belongs to PP 30/2019 alone and chooses between 60/40 and 70/30.
    """

    name: Words
    scheme: str
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    predicates: tuple[Predicate, ...]
    levels: tuple[Words, ...]
    low: tuple[str, ...]
    clocks: Clocks
    matrix: tuple[Cell, ...] = ()
    bands: tuple[Band, ...] = ()
    calibration: bool = False
    alternate_decider: str = ""
    distribution: Mapping[str, Mapping[str, int]] | None = None
    format: int = 1
    triggers: tuple[Trigger, ...] = ()
    silence: str = WAITS
    credit: Credit | None = None
    peers_heard: bool | None = None
    advice: tuple[SourceAdvice, ...] = ()
    reminders: tuple[Reminder, ...] = ()

    @cached_property
    def digest(self) -> str:
        """sha256 of the canonical text: the same content has the same hash for ever."""
        return hashlib.sha256(canonical_text(self).encode()).hexdigest()

    @property
    def scale(self) -> str:
        """The scale on which the items of this scheme are rated."""
        return scale_of(self.scheme)

    @property
    def lowest(self) -> int:
        """The lowest rating an item can have."""
        return SCALE_ENDS[self.scale][0]

    @property
    def highest(self) -> int:
        """The highest rating an item can have."""
        return SCALE_ENDS[self.scale][1]

    def section(self, code: str) -> Section:
        """The section of a code; KeyError when there is none."""
        return {section.code: section for section in self.sections}[code]

    def indicator(self, code: str) -> Indicator:
        """The indicator of a code; KeyError when there is none."""
        return {indicator.code: indicator for indicator in self.indicators}[code]

    def predicate(self, code: str) -> Predicate:
        """The predicate of a code; KeyError when there is none."""
        return {predicate.code: predicate for predicate in self.predicates}[code]

    def indicators_of(self, section_code: str) -> tuple[Indicator, ...]:
        """The indicators of a section in the order of the rule set."""
        return tuple(indicator for indicator in self.indicators if indicator.section == section_code)

    def sections_in(self, area: str) -> tuple[Section, ...]:
        """The sections that inform one of the two ratings."""
        return tuple(section for section in self.sections if section.area == area)

    def advice_of(self, source: str) -> tuple[AdviceLevel, ...]:
        """The thresholds for a source; none where the rules advise nothing from it."""
        return next((one.levels for one in self.advice if one.source == source), ())

    def reminders_of(self, step: str) -> tuple[Span, ...]:
        """How long before the end of a step people are reminded, in the order of the rule set."""
        return tuple(one.before for one in self.reminders if one.step == step)

    def is_low(self, predicate_code: str) -> bool:
        """Whether a result with this predicate asks for help."""
        return predicate_code in self.low

    def level_label(self, rating: int | None, language: str | None) -> str:
        """The words of a rating (1 to 3); its number where the scale has no words; empty when not rated."""
        if self.scale == SCORE_SCALE:
            return "" if rating is None else str(rating)
        return self.levels[rating - LOWEST].pick(language) if rating in RATINGS else ""


def scale_of(scheme: str) -> str:
    """The scale that belongs to a scheme."""
    return SCORE_SCALE if scheme == NUMERIC_2019 else EXPECTATION_SCALE


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def as_json(content: RuleContent) -> dict[str, Any]:
    """The rule set as plain JSON data; decimals are strings, so that no digit is lost on the way.

    What was added to rule sets later is left out where it says nothing: those frozen before keep text and hash.
    """
    plain = {name: _plain(value) for name, value in asdict(content).items()}
    said_later: dict[str, Any] = {
        **{name: [] for name in ("triggers", "advice", "reminders")},
        "silence": WAITS,
        "credit": None,
        "peers_heard": None,
    }
    for name, unsaid in said_later.items():
        if plain[name] == unsaid:
            del plain[name]
    plain["bands"] = [
        {name: value for name, value in band.items() if name != "innovation" or value} for band in plain["bands"]
    ]
    return plain


def canonical_text(content: RuleContent) -> str:
    """One text per content: sorted keys, no spaces, plain decimals."""
    return json.dumps(as_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
