"""What a plan says, as frozen values: results with indicators, expected behaviour, three annex lists. Pure.

The text of an agreed version is stored in this form (DOMAIN 2.1: rencana hasil kerja, indikator kinerja individu,
target, ekspektasi khusus pimpinan, lampiran). What a plan still lacks before it may be proposed is said here as well.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from django.utils.translation import gettext as _

ANNEXES: Final = ("support", "accountability", "consequences")
MAIN: Final = "main"


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """One indicator (IKI). The target is a number with its unit of measure, or told in words (qualitative)."""

    id: str
    text: str
    aspect: str = ""
    perspective: str = ""
    number: Decimal | None = None
    unit: str = ""
    words: str = ""

    @property
    def has_target(self) -> bool:
        """A number with a unit of measure, or words."""
        return bool(self.words.strip()) or (self.number is not None and bool(self.unit.strip()))


@dataclass(frozen=True, slots=True)
class ResultText:
    """One result (RHK) with the result of the superior it carries on, if it names one."""

    id: str
    kind: str
    title: str
    basis: str = ""
    parent: str = ""
    parent_title: str = ""
    indicators: tuple[IndicatorText, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanText:
    """The whole plan. `expectations`: text by code of the value; `annexes`: lines by name of the list."""

    results: tuple[ResultText, ...] = ()
    expectations: Mapping[str, str] = field(default_factory=dict)
    annexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Plain data, as stored."""
        return {
            "results": [_result_data(one) for one in self.results],
            "expectations": {code: text for code, text in sorted(self.expectations.items()) if text.strip()},
            "annexes": {name: list(self.annexes.get(name, ())) for name in ANNEXES},
        }

    @property
    def digest(self) -> str:
        """SHA-256 over the text; what the chain holds of an agreed version."""
        return sha256(json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is planned yet."""
        return not self.results


def _result_data(one: ResultText) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "basis": one.basis,
        "parent": one.parent,
        "parent_title": one.parent_title,
        "indicators": [_indicator_data(row) for row in one.indicators],
    }


def _indicator_data(row: IndicatorText) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "aspect": row.aspect,
        "perspective": row.perspective,
        "number": None if row.number is None else f"{row.number:.2f}",
        "unit": row.unit,
        "words": row.words,
    }


def read_text(data: Mapping[str, Any]) -> PlanText:
    """The values of stored data."""
    return PlanText(
        results=tuple(_read_result(one) for one in data.get("results", ())),
        expectations=dict(data.get("expectations", {})),
        annexes={name: tuple(data.get("annexes", {}).get(name, ())) for name in ANNEXES},
    )


def _read_result(one: Mapping[str, Any]) -> ResultText:
    rows = tuple(read_indicator(row) for row in one["indicators"])
    return ResultText(**{**one, "indicators": rows})


def read_indicator(row: Mapping[str, Any]) -> IndicatorText:
    """One indicator of stored data."""
    number = row.get("number")
    return IndicatorText(**{**row, "number": None if number in (None, "") else Decimal(str(number))})


def lines_of(text: str) -> tuple[str, ...]:
    """A list that is typed one entry per line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def without_result(text: PlanText) -> list[str]:
    """What is missing where nothing is planned: at least one result that is named, one of them a main one."""
    named = [one for one in text.results if one.title.strip()]
    if not named:
        return [_("The plan has no result yet.")]
    return [] if any(one.kind == MAIN for one in named) else [_("One result must be a main result (utama).")]


def without_indicator(text: PlanText) -> list[str]:
    """Every result needs a wording and at least one indicator."""
    found = []
    for number, one in enumerate(text.results, 1):
        if not one.title.strip():
            found.append(_("Result %(number)d is not worded yet.") % {"number": number})
        if not one.indicators:
            found.append(_("Result %(number)d has no indicator.") % {"number": number})
    return found


def incomplete_indicators(text: PlanText, *, head: bool) -> list[str]:
    """Every indicator needs a wording, a target, and its aspect; in a plan of a head (JPT) its perspective."""
    return [sentence for place, row in _placed(text.results) for sentence in _lacks(place, row, head=head)]


def _placed(results: Sequence[ResultText]) -> Iterator[tuple[dict[str, int], IndicatorText]]:
    for number, one in enumerate(results, 1):
        for place, row in enumerate(one.indicators, 1):
            yield {"number": number, "place": place}, row


def _lacks(place: Mapping[str, int], row: IndicatorText, *, head: bool) -> Iterator[str]:
    if not row.text.strip():
        yield _("Result %(number)d, indicator %(place)d is not worded yet.") % place
    if not row.has_target:
        yield _("Result %(number)d, indicator %(place)d has no target.") % place
    if head and not row.perspective:
        yield _("Result %(number)d, indicator %(place)d has no perspective.") % place
    if not head and not row.aspect:
        yield _("Result %(number)d, indicator %(place)d has no aspect.") % place


def without_parent(text: PlanText) -> list[int]:
    """Numbers of the main results that carry on no result of the superior: a warning, never a refusal (DOMAIN 8)."""
    return [number for number, one in enumerate(text.results, 1) if one.kind == MAIN and not one.parent]
