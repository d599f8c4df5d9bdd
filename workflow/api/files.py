"""Files over the API: what goes out can never run in a browser; what comes in is one file in one form field."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

# How operations with files are described in the schema.
FILE_BODY: Any = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    }
}
FILE_ANSWER: Any = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


def attachment(stored: Any, *, name: str, media_type: str) -> FileResponse:
    """Return a stored file as a download; ask the policy before calling this, at every download."""
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def uploaded_file(request: Request, *, field: str = "file", beside: tuple[str, ...] = ()) -> UploadedFile[Any]:
    """The one file of a multipart body; anything else in the body but the fields named ``beside`` it is refused."""
    faults = {
        name: [ErrorDetail(_("This field does not exist here."), code="unknown_field")]
        for name in request.data
        if name != field and name not in beside
    }
    if faults:
        raise ValidationError(faults)
    found = request.FILES.getlist(field)
    if len(found) != 1:
        raise ValidationError({field: [ErrorDetail(_("Send exactly one file."), code="required")]})
    only: UploadedFile[Any] = found[0]
    return only


def streamed(request: Any, pieces: Iterator[bytes], *, name: str, media_type: str) -> StreamingHttpResponse:
    """Return a file that is written while it is sent. Under ASGI the pieces are fetched one by one in a thread:
    handed over as a plain iterator they would be gathered in memory first."""
    plain = getattr(request, "_request", request)
    content: Any = _one_by_one(pieces) if isinstance(plain, ASGIRequest) else pieces
    response = StreamingHttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


async def _one_by_one(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(_following)(pieces)) is not None:
        yield piece


def _following(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)
