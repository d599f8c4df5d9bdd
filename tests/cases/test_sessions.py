"""The two-sided record of a talk."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from cases import actions
from cases.models import CoachingSession
from cases.policies import SessionPolicy
from tests.cases.world import NOW, World, bring_to, confirm, hold_session, open_case, planned_session, step
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible, StateConflict
from workflow.history import verify
from workflow.models import Event
from workflow.sweep import sweep_all


@pytest.fixture
def session(world: World) -> CoachingSession:
    return planned_session(open_case(world), world)


def test_the_record_stands_when_both_sides_acknowledged(world, session):
    session = confirm(world, session)
    assert (session.state, session.employee_answer, session.leader_answer) == (
        "confirmed",
        "acknowledged",
        "acknowledged",
    )
    assert Event.objects.filter(name="session.confirmed", cause__name="session.acknowledged").count() == 1
    assert verify(session) == []


def test_it_also_stands_when_one_side_dissented_in_writing(world, session):
    session = hold_session(world, session)
    step(session, "dissent", world.actor("budi"), reason="tidak dibahas beban kerja")
    session = step(session, "acknowledge", world.actor("citra"))
    assert (session.state, session.employee_dissent) == ("confirmed", "tidak dibahas beban kerja")


def test_one_answer_is_not_enough(world, session):
    session = hold_session(world, session)
    assert step(session, "acknowledge", world.actor("budi")).state == "held"


def test_one_side_cannot_answer_for_both(world, session):
    session = hold_session(world, session)
    step(session, "acknowledge", world.actor("citra"))
    for who in ("citra", "sari"):
        with pytest.raises(GuardRefused) as caught:
            step(session, "acknowledge", world.actor(who))
        assert caught.value.code == "already_answered"


def test_a_dissent_needs_its_words(world, session):
    session = hold_session(world, session)
    with pytest.raises(InvalidInput):
        step(session, "dissent", world.actor("budi"), reason="  ")


def test_a_corrected_record_asks_both_sides_again(world, session):
    session = hold_session(world, session)
    step(session, "dissent", world.actor("budi"), reason="kurang lengkap")
    session = step(session, "amend", world.actor("citra"), held_at=NOW, minutes=30, notes="lengkap", agreements="baru")
    assert (session.employee_answer, session.employee_dissent, session.notes) == ("", "", "lengkap")


@pytest.mark.parametrize(("minutes", "fits"), [(-1, False), (0, False), (1, True), (1440, True), (1441, False)])
def test_the_length_is_positive_and_at_most_a_day(world, session, minutes, fits):
    if fits:
        assert hold_session(world, session, minutes=minutes).minutes == minutes
        return
    with pytest.raises(GuardRefused) as caught:
        hold_session(world, session, minutes=minutes)
    assert caught.value.code == "session_length"


def test_the_database_keeps_the_length_within_a_day(world, session):
    with pytest.raises(IntegrityError):
        CoachingSession.objects.filter(pk=session.pk).update(minutes=1441)


@pytest.mark.parametrize(("ahead", "fits"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_a_talk_in_the_future_is_not_recorded(world, session, ahead, fits):
    if fits:
        assert hold_session(world, session, held_at=NOW + ahead).state == "held"
        return
    with pytest.raises(GuardRefused) as caught:
        hold_session(world, session, held_at=NOW + ahead)
    assert caught.value.code == "session_in_future"


def test_a_talk_in_the_future_is_not_acknowledged(world, session):
    session = hold_session(world, session)
    CoachingSession.objects.filter(pk=session.pk).update(held_at=NOW + timedelta(hours=1))
    with pytest.raises(GuardRefused) as caught:
        step(session, "acknowledge", world.actor("budi"))
    assert caught.value.code == "session_in_future"


def test_a_planned_talk_cannot_be_acknowledged(world, session):
    with pytest.raises(StateConflict):
        step(session, "acknowledge", world.actor("budi"))


@pytest.mark.parametrize(("ahead", "fits"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_a_talk_is_planned_ahead(world, ahead, fits):
    case, citra = open_case(world), world.actor("citra")
    if fits:
        assert actions.plan_session(case, actor=citra, planned_at=NOW + ahead).state == "planned"
        return
    with pytest.raises(InvalidInput):
        actions.plan_session(case, actor=citra, planned_at=NOW + ahead)


@pytest.mark.parametrize(
    ("who", "error"), [("budi", NotPermitted), ("hana", NotPermitted), ("rekan", NotVisible), ("joko", NotVisible)]
)
def test_supervisor_and_coach_plan_talks(world, who, error):
    case = open_case(world)
    with pytest.raises(error):
        actions.plan_session(case, actor=world.actor(who), planned_at=NOW + timedelta(days=1))


@pytest.mark.parametrize("state", ["on_hold", "closed", "withdrawn"])
def test_no_talk_in_a_case_that_rests_or_ended(world, state):
    case = open_case(world)
    session = planned_session(case, world)
    case = bring_to(world, state, case)
    with pytest.raises(StateConflict):
        actions.plan_session(case, actor=world.actor("sari"), planned_at=NOW + timedelta(days=1))
    if state == "on_hold":
        with pytest.raises(GuardRefused):
            hold_session(world, session)


def test_what_was_said_stays_between_those_who_said_it(world, session):
    session = hold_session(world, session)
    policy = SessionPolicy()
    opened = {
        who: policy.fields_for(world.actor(who), session) for who in ("budi", "citra", "sari", "hana", "audi", "rekan")
    }
    assert all("notes" in opened[who] for who in ("budi", "citra", "sari"))
    assert all("notes" not in opened[who] for who in ("hana", "audi", "rekan"))
    assert "agreements" in opened["hana"]
    assert opened["audi"] == opened["rekan"] == frozenset()


def test_the_time_of_the_answer_is_kept(world, session):
    session = hold_session(world, session)
    with clock.frozen(NOW + timedelta(hours=2)):
        session = step(session, "acknowledge", world.actor("budi"))
    assert session.employee_answered_at == NOW + timedelta(hours=2)


class TestClock:
    def test_a_talk_that_nobody_wrote_down_is_told_after_five_working_days(self, world, session):
        # Planned for Wednesday 25 November: five working days end on Wednesday 2 December.
        with clock.frozen(NOW + timedelta(days=9)):
            sweep_all()
        assert not Event.objects.filter(name="session.record_overdue").exists()
        with clock.frozen(NOW + timedelta(days=10)):
            sweep_all()
            sweep_all()
        late = Event.objects.get(name="session.record_overdue")
        assert late.effective_at.isoformat().startswith("2026-12-02T16:59:59")

    def test_a_talk_that_was_moved_has_a_new_term(self, world, session):
        step(session, "reschedule", world.actor("citra"), planned_at=NOW + timedelta(days=14), reason="dinas luar")
        with clock.frozen(NOW + timedelta(days=12)):
            sweep_all()
        assert not Event.objects.filter(name="session.record_overdue").exists()

    def test_an_answer_that_is_missing_is_told_and_nothing_is_decided(self, world, session):
        session = hold_session(world, session)
        with clock.frozen(NOW + timedelta(days=8)):
            sweep_all()
        assert Event.objects.filter(name="session.answer_overdue").count() == 1
        assert not Event.objects.filter(name="session.record_overdue").exists()
        assert CoachingSession.objects.get().state == "held"
