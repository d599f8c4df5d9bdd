"""Handing out stored files so that no browser runs them."""

from typing import Any

from django.http import FileResponse, HttpResponse

from workflow import icalendar
from workflow.icalendar import Entry
from workflow.sheets import SheetFile


def download(file: Any, *, name: str, media_type: str) -> FileResponse:
    """A stored file as an attachment; the caller has asked the policy, every time anew."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def sheet_answer(found: SheetFile) -> HttpResponse:
    """A table as an attachment that no browser shows and no cache keeps."""
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def calendar_file(entry: Entry, *, name: str) -> HttpResponse:
    """One appointment as a calendar file (RFC 5545)."""
    response = HttpResponse(icalendar.calendar(entry), content_type=icalendar.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
