"""The former assessor loses sight at once and keeps one page; who reads what of a segment, at every door."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from appraisal.actions import evaluations
from appraisal.models import Evaluation, PeriodSegment, Plan
from notifications.models import InboxItem
from organization.regional_days import actions as days
from organization.regional_days.actions import NewDay
from tests.appraisal import plans
from tests.appraisal import segments as seg
from tests.appraisal import world as do
from tests.appraisal.segments import LAST, at, move
from tests.appraisal.world import World
from workflow import clock, holiday_table, outbox, recounting
from workflow.actors import CLOCK
from workflow.models import Deadline
from workflow.policies import policy_for
from workflow.worklist import worklist_of

V1 = "/api/v1/"
BACKEND = "organization.authentication.NipOrUsernameBackend"
DAY = date(2026, 11, 2)
FEW = 15 + 2  # what the session and the account of a signed-in browser cost
SECRET = "Rencana pelatihan belum selesai."


def browser(world: World, name: str) -> Client:
    found = Client()
    found.force_login(world.users[name], backend=BACKEND)
    return found


def rest(world: World, name: str) -> APIClient:
    found = APIClient()
    found.force_login(world.users[name], backend=BACKEND)
    return found


@pytest.fixture
def moved(world: World) -> Any:
    """Siti submitted, her plan is agreed, and she went from Kabid to Kaban."""
    seg.running(world)
    plans.agreed(world, "siti")
    do.submit(world, "siti")
    with clock.frozen(at(DAY)):
        move(world, "siti", "other", DAY)
        yield world


def test_at_once_the_former_assessor_sees_nothing_of_form_and_plan_at_any_door(moved: World) -> None:
    form, plan = moved.form_of("siti"), Plan.objects.get(employee=moved.people["siti"])
    kabid, page, api = moved.actor("kabid"), browser(moved, "kabid"), rest(moved, "kabid")
    for model in (Evaluation, Plan):
        assert not policy_for(model).visible_to(kabid).filter(employee=moved.people["siti"]).exists()
    for name in ("evaluation", "review", "result", "evaluation-history"):
        assert page.get(reverse(f"appraisal:{name}", args=[form.public_id])).status_code == 404
    assert page.get(reverse("appraisal:plan", args=[plan.public_id])).status_code == 404
    assert "Siti" not in page.get(reverse("appraisal:team")).content.decode()
    assert api.get(f"{V1}evaluations/{form.public_id}/").status_code == 404
    assert api.get(f"{V1}plans/{plan.public_id}/").status_code == 404
    listed = api.get(f"{V1}evaluations/").json()["results"]
    assert str(form.public_id) not in [one["id"] for one in listed]
    assert rest(moved, "kaban").get(f"{V1}evaluations/{form.public_id}/").status_code == 200


def test_the_guard_on_that_test_is_the_move(world: World) -> None:
    seg.running(world)
    form = world.form_of("siti")
    assert rest(world, "kabid").get(f"{V1}evaluations/{form.public_id}/").status_code == 200


def test_he_keeps_the_closing_page_with_names_and_his_own_draft(moved: World) -> None:
    row = seg.draft(moved, seg.segments(moved, "siti")[0], "kabid", note=SECRET)
    text = browser(moved, "kabid").get(reverse("appraisal:segment", args=[row.public_id])).content.decode()
    item = moved.form_of("siti").items.first()
    assert item is not None
    for words in ("Siti", "Section", item.label, SECRET):
        assert words in text
    for words in ("Selesai tepat waktu.", "Bersama tim."):
        assert words not in text
    shown = rest(moved, "kabid").get(f"{V1}segments/{row.public_id}/").json()
    assert (shown["note"], shown["state"], shown["months"]) == (SECRET, "open", 1)
    assert [one["name"] for one in shown["available_transitions"]] == ["close"]


def test_what_was_planned_afterwards_is_not_named(moved: World) -> None:
    from appraisal.models import PlanVersion
    from appraisal.segments.planned import planned_in

    row = seg.segments(moved, "siti")[0]
    before = planned_in(row)
    PlanVersion.objects.update(agreed_on=DAY)
    assert len(planned_in(row)) < len(before)


def test_closed_he_sees_only_that_he_closed_it(moved: World) -> None:
    row = seg.draft(moved, seg.segments(moved, "siti")[0], "kabid")
    PeriodSegment.objects.filter(pk=row.pk).update(note=SECRET)
    seg.close(moved, row, "kabid")
    shown = rest(moved, "kabid").get(f"{V1}segments/{row.public_id}/").json()
    assert not {"note", "results_rating", "behaviour_rating", "planned", "revision"} & set(shown)
    text = browser(moved, "kabid").get(reverse("appraisal:segment", args=[row.public_id])).content.decode()
    assert SECRET not in text
    assert rest(moved, "kabid").get(f"{V1}segments/{row.public_id}/events/").status_code == 403


# person -> what of the closed segment is open while the form is with Kaban, and once the result is handed over
READERS = {
    "kabid": ("", ""),
    "kaban": ("ratings note history", "ratings note history"),
    "siti": ("history", "ratings note history"),
    "bupati": ("history", "ratings note history"),
    "hana": ("history", "ratings note history"),
    "joko": ("history", "ratings note history"),
    "audi": ("history", "ratings note history"),
    "audi_lain": ("history", "ratings note history"),
    "kadis": ("", ""),
    "asing": ("", ""),
    "lia": ("", ""),
}
OPEN = {"kabid": "ratings note work", "kaban": "history", "siti": "history", "hana": "history", "asing": ""}


@pytest.mark.parametrize("moment", [0, 1])
def test_who_reads_a_closed_one(moved: World, moment: int) -> None:
    row = seg.draft(moved, seg.segments(moved, "siti")[0], "kabid")
    seg.close(moved, row, "kabid")
    if moment:
        form = do.rate(moved, "siti")
        evaluations.approve(form.public_id, actor=moved.actor("kaban"), version=form.version)
    row = seg.segments(moved, "siti")[0]
    policy = policy_for(row)
    found = {name: set(policy.fields_for(moved.actor(name), row)) for name in READERS}
    assert found == {name: set(opened[moment].split()) for name, opened in READERS.items()}


def test_who_reads_an_open_one(moved: World) -> None:
    row = seg.segments(moved, "siti")[0]
    found = {name: set(policy_for(row).fields_for(moved.actor(name), row)) for name in OPEN}
    assert found == {name: set(opened.split()) for name, opened in OPEN.items()}


def test_both_forms_of_the_policy_agree(moved: World) -> None:
    rows = seg.segments(moved, "siti")
    policy = policy_for(PeriodSegment)
    for name in moved.users:
        actor = moved.actor(name)
        listed = set(policy.visible_to(actor).values_list("pk", flat=True))
        assert listed == {row.pk for row in rows if policy.sees(actor, row)}, name


def test_the_employee_reads_the_note_with_the_result_and_not_before(moved: World) -> None:
    row = seg.draft(moved, seg.segments(moved, "siti")[0], "kabid", results_rating=3, behaviour_rating=2, note=SECRET)
    seg.close(moved, row, "kabid")
    siti, address = browser(moved, "siti"), reverse("appraisal:segment", args=[row.public_id])
    assert SECRET not in siti.get(address).content.decode()
    review = browser(moved, "kaban").get(reverse("appraisal:review", args=[moved.form_of("siti").public_id]))
    assert SECRET in review.content.decode()
    form = do.rate(moved, "siti")
    evaluations.approve(form.public_id, actor=moved.actor("kaban"), version=form.version)
    evaluations.acknowledge_result(form.public_id, actor=moved.actor("siti"))
    assert SECRET in siti.get(address).content.decode()
    text = siti.get(reverse("appraisal:result", args=[form.public_id])).content.decode()
    assert SECRET in text
    assert 'id="segments-proposal"' in text


def test_the_page_saves_as_typed_and_closes(moved: World) -> None:
    row = seg.segments(moved, "siti")[0]
    kabid, address = browser(moved, "kabid"), reverse("appraisal:segment", args=[row.public_id])
    saved = kabid.post(address, {"revision": "0", "note": "Satu"}, HTTP_X_AUTOSAVE="1")
    assert saved.json()["revision"] == 1
    stale = kabid.post(address, {"revision": "0", "note": "Dua"}, HTTP_X_AUTOSAVE="1")
    assert (stale.status_code, stale.json()["current"]["fields"]) == (409, {"note": "Satu"})
    both = kabid.post(address, {"revision": "0", "note": "Dua", "act": "save"})
    assert both.status_code == 409
    early = kabid.post(address, {"revision": "1", "version": row.version, "note": "Satu", "act": "close"})
    assert early.status_code == 422
    whole = {"revision": "2", "version": row.version, "results_rating": "3", "behaviour_rating": "2", "act": "close"}
    assert kabid.post(address, whole).status_code == 302
    assert PeriodSegment.objects.get(pk=row.pk).state == "closed"


def test_rest_saves_closes_and_excuses(moved: World) -> None:
    row, kabid = seg.segments(moved, "siti")[0], rest(moved, "kabid")
    address = f"{V1}segments/{row.public_id}/"
    body = {"results_rating": 3, "behaviour_rating": 2, "note": "Satu"}
    assert kabid.patch(f"{address}draft/", body, format="json").status_code == 428
    assert kabid.patch(f"{address}draft/", {**body, "revision": 0}, format="json").json()["revision"] == 1
    assert kabid.patch(f"{address}draft/", {**body, "revision": 0}, format="json").status_code == 409
    order = {"transition": "close", "version": row.version}
    assert rest(moved, "kaban").post(f"{address}transitions/", order, format="json").status_code == 403
    assert rest(moved, "asing").post(f"{address}transitions/", order, format="json").status_code == 404
    assert kabid.post(f"{address}transitions/", order, format="json").status_code == 200
    listed = rest(moved, "hana").get(f"{V1}segments/?state=closed").json()["results"]
    assert [one["id"] for one in listed] == [str(row.public_id)]


def test_it_stands_on_the_worklist_until_it_is_closed(moved: World) -> None:
    row = seg.segments(moved, "siti")[0]
    mine = [one for one in worklist_of(moved.actor("kabid")).tasks if one.key.startswith("segment:")]
    assert [one.url for one in mine] == [reverse("appraisal:segment", args=[row.public_id])]
    assert not [one for one in worklist_of(moved.actor("hana")).tasks if one.key.startswith("segment:")]
    kabid = moved.people["kabid"]
    type(kabid).objects.filter(pk=kabid.pk).update(active=False)
    assert [one.key for one in worklist_of(moved.actor("hana")).tasks if one.key.startswith("segment:")]


def test_the_task_to_close_shows_its_last_day_and_stands_where_that_puts_it(moved: World) -> None:
    """Ten working days from 2 November; the form of another person ends in January, so this comes first."""
    row = seg.segments(moved, "siti")[0]
    due = Deadline.objects.get(kind=row.kind, subject_id=row.pk, name="closing_ends")
    tasks = worklist_of(moved.actor("kabid")).tasks
    task = next(one for one in tasks if one.key == f"segment:{row.public_id}")
    assert (task.due_at, bool(task.explanation)) == (due.due_at, True)
    assert task.due_at is not None
    assert tasks[0] == task
    later = [one.due_at for one in tasks if one.due_at is not None]
    assert later == sorted(later)
    kabid = moved.people["kabid"]
    type(kabid).objects.filter(pk=kabid.pk).update(active=False)
    of_hr = next(one for one in worklist_of(moved.actor("hana")).tasks if one.key == task.key)
    assert of_hr.due_at == due.due_at


def test_where_nobody_stands_above_hr_has_it_on_the_worklist(world: World) -> None:
    from organization.models import Appointment

    seg.running(world)
    with clock.frozen(at(DAY)):
        tops = [world.people["kaban"], world.people["bupati"]]
        Appointment.objects.filter(employee__in=tops).update(valid_to=date(2026, 11, 1))
        move(world, "siti", "other", DAY)
        form = world.form_of("siti")
        urls = [one.url for one in worklist_of(world.actor("hana")).tasks]
        assert reverse("appraisal:evaluation", args=[form.public_id]) in urls


def test_the_right_people_are_told(moved: World) -> None:
    outbox.relay_all()
    told = {(one.recipient.username, one.text_key) for one in InboxItem.objects.select_related("recipient")}
    assert ("kabid", "period_segment.handed_over") in told
    assert ("kaban", "evaluation.line_followed") in told
    assert ("siti", "evaluation.line_followed.subject") in told


def test_the_pages_take_at_most_fifteen_statements(moved: World, django_assert_max_num_queries: Any) -> None:
    first, last = seg.segments(moved, "siti")
    seg.close(moved, seg.draft(moved, first, "kabid"), "kabid")
    form = do.rate(moved, "siti")
    page = reverse("appraisal:segment", args=[last.public_id])
    shown = [("kaban", page), ("siti", page), ("hana", page), ("siti", reverse("appraisal:segments"))]
    shown.append(("kaban", reverse("appraisal:review", args=[form.public_id])))
    for name, address in shown:
        client = browser(moved, name)
        client.get(address)
        with django_assert_max_num_queries(FEW):
            assert client.get(address).status_code == 200


def test_the_last_segment_ends_with_the_period(moved: World) -> None:
    assert seg.segments(moved, "siti")[-1].last_day == LAST


def test_a_new_holiday_moves_the_end_in_words_and_tells_the_former_assessor(moved: World) -> None:
    row = seg.segments(moved, "siti")[0]
    holiday_table.forget_calendar()
    days.enter(NewDay(date(2026, 11, 9), "Asia/Jakarta", "Hari Jadi", "Day of the regency", "SE 1/2026"), actor=CLOCK)
    holiday_table.forget_calendar()
    outbox.relay_all()
    assert InboxItem.objects.filter(text_key="period_segment.dates_recounted", recipient=moved.users["kabid"]).exists()
    for name in ("kaban", "hana"):
        page = browser(moved, name).get(reverse("appraisal:segment", args=[row.public_id])).content.decode()
        assert str(recounting.LABEL) in page
        assert "dates_recounted" not in page
