"""Early warnings at their boundary, equal on the page, in the list and over REST; duties met and late."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.duties import duties_of
from cases.early_warning import warned, warnings_of, with_signs
from cases.models import ImprovementCase, PlanItem
from tests.cases.world import (
    NOW,
    bring_to,
    confirm,
    enrolment,
    hold_session,
    open_case,
    planned_session,
    step,
    training,
)
from workflow import clock
from workflow.sweep import sweep_all
from workflow.worklist import worklist_of

DAY = timedelta(days=1)


@pytest.fixture
def signed_in(world):
    def sign_in(name):
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def signs(case, now):
    """Codes of one case; the list that narrows by signs must say the same."""
    found = with_signs(ImprovementCase.objects.filter(pk=case.pk), now=now).get()
    codes = [one.code for one in warnings_of(found, now=now)]
    listed = warned(ImprovementCase.objects.filter(pk=case.pk), now=now).exists()
    assert listed == bool(codes)
    return codes


def quiet(world):
    """A case under way in which nothing is late for a long time."""
    case = bring_to(world, "active")
    PlanItem.objects.filter(case=case).update(due_on=NOW.date() + 170 * DAY)
    ImprovementCase.objects.filter(pk=case.pk).update(sessions_every_days=120)
    return case


def progress(world, case, at):
    item = PlanItem.objects.filter(case=case, required=True).first()
    with clock.frozen(at):
        step(case, "record_progress", world.actor("budi"), item=item.public_id, progress="maju")


def test_a_case_that_goes_well_shows_nothing(world):
    assert signs(quiet(world), NOW + 20 * DAY) == []


def test_a_required_item_is_late_from_the_day_after_and_a_wish_never(world):
    case = quiet(world)
    PlanItem.objects.filter(case=case, required=False).update(due_on=NOW.date() - DAY)
    item = PlanItem.objects.filter(case=case, required=True).first()
    PlanItem.objects.filter(pk=item.pk).update(due_on=NOW.date() + 5 * DAY)
    assert signs(case, NOW + 5 * DAY) == []
    assert signs(case, NOW + 6 * DAY) == ["late_evidence"]
    PlanItem.objects.filter(pk=item.pk).update(done_at=NOW)
    assert signs(case, NOW + 6 * DAY) == []


def test_a_talk_is_missed_after_the_agreed_rhythm_unless_one_is_planned(world):
    case = quiet(world)
    ImprovementCase.objects.filter(pk=case.pk).update(sessions_every_days=14)
    assert signs(case, NOW + 14 * DAY) == []
    later = NOW + 14 * DAY + timedelta(seconds=1)
    assert signs(case, later) == ["missed_session"]
    planned = planned_session(case, world, ahead=16 * DAY)
    assert signs(case, later) == []
    with clock.frozen(NOW + 16 * DAY + timedelta(hours=2)):
        hold_session(world, planned)
    assert signs(case, NOW + 29 * DAY) == []
    assert "missed_session" in signs(case, NOW + 31 * DAY)


def test_progress_is_flat_after_thirty_days_counted_from_the_last_entry(world):
    case = quiet(world)
    assert signs(case, NOW + 30 * DAY) == []
    assert signs(case, NOW + 30 * DAY + timedelta(seconds=1)) == ["flat_progress"]
    progress(world, case, NOW + 20 * DAY)
    assert signs(case, NOW + 45 * DAY) == []
    assert signs(case, NOW + 51 * DAY) == ["flat_progress"]


def test_a_rest_is_no_sign_and_the_count_begins_anew_after_it(world):
    case = quiet(world)
    step(case, "hold", world.actor("hana"), reason="cuti")
    assert signs(case, NOW + 60 * DAY) == []
    with clock.frozen(NOW + 60 * DAY):
        step(case, "resume", world.actor("hana"))
    assert signs(case, NOW + 61 * DAY) == []
    assert signs(case, NOW + 91 * DAY) == ["flat_progress"]


def test_a_proposed_training_is_to_be_booked_two_weeks_before_it_begins(world):
    offer = training(starts=NOW.date() + 20 * DAY)
    case = quiet(world)
    assert PlanItem.objects.filter(case=case, training=offer).exists()
    assert signs(case, NOW + 5 * DAY) == []
    assert signs(case, NOW + 6 * DAY) == ["training_not_booked"]
    wanted = enrolment(world, offer=offer)
    assert wanted.case_id == case.pk
    assert signs(case, NOW + 6 * DAY) == []
    step(wanted, "decline", world.actor("tita"), reason="penuh")
    assert signs(case, NOW + 6 * DAY) == ["training_not_booked"]


def test_page_rest_board_and_worklist_show_the_reason_and_nothing_else_follows(world, signed_in):
    case, other = quiet(world), bring_to(world, "active", open_case(world, "rekan", source=2))
    PlanItem.objects.filter(case=other).update(due_on=NOW.date() + 170 * DAY)
    PlanItem.objects.filter(case=case, required=True).update(due_on=NOW.date() - 3 * DAY)
    before = ImprovementCase.objects.get(pk=case.pk).version
    url = reverse("cases:case", args=[case.public_id])
    for name, sees in (("budi", True), ("sari", True), ("hana", True), ("audi", True)):
        found = [one.code for one in signed_in(name).get(url).context["warnings"]]
        assert found == (["late_evidence"] if sees else [])
    hana = signed_in("hana")
    shape = hana.get(f"/api/v1/cases/{case.public_id}/").json()
    assert [one["code"] for one in shape["warnings"]] == ["late_evidence"]
    assert shape["warnings"][0]["since"] == str(NOW.date() - 2 * DAY)
    for query, names in (("?warned=true", ["Budi"]), ("?warned=false", ["Rekan"])):
        rows = hana.get(f"/api/v1/cases/{query}").json()["results"]
        assert [row["employee"]["name"] for row in rows] == names
    page = hana.get(reverse("cases:board"), {"warned": "1"})
    assert [row["case"].employee.full_name for row in page.context["rows"]] == ["Budi"]
    task = next(t for t in worklist_of(world.actor("sari"), limit=20).tasks if str(case.public_id) in t.key)
    assert shape["warnings"][0]["reason"][:10] in task.why or "wajib" in task.why
    assert ImprovementCase.objects.get(pk=case.pk).version == before


def test_the_board_narrowed_by_warnings_takes_constant_statements(world, signed_in):
    hana, url = signed_in("hana"), reverse("cases:board") + "?warned=1"
    counts = []
    for number, who in enumerate(("budi", "rekan", "lama")):
        case = bring_to(world, "active", open_case(world, who, source=number + 1))
        PlanItem.objects.filter(case=case).update(due_on=NOW.date() - DAY)
        hana.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert len(hana.get(url).context["rows"]) == number + 1
        counts.append(len(captured))
    assert counts[0] == counts[-1] <= 15


def states(case, now):
    found = ImprovementCase.objects.get(pk=case.pk)
    return [(duty.code, duty.state) for duty in duties_of(found, now=now)]


def test_a_duty_done_in_time_is_met_and_one_the_clock_found_undone_is_late(world):
    case = open_case(world)
    assert states(case, NOW) == [("plan", "open")]
    with clock.frozen(NOW + 30 * DAY):
        sweep_all()
        assert states(case, NOW + 30 * DAY) == [("plan", "missed")]
        step(case, "propose", world.actor("sari"))
    assert states(case, NOW + 30 * DAY) == [("plan", "late"), ("agreement", "open")]


def test_a_duty_that_ended_because_the_case_rested_says_nothing(world):
    case = open_case(world)
    step(case, "hold", world.actor("hana"), reason="cuti")
    assert states(case, NOW) == []


def test_the_rhythm_of_talks_is_a_duty_for_each_stretch(world):
    case = quiet(world)
    ImprovementCase.objects.filter(pk=case.pk).update(sessions_every_days=30)
    session = planned_session(case, world, ahead=10 * DAY)
    with clock.frozen(NOW + 11 * DAY):
        confirm(world, session)
    found = states(case, NOW + 60 * DAY)
    assert [state for code, state in found if code == "rhythm"] == ["met", "missed"]
    assert ("record", "met") in found
    assert [s for c, s in states(case, NOW + 60 * DAY - timedelta(seconds=1)) if c == "rhythm"] == ["met"]


def test_who_reads_the_duties(world, signed_in):
    case = bring_to(world, "active")
    url = reverse("cases:duties", args=[case.public_id])
    names = ("budi", "sari", "citra", "hana", "audi", "rekan", "joko", "lia")
    found = {name: signed_in(name).get(url).status_code for name in names}
    assert found == {
        "budi": 200, "sari": 200, "citra": 200, "hana": 200, "audi": 200, "rekan": 404, "joko": 404, "lia": 404,
    }  # fmt: skip
    shape = signed_in("hana").get(f"/api/v1/cases/{case.public_id}/").json()
    assert {duty["code"] for duty in shape["duties"]} >= {"plan", "agreement", "review"}
