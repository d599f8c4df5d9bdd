"""Evidence is let in by its content: known kinds only, no markup in disguise, no file without its row."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from appraisal.actions import evidence
from appraisal.models import Cycle, Evidence
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible, StateConflict
from workflow.uploads import DOCX, LARGEST, XLSX, NotAllowed, clean_name, media_type_of

PDF = b"%PDF-1.7\n%test"


def office(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "bukti.PDF", "application/pdf"),
        (b"\xff\xd8\xff\xe0rest", "foto.jpeg", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "layar.png", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPrest", "foto.webp", "image/webp"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "data.xlsx", XLSX),
        (office("[Content_Types].xml", "word/document.xml"), "surat.docx", DOCX),
        (b"Catatan rapat, 3 < 5.", "catatan.txt", "text/plain"),
        (b"\xef\xbb\xbfCatatan", "catatan.txt", "text/plain"),
    ],
)
def test_known_kinds_are_recognised_by_content(content: bytes, name: str, expected: str) -> None:
    assert media_type_of(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "empty"),
        (b"%PDF-" + b"x" * LARGEST, "a.pdf", "too_large"),
        (b"<html><script>alert(1)</script>", "a.txt", "hides_code"),
        (b"  \n<svg onload=alert(1)>", "a.txt", "hides_code"),
        (b"<?xml version='1.0'?><svg/>", "a.jpg", "hides_code"),
        (b"teks biasa <ScRiPt>", "a.txt", "hides_code"),
        (b"#!/bin/sh\nrm -rf /", "a.txt", "hides_code"),
        (b"MZ\x90\x00\x03", "a.pdf", "unknown_kind"),
        (b"GIF89a\x00\x00", "a.gif", "unknown_kind"),
        (PDF, "a.html", "wrong_name"),
        (PDF, "a.pdf.exe", "wrong_name"),
        (b"teks", "a.html", "wrong_name"),
        (b"\xff\xd8\xff\xe0rest", "a.png", "wrong_name"),
        (office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", "hides_code"),
        (office("inner.zip"), "a.xlsx", "unknown_kind"),
        (b"PK\x03\x04broken", "a.docx", "unknown_kind"),
    ],
)
def test_everything_else_is_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        media_type_of(content, name)
    assert str(refused.value) == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\siti\\bukti.pdf", "bukti.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_lose_paths_and_control_characters(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def upload(world: World, who: str, *, content: bytes = PDF, name: str = "bukti.pdf") -> Evidence:
    form = world.form_of("siti")
    return evidence.upload_evidence(
        form.public_id, do.item_id(form, "disiplin"), actor=world.actor(who), name=name, content=content
    )


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_file_is_stored_under_a_random_name_with_its_hash(world: World, cycle: Cycle) -> None:
    row = upload(world, "siti", name="rekap absensi.pdf")
    assert row.name == "rekap absensi.pdf"
    assert "rekap" not in row.file.name
    assert (row.size, row.media_type, len(row.sha256)) == (len(PDF), "application/pdf", 64)
    with default_storage.open(row.file.name) as stored:
        assert stored.read() == PDF


def test_a_photo_loses_the_place_where_it_was_taken(world: World, cycle: Cycle) -> None:
    place = b"GPS 2.0833 S"
    photo = b"\xff\xd8\xff\xfe\x00\x0e" + place + b"\xff\xda\x00\x02scan\xff\xd9"
    row = upload(world, "siti", content=photo, name="foto.jpg")
    with default_storage.open(row.file.name) as stored:
        kept = stored.read()
    assert kept == b"\xff\xd8\xff\xda\x00\x02scan\xff\xd9"
    assert (row.size, row.sha256) == (len(kept), sha256(kept).hexdigest())


def test_the_same_name_twice_is_two_rows(world: World, cycle: Cycle) -> None:
    first, second = upload(world, "siti"), upload(world, "siti", content=PDF + b"2")
    assert first.file.name != second.file.name
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(
    ("who", "error"), [("kabid", NotPermitted), ("hana", NotPermitted), ("rekan", NotVisible), ("audi", NotPermitted)]
)
def test_a_refusal_leaves_no_file(world: World, cycle: Cycle, who: str, error: type[DomainError]) -> None:
    before = files()
    with pytest.raises(error):
        upload(world, who)
    assert files() == before
    assert not Evidence.objects.exists()


def test_a_bad_file_leaves_no_row_and_no_file(world: World, cycle: Cycle) -> None:
    before = files()
    with pytest.raises(InvalidInput) as refused:
        upload(world, "siti", content=b"<svg onload=alert(1)>", name="foto.jpg")
    assert refused.value.code == "file_hides_code"
    assert files() == before
    assert not Evidence.objects.exists()


def test_a_row_that_cannot_be_written_takes_its_file_along(
    world: World, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("disk full")

    before = files()
    monkeypatch.setattr(Evidence.objects, "create", fail)
    with pytest.raises(OSError, match="disk full"):
        upload(world, "siti")
    assert files() == before


def test_ten_files_are_enough(world: World, cycle: Cycle) -> None:
    for _number in range(10):
        upload(world, "siti")
    with pytest.raises(GuardRefused):
        upload(world, "siti")


def test_a_removed_file_stays_for_the_record(world: World, cycle: Cycle) -> None:
    row = upload(world, "siti")
    form = world.form_of("siti")
    with pytest.raises(NotPermitted):
        evidence.remove_evidence(form.public_id, row.public_id, actor=world.actor("kabid"))
    evidence.remove_evidence(form.public_id, row.public_id, actor=world.actor("siti"))
    row.refresh_from_db()
    assert row.removed_at is not None
    assert default_storage.exists(row.file.name)
    with pytest.raises(NotVisible):
        evidence.remove_evidence(form.public_id, row.public_id, actor=world.actor("siti"))


def test_after_handing_in_nothing_is_added_or_removed(world: World, cycle: Cycle) -> None:
    row = upload(world, "siti")
    form = do.submit(world, "siti")
    with pytest.raises(StateConflict):
        upload(world, "siti")
    with pytest.raises(StateConflict):
        evidence.remove_evidence(form.public_id, row.public_id, actor=world.actor("siti"))
