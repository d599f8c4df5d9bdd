"""Objections out of time: recorded with their arrival, admitted by a person with a reason, or ended by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from appraisal.actions import evaluations, objections
from appraisal.models import Evaluation, Objection
from cases.models import ImprovementCase
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.matrix.situations import evaluation_in
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, StateConflict
from workflow.models import Deadline

LATE = do.IN_WINDOW + timedelta(days=20)


@pytest.fixture
def over(db: Any) -> Any:
    """Siti's low result is final by silence; a draft she did not file in time has lapsed."""
    world, form = evaluation_in("handed")
    with clock.frozen(do.IN_WINDOW + timedelta(hours=1)):
        evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
        do.write_objection(world, "siti")
    with clock.frozen(LATE):
        do.let_clock_work()
        assert world.form_of("siti").state == "final"
        yield world


def fresh(objection: Objection) -> Objection:
    return Objection.objects.select_related("evaluation").get(pk=objection.pk)


def admit(world: World, person: str = "hana", reason: str = "Sakit, surat dokter.") -> Evaluation:
    form = world.form_of("siti")
    payload = {"reason": reason}
    evaluations.take(form.public_id, "admit_late", actor=world.actor(person), version=form.version, payload=payload)
    return world.form_of("siti")


def test_the_lapsed_draft_can_be_filed_and_is_marked_late(over: World) -> None:
    draft = Objection.objects.get()
    assert draft.state == "lapsed"
    window = over.form_of("siti").window_ends_at
    filed = do.file_late(over, draft)
    assert (filed.state, filed.filed_late, filed.filed_at, filed.window_until) == ("late", True, LATE, window)
    form = over.form_of("siti")
    assert (form.state, form.disputed) == ("final", False)


def test_a_new_one_can_be_written_after_the_end(over: World) -> None:
    written = do.write_objection(over, "siti", "disiplin")
    assert written.state == "drafted"
    with pytest.raises(GuardRefused) as refused:
        objections.file(written.public_id, actor=over.actor("siti"), version=written.version)
    assert refused.value.code == "window_closed"
    assert do.file_late(over, written).state == "late"
    with pytest.raises(GuardRefused) as refused:
        do.file_late(over, Objection.objects.get(state="lapsed"))
    assert refused.value.code == "disputed"


def test_in_the_window_nothing_is_late(db: Any) -> None:
    world, _form = evaluation_in("handed")
    with clock.frozen(do.IN_WINDOW + timedelta(hours=1)):
        draft = do.write_objection(world, "siti")
        with pytest.raises(GuardRefused) as refused:
            do.file_late(world, draft)
        assert refused.value.code == "not_late"
        assert not do.file_objection(world, "siti").filed_late


@pytest.mark.parametrize(("beyond", "open_"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_the_last_moment_of_admission(over: World, beyond: timedelta, open_: bool) -> None:
    from appraisal import late

    form = over.form_of("siti")
    end = late.admission_end(form)
    assert end is not None
    with clock.frozen(end.due_at + beyond):
        if open_:
            assert objections.begin_objection(form.public_id, actor=over.actor("siti")).state == "drafted"
            return
        with pytest.raises(GuardRefused) as refused:
            objections.begin_objection(form.public_id, actor=over.actor("siti"))
        assert refused.value.code == "too_late"


def test_admission_sends_it_on_its_way_and_takes_the_case_back(over: World) -> None:
    filed = do.file_late(over, Objection.objects.get())
    case = ImprovementCase.objects.get()
    form = admit(over)
    assert (form.state, form.disputed, fresh(filed).state) == ("objection", True, "filed")
    assert ImprovementCase.objects.get(pk=case.pk).state == "withdrawn"
    assert fresh(filed).filed_at == LATE
    assert Deadline.objects.filter(
        kind=Objection.kind, subject_id=filed.pk, settled_at=None, name="answer_ends"
    ).exists()
    do.decide(do.answer_objection(over, fresh(filed)), {"hasil_utama": 3}, results_rating=3)
    after = over.form_of("siti")
    assert (after.state, after.disputed) == ("final", False)
    assert not ImprovementCase.objects.exclude(state="withdrawn").exists()


def test_admission_needs_a_reason_and_the_right(over: World) -> None:
    filed = do.file_late(over, Objection.objects.get())
    with pytest.raises(InvalidInput):
        admit(over, reason=" ")
    for person in ("siti", "kabid", "audi"):
        with pytest.raises(NotPermitted):
            admit(over, person)
    assert fresh(filed).state == "late"
    assert admit(over, "kadis").disputed


def test_it_can_be_rejected_with_a_reason(over: World) -> None:
    filed = do.file_late(over, Objection.objects.get())
    with pytest.raises(InvalidInput):
        objections.take(filed.public_id, "reject_late", actor=over.actor("kadis"), version=filed.version)
    assert do.reject_late(over, filed).state == "out_of_time"
    assert over.form_of("siti").state == "final"
    # HR may still think better of it: the window opens anew, and she writes once more.
    assert admit(over).state == "objection"
    assert do.file_objection(over, "siti").state == "filed"


def test_the_clock_ends_what_nobody_admits(over: World) -> None:
    filed = do.file_late(over, Objection.objects.get())
    [due] = Deadline.objects.filter(kind=Objection.kind, subject_id=filed.pk, settled_at=None)
    with clock.frozen(due.due_at + timedelta(seconds=1)):
        do.let_clock_work()
        assert fresh(filed).state == "out_of_time"
        assert over.form_of("siti").state == "final"
        with pytest.raises(StateConflict):
            do.reject_late(over, filed)


def test_it_can_be_withdrawn_without_touching_the_result(over: World) -> None:
    filed = do.file_late(over, Objection.objects.get())
    version = over.form_of("siti").version
    objections.take(filed.public_id, "withdraw_late", actor=over.actor("siti"), version=filed.version)
    assert (fresh(filed).state, over.form_of("siti").version) == ("withdrawn", version)


def test_a_reopening_ends_what_waits(over: World) -> None:
    filed = do.file_late(over, Objection.objects.get())
    form = over.form_of("siti")
    evaluations.request_reopening(form.public_id, actor=over.actor("hana"), version=form.version, reason="Keliru.")
    form = over.form_of("siti")
    evaluations.take(form.public_id, "reopen", actor=over.actor("hari"), version=form.version)
    assert fresh(filed).state == "out_of_time"


@pytest.mark.parametrize(("beyond", "taken"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_the_last_microsecond_belongs_to_the_employee(db: Any, beyond: timedelta, taken: bool) -> None:
    world, form = evaluation_in("handed")
    with clock.frozen(do.IN_WINDOW + timedelta(hours=1)):
        evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
        draft = do.write_objection(world, "siti")
    end: datetime = world.form_of("siti").window_ends_at  # type: ignore[assignment]
    with clock.frozen(end + beyond):
        if taken:
            objections.file(draft.public_id, actor=world.actor("siti"), version=draft.version)
            assert (fresh(draft).state, fresh(draft).filed_late) == ("filed", False)
            return
        with pytest.raises((GuardRefused, StateConflict)):
            objections.file(draft.public_id, actor=world.actor("siti"), version=draft.version)
        assert fresh(draft).filed_at is None
