"""Pictures without what the camera wrote beside them: place, time, device, comments. Pure functions of bytes.

The image itself is copied byte for byte, never decoded. A JPEG keeps its orientation, else it would lie on its side.
A file whose structure cannot be followed is given back as it came: it is no picture that a reader would show.
"""

import struct
from collections.abc import Iterator
from typing import Final

JPEG_START: Final = b"\xff\xd8"
# Application segments a decoder needs: JFIF (E0), the colour profile (E2), Adobe's colour transform (EE).
JPEG_KEPT: Final = frozenset({0xE0, 0xE2, 0xEE})
JPEG_SCAN: Final = 0xDA
JPEG_COMMENT: Final = 0xFE
EXIF: Final = b"Exif\0\0"
ORIENTATION: Final = 0x0112
PNG_START: Final = b"\x89PNG\r\n\x1a\n"
PNG_DROPPED: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
WEBP_DROPPED: Final = frozenset({b"EXIF", b"XMP "})
WEBP_FLAGS: Final = 0x08 | 0x04


class _Unreadable(ValueError):
    """The structure of the file cannot be followed."""


def without_metadata(content: bytes, media_type: str) -> bytes:
    """The same picture without metadata; anything else unchanged."""
    clean = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(media_type)
    if clean is None:
        return content
    try:
        return clean(content)
    except (_Unreadable, struct.error):
        return content


def _jpeg(content: bytes) -> bytes:
    kept, turned = [], 1
    for marker, segment, rest in _jpeg_segments(content):
        if segment[4:].startswith(EXIF) and marker == 0xE1:
            turned = _orientation(segment[4 + len(EXIF) :])
        elif marker == JPEG_COMMENT or (0xE0 <= marker <= 0xEF and marker not in JPEG_KEPT):
            continue
        else:
            kept.append(segment + rest)
    head = 1 if kept and kept[0].startswith(b"\xff\xe0") else 0
    kept[head:head] = [_exif_with(turned)] if turned != 1 else []
    return b"".join([JPEG_START, *kept])


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(marker, segment, what follows it): only the scan is followed by data, which is taken whole to the end."""
    at = len(JPEG_START)
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        prefix, marker, length = struct.unpack_from(">BBH", content, at)
        if prefix != 0xFF or length < 2 or at + 2 + length > len(content):
            raise _Unreadable
        end = at + 2 + length
        yield marker, content[at:end], content[end:] if marker == JPEG_SCAN else b""
        if marker == JPEG_SCAN:
            return
        at = end


def _orientation(tiff: bytes) -> int:
    """How the camera was held, 1 to 8; 1 where nothing sensible stands."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for number in range(entries):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * number)
            if tag == ORIENTATION:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif_with(orientation: int) -> bytes:
    """The smallest Exif segment that holds nothing but the orientation."""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, orientation, 0)
    body = EXIF + b"MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept, at = [PNG_START], len(PNG_START)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise _Unreadable
        if kind not in PNG_DROPPED:
            kept.append(content[at:end])
        at = end
        if kind == b"IEND":
            break
    return b"".join(kept)


def _webp(content: bytes) -> bytes:
    kept, at = [], 12
    while at < len(content):
        kind, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        if end > len(content) + length % 2:
            raise _Unreadable
        chunk = content[at:end]
        if kind == b"VP8X" and length:
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_FLAGS & 0xFF]) + chunk[9:]
        if kind not in WEBP_DROPPED:
            kept.append(chunk)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
