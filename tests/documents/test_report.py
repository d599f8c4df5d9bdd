"""The closing report: plan, sessions, trainings, duties and outcome; never what was said in a session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import ImprovementCase
from tests.cases import world as do
from tests.documents.scenes import NASTY, text_of, work
from workflow import clock
from workflow.documents import actions
from workflow.models import Document
from workflow.policies import policy_for

pytestmark = pytest.mark.django_db
NOTES = "rahasia-sesi-91c2"
READERS = {"budi", "sari", "citra", "hana"}


def closed(world, **more):
    """A case closed by the criteria, with a session whose notes are nobody's business."""
    case = do.bring_to(world, "active")
    do.fulfil(world, case)
    case.sessions.update(notes=NOTES)
    case.items.update(progress=NASTY)
    do.step(case, "submit_for_review", world.actor("sari"), summary="Sudah tepat waktu.")
    return do.step(case, "close", world.actor("hana"), outcome="target_met", outcome_note="Target tercapai.", **more)


def report(language="id", number=1):
    return Document.objects.get(document_kind="cases.closing_report", language=language, number=number)


@pytest.fixture
def world():
    with clock.frozen(do.NOW):
        found = do.make_world()
        closed(found)
        work(do.NOW + timedelta(minutes=1))
        yield found


def test_it_tells_the_case_in_both_languages_without_the_notes(world):
    said = text_of(report())
    for words in (
        "Budi",
        "Sari",
        "Citra",
        "Target tercapai",
        "Sudah tepat waktu.",
        "mulai tepat waktu",
        "Mutu layanan",
    ):
        assert words in said, words
    assert " ".join(NASTY.split()) in said
    assert "In time" in text_of(report("en"))
    for document in Document.objects.all():
        assert NOTES not in text_of(document)


def test_the_same_rule_in_every_form_of_the_policy(world):
    policy = policy_for(Document)
    for name in world.users:
        actor = world.actor(name)
        sees = policy.sees(actor, report())
        assert sees == policy.visible_to(actor).filter(pk=report().pk).exists() == (name in READERS), name


def test_a_reopened_case_gets_a_new_version_and_keeps_the_old(world):
    case = ImprovementCase.objects.get()
    before = report().sha256
    do.step(case, "reopen", world.actor("hana"), reason="Mundur lagi.")
    work(do.NOW + timedelta(minutes=2))
    do.step(case, "end_early", world.actor("hana"), outcome="left", reason="Pindah.")
    work(do.NOW + timedelta(minutes=3))
    assert report().sha256 == before
    assert "Target tercapai" not in text_of(report(number=2)) or report(number=2).sha256 != before


def test_an_acknowledged_report_is_made_anew_with_its_receipt(world):
    found = report()
    actions.take(found.public_id, "acknowledge", actor=world.actor("budi"), version=found.version)
    work(do.NOW + timedelta(minutes=2))
    assert "Penerimaan dinyatakan : 23 November 2026" in text_of(report(number=2))
    assert "Penerimaan dinyatakan :" not in text_of(report())


def test_a_case_reopened_before_the_report_was_made_gets_none():
    with clock.frozen(do.NOW):
        world = do.make_world()
        case = closed(world)
        do.step(case, "reopen", world.actor("hana"), reason="Keliru.")
        work(do.NOW + timedelta(minutes=1))
    assert {str(row.state) for row in Document.objects.all()} == {"lapsed"}


def test_the_case_page_leads_to_it(world):
    client = Client()
    client.force_login(world.users["budi"], backend="organization.authentication.NipOrUsernameBackend")
    page = client.get(reverse("cases:case", args=[ImprovementCase.objects.get().public_id])).content.decode()
    assert reverse("workflow:document", args=[report().public_id]) in page
    assert client.get(reverse("workflow:document", args=[report().public_id])).status_code == 200
