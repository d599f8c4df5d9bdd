"""Whether rules make sense: each check at both sides, with its place and its code."""

from typing import Any

import pytest

from appraisal.rule_parsing import RuleFaults, parse_rules
from tests.rules.contents import ALONE, BANDS, MATRIX, data_of, faults, put, read


def times(path: str, count: int) -> Any:
    """So many rows like the last one, each with a code of its own."""

    def change(data: dict[str, Any]) -> None:
        rows = data[path]
        rows += [{**rows[-1], "code": f"row{at}"} for at in range(count - len(rows))]

    return change


@pytest.mark.parametrize(("count", "too_many"), [(100, False), (101, True)])
def test_so_many_items_and_no_more(count: int, too_many: bool) -> None:
    found = faults(MATRIX, times("indicators", count))
    assert ("too_many" in found.get("indicators", set())) is too_many


@pytest.mark.parametrize(("count", "too_many"), [(20, False), (21, True)])
def test_so_many_grounds_and_no_more(count: int, too_many: bool) -> None:
    grounds = [{"kind": "low_score", "at_most": f"1.{at:02d}"} for at in range(count)]
    assert faults(MATRIX, put("triggers", grounds)) == ({"triggers": {"too_many"}} if too_many else {})


@pytest.mark.parametrize("part", ["sections", "indicators", "predicates"])
def test_each_part_needs_a_row(part: str) -> None:
    assert "empty" in faults(MATRIX, put(part, []))[part]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("indicators.0.weight", "39.99")], {"sections.hasil_kerja": {"weights_not_100"}}),
        ([("indicators.0.weight", "40.01")], {"sections.hasil_kerja": {"weights_not_100"}}),
        ([("indicators.4.weight", "15.01")], {"sections.perilaku": {"weights_not_100"}}),
        ([("sections.0.weight", "59.99")], {"sections": {"weights_not_100"}}),
        ([("sections.0.weight", "60.01")], {"sections": {"weights_not_100"}}),
        ([("indicators.0.weight", "39.99"), ("indicators.1.weight", "20.01")], {}),
        ([("sections.1.area", "results")], {"sections": {"no_behaviour"}}),
        ([("sections.0.area", "behaviour")], {"sections": {"no_results"}}),
        (
            [("indicators.0.section", "x")],
            {"indicators.hasil_utama.section": {"unknown_section"}, "sections.hasil_kerja": {"weights_not_100"}},
        ),
        ([("indicators.1.code", "hasil_utama")], {"indicators.hasil_utama": {"duplicate"}}),
        ([("sections.1.code", "hasil_kerja")], None),
        ([("low", ["kurang", "x", "kurang"])], {"low.x": {"unknown_predicate"}, "low.kurang": {"duplicate"}}),
        ([("distribution.baik.x", 1)], {"distribution.baik.x": {"unknown_predicate"}}),
        ([("distribution.baik", {"baik": 0})], {"distribution.baik": {"empty"}}),
        ([("distribution.baik", {"baik": 1})], {}),
        ([("credit.percentages.x", "1")], {"credit.percentages.x": {"unknown_predicate"}}),
        (
            [("credit.percentages", {})],
            {
                f"credit.percentages.{code}": {"missing"}
                for code in ("sangat_kurang", "kurang", "butuh_perbaikan", "baik", "sangat_baik")
            },
        ),
        ([("credit.levels", [])], {"credit.levels": {"empty"}}),
        ([("credit.levels.0.code", "mahir")], {"credit.levels.mahir": {"duplicate"}}),
        ([("matrix.0.predicate", "x")], {"matrix.3x1": {"unknown_predicate"}}),
        ([("matrix.0.results", 2)], {"matrix.3x1": {"missing_cell"}, "matrix.2x1": {"duplicate"}}),
        ([("levels", [])], {"levels": {"not_three"}}),
        ([("bands", [{"at_least": "1", "below": "3", "predicate": "baik"}])], {"bands": {"not_in_scheme"}}),
    ],
)
def test_each_check_of_the_matrix_scheme(changes: list[tuple[str, Any]], expected: Any) -> None:
    found = faults(MATRIX, *(put(path, value) for path, value in changes))
    if expected is None:
        assert "duplicate" in found["sections.hasil_kerja"]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("bands.1.at_least", "1.41")], {"bands.kurang": {"gap"}}),
        ([("bands.1.at_least", "1.39")], {"bands.kurang": {"overlap"}}),
        ([("bands.0.at_least", "1.01")], {"bands.sangat_kurang": {"gap"}}),
        ([("bands.4.below", "2.99")], {"bands": {"gap"}}),
        ([("bands.2.below", "1.7")], {"bands.butuh_perbaikan": {"empty_band"}, "bands.baik": {"gap"}}),
        ([("bands.2.below", "1.71"), ("bands.3.at_least", "1.71")], {}),
        ([("bands.0.predicate", "x")], {"bands.x": {"unknown_predicate"}}),
        ([("bands.0.innovation", True)], {"bands.sangat_kurang": {"not_in_scheme"}, "bands.kurang": {"gap"}}),
        ([("matrix", [{"results": 1, "behaviour": 1, "predicate": "baik"}])], {"matrix": {"not_in_scheme"}}),
        ([("bands", [])], {"bands": {"gap"}}),
    ],
)
def test_each_check_of_the_bands(changes: list[tuple[str, Any]], expected: Any) -> None:
    assert faults(BANDS, *(put(path, value) for path, value in changes)) == expected


