"""What every document says in the same words: dates, the office's moments, the seal with its address to check."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflow.calendars import ZONE_NAMES
from workflow.documents.codes import grouped
from workflow.documents.machine import RECEIPT
from workflow.models import Document


def day_text(day: date | datetime | None, zone: str) -> str:
    """`23 November 2026`, as the office counts days; nothing for no day."""
    if day is None:
        return ""
    return date_format(day.astimezone(ZoneInfo(zone)) if isinstance(day, datetime) else day, "j F Y")


def moment_text(moment: datetime | None, zone: str) -> str:
    """`23 November 2026, 09.00 WIB`; nothing for no moment."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone))
    point = "." if (get_language() or "id").startswith("id") else ":"
    return f"{date_format(local, 'j F Y')}, {local:%H}{point}{local:%M} {ZONE_NAMES.get(zone, zone)}"


def address_of(document: Document) -> str:
    """Where anybody checks the document."""
    return settings.PUBLIC_URL + reverse("workflow:verify_code", args=[grouped(document.code)])


def seal_of(document: Document, zone: str) -> Mapping[str, Any]:
    """The block at the foot of every document; the hash of the facts is put in by the printer."""
    address = address_of(document)
    return {
        "title": _("Check this document"),
        "sentence": _("Open the address or scan the code: the system says whether it issued this document."),
        "address": address,
        "code_label": _("Code"),
        "code": grouped(document.code),
        "hash_label": _("Hash of the facts (SHA-256)"),
        "hash": "",
        "qr": qr_of(address),
        "qr_words": _("Code to scan: the address where this document can be checked"),
        "version": _("Version %(number)d, ordered %(moment)s")
        % {"number": document.number, "moment": moment_text(document.ordered_at, zone)},
        "page_of": _("Page"),
    }


def common(document: Document, *, title: str, zone: str) -> dict[str, Any]:
    """What the frame of every document reads."""
    return {
        "language": document.language,
        "title": title,
        "date": document.ordered_at.astimezone(ZoneInfo(zone)).date().isoformat(),
        "author": settings.APP_NAME,
        "seal": seal_of(document, zone),
        "translation": ""
        if document.language == settings.LANGUAGE_CODE
        else _("Translation for information. The Indonesian text is the one that counts."),
    }


def receipt_of(document: Document, zone: str) -> dict[str, Any] | None:
    """When it was delivered and acknowledged, in the edition that is made of the receipt."""
    first = Document.objects.filter(
        document_kind=document.document_kind,
        subject_id=document.subject_id,
        source_version=document.source_version,
        edition="",
        acknowledged_at__isnull=False,
    ).first()
    if document.edition != RECEIPT or first is None:
        return None
    rows = [
        (_("Delivered"), moment_text(first.delivered_at, zone)),
        (_("Receipt acknowledged"), moment_text(first.acknowledged_at, zone)),
    ]
    return {"title": _("Receipt"), "rows": rows}


def qr_of(text: str) -> str:
    """A QR code as SVG."""
    found = io.BytesIO()
    segno.make(text, error="m").save(found, kind="svg", border=2, xmldecl=False)
    return found.getvalue().decode()
