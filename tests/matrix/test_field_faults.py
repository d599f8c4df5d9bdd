"""The field matrix sees what it is there to see: a right, a guard or a page that opens too much is named."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from appraisal.api.shapes import EvaluationShape
from appraisal.policies import EvaluationPolicy
from cases.api.shapes import CaseShape
from cases.documents import case_file
from cases.policies import CASE_FIELDS
from cases.views import words
from config import search
from tests.appraisal.world import World
from tests.cases.world import World as Office
from tests.matrix.doors.traces import at_full, quickly
from tests.matrix.fields import appraisal_scenes, office_scenes
from tests.matrix.fields.doors import Doors, by_page, by_policy, by_rest, by_two_worlds, round_about
from tests.matrix.test_field_matrix import ground, office  # noqa: F401
from workflow.roles import Role

pytestmark = pytest.mark.slow


@pytest.fixture
def closed(office: Office) -> Iterator[Doors]:  # noqa: F811
    """The doors of a closed case full of words."""
    with office_scenes.case(office, "closed") as subject, quickly(), at_full(wanted=True):
        yield Doors(subject)


@pytest.fixture
def handed(ground: World) -> Iterator[Doors]:  # noqa: F811
    """The doors of a result that was handed over."""
    with appraisal_scenes.evaluation(ground, "handed") as subject, quickly(), at_full(wanted=True):
        yield Doors(subject)


def test_without_a_fault_nothing_is_named(closed: Doors) -> None:
    for door in (by_policy, by_rest, by_page):
        assert list(door(closed, ["audi", "rekan"])) == []
    assert list(round_about(closed, ["hana", "rekan"], ["search/?q={name}"])) == []


def test_a_policy_that_opens_one_group_to_one_role(closed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    auditor = Role.AUDITOR.value
    monkeypatch.setitem(CASE_FIELDS, auditor, CASE_FIELDS[auditor] | {"views"})
    assert list(by_policy(closed, closed.subject.people)) == ["case/closed: views as audi by policy: open"]
    assert "case/closed: views (employee_dissent) as audi by rest: open" in list(by_rest(closed, ["audi"]))
    assert any("case/closed: views at /cases/" in line for line in by_page(closed, ["audi"]))


def test_a_policy_that_closes_a_group(closed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CASE_FIELDS, Role.SUBJECT.value, CASE_FIELDS[Role.SUBJECT.value] - {"handover"})
    assert list(by_policy(closed, ["budi"])) == ["case/closed: handover as budi by policy: closed"]
    assert "case/closed: handover (handover) as budi by rest: closed" in list(by_rest(closed, ["budi"]))
    assert "case/closed: handover as budi by page: closed" in list(by_page(closed, ["budi"]))


def test_a_group_nobody_wrote_down(closed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CASE_FIELDS, Role.COACH.value, CASE_FIELDS[Role.COACH.value] | {"diary"})
    assert any("diary" in line and "without a line" in line for line in by_policy(closed, ["citra"]))


def test_a_guard_that_was_taken_out(closed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CaseShape.guarded, "review_summary")
    assert "case/closed: views (review_summary) as audi by rest: open" in list(by_rest(closed, ["audi"]))


def test_a_number_without_its_guard(handed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field without words is missed by its name."""
    monkeypatch.delitem(EvaluationShape.guarded, "score")
    assert list(by_rest(handed, ["lia"])) == ["evaluation/handed: result (score) as lia by rest: open"]


def test_a_page_that_prints_one_group_too_many(closed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = words.facts_of
    monkeypatch.setattr(words, "facts_of", lambda case: [*honest(case), ("x", case.review_summary)])
    found = list(by_page(closed, ["audi", "hana"]))
    assert found
    assert all("views at /cases/" in line and "as audi by page: open" in line for line in found)


def test_a_page_that_prints_a_figure_too_many(handed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appraisal.pages.detail.outcome_shown", lambda form, _head, _fields: form.predicate_label)
    assert list(by_two_worlds(handed, ["lia", "hana"])) == ["evaluation/handed: predicate as lia by page: open"]


def test_a_search_that_shows_a_goal(closed: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    def loud(row: Any) -> Any:
        return search.Hit(row.employee.full_name, row.review_summary, "/", row)

    kinds = tuple(replace(one, hit=loud) if one.hit is search._case else one for one in search.KINDS)
    monkeypatch.setattr(search, "KINDS", kinds)
    found = list(round_about(closed, ["audi", "rekan"], ["search/?q=budi"]))
    assert found == ["case/closed: views at /search/?q=budi as audi by list, search or file: open"]


def test_a_sealed_file_with_the_words_of_another_group(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """As it was once: the hand-over note stood in the file the supervisor may have."""
    monkeypatch.setattr(case_file, "LEFT_OUT", frozenset())
    with office_scenes.paper(office, "sealed") as subject, quickly(), at_full(wanted=True):
        found = list(by_page(Doors(subject), ["sari", "hana"]))
    assert found
    assert all("handover of case/closed at /documents/" in line and "as sari" in line for line in found)


def test_help_is_open_to_the_officer_who_gives_it_alone(ground: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """As it was once: help given by one officer opened the form to every officer of the unit."""
    honest = EvaluationPolicy._opened

    def open_hand(policy: Any, role: str, form: Any) -> frozenset[str]:
        helped = role == Role.HR.value and form.assisted_by_id is not None
        return honest(policy, role, form) | ({"self"} if helped else frozenset())

    monkeypatch.setattr(EvaluationPolicy, "_opened", open_hand)
    with appraisal_scenes.evaluation(ground, "assisted") as subject, quickly(), at_full(wanted=True):
        assert list(by_policy(Doors(subject), ["hana", "hari", "siti"])) == [
            "evaluation/assisted: self as hari by policy: open"
        ]
