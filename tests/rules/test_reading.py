"""Reading a rule set: every field at both sides of its limits, every fault with its place and its code."""

from decimal import Decimal
from typing import Any

import pytest

from appraisal import rule_parsing, rules
from appraisal.rule_clocks import Clocks, Span
from appraisal.rule_parsing import RuleFaults, parse_rules, read_shape, stored_content
from appraisal.rule_reader import LARGEST_INTEGER, LONGEST_NUMBER, Reader, RuleFault
from appraisal.rules import Words, as_json
from tests.rules.contents import ALONE, BANDS, MATRIX, Change, data_of, each_content, faults, put, read


def gone(path: str) -> Change:
    """Take a field away."""

    def change(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = data
        for part in way:
            place = place[int(part)] if part.isdigit() else place[part]
        del place[last]

    return change


@each_content()
def test_what_is_written_reads_back_the_same(content: Any) -> None:
    assert read(content) == content
    assert as_json(read(content)) == as_json(content)


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("indicators.0.code", "a" * 40, "a" * 41),
        ("alternate_decider", "a" * 40, "a" * 41),
        ("name.id", "a" * 400, "a" * 401),
        ("indicators.0.label.en", "a" * 400, "a" * 401),
        ("indicators.0.target.id", "a" * 400, "a" * 401),
        ("clocks.answer.days", 1, 0),
        ("clocks.answer.days", 366, 367),
        ("distribution.baik.baik", 0, -1),
        ("distribution.baik.baik", 1000, 1001),
        ("credit.percentages.baik", "0", "-0.01"),
        ("credit.percentages.baik", "1000", "1000.01"),
        ("credit.levels.0.coefficient", "0.01", "0"),
        ("credit.levels.0.coefficient", "1000", "1000.01"),
        ("format", 1, 2),
        ("format", 1, 0),
    ],
)
def test_both_sides_of_a_limit(path: str, good: Any, bad: Any) -> None:
    assert path not in faults(MATRIX, put(path, good))
    assert faults(MATRIX, put(path, bad))[path] in ({"bad_text"}, {"out_of_range"})


@pytest.mark.parametrize(
    ("content", "path", "good", "bad"),
    [
        (MATRIX, "sections.0.weight", "0.01", "0"),
        (MATRIX, "sections.0.weight", "100", "100.01"),
        (MATRIX, "indicators.0.weight", "0.01", "0.00"),
        (MATRIX, "indicators.0.weight", "100", "100.01"),
        (MATRIX, "matrix.0.results", 1, 0),
        (MATRIX, "matrix.0.results", 3, 4),
        (MATRIX, "matrix.0.behaviour", 1, 0),
        (MATRIX, "matrix.0.behaviour", 3, 4),
        (BANDS, "bands.0.at_least", "1", "0.99"),
        (BANDS, "bands.4.below", "3", "3.01"),
        (BANDS, "bands.4.at_least", "1", "0.99"),
        (ALONE, "bands.0.at_least", "0", "-0.01"),
        (ALONE, "bands.3.below", "120", "120.01"),
    ],
)
def test_both_sides_of_a_number_on_its_scale(content: Any, path: str, good: Any, bad: Any) -> None:
    assert "out_of_range" not in faults(content, put(path, good)).get(path, set())
    assert faults(content, put(path, bad))[path] == {"out_of_range"}


@pytest.mark.parametrize(("least", "fault"), [(1, None), (100, "never"), (0, "out_of_range"), (101, "out_of_range")])
def test_the_least_number_of_weak_items(least: int, fault: str | None) -> None:
    found = faults(MATRIX, put("triggers", [{"kind": "weak_item", "at_most": "1", "least": least}]))
    assert found == ({"triggers.0.least": {fault}} if fault else {})


@pytest.mark.parametrize(
    "path",
    [
        "name", "scheme", "sections", "indicators", "predicates", "levels", "sections.0.code", "sections.0.label",
        "sections.0.weight", "sections.0.area", "indicators.0.code", "indicators.0.section", "indicators.0.label",
        "indicators.0.weight", "predicates.0.code", "predicates.0.label", "predicates.0.meaning", "matrix.0.results",
        "matrix.0.behaviour", "matrix.0.predicate", "clocks.answer.days", "clocks.answer.unit", "credit.percentages",
        "credit.levels", "credit.levels.0.code", "credit.levels.0.label", "credit.levels.0.coefficient", "name.id",
    ],
)  # fmt: skip
def test_a_field_that_is_needed_is_missed(path: str) -> None:
    found = faults(MATRIX, gone(path))
    assert [place for place in found if place == path or place.startswith(f"{path}.")]


