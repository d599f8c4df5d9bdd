"""What was added to rule sets later leaves the text and the hash of those frozen before as they were."""

import json
from dataclasses import replace
from decimal import Decimal

from appraisal.default_advice import DEFAULT_ADVICE
from appraisal.default_rules import banded_rules, default_rules
from appraisal.rule_parsing import known_content, parse_rules, stored_content
from appraisal.rules import ATTENDANCE, LOW_SCORE, PASSES_ON, Trigger, Words, as_json, canonical_text
from appraisal.scoring import Rated, compute
from tests.rules.contents import ALONE, BANDS, MATRIX, put, rated

BEFORE = replace(default_rules(), credit=None, distribution=None, advice=(), reminders=())
# Computed by the release before the numeric scheme, credit points and shares were known.
KNOWN = {
    "38022672e2e0f5ca41522588e6170ca8589b2572add141f10e75e2b055638b65": BEFORE,
    "35044643e34f2acd9654423225443ec25d4e9d583b13bce233a44d3336049ba5": replace(
        banded_rules(alternate_decider="1"), advice=(), reminders=()
    ),
    "0c738d5ddb0ebb0aae01f44de2b9a9cd7fe94b6815a6e8ed56beeed7a5688ea8": replace(
        BEFORE, triggers=(Trigger(LOW_SCORE, Decimal("1.5")),), silence=PASSES_ON
    ),
}


def test_older_rule_sets_keep_their_hash() -> None:
    assert {content.digest for content in KNOWN.values()} == set(KNOWN)
    assert all(content.digest == digest for digest, content in KNOWN.items())


def test_grounds_of_facts_keep_the_shape_of_the_others() -> None:
    plain = as_json(replace(BEFORE, triggers=(Trigger(ATTENDANCE, Decimal(0), least=3),)))["triggers"]
    assert plain == [{"kind": "attendance", "at_most": "0", "indicators": [], "least": 3}]


def test_what_says_nothing_is_not_in_the_text() -> None:
    plain = as_json(BEFORE)
    assert not {"triggers", "silence", "credit", "peers_heard", "advice", "reminders"} & set(plain)
    assert all("innovation" not in band for band in as_json(BANDS)["bands"])


def test_what_says_something_is() -> None:
    plain = as_json(ALONE)
    assert plain["peers_heard"] is False
    assert [band.get("innovation", False) for band in plain["bands"]] == [False] * 4 + [True]
    assert set(as_json(MATRIX)["credit"]) == {"percentages", "levels"}


def test_a_check_added_later_never_makes_frozen_rules_unreadable() -> None:
    """Frozen with a row of zeros, which is a fault for drafts only."""
    frozen = replace(BEFORE, distribution={"baik": {"baik": 0}}, alternate_decider="frozen-before")
    assert stored_content(as_json(frozen), frozen.digest) == frozen


def test_frozen_rules_are_read_once() -> None:
    content = replace(BEFORE, alternate_decider="read-once")
    assert known_content(content.digest) is None
    assert known_content("") is None
    first = stored_content(as_json(content), content.digest)
    assert stored_content({}, content.digest) is first is known_content(content.digest)


def test_the_text_is_one_line_of_sorted_names() -> None:
    text = canonical_text(MATRIX)
    assert "\n" not in text
    data = as_json(MATRIX)
    assert list(json.loads(text)) == sorted(data)
    assert '"alternate_decider":"","bands":[],"calibration":false,"clocks":{' in text
    put("indicators.0.weight", "40.0")(data)
    assert canonical_text(parse_rules(data)) == text


def test_the_text_holds_letters_as_they_are() -> None:
    named = replace(MATRIX, name=Words("Penilaian – Merangin", "Appraisal – Merangin"))
    assert '"Penilaian – Merangin"' in canonical_text(named)


def test_each_source_has_its_own_thresholds_and_another_none() -> None:
    assert {one.source: MATRIX.advice_of(one.source) for one in DEFAULT_ADVICE} == {
        one.source: one.levels for one in DEFAULT_ADVICE
    }
    assert BEFORE.advice_of("attendance") == MATRIX.advice_of("self") == ()


def test_a_kept_trace_says_in_which_format_it_is_written() -> None:
    found = compute(MATRIX, rated(MATRIX), results=Rated(2), behaviour=Rated(2))
    assert (found.trace["format"], found.predicate) == (1, "baik")
