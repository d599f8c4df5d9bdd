"""More time for the work of a case: asked for, given within its limits, or not given."""

from datetime import date, timedelta

import pytest

from cases.models import CaseStage, ImprovementCase
from tests.cases.world import bring_to, step
from workflow.errors import GuardRefused, InvalidInput
from workflow.history import verify
from workflow.models import Deadline
from workflow.worklist import worklist_of

FIRST = date(2027, 5, 23)
LATER = date(2027, 6, 30)
LAST = date(2027, 11, 23)


def end(world, case, day, who="sari"):
    return step(case, "extend", world.actor(who), due_on=day, reason="pelatihan diundur")


@pytest.fixture
def case(world):
    found = bring_to(world, "active")
    assert found.target_on == FIRST
    return found


def test_more_time_moves_the_end_its_deadline_and_the_last_stage(world, case):
    found = end(world, case, LATER)
    assert (found.target_on, found.first_target_on, found.extensions) == (LATER, FIRST, 1)
    pending = Deadline.objects.get(kind=case.kind, subject_id=case.pk, settled_at__isnull=True)
    assert (pending.name, pending.due_at) == ("review", found.duty_due_at)
    assert found.duty_due_at.date() == LATER
    last = CaseStage.objects.filter(case=case).last()
    assert (last.due_on, last.first_due_on) == (LATER, FIRST)
    assert verify(found) == []


@pytest.mark.parametrize("day", [FIRST, FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_the_new_end_is_later_and_within_six_months_of_the_first(world, case, day):
    for name, who in (("extend", "sari"), ("ask_extension", "budi")):
        with pytest.raises(GuardRefused) as refused:
            step(case, name, world.actor(who), due_on=day, reason="perlu")
        assert refused.value.code == "extension_unfit"
        assert len(refused.value.details) == 1
    assert ImprovementCase.objects.get(pk=case.pk).target_on == FIRST


def test_the_limit_itself_holds_and_counts_from_the_first_end(world, case):
    end(world, case, LATER)
    with pytest.raises(GuardRefused):
        end(world, case, LAST + timedelta(days=1))
    assert end(world, case, LAST).extensions == 2


def test_a_third_time_is_refused(world, case):
    for days in (1, 2):
        end(world, case, FIRST + timedelta(days=days))
    with pytest.raises(GuardRefused):
        end(world, case, FIRST + timedelta(days=3))


def test_the_employee_asks_once_and_the_answer_clears_the_request(world, case):
    budi, sari = world.actor("budi"), world.actor("sari")
    found = step(case, "ask_extension", budi, due_on=LATER, reason="anak sakit")
    assert (found.extension_asked_on, found.target_on) == (LATER, FIRST)
    with pytest.raises(GuardRefused) as refused:
        step(case, "ask_extension", budi, due_on=LATER, reason="lagi")
    assert refused.value.code == "extension_asked_already"
    titles = [task.title for task in worklist_of(sari, limit=20).tasks]
    assert any("Budi" in title and "waktu" in title for title in titles)
    found = step(case, "refuse_extension", sari, reason="masih cukup")
    assert (found.extension_asked_on, found.extension_reason, found.target_on) == (None, "", FIRST)
    with pytest.raises(GuardRefused):
        step(case, "refuse_extension", sari, reason="lagi")
    step(case, "ask_extension", budi, due_on=LATER, reason="anak sakit")
    found = end(world, case, LATER, who="hana")
    assert (found.extension_asked_on, found.target_on) == (None, LATER)


def test_a_reason_is_needed(world, case):
    with pytest.raises(InvalidInput):
        step(case, "ask_extension", world.actor("budi"), due_on=LATER, reason=" ")
    with pytest.raises(InvalidInput):
        step(case, "extend", world.actor("sari"), due_on=LATER, reason="")
