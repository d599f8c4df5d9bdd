"""Who may read and acknowledge a document, through the pages and REST; what is said to everybody on the public page."""

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from appraisal.models import Objection
from tests.documents.scenes import DECIDED_AT, content, decided, letter, text_of, work
from workflow import clock
from workflow.documents import checking
from workflow.documents.codes import grouped, spaced
from workflow.models import AccessRecord, Document, Event
from workflow.policies import policy_for
from workflow.worklist import worklist_of

pytestmark = pytest.mark.django_db
READERS = {"siti", "kabid", "kadis", "hana", "hari", "audi"}


@pytest.fixture
def world():
    cache.clear()
    found, _objection = decided()
    work()
    with clock.frozen(DECIDED_AT):
        yield found


def browser(world, name):
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def read(response):
    """The whole answer. Reading a file to its end closes it; closing it by hand would close the test's database."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def address(name, document):
    return reverse(f"workflow:{name}", args=[document.public_id])


def test_the_four_forms_of_the_policy_agree(world):
    policy = policy_for(Document)
    for name in world.users:
        actor, found = world.actor(name), letter()
        sees = policy.sees(actor, found)
        assert sees == policy.visible_to(actor).filter(pk=found.pk).exists() == (name in READERS), name
    assert policy.users_in_role("subject", letter()) == [world.users["siti"].pk]
    assert policy.users_in_role("leader", letter()) == []


@pytest.mark.parametrize("door", ["document", "document_file"])
def test_every_person_at_every_door(world, door):
    for name, user in world.users.items():
        if user.is_active:
            response = browser(world, name).get(address(door, letter()))
            read(response)
            assert response.status_code == (200 if name in READERS else 404), (door, name)
    assert Client().get(address(door, letter())).status_code == 302


def test_the_file_is_a_download_that_no_browser_runs_and_its_reading_is_recorded(world):
    response = browser(world, "audi").get(address("document_file", letter()))
    assert read(response) == content(letter())
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith('attachment; filename="surat-keputusan-keberatan-')
    assert AccessRecord.objects.get(kind="workflow.document").ground == "auditor"
    read(browser(world, "siti").get(address("document_file", letter())))
    assert AccessRecord.objects.filter(kind="workflow.document").count() == 1


def test_the_person_is_told_asked_and_acknowledges(world):
    tasks = worklist_of(world.actor("siti")).tasks
    assert any(task.key == f"document:{letter().public_id}" for task in tasks)
    assert not any(task.key.startswith("document:") for task in worklist_of(world.actor("kadis")).tasks)
    siti = browser(world, "siti")
    page = siti.get(address("document", letter())).content.decode()
    assert 'value="acknowledge"' in page
    assert 'value="acknowledge"' not in browser(world, "hana").get(address("document", letter())).content.decode()
    posted = siti.post(address("document_move", letter()), {"transition": "acknowledge", "version": letter().version})
    assert posted.status_code == 302
    assert Event.objects.get(name="document.acknowledged").actor_id == world.users["siti"].pk
    assert letter().acknowledged_at == DECIDED_AT
    assert not any(task.key.startswith("document:") for task in worklist_of(world.actor("siti")).tasks)
    work(DECIDED_AT)
    copy = letter(edition="receipt")
    assert (copy.number, str(copy.state)) == (2, "issued")
    assert "Penerimaan dinyatakan : 7 Oktober 2026" in text_of(copy)
    assert "Penerimaan dinyatakan :" not in text_of(letter())


def test_the_receipt_needs_the_version_and_the_right(world):
    move = address("document_move", letter())
    assert browser(world, "siti").post(move, {"transition": "acknowledge"}).status_code == 428
    assert browser(world, "siti").post(move, {"transition": "lapse", "version": 1}).status_code == 400
    assert browser(world, "kadis").post(move, {"transition": "acknowledge", "version": 1}).status_code == 403
    assert browser(world, "siti").post(move, {"transition": "acknowledge", "version": 9}).status_code == 409
    assert letter().acknowledged_at is None


def test_the_objection_shows_it_to_every_reader(world):
    page = reverse("appraisal:objection", args=[Objection.objects.get().public_id])
    for name in ("siti", "kabid", "kadis", "hana"):
        assert address("document", letter()) in browser(world, name).get(page).content.decode(), name


def test_rest_lists_reads_and_hands_out(world):
    client = browser(world, "hana")
    rows = client.get("/api/v1/documents/").json()["results"]
    assert {row["language"] for row in rows} == {"id", "en"}
    one = client.get(f"/api/v1/documents/{letter().public_id}/").json()
    assert one["sha256"] == hashlib.sha256(content(letter())).hexdigest()
    assert one["subject"] == str(Objection.objects.get().public_id)
    file = client.get(f"/api/v1/documents/{letter().public_id}/file/")
    assert read(file) == content(letter())
    assert browser(world, "asing").get(f"/api/v1/documents/{letter().public_id}/file/").status_code == 404


def test_the_public_page_knows_code_hash_and_file_and_names_nobody(world):
    visitor, page = Client(), reverse("workflow:verify")
    answers = [
        visitor.get(reverse("workflow:verify_code", args=[grouped(letter().code)])),
        visitor.post(page, {"wanted": grouped(letter().code).lower()}),
        visitor.post(page, {"wanted": letter().sha256}),
        visitor.post(page, {"wanted": letter().content_sha256}),
        visitor.post(page, {"file": SimpleUploadedFile("x.pdf", content(letter()))}),
    ]
    for answer in answers:
        said = answer.content.decode()
        assert answer.status_code == 200
        assert "notice--good" in said
        told = said.split('id="verdict"')[1].split("<form")[0]
        for name in (spaced(letter().sha256), "SHA-256", "2026", "Surat", "Versi"):
            assert name not in told
        for name in ("Siti", "Kadis", "Kabid", "1985010120", "hasil_utama", "Butuh"):
            assert name not in said


def test_one_changed_byte_or_letter_is_not_known(world):
    visitor, page = Client(), reverse("workflow:verify")
    spoilt = bytearray(content(letter()))
    spoilt[len(spoilt) // 2] ^= 1
    for posted in (
        {"file": SimpleUploadedFile("x.pdf", bytes(spoilt))},
        {"wanted": "0" * 64},
        {"wanted": "2222-2222-2222-2222"},
    ):
        assert "notice--bad" in visitor.post(page, posted).content.decode()
    assert visitor.post(page, {"wanted": "hm"}).status_code == 400
    assert visitor.get(reverse("workflow:verify_code", args=["<script>"])).status_code == 200


def test_asking_too_often_is_refused(world, monkeypatch):
    monkeypatch.setattr(checking, "ATTEMPTS", 2)
    page = reverse("workflow:verify")
    assert [Client().post(page, {"wanted": "0" * 64}).status_code for _turn in range(3)] == [200, 200, 429]