def test_bands_may_be_listed_in_any_order() -> None:
    assert faults(BANDS, lambda data: data["bands"].reverse()) == {}


def test_a_band_within_another_overlaps() -> None:
    inner = {"at_least": "2.1", "below": "2.2", "predicate": "kurang"}
    assert faults(BANDS, lambda data: data["bands"].append(inner)) == {"bands.kurang": {"overlap"}}


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        ({"kind": "weak_item", "at_most": "2"}, {}),
        ({"kind": "weak_item", "at_most": "3"}, {"triggers.0.at_most": {"everyone"}}),
        ({"kind": "weak_item", "at_most": "1.5"}, {"triggers.0.at_most": {"not_a_level"}}),
        ({"kind": "low_score", "at_most": "2.99"}, {}),
        ({"kind": "low_score", "at_most": "3"}, {"triggers.0.at_most": {"everyone"}}),
        ({"kind": "low_score", "at_most": "1.5", "least": 2}, {"triggers.0": {"not_for_score"}}),
        ({"kind": "low_score", "at_most": "1.5", "indicators": ["loyal"]}, {"triggers.0": {"not_for_score"}}),
        (
            {"kind": "weak_item", "at_most": "1", "indicators": ["x"]},
            {"triggers.0.indicators.x": {"unknown_indicator"}},
        ),
        (
            {"kind": "weak_item", "at_most": "1", "indicators": ["loyal", "loyal"]},
            {"triggers.0.indicators.loyal": {"duplicate"}},
        ),
        ({"kind": "weak_item", "at_most": "1", "indicators": ["loyal", "adaptif"], "least": 2}, {}),
        (
            {"kind": "weak_item", "at_most": "1", "indicators": ["loyal", "adaptif"], "least": 3},
            {"triggers.0.least": {"never"}},
        ),
        ({"kind": "weak_item", "at_most": "1", "least": 11}, {}),
        ({"kind": "weak_item", "at_most": "1", "least": 12}, {"triggers.0.least": {"never"}}),
        ({"kind": "attendance", "least": 1}, {}),
        ({"kind": "attendance", "least": 366, "at_most": "0"}, {}),
        ({"kind": "attendance", "least": 0}, {"triggers.0.least": {"out_of_range"}}),
        ({"kind": "attendance", "least": 367}, {"triggers.0.least": {"out_of_range"}}),
        ({"kind": "attendance", "least": 3, "at_most": "1"}, {"triggers.0": {"not_for_attendance"}}),
        ({"kind": "attendance", "least": 3, "indicators": ["disiplin"]}, {"triggers.0": {"not_for_attendance"}}),
        ({"kind": "unmet_targets", "at_most": "0"}, {}),
        ({"kind": "unmet_targets", "at_most": "99"}, {}),
        ({"kind": "unmet_targets", "at_most": "-0.01"}, {"triggers.0.at_most": {"out_of_range"}}),
        ({"kind": "unmet_targets", "at_most": "99.01"}, {"triggers.0.at_most": {"out_of_range"}}),
        ({"kind": "unmet_targets", "at_most": "50", "least": 2}, {"triggers.0": {"not_for_targets"}}),
        (
            {"kind": "unmet_targets", "at_most": "50", "indicators": ["mutu_layanan"]},
            {"triggers.0": {"not_for_targets"}},
        ),
    ],
)
def test_each_check_of_a_ground(ground: dict[str, Any], expected: Any) -> None:
    assert faults(MATRIX, put("triggers", [ground])) == expected


@pytest.mark.parametrize(
    ("at", "ground"), [(1, {"kind": "attendance", "least": 3}), (2, {"kind": "unmet_targets", "at_most": "50"})]
)
def test_a_ground_of_facts_needs_an_item_that_gathers_them(at: int, ground: dict[str, Any]) -> None:
    with pytest.raises(RuleFaults) as refused:
        read(MATRIX, put(f"indicators.{at}.source", "self"), put("advice", []), put("triggers", [ground]))
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("triggers.0", "no_source")]
    assert "kasus tidak akan terbuka" in str(refused.value.faults[0].message)
    assert read(MATRIX, put("triggers", [ground])).triggers[0].kind == ground["kind"]


def test_a_ground_that_occurs_twice_is_named_at_its_second_place() -> None:
    one, other = {"kind": "low_score", "at_most": "1.5"}, {"kind": "low_score", "at_most": "1.6"}
    assert faults(MATRIX, put("triggers", [one, other, one])) == {"triggers.2": {"duplicate"}}


def test_points_are_asked_for_by_whole_numbers_up_to_119() -> None:
    for at_most, expected in (("119", {}), ("120", {"triggers.0.at_most": {"everyone"}})):
        ground = {"kind": "weak_item", "at_most": at_most}
        assert faults(ALONE, put("triggers", [ground])) == expected


def test_every_sentence_is_there_for_a_person() -> None:
    """A fault without words helps nobody."""
    for path, value in (("low", ["x"]), ("levels", []), ("matrix", []), ("credit.levels", []), ("peers_heard", True)):
        data = data_of(MATRIX)
        put(path, value)(data)
        with pytest.raises(RuleFaults) as refused:
            parse_rules(data)
        assert all(str(fault.message).strip() for fault in refused.value.faults)
