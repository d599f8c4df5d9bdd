"""One form from the first day to its end: every state reached by the act of the one whose act it is."""

import pytest

from appraisal.actions import cycles, evaluations
from appraisal.models import Cycle, Evaluation, ResultRecord
from appraisal.rule_parsing import stored_content
from appraisal.scoring import replay
from cases.models import CaseTrigger, ImprovementCase
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock
from workflow.errors import GuardRefused
from workflow.history import history_of, verify


def names(subject: object) -> list[str]:
    return [event.name for event in history_of(subject)]  # type: ignore[arg-type]


def test_a_good_result_that_is_accepted(world: World, cycle: Cycle) -> None:
    form = do.approve(world, "siti")
    assert (form.state, form.predicate, str(form.score)) == ("objection", "baik", "2.00")
    evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
    form = world.form_of("siti")
    evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
    form = world.form_of("siti")
    assert form.state == "final"
    assert names(form) == [
        "evaluation.created",
        "evaluation.self_assessment_opened",
        "evaluation.submitted",
        "evaluation.approved",
        "evaluation.handed_over",
        "evaluation.accepted",
    ]
    assert verify(form) == []
    assert not CaseTrigger.objects.exists()


def test_a_low_result_opens_a_case_when_the_window_lapses(world: World, cycle: Cycle) -> None:
    form = do.approve(world, "siti", results=1, low=("disiplin", "inovasi"))
    assert form.predicate == "butuh_perbaikan"
    with clock.frozen(do.later(days=60)):
        do.let_clock_work()
        form = world.form_of("siti")
        assert form.state == "final"
        assert "evaluation.deemed_handed_over" in names(form)
        assert "evaluation.window_lapsed" in names(form)
    case = ImprovementCase.objects.get(employee=world.people["siti"])
    assert case.weak_codes == ["disiplin", "inovasi"]
    trigger = CaseTrigger.objects.get(case=case)
    assert (trigger.source_kind, trigger.source_id) == ("appraisal.evaluation", form.pk)


def test_a_granted_objection_lifts_the_result_and_opens_no_case(world: World, cycle: Cycle) -> None:
    form = do.approve(world, "siti", results=1, rating=2, low=("hasil_utama", "disiplin", "mutu_layanan"))
    assert form.predicate == "butuh_perbaikan"
    objection = do.file_objection(world, "siti", "hasil_utama", "disiplin")
    form = world.form_of("siti")
    assert form.disputed
    assert form.decider_id == world.people["kadis"].pk == objection.decider_id
    objection = do.answer_objection(world, objection)
    objection = do.decide(objection, {"hasil_utama": 2, "disiplin": 2})
    form = world.form_of("siti")
    assert (objection.state, objection.predicate_before, objection.predicate_after) == (
        "decided",
        "butuh_perbaikan",
        "baik",
    )
    assert (form.state, form.predicate, form.disputed, form.results_rating) == ("final", "baik", False, 2)
    assert not ImprovementCase.objects.exists()
    assert list(ResultRecord.objects.filter(evaluation=form).values_list("ground", flat=True)) == [
        "approved",
        "decided",
    ]
    content = stored_content(cycle.rule_set.content, cycle.rule_hash)
    assert form.result is not None
    assert replay(content, form.result).trace == form.result
    assert verify(form) == []
    assert verify(objection) == []


def test_a_cycle_that_nobody_touches_never_approves_itself(world: World, cycle: Cycle) -> None:
    cycles.begin_closing(cycle.public_id, actor=world.actor("hana"), version=cycle.version)
    with clock.frozen(do.later(days=90)):
        do.let_clock_work()
        forms = Evaluation.objects.all()
        assert set(forms.values_list("state", "unfilled")) == {("supervisor_review", True)}
        assert all(form.review_overdue_at is not None for form in forms)
        with pytest.raises(GuardRefused) as refused:
            cycles.close(cycle.public_id, actor=world.actor("hana"), version=cycle.version + 1)
    assert refused.value.code == "still_open"
    assert len(refused.value.details) == 1
    assert refused.value.details[0].endswith(f": {forms.count()}")
