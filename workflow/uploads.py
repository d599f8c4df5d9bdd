"""Files that people hand in: what a file really is, by its content, and what of it is kept. Pure functions of bytes.

Nothing is unpacked and no picture is decoded; an office file is recognised by the names in its directory. Where the
files lie is the concern of the app that takes them in.
"""

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext_lazy as _

from workflow.errors import FieldFault, InvalidInput
from workflow.pictures import without_metadata

LARGEST: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 200
MOST_ENTRIES: Final = 2_000
LARGEST_UNPACKED: Final = 200 * 1024 * 1024

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS: Final = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
    "text/plain": (".txt",),
}
PRINTS: Final = ("application/pdf", "image/jpeg", "image/png")
MARKUP: Final = ("<", "%!", "#!", "mz")
HIDDEN_MARKUP: Final = ("<script", "<html", "<svg", "<!doctype", "<iframe", "javascript:", "<?xml")
MACROS: Final = ("vbaproject.bin", "macros/", "activex", "oleobject")


REFUSALS: Final = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 10 MB."),
    "wrong_name": _("The name of the file does not fit its content."),
    "unknown_kind": _("Please use PDF, JPG, PNG, WebP, XLSX, DOCX or TXT."),
    "not_a_print": _("Please use PDF, JPG or PNG."),
    "hides_code": _("The file contains code or markup and is not accepted."),
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it is kept: its name without path, its kind, and its bytes without what a camera wrote beside."""

    name: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """sha256 of what is kept."""
        return sha256(self.content).hexdigest()


def accept(content: bytes, name: str, *, kinds: Collection[str] = tuple(EXTENSIONS)) -> Accepted:
    """Let a file in, or raise `InvalidInput` with a sentence at `file`.

    Pictures lose place, time and device of the camera (TRUST F-74).
    """
    cleaned = clean_name(name)
    try:
        media_type = media_type_of(content, cleaned, kinds=kinds)
    except NotAllowed as refused:
        sentence = str(REFUSALS[str(refused)])
        raise InvalidInput(sentence, code=f"file_{refused}", details=[FieldFault("file", sentence)]) from None
    return Accepted(cleaned, media_type, without_metadata(content, media_type))


class NotAllowed(ValueError):
    """The file is not let in; the argument is a code: a key of `REFUSALS`."""


def media_type_of(content: bytes, name: str, *, kinds: Collection[str] = tuple(EXTENSIONS)) -> str:
    """The kind of the file. Raises `NotAllowed` for any other kind, or a name that says something else."""
    if not content:
        raise NotAllowed("empty")
    if len(content) > LARGEST:
        raise NotAllowed("too_large")
    found = _by_signature(content) or _office(content) or _plain_text(content)
    if not found:
        raise NotAllowed("unknown_kind")
    if found not in kinds:
        raise NotAllowed("not_a_print")
    if not name.lower().endswith(EXTENSIONS[found]):
        raise NotAllowed("wrong_name")
    return found


def clean_name(name: str) -> str:
    """The name a person typed, without path and control characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(sign for sign in base if sign.isprintable()).strip(" .")
    stem, dot, ending = printable.rpartition(".")
    if not dot:
        return printable[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def _by_signature(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""


def _office(content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise NotAllowed("too_large")
    names = {entry.filename.lower() for entry in entries}
    if any(part in name for name in names for part in MACROS):
        raise NotAllowed("hides_code")
    if "[content_types].xml" not in names:
        return ""
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else ""


def _plain_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text):
        return ""
    lowered = text.lower()
    if lowered.lstrip().startswith(MARKUP) or any(part in lowered for part in HIDDEN_MARKUP):
        raise NotAllowed("hides_code")
    return "text/plain"
