"""A text is looked for in everything a file unfolds to: zip members, compressed streams, base64."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


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
    for found in STREAM.finditer(content):
        try:
            yield zlib.decompress(found.group(1))
        except zlib.error:
            continue


def holds(content: bytes, secret: str) -> bool:
    """Whether the secret stands anywhere in it: plain, reversed by nothing, in base64, hex or UTF-16."""
    plain = secret.encode()
    # Base64 depends on where the text begins: the middle of each of the three ways is looked for.
    coded = [base64.b64encode(b" " * shift + plain)[4:-4] for shift in range(3)]
    wanted = [plain, plain.hex().encode(), plain.hex().upper().encode(), secret.encode("utf-16-be"), *coded]
    return any(one in layer for layer in layers(content) for one in wanted)
