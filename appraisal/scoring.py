"""From ratings to a result, with the whole way there. Pure functions of values: no database, no clock, no request.

The rating of an area (results, behaviour) is a judgement of a person; the weighted mean of the items only advises
(DOMAIN 3.1). The predicate is never typed: it is the cell of the matrix, or the band of the score. The trace
holds every input, weight, rounding and the rule's hash, and `replay` computes the same result from it for ever.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any, Final

from appraisal import rules
from appraisal.rules import Band, Indicator, RuleContent, Section

HUNDRED: Final = Decimal(100)
CENT: Final = Decimal("0.01")
WHOLE: Final = Decimal(1)
ROUNDING: Final = "half_up"
TRACE_FORMAT: Final = 1


class CannotScore(ValueError):
    """Ratings are missing or outside the scale; the message names the codes."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating and who gave it ("assessor", "superior", "decider")."""

    value: int
    author: str = "assessor"


@dataclass(frozen=True, slots=True)
class Innovation:
    """A new idea or method with a benefit to the office or the state, and who found it proven (PP 30/2019)."""

    author: str = "assessor"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the items of an area advise: the exact weighted mean and the level it rounds to."""

    mean: Decimal
    rating: int


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome with its trace (plain JSON data)."""

    predicate: str
    score: Decimal
    results_rating: int | None
    behaviour_rating: int | None
    trace: Mapping[str, Any]

    @property
    def trace_hash(self) -> str:
        """sha256 of the canonical trace."""
        return sha256(canonical_trace(self.trace).encode()).hexdigest()


