"""Stages of the work: their days, what they need, who closes them; and entries of progress that all stay."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.actions import attach_evidence, change_plan
from cases.clocks import sensible_stages
from cases.files import store
from cases.models import CaseStage, ImprovementCase, PlanItem, ProgressEntry
from cases.stages import track
from tests.cases.world import NOW, bring_to, confirm, fulfil, open_case, planned_session, step
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput
from workflow.history import verify

JSON = {"content_type": "application/json"}


@pytest.fixture
def signed_in(world):
    def sign_in(name):
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def stages_of(case):
    return list(CaseStage.objects.filter(case=case))


def close(world, case, stage, who="sari", **more):
    return step(case, "close_stage", world.actor(who), stage=stage.public_id, statement="mulai terlihat", **more)


@pytest.mark.parametrize(
    ("months", "sensible"),
    [
        ((), True), ((1,), True), ((1, 3, 6), True), ((24,), True), ((25,), False), ((0, 3), False), ((3, 1), False),
        ((3, 3), False), (tuple(range(1, 7)), True), (tuple(range(1, 8)), False), ((True, 3), False), (("x",), False),
    ],
)  # fmt: skip
def test_months_rise_within_two_years_and_are_six_at_most(months, sensible):
    assert sensible_stages(months) is sensible


def test_stages_get_their_days_when_the_work_begins_and_none_ends_after_the_plan(world):
    case = open_case(world)
    change_plan(case, actor=world.actor("sari"), revision=0, values={"stage_months": [1, 3, 9]})
    assert stages_of(case) == []
    case = bring_to(world, "active", case)
    assert [stage.due_on for stage in stages_of(case)] == [date(2026, 12, 23), date(2027, 2, 23), case.target_on]
    assert [stage.first_due_on for stage in stages_of(case)] == [stage.due_on for stage in stages_of(case)]


def test_a_plan_that_was_taken_back_and_begun_again_has_one_set_of_stages(world):
    case = bring_to(world, "planned")
    step(case, "revise", world.actor("sari"), reason="terlalu dekat")
    case = bring_to(world, "active", case)
    assert [stage.position for stage in stages_of(case)] == [1, 2, 3]


def test_months_that_make_no_sense_are_refused(world):
    with pytest.raises(InvalidInput) as refused:
        change_plan(open_case(world), actor=world.actor("sari"), revision=0, values={"stage_months": [3, 1]})
    assert [fault.field for fault in refused.value.details] == ["stage_months"]


def test_an_item_belongs_to_the_first_stage_that_ends_on_or_after_its_day(world):
    case = bring_to(world, "active")
    first, second, last = stages_of(case)
    item = PlanItem.objects.filter(case=case, required=True).first()
    for day, wanted in (
        (first.due_on, first),
        (first.due_on + timedelta(days=1), second),
        (last.due_on + timedelta(days=9), last),
        (None, last),
    ):
        PlanItem.objects.filter(pk=item.pk).update(due_on=day)
        found = next(view for view in track(ImprovementCase.objects.get(pk=case.pk)) if item in view.items)
        assert found.stage == wanted


def test_a_stage_is_closed_when_its_items_and_talks_are_there_and_not_before(world):
    case = bring_to(world, "active")
    first, second, _last = stages_of(case)
    item = PlanItem.objects.filter(case=case, required=True).first()
    PlanItem.objects.filter(pk=item.pk).update(due_on=first.due_on)
    with pytest.raises(GuardRefused) as refused:
        close(world, case, first)
    assert any(item.title in str(sentence) for sentence in refused.value.details)
    step(case, "record_progress", world.actor("budi"), item=item.public_id, progress="selesai", done=True)
    close(world, case, first)
    first.refresh_from_db()
    assert (first.closed_at, first.closed_by, first.statement) == (NOW, world.people["sari"], "mulai terlihat")
    # Two talks for three stages: one of them belongs to the second.
    PlanItem.objects.filter(case=case).update(done_at=NOW)
    with pytest.raises(GuardRefused):
        close(world, case, second)
    confirm(world, planned_session(case, world))
    assert verify(close(world, case, second, who="citra")) == []


def test_stages_are_closed_one_after_the_other_and_only_those_of_the_case(world):
    case, other = bring_to(world, "active"), bring_to(world, "active", open_case(world, "rekan", source=9))
    fulfilled = PlanItem.objects.filter(case__in=(case, other))
    fulfilled.update(done_at=NOW)
    ImprovementCase.objects.update(sessions_required=1)
    for stage in (stages_of(case)[1], stages_of(other)[0]):
        with pytest.raises(GuardRefused):
            close(world, case, stage)
    close(world, case, stages_of(case)[0])
    with pytest.raises(GuardRefused):
        close(world, case, stages_of(case)[0])
    assert CaseStage.objects.filter(closed_at__isnull=False).count() == 1


def test_a_case_closes_only_with_every_stage_closed_and_names_the_open_ones(world):
    case = bring_to(world, "active")
    fulfil(world, case)
    CaseStage.objects.filter(case=case, position=3).update(closed_at=None)
    case = step(case, "submit_for_review", world.actor("sari"), summary="membaik")
    values = {"outcome": "target_met", "outcome_note": "sudah baik"}
    with pytest.raises(GuardRefused) as refused:
        step(case, "close", world.actor("hana"), **values)
    assert len(refused.value.details) == 1
    assert "6" in str(refused.value.details[0])
    CaseStage.objects.filter(case=case, position=3).update(closed_at=NOW)
    assert step(case, "close", world.actor("hana"), **values).state == "closed"


def test_a_rest_moves_the_open_stages_and_leaves_the_closed_ones(world):
    case = bring_to(world, "active")
    before = [stage.due_on for stage in stages_of(case)]
    CaseStage.objects.filter(case=case, position=1).update(closed_at=NOW)
    step(case, "hold", world.actor("hana"), reason="cuti")
    with clock.frozen(NOW + timedelta(days=10)):
        step(case, "resume", world.actor("hana"))
    after = [stage.due_on for stage in stages_of(case)]
    assert after == [before[0], before[1] + timedelta(days=10), before[2] + timedelta(days=10)]


def test_every_entry_of_progress_stays_with_its_file(world, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = bring_to(world, "active")
    item = PlanItem.objects.filter(case=case, required=True).first()
    for text in ("mulai", "maju"):
        step(case, "record_progress", world.actor("budi"), item=item.public_id, progress=text)
    for content in (b"%PDF-1.4 satu", b"%PDF-1.4 dua"):
        stored = store(SimpleUploadedFile("bukti.pdf", content), folder=f"cases/{case.pk}")
        attach_evidence(case, item=item.public_id, actor=world.actor("budi"), stored=stored)
    rows = list(ProgressEntry.objects.filter(item=item))
    assert [row.text for row in rows] == ["mulai", "maju", "", ""]
    first_file = rows[2]
    for name, status in (("budi", 200), ("sari", 200), ("audi", 200), ("rekan", 404), ("lia", 404), ("joko", 404)):
        page = reverse("cases:entry_evidence", args=[case.public_id, first_file.public_id])
        rest = f"/api/v1/cases/{case.public_id}/progress/{first_file.public_id}/evidence/"
        answers = [signed_in(name).get(url) for url in (page, rest)]
        assert [answer.status_code for answer in answers] == [status, status], name
        if status == 200:
            assert [b"".join(answer.streaming_content) for answer in answers] == [b"%PDF-1.4 satu"] * 2
    shape = signed_in("sari").get(f"/api/v1/cases/{case.public_id}/").json()
    entries = next(line for line in shape["items"] if line["id"] == str(item.public_id))["entries"]
    assert [entry["text"] for entry in entries] == ["mulai", "maju", "", ""]


def test_the_page_of_entries_opens_for_those_who_read_the_plan(world, signed_in):
    case = bring_to(world, "active")
    item = PlanItem.objects.filter(case=case, required=True).first()
    step(case, "record_progress", world.actor("budi"), item=item.public_id, progress="mulai tertib")
    url = reverse("cases:progress", args=[case.public_id, item.public_id])
    answers = {name: signed_in(name).get(url) for name in ("budi", "sari", "hana", "audi", "rekan", "joko", "lia")}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "budi": 200, "sari": 200, "hana": 200, "audi": 200, "rekan": 404, "joko": 404, "lia": 404,
    }  # fmt: skip
    assert "mulai tertib" in answers["budi"].content.decode()


def test_page_and_rest_show_the_track_and_close_a_stage(world, signed_in):
    case = bring_to(world, "active")
    sari = signed_in("sari")
    PlanItem.objects.filter(case=case).update(done_at=NOW)
    url = reverse("cases:case", args=[case.public_id])
    page = sari.get(url)
    assert [view.is_next for view, _act in page.context["stages"]] == [True, False, False]
    assert [act is not None for _view, act in page.context["stages"]] == [True, False, False]
    assert all(act is None for _view, act in signed_in("budi").get(url).context["stages"])
    version = ImprovementCase.objects.get(pk=case.pk).version
    first, second, _last = stages_of(case)
    body = {"transition": "close_stage", "version": version, "stage": str(first.public_id), "statement": ""}
    refused = sari.post(reverse("cases:act", args=[case.public_id]), body)
    assert refused.status_code == 400
    assert refused.context["stages"][0][1].open
    assert sari.post(reverse("cases:act", args=[case.public_id]), {**body, "statement": "ok"}).status_code == 302
    rest = sari.get(f"/api/v1/cases/{case.public_id}/").json()["stages"]
    assert [(stage["month"], stage["closed_at"] is not None, stage["is_next"]) for stage in rest] == [
        (1, True, False),
        (3, False, True),
        (6, False, False),
    ]
    wrong = {**body, "version": version + 1, "stage": str(second.public_id), "statement": "ok"}
    answer = sari.post(f"/api/v1/cases/{case.public_id}/transitions/", wrong, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "stage_incomplete")
