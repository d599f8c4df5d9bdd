"""Rule sets for these tests, and small changes of their JSON."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from appraisal.default_rules import banded_rules, default_rules
from appraisal.numeric_rules import numeric_rules
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import RuleContent, canonical_text
from appraisal.scoring import Innovation, Rated, Result, compute

MATRIX, BANDS = default_rules(), banded_rules()
ALONE, HEARD = numeric_rules(), numeric_rules(peers_heard=True)

Change = Callable[[dict[str, Any]], None]


def data_of(content: RuleContent) -> dict[str, Any]:
    """The JSON of a rule set, free to be changed."""
    found: dict[str, Any] = json.loads(canonical_text(content))
    return found


def put(path: str, value: Any) -> Change:
    """Put a value at a place written with dots."""

    def change(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = data
        for part in way:
            place = place[int(part)] if part.isdigit() else place[part]
        place[int(last) if last.isdigit() else last] = value

    return change


def faults(content: RuleContent, *changes: Change) -> dict[str, set[str]]:
    """The codes of the faults by place after the changes; empty when there is none."""
    data = data_of(content)
    for change in changes:
        change(data)
    try:
        parse_rules(data)
    except RuleFaults as found:
        places: dict[str, set[str]] = {}
        for fault in found.faults:
            places.setdefault(fault.path, set()).add(fault.code)
        return places
    return {}


def read(content: RuleContent, *changes: Change) -> RuleContent:
    """The rule set after the changes, which must be sensible."""
    data = data_of(content)
    for change in changes:
        change(data)
    return parse_rules(data)


def rated(content: RuleContent, value: int = 2, **other: int) -> dict[str, Rated]:
    """Every item rated alike but for some."""
    return {one.code: Rated(other.get(one.code, value)) for one in content.indicators}


def points(content: RuleContent, plan: int, conduct: int, *, innovation: bool = False) -> Result:
    """A result of PP 30/2019 from the points of the plan and of all aspects of behaviour."""
    given = {one.code: Rated(plan if one.section == "skp" else conduct) for one in content.indicators}
    return compute(content, given, results=None, behaviour=None, innovation=Innovation() if innovation else None)


def weights(content: RuleContent) -> Mapping[str, Decimal]:
    """What an item counts in the whole: its own weight times that of its section, in parts of one."""
    return {one.code: one.weight * content.section(one.section).weight / 10_000 for one in content.indicators}


def each_content() -> pytest.MarkDecorator:
    """All schemes."""
    return pytest.mark.parametrize("content", [MATRIX, BANDS, ALONE, HEARD], ids=["matrix", "bands", "alone", "heard"])
