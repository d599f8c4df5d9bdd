"""One example computed with the rules: ratings typed by hand, the result with the way there. Nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.rules import BEHAVIOUR, MATRIX_2022, NUMERIC_2019, RATINGS, RESULTS, RuleContent
from appraisal.scoring import Innovation, Rated, Result, compute
from appraisal.triggers import grounds_of
from workflow.errors import FieldFault, InvalidInput

AREA_FIELDS = {RESULTS: "area-results", BEHAVIOUR: "area-behaviour"}
INNOVATION = "innovation"


@dataclass(frozen=True, slots=True)
class ExampleField:
    """One rating to type or to choose."""

    name: str
    label: str
    value: str
    options: Sequence[tuple[str, str]]
    hint: str = ""
    error: str = ""


def fields_of(content: RuleContent, data: Mapping[str, str], faults: Mapping[str, str]) -> list[ExampleField]:
    """A field for each item, and for both areas where the judgement decides."""
    language = get_language()
    levels = [] if content.scheme == NUMERIC_2019 else [(str(r), content.level_label(r, language)) for r in RATINGS]
    hint = _("Whole points from 0 to 120") if content.scheme == NUMERIC_2019 else ""
    wanted = [(f"item-{one.code}", one.label.pick(language)) for one in content.indicators]
    if content.scheme == MATRIX_2022:
        wanted += [(AREA_FIELDS[RESULTS], _("Rating of results")), (AREA_FIELDS[BEHAVIOUR], _("Rating of behaviour"))]
    return [ExampleField(name, label, data.get(name, ""), levels, hint, faults.get(name, "")) for name, label in wanted]


def computed(content: RuleContent, data: Mapping[str, str]) -> Result:
    """The result of what was typed. Raises `InvalidInput` with a fault for each field that is no rating."""
    faults: list[FieldFault] = []

    def rating(name: str) -> Rated:
        text = data.get(name, "").strip()
        if text.isascii() and text.isdigit() and len(text) < 4 and content.lowest <= int(text) <= content.highest:
            return Rated(int(text))
        faults.append(FieldFault(name, _("Please give a rating of the scale.")))
        return Rated(content.lowest)

    ratings = {one.code: rating(f"item-{one.code}") for one in content.indicators}
    decides = content.scheme == MATRIX_2022
    areas = {area: rating(name) if decides else None for area, name in AREA_FIELDS.items()}
    if faults:
        raise InvalidInput(details=faults)
    proven = content.scheme == NUMERIC_2019 and data.get(INNOVATION) == "on"
    return compute(
        content,
        ratings,
        results=areas[RESULTS],
        behaviour=areas[BEHAVIOUR],
        innovation=Innovation() if proven else None,
    )


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One step of the calculation: an item with its product, or a section with its mean."""

    label: str
    calculation: str
    value: Decimal


def lines_of(content: RuleContent, trace: Mapping[str, Any]) -> list[ExampleLine]:
    """The whole way from ratings to the score, as a person would do it on paper."""
    language = get_language()
    found = []
    for section in trace["sections"]:
        label = content.section(section["code"]).label.pick(language)
        found += [
            ExampleLine(
                content.indicator(item["code"]).label.pick(language),
                f"{item['weight']} × {item['rating']}",
                Decimal(item["points"]),
            )
            for item in section["items"]
        ]
        mean = _("%(name)s: sum of the products, divided by 100") % {"name": label}
        found.append(ExampleLine(mean, f"{section['weight']} %", Decimal(section["mean"])))
    return found


def asks_for(content: RuleContent, trace: Mapping[str, Any]) -> bool:
    """Whether such a result would open an improvement case; an example has no recorded facts, so these say nothing."""
    return bool(grounds_of(content, trace))