@pytest.mark.parametrize(
    ("path", "stands_for"),
    [
        ("format", 1), ("low", ()), ("calibration", False), ("alternate_decider", ""), ("distribution", None),
        ("credit", None), ("clocks", Clocks()),
    ],
)  # fmt: skip
def test_a_field_that_may_be_left_out_has_its_default(path: str, stands_for: Any) -> None:
    assert getattr(read(MATRIX, gone(path)), path) == stands_for
    assert read(MATRIX, gone("clocks.answer")).clocks == Clocks()


def test_an_item_left_short_has_its_defaults() -> None:
    changes = [gone(f"indicators.0.{name}") for name in ("scale", "source", "target", "guide")]
    found = read(MATRIX, *changes).indicators[0]
    assert (found.scale, found.source, found.target, found.guide) == ("expectation_3", "self", Words("", ""), ())
    ground = read(MATRIX, put("triggers", [{"kind": "weak_item", "at_most": "1"}])).triggers[0]
    assert (ground.indicators, ground.least) == ((), 1)


def test_a_ground_of_facts_left_short_has_its_defaults_and_reads_back() -> None:
    grounds = [{"kind": "attendance", "least": 3}, {"kind": "unmet_targets", "at_most": "50"}]
    found = read(MATRIX, put("triggers", grounds))
    assert found.triggers == (
        rules.Trigger(rules.ATTENDANCE, Decimal(0), (), 3),
        rules.Trigger(rules.UNMET_TARGETS, Decimal(50), (), 1),
    )
    assert read(found) == found
    assert faults(MATRIX, put("triggers", [{"kind": "unmet_targets"}])) == {"triggers.0.at_most": {"not_a_number"}}
    assert read(ALONE, put("indicators.0.source", "service_metric"), put("triggers", grounds[1:])).triggers[0].at_most


@pytest.mark.parametrize("kind", [["attendance"], {"attendance": 1}, None, 1])
def test_a_kind_that_is_no_text_is_named(kind: Any) -> None:
    assert faults(MATRIX, put("triggers", [{"kind": kind, "at_most": "1"}])) == {"triggers.0.kind": {"unknown_trigger"}}


@pytest.mark.parametrize(
    "path",
    [
        "x", "name.x", "sections.0.x", "indicators.0.x", "indicators.0.label.x", "predicates.0.x", "matrix.0.x",
        "clocks.x", "clocks.answer.x", "credit.x", "credit.levels.0.x",
    ],
)  # fmt: skip
def test_a_field_nobody_knows_is_named(path: str) -> None:
    assert faults(MATRIX, put(path, 1))[path] == {"unknown_field"}


def test_a_field_nobody_knows_in_bands_and_grounds_is_named() -> None:
    assert faults(BANDS, put("bands.0.x", 1))["bands.0.x"] == {"unknown_field"}
    ground = {"kind": "low_score", "at_most": "1", "x": 1}
    assert faults(MATRIX, put("triggers", [ground]))["triggers.0.x"] == {"unknown_field"}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("sections", "x", "not_a_list"),
        ("sections.0", "x", "not_an_object"),
        ("indicators.0.guide", {}, "not_a_list"),
        ("indicators.0.guide", [1], "not_an_object"),
        ("indicators.0.label", "x", "not_an_object"),
        ("clocks", [], "not_an_object"),
        ("clocks.answer", 5, "not_an_object"),
        ("distribution", [], "not_an_object"),
        ("distribution.baik", [], "not_an_object"),
        ("distribution.baik.baik", "5", "out_of_range"),
        ("credit", [], "not_an_object"),
        ("credit.percentages", [], "not_an_object"),
        ("credit.levels", {}, "not_a_list"),
        ("low", "kurang", "not_a_list"),
        ("low.0", 5, "bad_text"),
        ("calibration", 1, "not_yes_or_no"),
        ("silence", "shout", "unknown_silence"),
        ("sections.0.area", "x", "unknown_area"),
        ("indicators.0.source", "x", "unknown_source"),
        ("indicators.0.scale", "x", "unknown_scale"),
        ("clocks.answer.unit", "x", "unknown_unit"),
        ("scheme", "x", "unknown_scheme"),
        ("scheme", ["x"], "unknown_scheme"),
        ("matrix.0.results", "1", "out_of_range"),
        ("matrix.0.results", True, "out_of_range"),
        ("sections.0.weight", None, "not_a_number"),
        ("sections.0.weight", [], "not_a_number"),
        ("sections.0.weight", True, "not_a_number"),
        ("sections.0.weight", "sixty", "not_a_number"),
        ("sections.0.weight", "Infinity", "not_a_number"),
        ("sections.0.weight", "60.001", "too_fine"),
        ("name.id", "  ", "bad_text"),
        ("name.id", 4, "bad_text"),
        ("indicators.0.code", "", "bad_text"),
    ],
)
def test_a_value_of_another_shape_is_named(path: str, value: Any, code: str) -> None:
    found = faults(MATRIX, put(path, value))
    assert code in {one for place, codes in found.items() if place.startswith(path) for one in codes}


