"""Bodies that no field could hold are refused at the door, before any rule is asked."""

import io
import json

import pytest
from rest_framework.exceptions import ParseError

from workflow.api.parsers import DEPTH_LIMIT, JSON_LIMIT, StrictJSONParser, TooLarge


def parse(raw: bytes):
    return StrictJSONParser().parse(io.BytesIO(raw))


def test_a_plain_object_is_read():
    assert parse('{"a": 1, "b": ["é", null, 1.5]}'.encode()) == {"a": 1, "b": ["é", None, 1.5]}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"\\u0000": 1}',
        b'{"a": ["deep", {"b": "\\u0000"}]}',
        b'\xff\xfe{"a": 1}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_cannot_be_stored_or_read_is_refused(raw):
    with pytest.raises(ParseError):
        parse(raw)


def nested(depth: int) -> bytes:
    return b'{"a": ' + b"[" * depth + b"]" * depth + b"}"


def test_nesting_is_limited_at_its_boundary():
    assert parse(nested(DEPTH_LIMIT)) is not None
    with pytest.raises(ParseError):
        parse(nested(DEPTH_LIMIT + 1))


def test_size_is_limited_at_its_boundary():
    frame = len(json.dumps({"a": ""}))
    fits = json.dumps({"a": "x" * (JSON_LIMIT - frame)}).encode()
    assert len(fits) == JSON_LIMIT
    assert parse(fits)["a"]
    with pytest.raises(TooLarge):
        parse(fits + b" ")
