"""The public check: a code, a hash or a file against what the system sealed. The answer is the verdict alone.

Genuine or not, and whether it was replaced: no kind, no moment, no hash, no person. That a document of some kind exists
would already tell something of somebody (a decision on an objection, feedback on guidance). Of a sealed file that was
changed it names the files that differ: whoever asks holds them.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from workflow.auditing.sealed import seal_holds
from workflow.documents import sealed
from workflow.documents.machine import RECEIPT, DocumentState
from workflow.models import DailySeal, Document

ATTEMPTS: Final = 30
PAUSE_SECONDS: Final = 600
MOST_LINES: Final = 50
LARGEST: Final = 200 * 1024 * 1024


class Upload(Protocol):
    """What the check needs of an uploaded file."""

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[bytes]: ...

    def seek(self, offset: int, whence: int = 0, /) -> Any: ...

    def read(self, size: int = -1, /) -> bytes: ...

    def tell(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page says. `tone`: good, attention or bad."""

    tone: str
    title: str
    sentence: str
    faults: tuple[str, ...] = field(default=())


def limit_reached(request: Any) -> bool:
    """Whether this visitor asked too often; counted per process, as a brake on load rather than a lock."""
    address = import_string(settings.AXES_CLIENT_IP_CALLABLE)(request)
    key = f"verify:{hashlib.sha256(str(address).encode()).hexdigest()[:32]}"
    cache.add(key, 0, PAUSE_SECONDS)
    try:
        return cache.incr(key) > ATTEMPTS
    except ValueError:
        return False


def said_of_code(code: str) -> Verdict:
    """What the system says of a printed code (as stored, without groups)."""
    seal = DailySeal.objects.filter(code=code).first() if code else None
    if seal is not None:
        return said_of_seal(seal)
    return _said(Document.objects.filter(code=code).first() if code else None)


def said_of_seal(seal: DailySeal) -> Verdict:
    """What the system says of a daily seal: whether the record still is what was sealed."""
    if seal_holds(seal):
        sentence = _("The system sealed its record of this day, and holds it unchanged until now.")
        return Verdict("good", _("The seal holds"), sentence)
    sentence = _("The system sealed its record of this day, but the record is not the same any more. Tell the auditor.")
    return Verdict("bad", _("The record differs from this seal"), sentence)


def said_of_hash(digest: str) -> Verdict:
    """What the system says of the hash of a file, or of the hash of facts that a document prints."""
    seal = DailySeal.objects.filter(Q(hash=digest) | Q(root=digest)).exclude(hash="").order_by("pk").first()
    if seal is not None:
        return said_of_seal(seal)
    return _said(Document.objects.filter(Q(sha256=digest) | Q(content_sha256=digest)).order_by("pk").first())


def said_of_file(upload: Upload) -> Verdict:
    """What the system says of the bytes of a file, read in pieces."""
    if (upload.size or 0) > LARGEST:
        return Verdict(
            "attention",
            _("The file is too large to be checked here"),
            _("Check it with the script in the sealed file, or type its hash."),
        )
    found = hashlib.sha256()
    for piece in upload.chunks():
        found.update(piece)
    known = Document.objects.filter(sha256=found.hexdigest()).first()
    upload.seek(0)
    if known is None and zipfile.is_zipfile(upload):
        upload.seek(0)
        return said_of_archive(sealed.check_archive(upload))
    return _said(known)


def said_of_archive(finding: sealed.Finding) -> Verdict:
    """What is wrong with a sealed file whose bytes are not those that were sealed: every file and event by name."""
    document = Document.objects.filter(content_sha256=finding.manifest).first() if finding.manifest else None
    if document is not None and not finding.faults:
        sentence = _("Every file and every event is as the system sealed it; only the wrapping of the ZIP differs.")
        return Verdict("good", _("The content is intact"), sentence)
    lines = [_fault_words(fault) for fault in finding.faults]
    if document is None:
        lines.insert(0, _("The manifest is not one that the system sealed."))
    sentence = _("It is not the file that the system sealed. This is what differs:")
    return Verdict("bad", _("Not intact"), sentence, tuple(lines[:MOST_LINES]))


def _fault_words(fault: sealed.Fault) -> str:
    words = {
        "unreadable": _("%(where)s: cannot be read"),
        "no_manifest": _("%(where)s: there is no manifest that can be read"),
        "missing": _("%(where)s: is missing"),
        "added": _("%(where)s: does not belong to it"),
        "doubled": _("%(where)s: is there twice"),
        "altered": _("%(where)s: was altered"),
        "event_missing": _("%(where)s: this event is missing"),
        "event_order": _("%(where)s: this event does not follow the one before it"),
        "event_altered": _("%(where)s: this event was altered"),
    }
    return words[fault.code] % {"where": fault.where[:200]}


def _said(document: Document | None) -> Verdict:
    if document is None or not document.is_made:
        return Verdict(
            "bad",
            _("The system does not know this"),
            _("It issued no document with this code or hash. One changed letter is enough for this answer."),
        )
    if _newer(document).exists():
        return Verdict(
            "attention",
            _("Genuine, but there is a newer version"),
            _("The system issued this document. It was made anew since; ask for the newest version."),
        )
    return Verdict("good", _("Genuine"), _("The system issued this document and has not replaced it."))


def _newer(document: Document) -> Any:
    same = Document.objects.filter(
        document_kind=document.document_kind,
        subject_kind=document.subject_kind,
        subject_id=document.subject_id,
        language=document.language,
        number__gt=document.number,
    )
    made = same.exclude(state__in=(DocumentState.ORDERED, DocumentState.LAPSED))
    return made.exclude(edition=RECEIPT) if document.edition != RECEIPT else made.filter(edition=RECEIPT)
