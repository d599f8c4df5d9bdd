"""Every machine × situation × step × person through the action, REST and the page: one answer, and no trace of a no.

By default every allowed act by one person, and one refusal of each step, at each door. `make test-exhaustive` runs the
whole product and writes RESULT.md: how many cells of each machine, at each door, on which database, when.
"""

import time
from collections import Counter
from typing import Any

import pytest

from appraisal.models import (
    AnnualResult,
    AssessorCorrection,
    Award,
    CalibrationEntry,
    CalibrationRoom,
    Cycle,
    DialogueMeeting,
    Evaluation,
    Feedback,
    FeedbackRound,
    Hearing,
    Innovation,
    Objection,
    PeriodSegment,
    Plan,
    Recognition,
    RuleChange,
    RuleSet,
    UnitAchievement,
)
from cases.models import (
    CoachingSession,
    Counselling,
    CounsellingSession,
    Enrolment,
    GuidanceEvaluation,
    GuidanceFeedback,
    ImprovementCase,
)
from organization.models import Delegation, Difference, ImportBatch, RoleGrant
from tests.matrix import (
    evaluation_table,
    test_achievement_matrix,
    test_annual_matrix,
    test_award_matrix,
    test_calibration_matrix,
    test_cycle_matrix,
    test_dialogue_matrix,
    test_hearing_matrix,
    test_innovation_matrix,
    test_objection_matrix,
    test_plan_matrix,
    test_recognition_matrix,
)
from tests.matrix.doors import (
    annual_scenes,
    appraisal_scenes,
    calibration_scenes,
    case_scenes,
    correction_scenes,
    counselling_scenes,
    dialogue_scenes,
    document_scenes,
    guidance_scenes,
    organization_scenes,
    plan_scenes,
    reward_scenes,
    rule_change_scenes,
    segment_scenes,
    tables,
)
from tests.matrix.doors.harness import DOORS, Scene, differences, has_page, left_out
from tests.matrix.doors.impossible import EVERY, IMPOSSIBLE, impossible
from tests.matrix.doors.result import counted
from workflow.models import Document
from workflow.tables import machines, table_of

GRIDS = {
    "evaluation": (Evaluation, evaluation_table.table(), appraisal_scenes.evaluation),
    "objection": (Objection, tables.objection(), appraisal_scenes.objection),
    "hearing": (Hearing, test_hearing_matrix.TABLE, appraisal_scenes.hearing),
    "plan": (Plan, test_plan_matrix.TABLE, plan_scenes.plan),
    "innovation": (Innovation, test_innovation_matrix.TABLE, appraisal_scenes.innovation),
    "cycle": (Cycle, tables.cycle(), appraisal_scenes.cycle),
    "rule_set": (RuleSet, tables.rule_set(), appraisal_scenes.rule_set),
    "grant": (RoleGrant, tables.grant(), organization_scenes.grant),
    "watcher": (RoleGrant, tables.watcher(), organization_scenes.watcher),
    "delegation": (Delegation, tables.delegation(), organization_scenes.delegation),
    "correction": (AssessorCorrection, tables.correction(), correction_scenes.correction),
    "rule_change": (RuleChange, tables.rule_change(), rule_change_scenes.rule_change),
    "segment": (PeriodSegment, tables.segment(), segment_scenes.segment),
    "import": (ImportBatch, tables.import_batch(), organization_scenes.import_batch),
    "difference": (Difference, tables.difference(), organization_scenes.difference),
    "recognition": (Recognition, test_recognition_matrix.TABLE, reward_scenes.recognition),
    "feedback_round": (FeedbackRound, test_dialogue_matrix.ROUND, dialogue_scenes.feedback_round),
    "feedback_given": (Feedback, test_dialogue_matrix.FEEDBACK, dialogue_scenes.feedback_given),
    "dialogue_meeting": (DialogueMeeting, test_dialogue_matrix.MEETING, dialogue_scenes.dialogue_meeting),
    "award": (Award, test_award_matrix.TABLE, reward_scenes.award),
    "annual": (AnnualResult, test_annual_matrix.TABLE, annual_scenes.annual),
    "achievement": (UnitAchievement, test_achievement_matrix.TABLE, annual_scenes.achievement),
    "room": (CalibrationRoom, test_calibration_matrix.ROOM, calibration_scenes.room),
    "entry": (CalibrationEntry, test_calibration_matrix.ENTRY, calibration_scenes.entry),
    "document": (Document, tables.document(), document_scenes.document),
}
# Their tables are by state, and are held against the machine beside the matrix of the action.
BY_STATE: dict[str, tuple[Any, Any]] = {
    "case": (ImprovementCase, case_scenes.case),
    "session": (CoachingSession, case_scenes.session),
    "enrolment": (Enrolment, case_scenes.enrolment),
    "counselling": (Counselling, counselling_scenes.counselling),
    "talk": (CounsellingSession, counselling_scenes.talk),
    "feedback": (GuidanceFeedback, guidance_scenes.feedback),
    "competence": (GuidanceEvaluation, guidance_scenes.competence),
}
SCENES: list[tuple[str, Any, str]] = [
    *((kind, build, situation) for kind, (_model, grid, build) in GRIDS.items() for situation in grid.situations),
    *((kind, build, state) for kind, (model, build) in BY_STATE.items() for state in model.States.values),
]


