"""Differences in words: each kind of change gives one sentence with old and new; nothing else is told."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from appraisal.editions import words
from appraisal.editions.changes import COMPARISONS, changes_between
from appraisal.rule_parsing import read_shape
from appraisal.rules import RuleContent
from tests.rules.contents import ALONE, BANDS, HEARD, MATRIX, data_of, each_content, put


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def told(old: RuleContent, new: RuleContent) -> dict[str, list[str]]:
    return {part.part: [one.sentence for one in part.changes] for part in changes_between(old, new)}


def after(content: RuleContent, *changes: Callable[[dict[str, Any]], Any]) -> RuleContent:
    """Also what makes no sense as a whole."""
    data = data_of(content)
    for change in changes:
        change(data)
    return read_shape(data)


def text(found: str) -> dict[str, str]:
    return {"id": found, "en": found}


@each_content()
def test_the_same_rules_differ_in_nothing(content: RuleContent) -> None:
    assert changes_between(content, read_shape(json.loads(json.dumps(data_of(content))))) == []


@pytest.mark.parametrize(
    ("content", "change", "part", "sentence"),
    [
        (MATRIX, put("calibration", True), "general", "Calibration: from no to yes."),
        (
            MATRIX,
            put("name.en", "New"),
            "general",
            "Name of the rules (in English): from “Appraisal of civil servants, Bangko” to “New”.",
        ),
        (
            MATRIX,
            put("alternate_decider", "7"),
            "general",
            "Unit whose head decides where no superior exists: from nothing to 7.",
        ),
        (ALONE, put("peers_heard", True), "general", "Peers and subordinates are heard: from no to yes."),
        (MATRIX, put("sections.0.weight", "60.5"), "items", "Weight of the section “Work results”: from 60 to 60.5."),
        (
            MATRIX,
            put("sections.0.area", "behaviour"),
            "items",
            "What the section “Work results” counts for: from informs the rating of results to informs the rat",
        ),
        (
            MATRIX,
            put("sections.0.label.en", "Work"),
            "items",
            "Name of the section “Work results” (in English): from “Work results” to “Work”.",
        ),
        (MATRIX, put("indicators.1.weight", "25"), "items", "Weight of the item “Discipline”: from 20 to 25."),
        (
            MATRIX,
            put("indicators.1.source", "assessor"),
            "items",
            "Source of the item “Discipline”: from Attendance record to The assessor observes.",
        ),
        (
            MATRIX,
            put("indicators.1.section", "perilaku"),
            "items",
            "Section of the item “Discipline”: from Work results to Conduct at work.",
        ),
        (
            MATRIX,
            put("indicators.1.scale", "score_120"),
            "items",
            "Scale of the item “Discipline”: from three levels of expectation to 0 to 120 points.",
        ),
        (
            MATRIX,
            put("indicators.1.target.id", ""),
            "items",
            "Target of the item “Discipline” (in Indonesian): from “Hadir dan tepat waktu pada hari kerja” to nothing.",
        ),
        (
            MATRIX,
            put("indicators.0.guide", [text("a")]),
            "items",
            "Line of conduct of the item “Main work results” added: “a” / “a”.",
        ),
        (MATRIX, lambda data: data["indicators"].pop(), "items", "Item removed: “Collaborative”."),
        (
            MATRIX,
            lambda data: data["indicators"].insert(0, data["indicators"].pop(1)),
            "items",
            "Order (item): from Main work results, Discipline",
        ),
        (
            MATRIX,
            put("levels.0.en", "Below"),
            "predicates",
            "Level: from “Di bawah ekspektasi” / “Below expectation” to “Di bawah ekspektasi” / “Below”.",
        ),
        (
            MATRIX,
            put("predicates.3.label.en", "Fine"),
            "predicates",
            "Name of the predicate “Good” (in English): from “Good” to “Fine”.",
        ),
        (
            MATRIX,
            put("predicates.3.meaning.en", "Fine."),
            "predicates",
            "Meaning of the predicate “Good” (in English): from “You met expectations.” to “Fine.”.",
        ),
        (
            MATRIX,
            put("matrix.0.predicate", "baik"),
            "outcome",
            "Results “Above expectation”, behaviour “Below expectation”: from Poor to Good.",
        ),
        (
            BANDS,
            put("bands.3.below", "2.5"),
            "outcome",
            "Band: from Good from 2 to below 2.6 to Good from 2 to below 2.5.",
        ),
        (
            ALONE,
            put("bands.4.innovation", False),
            "outcome",
            "Band: from Very Good from 110 to below 120, only with an innovation to Very Good from 110 to below 120.",
        ),
        (MATRIX, put("low", ["kurang", "sangat_kurang"]), "triggers", "Low result removed: Needs Improvement."),
        (
            MATRIX,
            put("triggers", [{"kind": "low_score", "at_most": "1.5"}]),
            "triggers",
            "Further ground for a case added: The score is 1.50 or below.",
        ),
        (
            MATRIX,
            put("triggers", [{"kind": "attendance", "least": 3}]),
            "triggers",
            "Further ground for a case added: At least 3 days absent without a valid reason are recorded in the",
        ),
        (
            MATRIX,
            put("triggers", [{"kind": "unmet_targets", "at_most": "49.5"}]),
            "triggers",
            "Further ground for a case added: The person's own shares in service metrics came at most 49.5 %",
        ),
        (
            MATRIX,
            put("clocks.answer.days", 7),
            "clocks",
            "Time for the assessor's answer: from 5 working days to 7 working days.",
        ),
        (
            MATRIX,
            put("clocks.answer.unit", "calendar_days"),
            "clocks",
            "Time for the assessor's answer: from 5 working days to 5 calendar days.",
        ),
        (
            MATRIX,
            put("silence", "passes_on"),
            "clocks",
            "When no decision comes in time: from HR is told, and the objection waits to The decision passes t",
        ),
        (
            MATRIX,
            put("distribution.baik.baik", 12),
            "distribution",
            "Share of “Good” where the organisation achieved “Good”: from 11 to 12.",
        ),
        (MATRIX, put("credit.percentages.baik", "110"), "credit", "Credit points for “Good”: from 100 % to 110 %."),
        (
            MATRIX,
            put("credit.levels.0.coefficient", "4"),
            "credit",
            "Coefficient of “Beginner (skills)”: from 3.75 to 4.",
        ),
        (
            MATRIX,
            put("credit.levels.0.label.en", "First"),
            "credit",
            "Name of the level “Beginner (skills)” (in English): from “Beginner (skills)” to “First”.",
        ),
        (MATRIX, put("credit", None), "credit", "Table of credit points: from yes to no."),
        (MATRIX, put("distribution", None), "distribution", "Pattern of predicates: from yes to no."),
    ],
)
def test_each_change_is_one_sentence(content: RuleContent, change: Any, part: str, sentence: str) -> None:
    found = told(content, after(content, change))
    assert set(found) == {part}
    assert len(found[part]) == 1
    assert found[part][0].startswith(sentence)


def test_a_new_name_of_a_predicate_is_told_once_and_not_at_every_cell() -> None:
    found = told(MATRIX, after(MATRIX, put("predicates.3.label", text("Fine")), put("levels.0", text("Low"))))
    assert set(found) == {"predicates"}
    assert len(found["predicates"]) == 3


def test_a_further_change_never_takes_one_away() -> None:
    one = told(MATRIX, after(MATRIX, put("calibration", True)))
    both = told(MATRIX, after(MATRIX, put("calibration", True), put("clocks.answer.days", 9)))
    assert both == {**one, "clocks": both["clocks"]}


def test_the_way_back_tells_the_same_with_sides_changed() -> None:
    there, back = changes_between(MATRIX, BANDS), changes_between(BANDS, MATRIX)
    assert [part.part for part in there] == [part.part for part in back]
    values = [{(one.old, one.new) for one in part.changes} for part in there]
    assert values == [{(one.new, one.old) for one in part.changes} for part in back]


def test_every_part_of_the_form_has_its_comparison() -> None:
    assert set(COMPARISONS) == set(words.PARTS)


def test_the_two_shares_of_history_differ_in_shares_alone() -> None:
    assert told(ALONE, HEARD) == {
        "general": ["Peers and subordinates are heard: from no to yes."],
        "items": [
            "Weight of the section “Work plan”: from 70 to 60.",
            "Weight of the section “Conduct at work”: from 30 to 40.",
        ],
    }


def test_sentences_speak_the_language_of_the_reader() -> None:
    with override("id"):
        found = told(MATRIX, after(MATRIX, put("indicators.1.weight", "25")))
    assert found == {"items": ["Bobot butir “Disiplin”: dari 20 menjadi 25."]}


PLACES = [
    *(f"indicators.{at}.weight" for at in range(11)),
    "sections.0.weight",
    "credit.levels.2.coefficient",
]


@given(place=st.sampled_from(PLACES), weight=st.integers(1, 10_000))
def test_a_number_that_differs_is_always_told_and_an_equal_one_never(place: str, weight: int) -> None:
    value = f"{weight / 100:.2f}"
    new = after(MATRIX, put(place, value))
    assert (changes_between(MATRIX, new) == []) is (new.digest == MATRIX.digest)