def test_a_ground_of_an_unknown_kind_and_a_proof_that_is_no_answer_are_named() -> None:
    assert faults(MATRIX, put("triggers", [{"kind": "x", "at_most": "1"}]))["triggers.0.kind"] == {"unknown_trigger"}
    assert faults(ALONE, put("bands.4.innovation", "yes"))["bands.4.innovation"] == {"not_yes_or_no"}


def test_texts_are_read_without_the_spaces_around_them() -> None:
    found = read(
        MATRIX, put("name.id", "  Aturan  "), put("indicators.0.source", "assessor"), put("silence", "passes_on")
    )
    assert (found.name.id, found.indicators[0].source, found.silence) == ("Aturan", "assessor", "passes_on")


def test_a_fault_of_shape_is_told_without_those_of_sense() -> None:
    found = faults(MATRIX, put("scheme", "x"), put("low", ["nothing"]))
    assert found == {"scheme": {"unknown_scheme"}}


def test_sense_is_judged_only_where_it_is_asked_for() -> None:
    data = data_of(MATRIX)
    put("low", ["nothing"])(data)
    assert read_shape(data).low == ("nothing",)
    with pytest.raises(RuleFaults) as refused:
        parse_rules(data)
    assert str(refused.value) == "low.nothing: unknown_predicate"
    assert [type(fault) for fault in refused.value.faults] == [RuleFault]
    assert stored_content(data, read_shape(data).digest).low == ("nothing",)
    with pytest.raises(RuleFaults):
        stored_content(data, "")


def test_rules_that_differ_from_their_hash_are_refused_by_name() -> None:
    with pytest.raises(RuleFaults) as refused:
        stored_content(data_of(MATRIX), "1" * 64)
    assert [(one.path, one.code) for one in refused.value.faults] == [("", "hash_differs")]


def test_the_frozen_rules_of_sixty_four_cycles_are_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(rule_parsing, "_by_digest", kept)
    sizes = []
    for number in range(65):
        data = data_of(MATRIX)
        put("alternate_decider", f"kept-{number}")(data)
        stored_content(data, read_shape(data).digest)
        sizes.append(len(kept))
    assert sizes == [*range(1, 65), 1]


@pytest.mark.parametrize(("most", "code"), [("2.5", None), ("50", "out_of_range")])
def test_a_misspelt_scheme_is_read_on_the_scale_of_the_law_in_force(most: str, code: str | None) -> None:
    grounds = [{"kind": "low_score", "at_most": most}]
    found = faults(MATRIX, put("scheme", "matrix_2122"), put("triggers", grounds))
    assert found == {"scheme": {"unknown_scheme"}, **({"triggers.0.at_most": {code}} if code else {})}


@pytest.mark.parametrize(("value", "code"), [(1_000_000, None), (1_000_001, "out_of_range")])
def test_a_whole_number_beyond_a_million_is_refused_unread(value: int, code: str | None) -> None:
    reader = Reader()
    reader.decimal(value, "here", lowest=Decimal(0), highest=Decimal(10**9))
    assert [one.code for one in reader.faults] == ([code] if code else [])


@pytest.mark.parametrize(("text", "code"), [("0" * 39 + "1", None), ("0" * 40 + "1", "out_of_range")])
def test_a_number_of_more_than_forty_characters_is_refused_unread(text: str, code: str | None) -> None:
    reader = Reader()
    reader.decimal(text, "here", lowest=Decimal(0), highest=Decimal(1))
    assert [one.code for one in reader.faults] == ([code] if code else [])


def test_shares_that_are_no_object_are_named_and_empty() -> None:
    reader = Reader()
    assert reader.shares(["x"], "here", lambda one, _path: one) == {}
    assert reader.shares({"a": 1}, "here", lambda one, _path: one) == {"a": 1}
    assert [(one.path, one.code) for one in reader.faults] == [("here", "not_an_object")]


