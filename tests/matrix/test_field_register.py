"""Nothing is forgotten by the field matrix: every machine, state, group and guarded field has its line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appraisal.api.cycles import CycleViewSet, RuleSetViewSet
from appraisal.api.evaluations import EvaluationViewSet
from appraisal.api.hearings import HearingViewSet
from appraisal.api.objection_shapes import ContestedShape
from appraisal.api.objections import ObjectionViewSet
from appraisal.api.shapes import ItemShape
from cases.api.cases import CaseViewSet
from cases.api.counselling import CounsellingViewSet, TalkViewSet
from cases.api.sessions import SessionViewSet
from cases.api.trainings import EnrolmentViewSet
from organization.api.resources import GrantViewSet, ImportViewSet
from tests.matrix.field_shapes import SHAPES
from tests.matrix.field_tables import PAPERS, STATES, TABLES
from workflow.api.documents import DocumentViewSet
from workflow.documents.registry import document_kinds
from workflow.policies import policy_for, registered_kinds

VIEWSETS: dict[str, Any] = {
    "evaluation": EvaluationViewSet,
    "objection": ObjectionViewSet,
    "hearing": HearingViewSet,
    "case": CaseViewSet,
    "session": SessionViewSet,
    "enrolment": EnrolmentViewSet,
    "counselling": CounsellingViewSet,
    "talk": TalkViewSet,
    "objection_paper": DocumentViewSet,
    "case_paper": DocumentViewSet,
    "cycle": CycleViewSet,
    "rule_set": RuleSetViewSet,
    "grant": GrantViewSet,
    "import": ImportViewSet,
}
# Entries of a list inside the shape guard their own fields.
ENTRIES: dict[str, dict[str, str]] = {"evaluation": ItemShape.GROUPS, "objection": ContestedShape.groups}
# Whose readers stand as literals in tests of their own, at every door of theirs.
ELSEWHERE: dict[str, str] = {
    "cases.guidance_feedback": "tests/cases/test_guidance_readers.py",
    "cases.guidance_evaluation": "tests/cases/test_guidance_readers.py",
    "organization.delegation": "tests/organization/test_delegations.py",
    "appraisal.assessor_correction": "tests/appraisal/test_corrections.py",
    "appraisal.period_segment": "tests/appraisal/test_segment_doors.py",
    "appraisal.rule_change": "tests/appraisal/test_rule_changes.py",
    "appraisal.plan": "tests/appraisal/test_plan_policies.py",
    "appraisal.award": "tests/awards/test_awards.py",
    "appraisal.award_certificate": "tests/awards/test_awards.py",
    "appraisal.recognition": "tests/recognition/test_recognition.py",
    "appraisal.annual_result": "tests/annual/test_annual.py",
    "appraisal.achievement": "tests/patterns/test_patterns.py",
    "appraisal.innovation": "tests/appraisal/test_innovations.py",
    "appraisal.feedback_round": "tests/dialogue/test_readers.py",
    "appraisal.feedback": "tests/dialogue/test_readers.py",
    "appraisal.dialogue_meeting": "tests/dialogue/test_readers.py",
    "organization.difference": "tests/organization/test_exchange.py",
    **dict.fromkeys(
        (
            "appraisal.plan_form",
            "appraisal.evaluation_form",
            "appraisal.evaluation_document",
            "appraisal.objection_form",
            "cases.feedback_form",
            "cases.evaluation_form",
        ),
        "tests/documents/test_forms.py",
    ),
    "appraisal.calibration_room": "tests/calibration/test_readers.py",
    "appraisal.calibration_entry": "tests/calibration/test_readers.py",
    "appraisal.calibration_minutes": "tests/calibration/test_doors.py",
}
HOW = "tests/matrix/README.md, “The field matrix”, says how it gets its rows"
kinds = pytest.mark.parametrize("kind", VIEWSETS)


def guarded(kind: str) -> dict[str, str]:
    """What the serializers of a kind guard, as the contract writes it."""
    found = dict(getattr(VIEWSETS[kind].serializer_class, "guarded", {}))
    return {**found, **{f"items.{name}": group for name, group in ENTRIES.get(kind, {}).items()}}


def groups_named(kind: str) -> Iterator[str]:
    """Every group the code of a kind names: shapes, histories, tables of its policy."""
    view = VIEWSETS[kind]
    yield from guarded(kind).values()
    yield from filter(None, (view.history_group,))
    for opened in getattr(policy_for(view.model), "readable", {}).values():
        yield from opened


def test_every_machine_has_a_table() -> None:
    known = {view.model.kind for view in VIEWSETS.values()} | ELSEWHERE.keys()
    missing = [kind for kind in registered_kinds() if not kind.startswith("sample.") and kind not in known]
    assert missing == [], f"no field table for {', '.join(missing)}: {HOW}"
    assert set(VIEWSETS) == set(TABLES) == set(SHAPES)


@kinds
def test_every_group_has_a_row(kind: str) -> None:
    missing = sorted(set(groups_named(kind)) - TABLES[kind].groups)
    assert missing == [], f"no row in the table of {kind} for {', '.join(missing)}: {HOW}"


@kinds
def test_every_state_has_a_column(kind: str) -> None:
    table = TABLES[kind]
    if kind in PAPERS:
        assert set(table.situations) == set(PAPERS[kind])
        return
    states = {STATES.get(kind, {}).get(where, where) for where in table.situations}
    assert states == set(VIEWSETS[kind].model.States.values), f"{kind}: a state without its column: {HOW}"


def test_every_kind_of_document_has_a_column() -> None:
    tried = {kind for papers in PAPERS.values() for kind in papers.values()}
    assert (
        tried == {kind for kind in document_kinds() if kind.startswith(("appraisal.", "cases."))} - ELSEWHERE.keys()
    ), HOW


@pytest.mark.parametrize("path", sorted(set(ELSEWHERE.values())))
def test_what_stands_elsewhere_asks_the_policy(path: str) -> None:
    """The module is there and holds readers as literals against `fields_for` or what REST shows."""
    text = (Path(__file__).resolve().parents[2] / path).read_text(encoding="utf-8")
    assert "fields_for" in text or "client" in text


@kinds
def test_what_is_guarded_is_what_the_contract_says(kind: str) -> None:
    """A guard that is taken out, and one nobody wrote down, are named; what they show is tried at the doors."""
    assert guarded(kind) == dict(SHAPES[kind].fields), f"{kind}: {HOW}"
    view = VIEWSETS[kind]
    listed = view.list_serializer_class or view.serializer_class
    shown = {name for name in SHAPES[kind].fields if name in listed.Meta.fields}
    assert shown == SHAPES[kind].listed


def test_a_part_of_a_group_stands_with_the_whole_of_it() -> None:
    for kind, table in TABLES.items():
        for group in table.groups:
            whole = group.split(".")[0]
            assert whole in table.groups, f"{kind}: {group} without {whole}"
            for where in table.situations:
                assert table.readers(group, where) >= table.readers(whole, where), f"{kind}/{where}: {group}"


def test_nobody_reads_what_he_may_not_know_of() -> None:
    for kind, table in TABLES.items():
        for where in table.situations:
            for group in table.groups:
                assert table.readers(group, where) <= table.known(where), f"{kind}/{where}: {group}"


SELF = {"evaluation": "siti", "objection": "siti", "hearing": "siti", "case": "budi", "session": "budi"}
SELF |= {"enrolment": "budi", "counselling": "budi", "talk": "budi", "case_paper": "budi"}
# The decider's own notes for good; a judgement until it is given (in a cancelled form it never was); the sealed file of
# a dispute is for those who are no party: the parties have the letter.
NOT_ONES_OWN = {("objection", "private"), ("objection_paper", "file"), ("objection_paper", "history")}
UNTIL_GIVEN = {
    **dict.fromkeys((("evaluation", group) for group in ("review", "ratings", "result", "predicate")), "final"),
    **dict.fromkeys((("objection", group) for group in ("rulings", "decision", "answers")), "decided"),
}


def test_a_person_reads_everything_about_himself() -> None:
    """But the deciders' private notes, and what is not given yet."""
    for kind, person in SELF.items():
        table = TABLES[kind]
        for group in table.groups:
            if (kind, group) in NOT_ONES_OWN:
                assert not any(person in table.readers(group, where) for where in table.situations)
                continue
            wanted = [UNTIL_GIVEN[kind, group]] if (kind, group) in UNTIL_GIVEN else table.situations
            assert all(person in table.readers(group, where) for where in wanted), f"{kind}: {group}"
