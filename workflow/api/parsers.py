"""Reads request bodies within limits. Refuses what no field could hold: NUL, half characters, infinity."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

JSON_LIMIT = 512 * 1024
DEPTH_LIMIT = 32


class TooLarge(APIException):
    """The body is larger than the resource accepts."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class LengthRequired(APIException):
    """The body comes without its length."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_code = "length_required"


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name given twice is refused: two readers of the same body must not see two different values."""
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("duplicate name")
    return names


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("unstorable character")


def _check_storable(value: Any, *, depth: int = 0) -> None:
    if depth > DEPTH_LIMIT:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name)
            _check_storable(inner, depth=depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_storable(inner, depth=depth + 1)


class StrictJSONParser(BaseParser):
    """JSON objects up to 512 KiB; refuses duplicate names, NaN, infinity, NUL and unpaired surrogates."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parsed body; raises TooLarge (413) or ParseError (400)."""
        raw = stream.read(JSON_LIMIT + 1)
        if len(raw) > JSON_LIMIT:
            raise TooLarge(_("The body is larger than %(limit)d KiB.") % {"limit": JSON_LIMIT // 1024})
        try:
            value = json.loads(
                raw.decode("utf-8"),
                parse_float=_finite,
                parse_constant=_refuse_constant,
                object_pairs_hook=_unique_names,
            )
            _check_storable(value)
        except (ValueError, RecursionError) as fault:
            raise ParseError(_("The body is not valid JSON.")) from fault
        if not isinstance(value, dict):
            raise ParseError(_("The body must be a JSON object."))
        return value


class LimitedMultiPartParser(MultiPartParser):
    """Form data with files; the whole body is limited before anything is written to disk."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return data and files; raises TooLarge (413) when the announced length passes the limit."""
        limit = int(getattr(settings, "API_UPLOAD_LIMIT", 12 * 1024 * 1024))
        request = (parser_context or {}).get("request")
        length = request.META.get("CONTENT_LENGTH") if request is not None else None
        if not str(length or "").isdigit():
            raise LengthRequired(_("The length of the body must be announced."))
        if int(str(length)) > limit:
            raise TooLarge(_("The file is larger than %(limit)d MiB.") % {"limit": limit // 1024 // 1024})
        return super().parse(stream, media_type, dict(parser_context or {}))