@pytest.mark.parametrize("kind", GRIDS)
def test_the_table_names_every_step(kind: str) -> None:
    model, grid, _build = GRIDS[kind]
    assert {name for name, _where, _who in grid.answers} == set(table_of(model).rows)


SHARED = {
    "objection": test_objection_matrix.TABLE,
    "cycle": test_cycle_matrix.CYCLE,
    "rule_set": test_cycle_matrix.RULES,
}


@pytest.mark.parametrize("kind", SHARED)
def test_two_tables_never_contradict(kind: str) -> None:
    """The tables here have more situations and people than those at the action; where both speak, they agree."""
    here = GRIDS[kind][1].answers
    assert {key: here[key] for key in SHARED[kind].answers} == SHARED[kind].answers


def test_every_machine_of_the_product_has_a_table() -> None:
    kinds = {model.kind for model in machines() if not model.kind.startswith("sample.")}
    tested = {model.kind for model, _grid, _build in GRIDS.values()}
    assert kinds == tested | {model.kind for model, _build in BY_STATE.values()}


OWN_FORMS = {
    "evaluation": ("draft", "open", "rated", "final"),
    "objection": ("drafted", "filed", "written", "answered", "ruled", "decided"),
}
parts = pytest.mark.parametrize("part", ["sample", pytest.param("whole", marks=pytest.mark.exhaustive)])


@parts
@pytest.mark.parametrize(("kind", "build", "situation"), SCENES, ids=[f"{k}-{s}" for k, _b, s in SCENES])
def test_the_doors_answer_as_the_table_says(
    kind: str, build: Any, situation: str, part: str, db: None, record_property: Any
) -> None:
    """Every door; then the pages made for the act: handing in, approving, naming an assessor, filing, deciding."""
    began, sample = time.monotonic(), part == "sample"
    with build(situation) as scene:
        product = len(DOORS) * len(scene.cells)
        counts, found = differences(scene, sample=sample)
        counts["impossible"] = left_out(scene)
        assert sample or counts.total() == product
        if situation in OWN_FORMS.get(kind, ()):
            filled, more = at_own_forms(scene, situation, sample=sample)
            counts["own form"], found = filled["page"], found + more
    if not sample:
        seconds = time.monotonic() - began
        record_property(*counted(kind, situation, cells=counts, disagreements=len(found), seconds=seconds))
    assert min(counts["action"], counts["rest"], counts["page"]) >= 1
    assert found == []


def at_own_forms(scene: Scene, situation: str, *, sample: bool) -> tuple[Counter[str], list[str]]:
    """The forms people really fill in answer like the address that takes any step."""
    scene.page = appraisal_scenes.written_on(scene.machine, situation)
    scene.cells = {key: answer for key, answer in scene.cells.items() if has_page(scene, key[0])}
    counts, found = differences(scene, ["page"], sample=sample)
    assert counts["page"] >= (4 if sample else 60)
    return counts, found


@pytest.mark.parametrize("kind", dict.fromkeys(kind for kind, _build, _situation in SCENES))
def test_what_is_not_run_is_listed(kind: str, db: None) -> None:
    """A cell without a road is listed as impossible, one with a road is not."""
    build, situation = next((build, situation) for name, build, situation in SCENES if name == kind)
    with build(situation) as scene:
        for door in DOORS:
            for name, person in scene.cells:
                road = door == "action" or (person != "clock" and (door == "rest" or has_page(scene, name)))
                assert impossible(door, kind, name, person) is not road, (door, name, person)


def test_every_line_of_the_impossible_is_about_a_machine() -> None:
    named = {line.machine for line in IMPOSSIBLE if line.machine != EVERY}
    assert named <= {kind for kind, _build, _situation in SCENES}
    assert all(line.reason for line in IMPOSSIBLE)
