"""Entity tags of answers, and the version a writer says he has seen.

A tag starts with version and revision and ends with a digest of what this reader was shown, so that a
lost right or a changed list of possible acts is never answered with "not modified".
"""

import hashlib
import json
import re
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

_TAG = re.compile(r'^(?:W/)?"(\d{1,9})(?:[.-][^"]*)?"$')


def tag_of(data: Any, *, counters: tuple[int, ...]) -> str:
    """Return a weak entity tag for `data`, led by its counters (version, revisions)."""
    text = json.dumps(data, cls=JSONEncoder, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f'W/"{".".join(str(counter) for counter in counters)}-{digest}"'


def _strip(tag: str) -> str:
    return tag.strip().removeprefix("W/")


def answer(request: Request, data: Any, *, counters: tuple[int, ...]) -> Response:
    """Return `data` with its tag, or 304 without a body when the reader already has it."""
    tag = tag_of(data, counters=counters)
    known = request.headers.get("If-None-Match", "")
    seen = {_strip(part) for part in known.split(",")} if known else set()
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if _strip(tag) in seen:
        return Response(status=304, headers=headers)
    return Response(data, headers=headers)


def version_from_header(request: Request) -> int | None:
    """Return the version named by `If-Match`, or None when there is no usable one."""
    found = _TAG.match(request.headers.get("If-Match", "").strip())
    return int(found.group(1)) if found else None
