"""Rule sets as data: a whole one is read, every fault is named by its place, the hash is the content's own."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from appraisal.default_rules import VALUES, banded_rules, default_rules
from appraisal.rule_parsing import RuleFaults, parse_rules, stored_content
from appraisal.rules import BEHAVIOUR, RESULTS, as_json, canonical_text

Change = Callable[[dict[str, Any]], None]


def faults(change: Change, *, banded: bool = False) -> set[tuple[str, str]]:
    data = json.loads(canonical_text(banded_rules() if banded else default_rules()))
    change(data)
    with pytest.raises(RuleFaults) as refused:
        parse_rules(data)
    return {(fault.path, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize("content", [default_rules(), banded_rules(), default_rules(calibration=True)])
def test_what_is_written_reads_back_the_same(content: Any) -> None:
    read = parse_rules(json.loads(canonical_text(content)))
    assert read == content
    assert read.digest == content.digest


def test_the_hash_ignores_how_a_number_was_typed_and_sees_every_change() -> None:
    data = as_json(default_rules())
    data["indicators"][0]["weight"] = "40.00"
    assert parse_rules(data).digest == default_rules().digest
    data["clocks"]["answer"]["days"] += 1
    assert parse_rules(data).digest != default_rules().digest


def test_the_defaults_hold_the_seven_values_with_three_lines_each() -> None:
    content = default_rules()
    assert [code for code, *_rest in VALUES] == [one.code for one in content.indicators_of("perilaku")]
    assert len(VALUES) == 7
    assert {len(one.guide) for one in content.indicators_of("perilaku")} == {3}
    assert {one.code for one in content.indicators_of("hasil_kerja")} == {
        "hasil_utama",
        "disiplin",
        "mutu_layanan",
        "inovasi",
    }
    assert [len(content.sections_in(area)) for area in (RESULTS, BEHAVIOUR)] == [1, 1]


def _set(path: str, value: Any) -> Change:
    def change(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = data
        for part in way:
            place = place[int(part)] if part.isdigit() else place[part]
        place[int(last) if last.isdigit() else last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("indicators.0.weight", "39.99", ("sections.hasil_kerja", "weights_not_100")),
        ("indicators.0.weight", "40.01", ("sections.hasil_kerja", "weights_not_100")),
        ("sections.0.weight", "61", ("sections", "weights_not_100")),
        ("indicators.0.weight", float("nan"), ("indicators.0.weight", "not_a_number")),
        ("indicators.0.weight", float("inf"), ("indicators.0.weight", "not_a_number")),
        ("indicators.0.weight", "1e400", ("indicators.0.weight", "out_of_range")),
        ("indicators.0.weight", "9" * 10_000, ("indicators.0.weight", "out_of_range")),
        ("indicators.0.weight", 0, ("indicators.0.weight", "out_of_range")),
        ("indicators.0.weight", -40, ("indicators.0.weight", "out_of_range")),
        ("indicators.0.weight", "__import__('os')", ("indicators.0.weight", "not_a_number")),
        ("indicators.0.weight", True, ("indicators.0.weight", "not_a_number")),
        ("indicators.0.weight", "40.001", ("indicators.0.weight", "too_fine")),
        ("indicators.1.code", "hasil_utama", ("indicators.hasil_utama", "duplicate")),
        ("sections.1.code", "hasil_kerja", ("sections.hasil_kerja", "duplicate")),
        ("predicates.1.code", "baik", ("predicates.baik", "duplicate")),
        ("indicators.0.section", "lain", ("indicators.hasil_utama.section", "unknown_section")),
        ("scheme", "python", ("scheme", "unknown_scheme")),
        ("indicators.0.source", "horoscope", ("indicators.0.source", "unknown_source")),
        ("indicators.0.scale", "stars_5", ("indicators.0.scale", "unknown_scale")),
        ("low", ["tidak_ada"], ("low.tidak_ada", "unknown_predicate")),
        ("low", ["kurang", "kurang"], ("low.kurang", "duplicate")),
        ("matrix.0.predicate", "hebat", ("matrix.3x1", "unknown_predicate")),
        ("matrix.0.results", 4, ("matrix.0.results", "out_of_range")),
        ("matrix.0.results", 2, ("matrix.3x1", "missing_cell")),
        ("levels", [], ("levels", "not_three")),
        ("clocks.answer.days", 0, ("clocks.answer.days", "out_of_range")),
        ("clocks.answer.days", 367, ("clocks.answer.days", "out_of_range")),
        ("clocks.answer.unit", "years", ("clocks.answer.unit", "unknown_unit")),
        ("calibration", "yes", ("calibration", "not_yes_or_no")),
        ("sections.1.area", "results", ("sections", "no_behaviour")),
        ("formula", "a+b", ("formula", "unknown_field")),
        ("name", "Aturan", ("name", "not_an_object")),
        ("indicators", {}, ("indicators", "not_a_list")),
    ],
)
def test_every_fault_is_named_by_its_place(path: str, value: Any, expected: tuple[str, str]) -> None:
    assert expected in faults(_set(path, value))


def test_a_number_of_thousands_of_digits_is_only_out_of_range() -> None:
    expected = ("indicators.0.weight", "out_of_range")
    assert expected in faults(_set("indicators.0.weight", 10**5000))
    assert expected in faults(_set("indicators.0.weight", -(10**5000)))


def test_all_faults_are_told_at_once() -> None:
    def change(data: dict[str, Any]) -> None:
        data["indicators"][0]["weight"] = "x"
        data["scheme"] = "y"

    assert {("indicators.0.weight", "not_a_number"), ("scheme", "unknown_scheme")} <= faults(change)


@pytest.mark.parametrize(
    ("index", "field", "value", "expected"),
    [
        (1, "at_least", "1.41", ("bands.kurang", "gap")),
        (1, "at_least", "1.39", ("bands.kurang", "overlap")),
        (4, "below", "2.99", ("bands", "gap")),
        (0, "at_least", "1.01", ("bands.sangat_kurang", "gap")),
        (2, "below", "1.70", ("bands.butuh_perbaikan", "empty_band")),
    ],
)
def test_bands_must_cover_and_not_overlap(index: int, field: str, value: str, expected: tuple[str, str]) -> None:
    assert expected in faults(lambda data: data["bands"][index].update({field: value}), banded=True)


def test_a_scheme_takes_only_its_own_table() -> None:
    assert ("bands", "not_in_scheme") in faults(
        lambda data: data.update(bands=json.loads(canonical_text(banded_rules()))["bands"])
    )


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_anything_else_than_an_object_is_no_rule_set(data: Any) -> None:
    with pytest.raises(RuleFaults):
        parse_rules(data)


def test_stored_rules_that_differ_from_their_hash_are_not_used() -> None:
    data = as_json(default_rules(alternate_decider="only-here"))
    digest = default_rules(alternate_decider="only-here").digest
    assert stored_content(data, digest).digest == digest
    with pytest.raises(RuleFaults):
        stored_content({**data, "calibration": True}, "0" * 64)


def test_weights_are_exact_decimals() -> None:
    data = as_json(default_rules())
    for index, weight in enumerate((33.33, 33.33, 33.33, 0.01)):
        data["indicators"][index]["weight"] = weight
    total = sum(one.weight for one in parse_rules(data).indicators_of("hasil_kerja"))
    assert total == Decimal(100)
