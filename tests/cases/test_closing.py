"""The closing page: live what is missing, outcome codes and who writes them, duties, weak items then and now."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.closing import choices, follow_up_words
from cases.duties import duties_of, summary_of
from cases.lifecycle import withdraw_triggers
from cases.machines.improvement_case import Outcome
from cases.models import ImprovementCase, PlanItem
from tests.cases.test_pages import statements
from tests.cases.world import NOW, World, bring_to, fulfil, hold_session, open_case, planned_session, step
from workflow import clock
from workflow.models import Event
from workflow.sweep import sweep_all
from workflow.transactions import durable

DAY = timedelta(days=1)
CODES = {"target_met", "partly_met", "not_met", "lifted", "left", "lifted_by_objection"}


def sign_in(world: World, name: str, language: str = "id") -> Client:
    client = Client(headers={"accept-language": language})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


@pytest.fixture
def reviewed(world: World) -> ImprovementCase:
    """Everything is reached and the work lies with HR."""
    case = bring_to(world, "active")
    fulfil(world, case)
    return step(case, "submit_for_review", world.actor("sari"), summary="sudah membaik")


def test_every_outcome_has_its_meaning_and_the_step_that_writes_it():
    found = {one.code: one.step for one in choices()}
    assert set(found) == CODES == set(Outcome.values)
    assert {code for code, step in found.items() if step == "close"} == {"target_met", "partly_met", "not_met"}
    assert {code for code, step in found.items() if step == "end_early"} == {"lifted", "left"}
    assert found["lifted_by_objection"] == "withdraw"
    assert all(str(one.meaning) for one in choices())


def test_a_case_whose_last_cause_falls_away_carries_the_code_and_nobody_may_choose_it(world, reviewed):
    other = open_case(world, "rekan", source=2)
    with durable():
        withdraw_triggers(source_kind="appraisal.evaluation", source_ids=[2], at=clock.now(), reason="dikabulkan")
    other.refresh_from_db(fields=["outcome", "closed_at"])
    assert (other.outcome, other.closed_at) == ("lifted_by_objection", NOW)
    hana = sign_in(world, "hana")
    assert hana.get(f"/api/v1/cases/{other.public_id}/").json()["outcome"] == "lifted_by_objection"
    assert (
        str(Outcome.LIFTED_BY_OBJECTION.label)
        in sign_in(world, "budi").get(reverse("cases:closing", args=[reviewed.public_id])).content.decode()
    )
    url = f"/api/v1/cases/{reviewed.public_id}/transitions/"
    for name, words in (("close", {"outcome_note": "x"}), ("end_early", {"reason": "x"})):
        body = {"transition": name, "version": reviewed.version, "outcome": "lifted_by_objection", **words}
        assert hana.post(url, body, content_type="application/json").status_code in (400, 422)
    assert ImprovementCase.objects.get(pk=reviewed.pk).state == "under_review"


def test_one_of_two_causes_that_falls_away_writes_no_outcome(world):
    case = open_case(world)
    open_case(world, source=2, coach=None)
    with durable():
        withdraw_triggers(source_kind="appraisal.evaluation", source_ids=[2], at=clock.now(), reason="dikabulkan")
    now = ImprovementCase.objects.get(pk=case.pk)
    assert (now.state, now.outcome) == ("opened", "")


def test_who_sees_the_closing_page_and_its_answer_over_rest(world, reviewed):
    url, rest = reverse("cases:closing", args=[reviewed.public_id]), f"/api/v1/cases/{reviewed.public_id}/closing/"
    for name in ("budi", "sari", "citra", "hana", "audi"):
        client = sign_in(world, name)
        assert (client.get(url).status_code, client.get(rest).status_code) == (200, 200), name
    for name in ("rekan", "joko", "lia", "tita", "admin"):
        client = sign_in(world, name)
        assert (client.get(url).status_code, client.get(rest).status_code) == (404, 404), name


def test_it_shows_live_what_is_missing_and_then_nothing(world):
    case = bring_to(world, "active")
    url, hana = reverse("cases:closing", args=[case.public_id]), sign_in(world, "hana")
    before = hana.get(url)
    assert before.context["missing"] > 0
    assert f'data-live="improvement_case:{case.public_id}"' in before.content.decode()
    shape = hana.get(f"/api/v1/cases/{case.public_id}/closing/").json()
    assert [check["missing"] for check in shape["closing_criteria"]] == [
        list(check.missing) for check in before.context["checks"]
    ]
    fulfil(world, case)
    assert hana.get(url).context["missing"] == 0


def test_hr_closes_from_the_page_and_a_refusal_keeps_what_was_typed(world, reviewed):
    url, hana = reverse("cases:closing", args=[reviewed.public_id]), sign_in(world, "hana")
    body = {"transition": "close", "version": reviewed.version, "outcome": "not_met", "outcome_note": "KATA-HR"}
    refused = hana.post(url, body)
    assert refused.status_code == 422
    assert "KATA-HR" in refused.content.decode()
    assert ImprovementCase.objects.get(pk=reviewed.pk).state == "under_review"
    done = hana.post(url, {**body, "follow_up": "diusulkan uji kompetensi"})
    assert done.status_code == 302
    now = ImprovementCase.objects.get(pk=reviewed.pk)
    assert (now.state, now.outcome, now.follow_up) == ("closed", "not_met", "diusulkan uji kompetensi")


def test_nobody_but_hr_closes_from_the_page(world, reviewed):
    url = reverse("cases:closing", args=[reviewed.public_id])
    body = {"transition": "close", "version": reviewed.version, "outcome": "target_met", "outcome_note": "x"}
    for name in ("budi", "sari", "citra", "audi"):
        assert sign_in(world, name).post(url, body).status_code == 403
    assert sign_in(world, "rekan").post(url, body).status_code == 404
    assert ImprovementCase.objects.get(pk=reviewed.pk).state == "under_review"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Nothing follows by itself", "no sanction", "authorised official decides", "legal unit", "56-58")),
        ("id", ("dengan sendirinya", "tidak menjatuhkan sanksi", "pejabat yang berwenang", "bagian hukum", "56-58")),
    ],
)
def test_after_not_met_people_propose_and_decide_and_the_page_says_so(world, reviewed, language, words):
    page = sign_in(world, "hana", language).get(reverse("cases:closing", args=[reviewed.public_id])).content.decode()
    assert [word for word in words if word not in page] == []
    shape = sign_in(world, "hana").get(f"/api/v1/cases/{reviewed.public_id}/closing/").json()
    assert len(shape["about_follow_up"]) == len(follow_up_words()) == 3


def test_not_met_starts_nothing(world, reviewed):
    before = set(Event.objects.values_list("pk", flat=True))
    note = {"outcome": "not_met", "outcome_note": "belum tercapai", "follow_up": "diusulkan uji kompetensi"}
    step(reviewed, "close", world.actor("hana"), **note)
    with clock.frozen(NOW + 400 * DAY):
        sweep_all()
    names = set(Event.objects.filter(kind=reviewed.kind).exclude(pk__in=before).values_list("name", flat=True))
    assert names == {"case.closed"}


def test_weak_items_then_and_now(world):
    case = bring_to(world, "active")
    line = PlanItem.objects.filter(case=case, indicator_code="discipline").first()
    PlanItem.objects.filter(pk=line.pk).update(baseline="", target="hadir tepat waktu")
    step(case, "record_progress", world.actor("budi"), item=line.public_id, progress="tepat waktu 20 hari", done=True)
    page = sign_in(world, "hana").get(reverse("cases:closing", args=[case.public_id]))
    row = next(one for one in page.context["compared"] if one.target == "hadir tepat waktu")
    assert (row.item, row.before, row.after, row.done) == (
        "Disiplin", "Di bawah ekspektasi", "tepat waktu 20 hari", True,
    )  # fmt: skip
    PlanItem.objects.filter(case=case, indicator_code="service").update(removed=True)
    shape = sign_in(world, "audi").get(f"/api/v1/cases/{case.public_id}/closing/").json()
    left = next(one for one in shape["weak_items"] if one["item"] == "Mutu layanan")
    assert (left["before"], left["after"], left["done"]) == ("Di bawah ekspektasi", "", False)


class TestDuties:
    def states(self, case: ImprovementCase, name: str, *, at=NOW) -> list[str]:
        found = duties_of(ImprovementCase.objects.get(pk=case.pk), now=at)
        return [duty.state for duty in found if duty.code == name]

    def test_a_plan_never_proposed_is_missed_and_one_proposed_later_is_late(self, world):
        case = open_case(world)
        with clock.frozen(NOW + 30 * DAY):
            sweep_all()
            assert self.states(case, "plan") == ["missed"]
            step(case, "propose", world.actor("sari"))
        assert self.states(case, "plan") == ["late"]

    def test_a_plan_proposed_before_its_day_is_met(self, world):
        assert self.states(bring_to(world, "planned"), "plan") == ["met"]

    def test_a_talk_written_down_after_its_day_is_late_and_one_never_answered_missed(self, world):
        case = bring_to(world, "active")
        session = planned_session(case, world)
        with clock.frozen(NOW + 20 * DAY):
            sweep_all()
            assert self.states(case, "record") == ["missed"]
            hold_session(world, session)
        assert self.states(case, "record") == ["late"]
        with clock.frozen(NOW + 40 * DAY):
            sweep_all()
        assert self.states(case, "answer") == ["missed"]

    def test_the_sentence_counts_all_three(self, world):
        case = open_case(world)
        with clock.frozen(NOW + 30 * DAY):
            sweep_all()
        assert "1" in summary_of(duties_of(ImprovementCase.objects.get(pk=case.pk), now=NOW + 30 * DAY))

    def test_page_rest_and_case_show_the_same(self, world, reviewed):
        hana = sign_in(world, "hana")
        page = hana.get(reverse("cases:closing", args=[reviewed.public_id]))
        told = [(duty.code, duty.state) for duty in page.context["duties"]]
        rest = hana.get(f"/api/v1/cases/{reviewed.public_id}/closing/").json()
        assert [(duty["code"], duty["state"]) for duty in rest["duties"]] == told
        whole = hana.get(f"/api/v1/cases/{reviewed.public_id}/").json()
        assert [(duty["code"], duty["state"]) for duty in whole["duties"]] == told
        assert rest["duties_summary"]


def test_the_page_takes_few_statements(world, reviewed):
    for name in ("hana", "sari", "budi"):
        few, _page = statements(sign_in(world, name), reverse("cases:closing", args=[reviewed.public_id]))
        assert len(few) <= 15
