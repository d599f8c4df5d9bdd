"""The sealed file of an objection: whole, checkable without the system, and every planted fault is named."""

import hashlib
import json
import random
import subprocess
import sys
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from appraisal.models import Objection, ObjectionEvidence
from tests.documents.scenes import DECIDED_AT, NASTY, SECRET, content, decided, work
from tests.documents.sealing import browser, faults, index_text, names_in, rebuilt, said_by_page, script
from workflow import clock
from workflow.documents import sealed
from workflow.documents.packing import Packer
from workflow.models import Document, Incident, Job
from workflow.policies import policy_for

pytestmark = pytest.mark.django_db
EVIDENCE = b"%PDF-1.4 bukti kehadiran"
READERS = {"kadis", "hana", "hari", "audi"}


def add_evidence(world, objection, body=EVIDENCE):
    row = objection.items.first()
    ObjectionEvidence.objects.create(
        item=row,
        file=default_storage.save("evidence/xx/bukti", ContentFile(body)),
        name="bukti.pdf",
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        media_type="application/pdf",
        uploaded_by=world.users["siti"],
        uploaded_at=DECIDED_AT,
    )


@pytest.fixture
def world():
    cache.clear()
    found, objection = decided()
    add_evidence(found, objection)
    work()
    with clock.frozen(DECIDED_AT):
        yield found


def order_url():
    return reverse("workflow:document_order", args=["appraisal.case_file", Objection.objects.get().public_id])


@pytest.fixture
def archive(world):
    """The bytes of the file, ordered by the decider on the page."""
    response = browser(world, "kadis").post(order_url())
    assert response["Location"].startswith("/jobs/")
    work()
    return content(Document.objects.get(document_kind="appraisal.case_file"))


def test_it_holds_index_evidence_documents_and_events(world, archive):
    names = names_in(archive)
    assert {"index.pdf", "index.json", "events.json", "evidence/001.pdf", "manifest.json", "check.py"} <= set(names)
    assert sum(name.startswith("documents/") for name in names) == 2
    said = index_text(archive)
    for words in ("Siti", "Kabid", "Kadis", "Menurut bukti.", "Bukti sudah saya lihat.", "bukti.pdf", "evidence/001"):
        assert words in said, words
    assert " ".join(NASTY.split()) in said
    assert faults(archive) == set()
    assert (
        sealed.check_archive(BytesIO(archive)).manifest
        == Document.objects.get(document_kind="appraisal.case_file").content_sha256
    )


def test_the_private_note_is_in_no_file_of_it(world, archive):
    opened = zipfile.ZipFile(BytesIO(archive))
    for name in opened.namelist():
        body = opened.read(name)
        assert SECRET.encode() not in body, name
        if name.endswith(".pdf") and name != "evidence/001.pdf":
            assert SECRET not in "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def test_who_may_order_and_read_it(world, archive):
    document = Document.objects.get(document_kind="appraisal.case_file")
    policy = policy_for(Document)
    for name, user in world.users.items():
        actor = world.actor(name)
        sees = policy.sees(actor, document)
        assert sees == policy.visible_to(actor).filter(pk=document.pk).exists() == (name in READERS), name
        if user.is_active:
            known = name in READERS | {"siti", "kabid"}
            status = browser(world, name).post(order_url()).status_code
            assert status == (302 if name in READERS else 403 if known else 404), name
    posted = {"kind": "appraisal.case_file", "subject": str(Objection.objects.get().public_id)}
    for name, status in (("hana", 202), ("siti", 403), ("asing", 404)):
        answer = browser(world, name).post("/api/v1/documents/", posted, content_type="application/json")
        assert answer.status_code == status, name


def test_ordered_again_nothing_is_made_until_something_changed(world, archive):
    again = browser(world, "kadis").post(order_url())
    document = Document.objects.get(document_kind="appraisal.case_file")
    assert again["Location"] == reverse("workflow:document", args=[document.public_id])
    letter = Document.objects.get(document_kind="appraisal.decision_letter", language="id", edition="")
    browser(world, "siti").post(
        reverse("workflow:document_move", args=[letter.public_id]),
        {"transition": "acknowledge", "version": letter.version},
    )
    work()
    browser(world, "kadis").post(order_url())
    work()
    assert list(
        Document.objects.filter(document_kind="appraisal.case_file").order_by("number").values_list("number", flat=True)
    ) == [1, 2]
    assert "notice--attention" in said_by_page(archive)


def test_every_changed_byte_is_found_by_script_and_page(world, archive):
    opened = zipfile.ZipFile(BytesIO(archive))
    for entry in opened.infolist():
        spoilt = bytearray(archive)
        spoilt[archive.index(opened.read(entry.filename)[:64]) + 10] ^= 1
        found = sealed.check_archive(BytesIO(bytes(spoilt)))
        wanted = "no_manifest" if entry.filename == "manifest.json" else "altered"
        assert (wanted, entry.filename) in {(fault.code, fault.where) for fault in found.faults}, entry.filename
        if entry.filename == "evidence/001.pdf":
            assert "evidence/001.pdf: was altered" in said_by_page(bytes(spoilt))


