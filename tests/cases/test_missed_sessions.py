"""A talk that did not take place: who says so, when, what the other side may answer, and where it is seen."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.early_warning import Sign, warned, warnings_of, with_signs
from cases.models import CoachingSession, ImprovementCase, PlanItem
from cases.policies import SessionPolicy
from tests.cases.world import NOW, World, bring_to, confirm, open_case, planned_session, step
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput
from workflow.history import verify
from workflow.models import Event
from workflow.sweep import sweep_all

DAY = timedelta(days=1)
MISS = {"absent": "leader", "reason": "RAHASIA-ALASAN"}


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def missed(world: World, session: CoachingSession, who: str = "budi") -> CoachingSession:
    """One side says that the talk of its time did not take place."""
    with clock.frozen(session.planned_at):
        return step(session, "miss", world.actor(who), **MISS)


@pytest.fixture
def session(world: World) -> CoachingSession:
    return planned_session(open_case(world), world)


@pytest.mark.parametrize(("early", "fits"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_nobody_is_absent_from_the_future(world, session, early, fits):
    with clock.frozen(session.planned_at - early):
        if fits:
            assert step(session, "miss", world.actor("budi"), **MISS).state == "missed"
            return
        with pytest.raises(GuardRefused) as caught:
            step(session, "miss", world.actor("budi"), **MISS)
    assert caught.value.code == "session_in_future"
    assert CoachingSession.objects.get().state == "planned"


@pytest.mark.parametrize("left_out", ["absent", "reason"])
def test_who_and_why_are_both_named(world, session, left_out):
    given = {name: value for name, value in MISS.items() if name != left_out}
    with clock.frozen(session.planned_at), pytest.raises(InvalidInput):
        step(session, "miss", world.actor("citra"), **given)


def test_an_unknown_absentee_is_refused(world, session):
    with clock.frozen(session.planned_at), pytest.raises(InvalidInput):
        step(session, "miss", world.actor("citra"), absent="nobody", reason="x")


def test_the_other_side_may_see_it_differently_once_and_the_one_that_spoke_may_not(world, session):
    session = missed(world, session)
    assert (session.absent, session.employee_answer, session.leader_answer) == ("leader", "acknowledged", "")
    with pytest.raises(GuardRefused) as caught:
        step(session, "contest", world.actor("budi"), reason="tambahan")
    assert caught.value.code == "already_answered"
    session = step(session, "contest", world.actor("sari"), reason="saya menunggu satu jam")
    assert (session.state, session.leader_dissent) == ("missed", "saya menunggu satu jam")
    with pytest.raises(GuardRefused):
        step(session, "contest", world.actor("citra"), reason="saya juga")
    assert verify(session) == []


def test_a_case_that_rests_takes_no_word_about_its_talks(world, session):
    bring_to(world, "on_hold", session.case)
    with clock.frozen(session.planned_at), pytest.raises(GuardRefused) as caught:
        step(session, "miss", world.actor("sari"), **MISS)
    assert caught.value.code == "case_not_open"


def test_the_clock_asks_the_working_day_after_and_only_once(world, session):
    # Planned for Wednesday 25 November, 9 o'clock; the next working day ends on Thursday.
    end = NOW + 2 * DAY
    with clock.frozen(end + timedelta(hours=20)):
        sweep_all()
    assert not Event.objects.filter(name="session.record_reminded").exists()
    with clock.frozen(end + 2 * DAY):
        sweep_all()
        sweep_all()
    asked = Event.objects.get(name="session.record_reminded")
    assert asked.effective_at.isoformat().startswith("2026-11-26T16:59:59")
    assert CoachingSession.objects.get().state == "planned"


def test_a_word_in_time_leaves_the_clock_nothing_to_ask(world, session):
    missed(world, session)
    with clock.frozen(NOW + 30 * DAY):
        sweep_all()
    assert not Event.objects.filter(name__in=("session.record_reminded", "session.record_overdue")).exists()


def signs(case: ImprovementCase, now: datetime) -> list[Sign]:
    """The signs of a case; the list that narrows by them must agree."""
    found = with_signs(ImprovementCase.objects.filter(pk=case.pk), now=now).get()
    told = list(warnings_of(found, now=now))
    assert warned(ImprovementCase.objects.filter(pk=case.pk), now=now).exists() == bool(told)
    return told


class TestWarning:
    @pytest.fixture
    def case(self, world: World) -> ImprovementCase:
        case = bring_to(world, "active")
        PlanItem.objects.filter(case=case).update(due_on=NOW.date() + 170 * DAY)
        ImprovementCase.objects.filter(pk=case.pk).update(sessions_every_days=120)
        return case

    def test_missed_talks_are_counted_until_one_is_held(self, world, case):
        first, second = planned_session(case, world, ahead=2 * DAY), planned_session(case, world, ahead=3 * DAY)
        assert signs(case, NOW + 4 * DAY) == []
        missed(world, first)
        (sign,) = signs(case, NOW + 4 * DAY)
        assert (sign.code, sign.since) == ("missed_session", NOW.date() + 2 * DAY)
        missed(world, second)
        (sign,) = signs(case, NOW + 4 * DAY)
        assert "2" in sign.reason
        later = planned_session(case, world, ahead=5 * DAY)
        with clock.frozen(NOW + 6 * DAY):
            confirm(world, later)
        assert signs(case, NOW + 6 * DAY) == []

    def test_a_planned_next_talk_does_not_hide_a_missed_one(self, world, case):
        missed(world, planned_session(case, world))
        planned_session(case, world, ahead=9 * DAY)
        assert [one.code for one in signs(case, NOW + 3 * DAY)] == ["missed_session"]

    def test_a_rest_begins_the_count_anew(self, world, case):
        missed(world, planned_session(case, world))
        with clock.frozen(NOW + 3 * DAY):
            step(case, "hold", world.actor("hana"), reason="cuti")
        with clock.frozen(NOW + 5 * DAY):
            step(case, "resume", world.actor("hana"))
        assert signs(case, NOW + 6 * DAY) == []

    def test_a_talk_missed_before_the_work_began_is_no_sign_of_the_work(self, world, case):
        missed(world, planned_session(case, world))
        ImprovementCase.objects.filter(pk=case.pk).update(started_at=NOW + 2 * DAY + timedelta(seconds=1))
        assert signs(case, NOW + 3 * DAY) == []
        ImprovementCase.objects.filter(pk=case.pk).update(started_at=NOW + 2 * DAY)
        assert [one.code for one in signs(case, NOW + 3 * DAY)] == ["missed_session"]


def test_who_reads_who_did_not_come_and_why(world, session):
    session = missed(world, session)
    policy = SessionPolicy()
    opened = {name: policy.fields_for(world.actor(name), session) for name in ("budi", "sari", "citra", "hana", "audi")}
    assert {name for name, groups in opened.items() if "absence" in groups} == {"budi", "sari", "citra", "hana"}
    url = reverse("cases:session", args=[session.public_id])
    for name in ("budi", "sari", "citra", "hana", "audi"):
        page = sign_in(world, name).get(url).content.decode()
        assert ("RAHASIA-ALASAN" in page) == (name != "audi"), name


def test_the_page_rest_and_the_timeline_tell_it(world, session):
    with clock.frozen(session.planned_at):
        budi = sign_in(world, "budi")
        page = budi.get(reverse("cases:session", args=[session.public_id]))
        offered = {act.name for act in page.context["acts"]}
        assert "miss" in offered
        body = {"transition": "miss", "version": session.version, **MISS}
        answer = budi.post(reverse("cases:session_act", args=[session.public_id]), body)
        assert answer.status_code == 302
    shape = sign_in(world, "hana").get(f"/api/v1/coaching-sessions/{session.public_id}/").json()
    assert (shape["state"], shape["absent"]) == ("missed", "leader")
    assert "absent" not in sign_in(world, "audi").get(f"/api/v1/coaching-sessions/{session.public_id}/").json()
    told = sign_in(world, "sari").get(reverse("cases:case", args=[session.case.public_id])).context["timeline"]
    assert "RAHASIA-ALASAN" in [entry.text for entry in told]


def test_rest_takes_it_too_and_refuses_the_future(world, session):
    citra, url = sign_in(world, "citra"), f"/api/v1/coaching-sessions/{session.public_id}/transitions/"
    body = {"transition": "miss", "version": session.version, **MISS}
    refused = citra.post(url, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "session_in_future")
    with clock.frozen(session.planned_at):
        assert citra.post(url, body, content_type="application/json").status_code == 200
