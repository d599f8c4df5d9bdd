"""The harness sees what it is there to see: with a check taken out, or a trace planted, it must name the cells."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from appraisal.policies import EvaluationPolicy
from cases.counselling.policies import CounsellingPolicy
from cases.guidance.policies import FeedbackPolicy
from cases.policies import CasePolicy
from organization.models import Unit
from organization.policies import ImportBatchPolicy
from tests.matrix.doors import (
    appraisal_scenes,
    case_scenes,
    counselling_scenes,
    guidance_scenes,
    harness,
    organization_scenes,
)
from tests.matrix.doors.harness import DOORS, differences, run_cell
from workflow.actors import Actor
from workflow.roles import Role

FAULTS = {
    "evaluation": (EvaluationPolicy, lambda: appraisal_scenes.evaluation("rated")),
    "case": (CasePolicy, lambda: case_scenes.case("active")),
    "counselling": (CounsellingPolicy, lambda: counselling_scenes.counselling("active")),
    "feedback": (FeedbackPolicy, lambda: guidance_scenes.feedback("handed_in")),
    "import": (ImportBatchPolicy, lambda: organization_scenes.import_batch("checked")),
}
# Tables of so few steps that a sample of one refusal each need not hold a 403: they are run whole.
SMALL = ("import", "counselling", "feedback")
WAYS = {
    "action": "tests.matrix.doors.harness.fire",
    "rest": "workflow.api.viewsets.order_from",
    "page": "appraisal.views.evaluations.take",
}


def every_role(_policy: Any, actor: Actor, _obj: Any) -> frozenset[str]:
    """The role check with its heart taken out."""
    return frozenset(Role.values) if actor.user_id or actor.is_clock else frozenset()


@pytest.mark.parametrize("kind", FAULTS)
def test_a_role_check_that_allows_everything_is_caught(kind: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    policy, build = FAULTS[kind]
    with build() as scene:
        monkeypatch.setattr(policy, "roles_of", every_role)
        for door in DOORS:
            _counts, found = differences(scene, [door], sample=kind not in SMALL)
            assert any(f"by {door}" in line and ": allow, written: 403" in line for line in found), door


def with_a_trace(door: str, monkeypatch: pytest.MonkeyPatch, plant: Any) -> None:
    """Let the door do something of its own before the engine is asked."""
    real = import_string(WAYS[door])

    def run(*args: Any, **kwargs: Any) -> Any:
        plant()
        return real(*args, **kwargs)

    monkeypatch.setattr(WAYS[door], run)


@pytest.mark.parametrize("door", DOORS)
def test_a_row_written_before_a_refusal_is_caught(door: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with appraisal_scenes.evaluation("rated") as scene:
        scene.sign_everybody_in()
        assert run_cell(scene, door, "approve", "siti") == "403"
        with_a_trace(door, monkeypatch, lambda: Unit.objects.filter(code="other").update(name="Lain"))
        assert run_cell(scene, door, "approve", "siti") == "403, but left a trace"


def test_a_file_stored_before_a_refusal_is_caught(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    with appraisal_scenes.evaluation("rated") as scene:
        scene.sign_everybody_in()
        with_a_trace("page", monkeypatch, lambda: (tmp_path / "left.pdf").write_bytes(b"%PDF"))
        assert run_cell(scene, "page", "approve", "siti") == "403, but left a file"


def test_a_door_that_says_yes_and_does_nothing_is_caught(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with appraisal_scenes.evaluation("rated") as scene:
        scene.sign_everybody_in()
        assert run_cell(scene, "page", "approve", "kabid") == "allow"
        monkeypatch.setattr(WAYS["page"], lambda *args, **kwargs: None)
        assert run_cell(scene, "page", "approve", "kabid") == "allow, but nothing happened"


@pytest.mark.parametrize("door", ["rest", "page"])
def test_a_session_without_its_token_takes_no_step(door: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same person, act and version: only the token against forged requests is missing."""
    with appraisal_scenes.evaluation("rated") as scene:
        scene.sign_everybody_in()
        monkeypatch.setattr(harness, "uses_token", lambda _person: False)
        assert run_cell(scene, door, "approve", "kabid") == "allow"
        monkeypatch.setattr(harness, "CSRF", "")
        assert run_cell(scene, door, "approve", "kabid", whole=True) == "403"