@pytest.mark.parametrize(
    ("value", "number", "code"),
    [
        (LARGEST_INTEGER, LARGEST_INTEGER, None),
        (-LARGEST_INTEGER, -LARGEST_INTEGER, None),
        (LARGEST_INTEGER + 1, -LARGEST_INTEGER, "out_of_range"),
        (-LARGEST_INTEGER - 1, -LARGEST_INTEGER, "out_of_range"),
        ("0" * (LONGEST_NUMBER - 1) + "1", 1, None),
        ("0" * LONGEST_NUMBER + "1", -LARGEST_INTEGER, "out_of_range"),
        ("1.25", Decimal("1.25"), None),
        (1.5, Decimal("1.5"), None),
        ("1.255", Decimal("1.255"), "too_fine"),
        (float("nan"), -LARGEST_INTEGER, "not_a_number"),
        ("x", -LARGEST_INTEGER, "not_a_number"),
        (True, -LARGEST_INTEGER, "not_a_number"),
        (None, -LARGEST_INTEGER, "not_a_number"),
        (["x"] * 20, -LARGEST_INTEGER, "not_a_number"),
        ("1000001", -LARGEST_INTEGER, "out_of_range"),
    ],
)
def test_a_number_is_read_exactly_or_named(value: Any, number: Any, code: str | None) -> None:
    reader, end = Reader(), Decimal(1_000_000)
    assert reader.decimal(value, "here", lowest=-end, highest=end) == number
    assert [(one.path, one.code) for one in reader.faults] == ([("here", code)] if code else [])


def test_a_whole_number_may_stand_on_both_ends() -> None:
    reader = Reader()
    assert [reader.integer(value, "x", lowest=2, highest=4) for value in (2, 4)] == [2, 4]
    assert reader.faults == []
    assert [reader.integer(value, "x", lowest=2, highest=4) for value in (1, 5, True, "3", 3.0)] == [2] * 5
    assert len(reader.faults) == 5


def test_a_value_in_doubt_is_read_as_the_first_known_one() -> None:
    reader = Reader()
    assert reader.one_of("x", "here", ("a", "b"), "wrong") == "a"
    assert (reader.text(4, "t"), reader.sequence("x", "s"), reader.mapping(3, "m", ()), reader.flag("x", "f")) == (
        "", [], {}, False,
    )  # fmt: skip
    assert [one.path for one in reader.faults] == ["here", "t", "s", "m", "f"]
    assert reader.flag(True, "f") is True
    assert reader.text("", "t", required=False) == ""
    assert len(reader.faults) == 5


def test_the_values_themselves() -> None:
    """The shape of a rule set: its look-ups, its words, its defaults."""
    assert Words("a", "b").pick("en-gb") == "b"
    assert [Words("a", "b").pick(language) for language in ("id", None, "")] == ["a", "a", "a"]
    assert MATRIX.section("perilaku").weight == 40
    assert MATRIX.indicator("loyal").section == "perilaku"
    assert MATRIX.predicate("baik").label.en == "Good"
    for look_up in (MATRIX.section, MATRIX.indicator, MATRIX.predicate):
        with pytest.raises(KeyError):
            look_up("nothing")
    assert next(one.code for one in MATRIX.indicators_of("hasil_kerja")) == "hasil_utama"
    assert MATRIX.indicators_of("nothing") == ()
    assert (MATRIX.is_low("kurang"), MATRIX.is_low("baik")) == (True, False)
    labels = [MATRIX.level_label(rating, "en") for rating in (None, 0, 1, 2, 3, 4)]
    assert labels == ["", "", "Below expectation", "As expected", "Above expectation", ""]


def test_every_clock_has_its_default() -> None:
    assert Clocks() == Clocks(
        objection_window=Span(14, "calendar_days"),
        answer=Span(5, "working_days"),
        decision=Span(10, "working_days"),
        handed_over_after=Span(7, "calendar_days"),
        correction=Span(3, "working_days"),
        review=Span(10, "working_days"),
        late_admission=Span(30, "calendar_days"),
        warning_before=Span(3, "calendar_days"),
    )
    assert (rules.LOWEST, rules.HIGHEST, rules.RATINGS) == (1, 3, (1, 2, 3))
    assert rules.SCALE_ENDS == {"expectation_3": (1, 3), "score_120": (0, 120)}
    assert rules.RESULTS_SHARE == {True: 60, False: 70}
    assert (MATRIX.calibration, MATRIX.format, rules.Trigger("x", Decimal(1)).least) == (False, 1, 1)
    assert rules.Band(Decimal(1), Decimal(2), "x").innovation is False


def test_decimals_are_written_plainly() -> None:
    found = read(MATRIX, put("sections.0.weight", "59.50"), put("sections.1.weight", "40.5"))
    assert [one["weight"] for one in as_json(found)["sections"]] == ["59.5", "40.5"]
    assert as_json(read(MATRIX))["credit"]["percentages"]["baik"] == "100"
