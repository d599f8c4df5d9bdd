"""A case opened by a person: who may, through every door, and what is refused with a sentence."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions import open_case as open_by_hand
from cases.models import CaseTrigger, ImprovementCase
from tests.cases.world import bring_to, open_case
from workflow.errors import DomainError
from workflow.history import verify
from workflow.models import Event

JSON = {"content_type": "application/json"}
WORDS = {"reason": "Tiga kali layanan tertunda", "focus": "Layanan tepat waktu"}
# `rekan` works in the office that `sari` heads; `hana` is HR of the agency above it.
MAY = {"sari": 201, "hana": 201, "citra": 404, "joko": 404, "tono": 404, "adi": 404, "admin": 403, "audi": 403}


@pytest.fixture
def signed_in(world):
    def sign_in(name):
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def ask(client, world, who="rekan", **more):
    return client.post("/api/v1/cases/", {"employee": str(world.people[who].public_id), **WORDS, **more}, **JSON)


@pytest.mark.parametrize(("name", "status"), MAY.items())
def test_the_assessor_and_hr_of_the_unit_open_a_case_nobody_else(world, signed_in, name, status):
    assert ask(signed_in(name), world).status_code == status
    assert ImprovementCase.objects.count() == (1 if status == 201 else 0)


@pytest.mark.parametrize(("name", "status"), {"sari": 302, "hana": 302, "joko": 404, "citra": 403, "audi": 403}.items())
def test_the_page_answers_alike(world, signed_in, name, status):
    body = {"person": world.people["rekan"].nip, **WORDS}
    assert signed_in(name).post(reverse("cases:new"), body).status_code == status
    assert ImprovementCase.objects.count() == (1 if status == 302 else 0)


def test_the_case_begins_with_its_reason_and_a_drafted_plan(world, signed_in):
    shape = ask(signed_in("sari"), world).json()
    case = ImprovementCase.objects.get(public_id=shape["id"])
    cause = CaseTrigger.objects.get(case=case)
    assert (cause.kind, cause.source_kind, cause.source_id, cause.live) == ("manual", case.kind, case.pk, True)
    assert (case.supervisor, case.live_causes) == (world.people["sari"], 1)
    assert "Layanan tepat waktu" in case.goal
    assert [cause["kind"] for cause in shape["causes"]] == ["manual"]
    assert {item.kind for item in case.items.all()} >= {"goal", "measure"}
    first = Event.objects.get(kind=case.kind, subject_id=case.pk, version=0)
    assert first.actor == world.users["sari"]
    assert WORDS["reason"] in first.text.content
    assert WORDS["reason"] not in first.body
    assert verify(case) == []
    assert WORDS["reason"] in signed_in("rekan").get(reverse("cases:case", args=[case.public_id])).content.decode()


def test_nobody_opens_a_case_about_himself_or_about_his_superior(world, signed_in):
    own = ask(signed_in("hana"), world, "hana")
    assert (own.status_code, ImprovementCase.objects.count()) == (403, 0)
    assert "himself" in own.json()["detail"] or "diri" in own.json()["detail"]
    # bawahan is HR of the agency and works below budi.
    assert ask(signed_in("bawahan"), world, "budi").status_code == 403
    assert not ImprovementCase.objects.exists()


def test_at_most_one_case_is_open_and_the_page_keeps_what_was_typed(world, signed_in):
    open_case(world, "rekan")
    again = ask(signed_in("hana"), world)
    assert (again.status_code, ImprovementCase.objects.count()) == (409, 1)
    answer = signed_in("sari").post(reverse("cases:new"), {"person": world.people["rekan"].nip, **WORDS})
    assert answer.status_code == 409
    assert WORDS["reason"] in answer.content.decode()


def test_after_a_closed_case_another_one_may_be_opened(world, signed_in):
    bring_to(world, "closed", open_case(world, "rekan"))
    assert ask(signed_in("hana"), world).status_code == 201


@pytest.mark.parametrize("bad", [{"reason": "  "}, {"reason": "x" * 4001}, {"focus": "x" * 201}])
def test_a_reason_is_needed_and_nothing_is_too_long(world, signed_in, bad):
    assert ask(signed_in("sari"), world, **bad).status_code == 400
    with pytest.raises(DomainError):
        open_by_hand(actor=world.actor("sari"), employee=world.people["rekan"].public_id, **{**WORDS, **bad})
    assert not ImprovementCase.objects.exists()


def test_a_low_result_joins_the_case_a_person_opened(world, signed_in):
    assert ask(signed_in("sari"), world).status_code == 201
    case = open_case(world, "rekan", source=7)
    assert ImprovementCase.objects.count() == 1
    assert (case.live_causes, case.triggers.count()) == (2, 2)


def test_only_those_who_might_open_one_are_offered_the_page(world, signed_in):
    url = reverse("cases:new")
    found = {name: signed_in(name).get(url).status_code for name in ("sari", "hana", "rekan", "lia", "tita")}
    assert found == {"sari": 200, "hana": 200, "rekan": 403, "lia": 403, "tita": 403}
    assert url in signed_in("hana").get(reverse("cases:board")).content.decode()
    assert url not in signed_in("citra").get(reverse("cases:board")).content.decode()