def canonical_trace(trace: Mapping[str, Any]) -> str:
    """One text per trace."""
    return json.dumps(trace, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def rounded(number: Decimal) -> Decimal:
    """To two decimals, half up."""
    return number.quantize(CENT, rounding=ROUND_HALF_UP)


def suggestion_for(content: RuleContent, area: str, ratings: Mapping[str, int]) -> Suggestion | None:
    """What the rated items advise for an area; None while one of its items is not rated."""
    sections = content.sections_in(area)
    if any(one.code not in ratings for section in sections for one in content.indicators_of(section.code)):
        return None
    weight = sum((section.weight for section in sections), Decimal(0))
    total = sum((section.weight * _section_mean(content, section, ratings) for section in sections), Decimal(0))
    mean = total / weight
    return Suggestion(mean=rounded(mean), rating=int(rounded(mean).quantize(WHOLE, rounding=ROUND_HALF_UP)))


def score_of(content: RuleContent, ratings: Mapping[str, int]) -> Decimal:
    """The weighted mean over all sections, on the scale of the scheme, two decimals.

    Raises `CannotScore` on a missing rating.
    """
    _refuse_bad(content, ratings)
    total = sum((s.weight * _section_mean(content, s, ratings) for s in content.sections), Decimal(0))
    return rounded(total / HUNDRED)


def cell_of(content: RuleContent, results: int, behaviour: int) -> str:
    """The predicate in the cell of the matrix. Raises `CannotScore` outside the nine cells."""
    for cell in content.matrix:
        if (cell.results, cell.behaviour) == (results, behaviour):
            return cell.predicate
    message = f"no cell {results} x {behaviour}"
    raise CannotScore(message)


def band_of(content: RuleContent, score: Decimal, *, innovation: bool = False) -> str:
    """The predicate of the band that holds the score. Raises `CannotScore` where none does.

    A band that asks for an innovation goes before the ordinary one below it; the end of the scale is included.
    """
    return _band_at(content, score, innovation=innovation).predicate


def _band_at(content: RuleContent, score: Decimal, *, innovation: bool) -> Band:
    holding = [
        band for band in content.bands if band.at_least <= score < band.below or score == band.below == content.highest
    ]
    for band in sorted(holding, key=lambda one: not one.innovation):
        if innovation or not band.innovation:
            return band
    message = f"no band for {score}"
    raise CannotScore(message)


def compute(
    content: RuleContent,
    ratings: Mapping[str, Rated],
    *,
    results: Rated | None,
    behaviour: Rated | None,
    innovation: Innovation | None = None,
) -> Result:
    """The result of an evaluation. Raises `CannotScore` where a rating is missing or outside the scale.

    ``results`` and ``behaviour`` decide in the matrix and are only kept elsewhere; ``innovation`` is asked for by
    bands of PP 30/2019 alone.
    """
    values = {code: rated.value for code, rated in ratings.items()}
    score = score_of(content, values)
    trace: dict[str, Any] = {
        "format": TRACE_FORMAT,
        "rule": {"hash": content.digest, "scheme": content.scheme},
        "rounding": {"mode": ROUNDING, "to": str(CENT)},
        "sections": [_section_trace(content, section, ratings) for section in content.sections],
        "areas": {
            rules.RESULTS: _area_trace(content, rules.RESULTS, values, results),
            rules.BEHAVIOUR: _area_trace(content, rules.BEHAVIOUR, values, behaviour),
        },
        "score": str(score),
    }
    if content.scheme == rules.MATRIX_2022:
        predicate = _by_matrix(content, results, behaviour, trace)
    else:
        predicate = _by_band(content, score, innovation, trace)
    trace["predicate"] = predicate
    trace["low"] = content.is_low(predicate)
    return Result(
        predicate=predicate,
        score=score,
        results_rating=results.value if results else None,
        behaviour_rating=behaviour.value if behaviour else None,
        trace=trace,
    )


def replay(content: RuleContent, trace: Mapping[str, Any]) -> Result:
    """The result again, from nothing but the inputs in its trace and the rules of the same hash."""
    if trace["rule"]["hash"] != content.digest:
        message = "the trace was made by other rules"
        raise CannotScore(message)
    items = [item for section in trace["sections"] for item in section["items"]]
    ratings = {item["code"]: Rated(item["rating"], item["author"]) for item in items}
    areas = {
        area: Rated(found["rating"], found["author"]) if found["rating"] is not None else None
        for area, found in trace["areas"].items()
    }
    proven = trace.get("innovation")
    return compute(
        content,
        ratings,
        results=areas[rules.RESULTS],
        behaviour=areas[rules.BEHAVIOUR],
        innovation=Innovation(proven["author"]) if proven else None,
    )


def weak_codes(content: RuleContent, trace: Mapping[str, Any]) -> tuple[str, ...]:
    """The items that pulled the result down: those below expectation; else all of an area that is below; else the
    lowest ones. Where points are counted, those are below whose points by themselves would be a low result."""
    items = [(section["area"], item) for section in trace["sections"] for item in section["items"]]
    below = [item["code"] for _area, item in items if _is_below(content, item["rating"])]
    if below:
        return tuple(below)
    low_areas = {area for area, found in trace["areas"].items() if found["rating"] == rules.LOWEST}
    if low_areas:
        return tuple(item["code"] for area, item in items if area in low_areas)
    lowest = min(item["rating"] for _area, item in items)
    return tuple(item["code"] for _area, item in items if item["rating"] == lowest)


def _is_below(content: RuleContent, rating: int) -> bool:
    if content.scheme == rules.NUMERIC_2019:
        return content.is_low(band_of(content, Decimal(rating)))
    return rating == rules.LOWEST


def _section_mean(content: RuleContent, section: Section, ratings: Mapping[str, int]) -> Decimal:
    """Exact: weights total 100, so the sum of products over 100 is the mean."""
    return sum((one.weight * ratings[one.code] for one in content.indicators_of(section.code)), Decimal(0)) / HUNDRED


def _refuse_bad(content: RuleContent, ratings: Mapping[str, int]) -> None:
    missing = [one.code for one in content.indicators if one.code not in ratings]
    wrong = [code for code, value in ratings.items() if not content.lowest <= value <= content.highest]
    unknown = sorted(set(ratings) - {one.code for one in content.indicators})
    if missing or wrong or unknown:
        message = f"missing {missing}, outside the scale {wrong}, unknown {unknown}"
        raise CannotScore(message)


def _section_trace(content: RuleContent, section: Section, ratings: Mapping[str, Rated]) -> dict[str, Any]:
    values = {code: rated.value for code, rated in ratings.items()}
    return {
        "code": section.code,
        "area": section.area,
        "weight": str(section.weight),
        "items": [_item_trace(one, ratings[one.code]) for one in content.indicators_of(section.code)],
        "mean": str(rounded(_section_mean(content, section, values))),
    }


def _item_trace(indicator: Indicator, rated: Rated) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "weight": str(indicator.weight),
        "source": indicator.source,
        "rating": rated.value,
        "author": rated.author,
        "points": str(indicator.weight * rated.value),
    }


def _area_trace(content: RuleContent, area: str, values: Mapping[str, int], rated: Rated | None) -> dict[str, Any]:
    advice = suggestion_for(content, area, values)
    return {
        "rating": rated.value if rated else None,
        "author": rated.author if rated else "",
        "advice": {"mean": str(advice.mean), "rating": advice.rating} if advice else None,
    }


def _by_matrix(content: RuleContent, results: Rated | None, behaviour: Rated | None, trace: dict[str, Any]) -> str:
    if results is None or behaviour is None:
        message = "both areas need a rating"
        raise CannotScore(message)
    predicate = cell_of(content, results.value, behaviour.value)
    trace["cell"] = {"results": results.value, "behaviour": behaviour.value}
    return predicate


def _by_band(content: RuleContent, score: Decimal, innovation: Innovation | None, trace: dict[str, Any]) -> str:
    band = _band_at(content, score, innovation=innovation is not None)
    trace["band"] = {"at_least": str(band.at_least), "below": str(band.below)}
    if innovation is not None:
        trace["innovation"] = {"author": innovation.author}
    return band.predicate
