"""The two forms through the pages, autosave and REST: what each reader gets to see, and that refusals lose nothing."""

import secrets
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.models import GuidanceEvaluation, GuidanceFeedback
from notifications.models import InboxItem, MailDelivery
from notifications.push import frames_of
from tests.cases.guidance_world import (
    SECRET,
    all_answers,
    evaluation_in,
    evaluation_of,
    feedback_in,
    feedback_of,
    filled,
    guided_case,
    handed_in,
    talked,
)
from tests.cases.test_pages import statements
from tests.cases.world import NOW, World, bring_to, step
from workflow import clock
from workflow.models import AccessRecord, Event, EventText, OutboxMessage


@pytest.fixture
def signed_in(guidance: World):
    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(guidance.users[who], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def page_of(form: Any) -> str:
    name = "cases:feedback" if isinstance(form, GuidanceFeedback) else "cases:evaluation"
    return reverse(name, args=[form.public_id])


def rest(form: Any, more: str = "") -> str:
    resource = "guidance-feedback" if isinstance(form, GuidanceFeedback) else "guidance-evaluations"
    return f"/api/v1/{resource}/{form.public_id}/{more}"


def typed(form: Any, **more: Any) -> dict[str, str]:
    """A whole form as a browser posts it."""
    return {name: str(value) for name, value in all_answers(form).items()} | {
        "revision": str(form.revision), "version": str(form.version), "key": secrets.token_hex(8), **more
    }  # fmt: skip


class TestWriting:
    def test_the_employee_finds_the_form_from_the_case_and_hands_it_in(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        case = client.get(reverse("cases:case", args=[form.case.public_id])).content.decode()
        listed = reverse("cases:guidance", args=[form.case.public_id])
        assert listed in case
        assert page_of(form) in client.get(listed).content.decode()
        page = client.get(page_of(form)).content.decode()
        assert "Ketua" in page
        assert page.count("data-rating") == 9
        answer = client.post(page_of(form), typed(form, act="hand_in"))
        assert (answer.status_code, answer.headers["Location"]) == (302, page_of(form))
        form = GuidanceFeedback.objects.get()
        assert (form.state, form.remarks, form.reader) == ("handed_in", SECRET, guidance.people["ketua"])

    def test_a_save_without_script_keeps_the_draft(self, guidance, signed_in):
        form, client = evaluation_in(guidance, "draft"), signed_in("citra")
        body = {"revision": "0", "score-skill": "4", "reason-skill": "tekun", "reason-duties": "", "act": "save"}
        assert client.post(page_of(form), body).status_code == 302
        form = GuidanceEvaluation.objects.get()
        assert (form.state, form.scores, form.reasons) == ("draft", {"skill": 4}, {"skill": "tekun"})
        assert "tekun" in client.get(page_of(form)).content.decode()

    def test_what_is_missing_stands_at_its_line_and_what_was_typed_is_kept(self, guidance, signed_in):
        form, client = evaluation_in(guidance, "draft"), signed_in("citra")
        body = typed(form, act="hand_in")
        body["reason-skill"] = " "
        answer = client.post(page_of(form), body)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert 'href="#line-skill"' in text
        assert text.count(SECRET) == len(form.questions) - 1
        assert GuidanceEvaluation.objects.get().state == "draft"

    def test_a_score_beyond_the_scale_is_refused_at_its_line(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        answer = client.post(page_of(form), {"revision": "0", "score-both_met": "6", "remarks": "ketikan"})
        assert answer.status_code == 400
        assert 'href="#line-both_met"' in answer.content.decode()
        assert "ketikan" in answer.content.decode()
        assert GuidanceFeedback.objects.get().revision == 0

    def test_a_stale_page_shows_both_texts_and_the_choice_is_saved(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        client.post(page_of(form), {"revision": "0", "remarks": "tersimpan", "score-both_met": "1"})
        body = {"revision": "0", "remarks": "ketikan", "score-both_met": "5", "act": "hand_in", "version": "0"}
        answer = client.post(page_of(form), body)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "tersimpan" in text
        assert "ketikan" in text
        assert 'value="5"' in text
        assert 'value="1"' in text
        assert GuidanceFeedback.objects.get().remarks == "tersimpan"
        answer = client.post(page_of(form), {"revision": "1", "remarks": "ketikan", "score-both_met": "1"})
        assert answer.status_code == 302
        assert GuidanceFeedback.objects.get().scores == {"both_met": 1}

    def test_without_a_revision_nothing_is_saved(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        for revision in ({}, {"revision": "x"}, {"revision": "-1"}):
            assert client.post(page_of(form), {"remarks": "ketikan", **revision}).status_code == 428
        assert GuidanceFeedback.objects.get().remarks == ""

    def test_handing_in_twice_with_one_key_is_one_step(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        body = typed(form, act="hand_in")
        assert [client.post(page_of(form), body).status_code for _turn in range(2)] == [302, 302]
        assert Event.objects.filter(name="guidance_feedback.handed_in").count() == 1
        answer = client.post(page_of(form), {**body, "key": "lain"})
        assert answer.status_code == 409

    def test_the_pages_speak_both_languages(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        assert "Umpan balik" in client.get(page_of(form)).content.decode()
        client.cookies["django_language"] = "en"
        assert "My guide treated me fairly and with respect." in client.get(page_of(form)).content.decode()


class TestAutosave:
    def save(self, client: Client, form: Any, **body: str) -> Any:
        return client.post(page_of(form), body, headers={"X-Autosave": "1"})

    def test_saved_stale_faulty_old_closed(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        answer = self.save(client, form, revision="0", **{"score-both_met": "4"})
        assert (answer.status_code, answer.json()["revision"]) == (200, 1)
        answer = self.save(client, form, revision="0", remarks="ketikan")
        assert (answer.status_code, answer.json()["code"]) == (409, "stale_revision")
        current = answer.json()["current"]
        assert (current["revision"], current["fields"]["score-both_met"], current["fields"]["remarks"]) == (1, "4", "")
        answer = self.save(client, form, revision="1", **{"score-both_met": "9"})
        assert (answer.status_code, answer.json()["details"][0]["field"]) == (400, "score-both_met")
        assert self.save(client, form, remarks="x").status_code == 428
        form = handed_in(guidance, feedback_of(form.case))
        assert self.save(client, form, revision=str(form.revision), remarks="x").status_code == 409


class TestReading:
    def test_the_superior_finds_reads_and_takes_note(self, guidance, signed_in):
        form, client = feedback_in(guidance, "handed_in"), signed_in("ketua")
        assert page_of(form) in client.get("/tasks/").content.decode()
        assert page_of(form) in client.get(reverse("cases:feedbacks")).content.decode()
        page = client.get(page_of(form)).content.decode()
        assert SECRET in page
        assert reverse("cases:case", args=[form.case.public_id]) not in page
        assert client.get(reverse("cases:case", args=[form.case.public_id])).status_code == 404
        body = {"transition": "take_note", "version": str(form.version)}
        assert client.post(page_of(form) + "act/", body).status_code == 302
        assert GuidanceFeedback.objects.get().state == "noted"

    def test_hr_and_auditor_see_that_and_when_nothing_of_what(self, guidance, signed_in):
        form = feedback_in(guidance, "handed_in")
        for who in ("hana", "audi"):
            page = signed_in(who).get(page_of(form))
            assert page.status_code == 200
            assert "23 November 2026" in page.content.decode()
            assert SECRET not in page.content.decode()
            shape = signed_in(who).get(rest(form)).json()
            assert shape["handed_in_at"]
            assert not {"statements", "remarks", "revision"} & shape.keys()

    def test_a_draft_of_an_evaluation_is_open_to_its_writer_alone(self, guidance, signed_in):
        form = filled(guidance, evaluation_in(guidance, "draft"))
        for who in ("budi", "sari", "hana", "audi"):
            assert SECRET not in signed_in(who).get(page_of(form)).content.decode(), who
            assert "competencies" not in signed_in(who).get(rest(form)).json(), who
        assert SECRET in signed_in("citra").get(page_of(form)).content.decode()

    def test_an_evaluation_that_was_handed_in(self, guidance, signed_in):
        form = evaluation_in(guidance, "handed_in")
        for who, reads in (("budi", True), ("sari", True), ("citra", True), ("hana", True), ("audi", False)):
            assert (SECRET in signed_in(who).get(page_of(form)).content.decode()) is reads, who
            assert ("competencies" in signed_in(who).get(rest(form)).json()) is reads, who
        assert signed_in("ketua").get(page_of(form)).status_code == 404

    def test_every_reading_by_others_is_recorded_none_by_the_employee(self, guidance, signed_in):
        form = feedback_in(guidance, "handed_in")
        for who in ("budi", "hana", "audi"):
            signed_in(who).get(page_of(form))
            signed_in(who).get(rest(form))
        assert not AccessRecord.objects.filter(kind=form.kind).exists()
        signed_in("ketua").get(page_of(form))
        signed_in("ketua").get(rest(form))
        signed_in("ketua").get("/api/v1/guidance-feedback/")
        found = (
            AccessRecord.objects.filter(kind=form.kind)
            .values_list("reader_id", "fields", "ground", "channel")
            .order_by("pk")
        )
        ketua = guidance.users["ketua"].pk
        assert list(found) == [(ketua, "content", "superior", "page"), (ketua, "content", "superior", "rest")]

    def test_the_pages_take_the_same_statements_however_many_forms(self, guidance, signed_in):
        form, client = feedback_in(guidance, "handed_in"), signed_in("hana")
        urls = [reverse("cases:feedbacks"), reverse("cases:guidance", args=[form.case.public_id])]
        before = [len(statements(client, url)[0]) for url in urls]
        step(form.case, "end_early", guidance.actor("hana"), outcome="lifted", reason="cukup")
        with clock.frozen(NOW + timedelta(days=1)):
            case = step(form.case, "reopen", guidance.actor("hana"), reason="turun")
            talked(guidance, case)
            handed_in(guidance, feedback_of(case))
        assert GuidanceFeedback.objects.count() == 2
        assert [len(statements(client, url)[0]) for url in urls] == before


class TestTimeline:
    TITLE = "Umpan balik bimbingan diserahkan"

    def test_it_says_that_it_was_handed_in_to_those_who_may_know(self, guidance, signed_in):
        form = feedback_in(guidance, "handed_in")
        url = reverse("cases:case", args=[form.case.public_id])
        for who, told in (("budi", True), ("hana", True), ("audi", True), ("sari", False), ("citra", False)):
            page = signed_in(who).get(url).content.decode()
            assert (self.TITLE in page) is told, who
            assert SECRET not in page

    def test_the_evaluation_is_told_to_all(self, guidance, signed_in):
        form = evaluation_in(guidance, "handed_in")
        url = reverse("cases:case", args=[form.case.public_id])
        for who in ("budi", "hana", "audi", "sari", "citra"):
            page = signed_in(who).get(url).content.decode()
            assert "Evaluasi kompetensi diserahkan" in page, who
            assert SECRET not in page


class TestRest:
    def test_a_form_carries_what_every_subject_does(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        listed = client.get("/api/v1/guidance-feedback/").json()["results"]
        assert [one["id"] for one in listed] == [str(form.public_id)]
        assert not {"statements", "remarks"} & listed[0].keys()
        shape = client.get(rest(form)).json()
        assert shape.keys() >= {"id", "state", "state_label", "version", "available_transitions"}
        assert len(shape["statements"]) == 9
        assert [one["name"] for one in shape["available_transitions"]] == ["hand_in"]
        assert len(shape["available_transitions"][0]["missing"]) == 9

    def test_answers_are_saved_with_a_revision_and_handed_in(self, guidance, signed_in):
        form, client = evaluation_in(guidance, "draft"), signed_in("citra")
        body: dict[str, Any] = {"competencies": [{"code": "skill", "score": 4, "reason": "tekun"}]}
        assert client.patch(rest(form, "answers/"), body, content_type="application/json").status_code == 428
        answer = client.patch(rest(form, "answers/"), {"revision": 0, **body}, content_type="application/json")
        assert (answer.status_code, answer.json()["revision"]) == (200, 1)
        stale = client.patch(rest(form, "answers/"), {"revision": 0, **body}, content_type="application/json")
        assert (stale.status_code, stale.json()["current"]["fields"]["reason-skill"]) == (409, "tekun")
        rows = [{"code": one.code, "score": 3, "reason": "sebab"} for one in form.questions]
        body = {"revision": 1, "competencies": rows}
        assert client.patch(rest(form, "answers/"), body, content_type="application/json").status_code == 200
        act = {"transition": "hand_in", "version": 0}
        assert client.post(rest(form, "transitions/"), act, content_type="application/json").status_code == 200
        body = {"revision": 2, "competencies": rows}
        assert client.patch(rest(form, "answers/"), body, content_type="application/json").status_code == 409

    @pytest.mark.parametrize(
        "body",
        [
            {"statements": [{"code": "both_met", "score": 0}]},
            {"statements": [{"code": "both_met", "score": 6}]},
            {"statements": [{"code": "nothing", "score": 3}]},
            {"statements": [{"code": "both_met", "reason": "sebab"}]},
            {"state": "handed_in"},
            {"reader": "x"},
        ],
    )
    def test_nothing_else_is_written(self, guidance, signed_in, body):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        answer = client.patch(rest(form, "answers/"), {"revision": 0, **body}, content_type="application/json")
        assert answer.status_code == 400
        assert GuidanceFeedback.objects.get().revision == 0

    def test_null_takes_an_answer_back_and_remarks_go_along(self, guidance, signed_in):
        form, client = feedback_in(guidance, "draft"), signed_in("budi")
        body: dict[str, Any] = {"statements": [{"code": "both_met", "score": 3}], "remarks": "baik"}
        client.patch(rest(form, "answers/"), {"revision": 0, **body}, content_type="application/json")
        body = {"revision": 1, "statements": [{"code": "both_met", "score": None}]}
        assert client.patch(rest(form, "answers/"), body, content_type="application/json").status_code == 200
        form = GuidanceFeedback.objects.get()
        assert (form.scores, form.remarks) == ({}, "baik")

    def test_the_duty_stands_in_the_case_the_feedback_nowhere(self, guidance, signed_in):
        case = guided_case(guidance, "under_review")
        handed_in(guidance, feedback_of(case))
        shape = signed_in("sari").get(f"/api/v1/cases/{case.public_id}/")
        assert "evaluation" in [one["code"] for one in shape.json()["duties"]]
        assert "feedback" not in shape.content.decode()
        closing = signed_in("hana").get(reverse("cases:closing", args=[case.public_id])).content.decode()
        with translation.override("id"):
            assert "Menulis evaluasi kompetensi" in closing


class TestNotices:
    def told(self, guidance: World, event: str) -> set[str]:
        users = {user.pk: name for name, user in guidance.users.items()}
        return {users[item.recipient_id] for item in InboxItem.objects.filter(text_key__startswith=event)}

    def deliver(self, capture: Any) -> None:
        with capture(execute=True):
            call_command("relay_once", stdout=StringIO())

    def test_who_is_told_of_what(self, guidance, django_capture_on_commit_callbacks):
        case = guided_case(guidance, "under_review")
        form = handed_in(guidance, feedback_of(case))
        handed_in(guidance, evaluation_of(case))
        self.deliver(django_capture_on_commit_callbacks)
        assert self.told(guidance, "guidance_feedback.asked") == {"budi"}
        assert self.told(guidance, "guidance_feedback.handed_in") == {"ketua"}
        assert self.told(guidance, "guidance_evaluation.asked") == {"citra"}
        assert self.told(guidance, "guidance_evaluation.handed_in") == {"budi", "sari", "hana"}
        step(form, "take_note", guidance.actor("ketua"))
        self.deliver(django_capture_on_commit_callbacks)
        assert self.told(guidance, "guidance_feedback.noted") == {"budi"}

    def test_no_answer_is_in_a_notice_a_mail_a_frame_or_an_event(self, guidance, django_capture_on_commit_callbacks):
        case = guided_case(guidance, "under_review")
        handed_in(guidance, feedback_of(case), text=SECRET)
        handed_in(guidance, evaluation_of(case), text=SECRET)
        self.deliver(django_capture_on_commit_callbacks)
        items = list(InboxItem.objects.all())
        frames = [frame.for_browser() for item in items for frame in frames_of(item)]
        kept = [list(model.objects.values_list()) for model in (Event, EventText, OutboxMessage, InboxItem)]
        letters = [f"{one.subject} {one.body} {one.alternatives}" for one in mail.outbox]
        letters += [repr(row) for row in MailDelivery.objects.values_list()]
        assert items
        assert frames
        assert SECRET not in repr((kept, frames, letters))


def test_an_office_without_forms_says_so(guidance, signed_in):
    case = bring_to(guidance, "active")
    for who in ("budi", "hana"):
        assert signed_in(who).get(reverse("cases:guidance", args=[case.public_id])).status_code == 200
        assert signed_in(who).get(reverse("cases:feedbacks")).status_code == 200
    assert signed_in("rekan").get(reverse("cases:guidance", args=[case.public_id])).status_code == 404