def test_a_byte_changed_anywhere_is_named_unless_every_file_is_as_it_was(world, archive):
    whole = {name: zipfile.ZipFile(BytesIO(archive)).read(name) for name in names_in(archive)}
    rng = random.Random(7)
    for _turn in range(300):
        spoilt = bytearray(archive)
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
        if not sealed.check_archive(BytesIO(bytes(spoilt))).faults:
            opened = zipfile.ZipFile(BytesIO(bytes(spoilt)))
            assert {name: opened.read(name) for name in opened.namelist()} == whole


def test_a_zip_wrapped_anew_is_said_to_hold_the_same(world, archive):
    assert "The content is intact" in said_by_page(rebuilt(archive))


def test_a_removed_an_added_and_a_rewritten_file_are_named(world, archive):
    assert faults(rebuilt(archive, drop=("evidence/001.pdf",))) == {("missing", "evidence/001.pdf")}
    changed = rebuilt(archive, change={"index.json": lambda body: body.replace(b"Kadis", b"Budis")})
    assert faults(changed) == {("altered", "index.json")}
    assert "index.json: was altered" in said_by_page(changed)
    added = BytesIO(archive)
    with zipfile.ZipFile(added, "a") as written:
        written.writestr("evidence/999.pdf", b"x")
    assert faults(added.getvalue()) == {("added", "evidence/999.pdf")}


def reordered(body):
    read = json.loads(body)
    events = read["subjects"][0]["events"]
    events[1], events[2] = events[2], events[1]
    return json.dumps(read).encode()


def test_an_event_reordered_dropped_or_rewritten_is_named(world, archive):
    kind = f"appraisal.objection/{Objection.objects.get().pk}"
    moved = rebuilt(archive, change={"events.json": reordered})
    assert ("event_order", f"{kind} version 1") in faults(moved)
    assert f"{kind} version 1: this event does not follow" in said_by_page(moved)

    def without(body):
        read = json.loads(body)
        del read["subjects"][0]["events"][1]
        return json.dumps(read).encode()

    def rewritten(body):
        return body.replace(b'\\"to\\":\\"decided\\"', b'\\"to\\":\\"refused\\"')

    assert ("event_missing", f"{kind} version 1") in faults(rebuilt(archive, change={"events.json": without}))
    assert any(code == "event_altered" for code, _ in faults(rebuilt(archive, change={"events.json": rewritten})))


def test_a_manifest_rewritten_as_a_whole_is_unknown_to_the_page(world, archive):
    def forged(body):
        read = json.loads(body)
        new = zipfile.ZipFile(BytesIO(archive)).read("index.json").replace(b"Kadis", b"Budis")
        for one in read["files"]:
            if one["path"] == "index.json":
                one["sha256"], one["size"] = hashlib.sha256(new).hexdigest(), len(new)
        return json.dumps(read).encode()

    change = {"index.json": lambda body: body.replace(b"Kadis", b"Budis"), "manifest.json": forged}
    assert faults(rebuilt(archive, change=change)) == set()
    assert "not one that the system sealed" in said_by_page(rebuilt(archive, change=change))


def test_the_page_says_that_the_whole_file_is_genuine_and_names_nobody(world, archive):
    said = said_by_page(archive)
    assert "notice--good" in said
    for name in ("Siti", "Kadis", "Kabid", "1985010120"):
        assert name not in said


def test_the_script_in_the_file_checks_it_alone(world, archive, tmp_path):
    good = script(tmp_path, archive, sealed.check_archive(BytesIO(archive)).manifest)
    assert (good.returncode, good.stdout.splitlines()[-1]) == (0, "INTACT")
    assert script(tmp_path, archive, "0" * 64).returncode == 1
    bad = script(tmp_path, rebuilt(archive, drop=("evidence/001.pdf",)))
    assert bad.returncode == 1
    assert "FAULT  evidence/001.pdf is missing" in bad.stdout
    (tmp_path / "broken.zip").write_bytes(b"no zip")
    command = [sys.executable, "-I", "check.py", "broken.zip"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_evidence_that_is_no_longer_what_was_handed_in_stops_the_work(world):
    with default_storage.open(ObjectionEvidence.objects.get().file.name, "wb") as stored:
        stored.write(b"lain")
    browser(world, "hana").post(order_url())
    for _turn in range(5):
        work()
        Job.objects.filter(state="queued").update(next_try_at=None)
    assert Incident.objects.get(resolved_at=None).cause == "stored_file_altered"


def test_large_evidence_is_copied_in_pieces(world, tmp_path):
    body = b"0123456789abcdef" * (4 * 1024 * 1024)
    path = default_storage.save("evidence/xx/besar", ContentFile(body))
    digest = hashlib.sha256(body).hexdigest()
    del body
    tracemalloc.start()
    with Packer(tmp_path / "big.zip") as packer:
        packer.put_stored("evidence/001.bin", _Stored(path), sha256=digest)
        packer.put_json("events.json", {"subjects": []})
        packer.close()
    assert sealed.check_archive(tmp_path / "big.zip").faults == ()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * 1024 * 1024


class _Stored:
    """A file of the store without a row."""

    def __init__(self, path):
        self.path = path

    def open(self, mode):
        return default_storage.open(self.path, mode)
