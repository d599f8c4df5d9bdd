"""What a camera wrote beside a picture goes; the picture, and how it was held, stays."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.pictures import without_metadata

PLACE = b"GPS 2.0833 S 102.4 E"
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
SCAN = b"\xff\xda\x00\x04ab" + b"\x01\x02\x03\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int | None, order: str = ">") -> bytes:
    """An Exif segment as cameras write it: a directory with the orientation, then the place."""
    entries = [(0x8825, 4, 1, 0)] + ([(0x0112, 3, 1, orientation)] if orientation else [])
    tiff = (b"MM\x00*" if order == ">" else b"II*\x00") + struct.pack(f"{order}IH", 8, len(entries))
    for tag, kind, count, value in entries:
        tiff += struct.pack(f"{order}HHIHH", tag, kind, count, value, 0)
    return segment(0xE1, b"Exif\x00\x00" + tiff + struct.pack(f"{order}I", 0) + PLACE)


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + SCAN


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(b)) + b + b"\0" * (len(b) % 2) for k, b in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


PNG = (chunk(b"IHDR", b"\0" * 13), chunk(b"IDAT", b"data"), chunk(b"IEND", b""))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    "beside",
    [
        exif(None), exif(1), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE), segment(0xED, PLACE),
        segment(0xFE, PLACE), b"\xff\xff" + segment(0xEF, PLACE),
    ],
)  # fmt: skip
def test_a_jpeg_keeps_its_picture_alone(beside):
    table = segment(0xDB, b"table")
    assert without_metadata(jpeg(JFIF, beside, table), "image/jpeg") == jpeg(JFIF, table)


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("turned", [2, 3, 6, 8])
def test_a_jpeg_is_not_laid_on_its_side(turned, order):
    clean = without_metadata(jpeg(JFIF, exif(turned, order)), "image/jpeg")
    assert PLACE not in clean
    assert without_metadata(clean, "image/jpeg") == clean == jpeg(JFIF, clean[len(jpeg(JFIF)) - len(SCAN) : -len(SCAN)])
    assert struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0) in clean


@pytest.mark.parametrize("wrong", [9, 0xFFFF])
def test_an_orientation_without_sense_is_dropped(wrong):
    assert without_metadata(jpeg(JFIF, exif(wrong)), "image/jpeg") == jpeg(JFIF)


def test_colours_stay():
    profile, adobe = segment(0xE2, b"ICC_PROFILE\0"), segment(0xEE, b"Adobe\0")
    assert without_metadata(jpeg(JFIF, profile, adobe), "image/jpeg") == jpeg(JFIF, profile, adobe)


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"])
def test_a_png_keeps_its_picture_alone(kind):
    head, *rest = PNG
    assert without_metadata(png(head, chunk(kind, PLACE), *rest), "image/png") == png(*PNG)


def test_nothing_follows_the_end_of_a_png():
    assert without_metadata(png(*PNG) + PLACE, "image/png") == png(*PNG)


def test_a_webp_keeps_its_picture_alone_and_does_not_promise_the_rest():
    flags = bytes([0x2C]) + b"\0" * 9
    given_ = riff((b"VP8X", flags), (b"VP8 ", b"abc"), (b"EXIF", PLACE), (b"XMP ", PLACE))
    assert without_metadata(given_, "image/webp") == riff((b"VP8X", bytes([0x20]) + b"\0" * 9), (b"VP8 ", b"abc"))


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "application/pdf"])
@given(tail=st.binary(max_size=200), start=st.sampled_from([b"\xff\xd8\xff", png(), b"RIFF0000WEBP", jpeg(JFIF)]))
def test_nothing_is_so_broken_that_it_fails(kind, start, tail):
    once = without_metadata(start + tail, kind)
    assert without_metadata(once, kind) == once
    assert len(once) <= len(start + tail) + 64
