"""A text is looked for in everything a file unfolds to: zip members, compressed streams, base64, the text of a PDF."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol, TypeVar

from pypdf import PdfReader
from pypdf.errors import PyPdfError

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


class Planted(Protocol):
    """Something with a word of its own."""

    @property
    def text(self) -> str: ...


Kind = TypeVar("Kind", bound=Planted)


def layers(content: bytes, *, depth: int = 3) -> Iterator[bytes]:
    """The content, and what is folded into it."""
    yield content
    if depth == 0:
        return
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from layers(archive.read(name), depth=depth - 1)
    if content.startswith(b"\x1f\x8b"):
        yield from layers(zlib.decompress(content, 31), depth=depth - 1)
    if content.startswith(b"%PDF"):
        yield pdf_text(content)
    for found in STREAM.finditer(content):
        try:
            yield zlib.decompress(found.group(1))
        except zlib.error:
            continue


@lru_cache(maxsize=64)
def pdf_text(content: bytes) -> bytes:
    """The text of a PDF without its white space: a word may be broken at the end of a line."""
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    except (PyPdfError, ValueError):
        return b""
    return "".join("".join(pages).split()).encode()


def holds(content: bytes, secret: str) -> bool:
    """Whether the secret stands anywhere in it: plain, reversed by nothing, in base64, hex or UTF-16."""
    return any(one in layer for layer in layers(content) for one in disguises(secret))


def holding(content: bytes, planted: Iterable[Kind]) -> list[Kind]:
    """Of many words those that stand in it, as `holds` says; it is unfolded once."""
    unfolded = list(layers(content))
    return [one for one in planted if any(form in layer for layer in unfolded for form in disguises(one.text))]


@lru_cache(maxsize=4096)
def disguises(secret: str) -> tuple[bytes, ...]:
    """The forms in which a text travels."""
    plain = secret.encode()
    # Base64 depends on where the text begins: the middle of each of the three ways is looked for.
    coded = [base64.b64encode(b" " * shift + plain)[4:-4] for shift in range(3)]
    return (plain, plain.hex().encode(), plain.hex().upper().encode(), secret.encode("utf-16-be"), *coded)
