"""Calendar files against RFC 5545: lines, folding, escaping, identity and calling off."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.icalendar import Entry, calendar, escaped, folded, stamp

AT = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=7)))


def entry(**more):
    base = {
        "uid": "5f0c@session",
        "sequence": 0,
        "stamped_at": AT,
        "starts_at": AT,
        "length": timedelta(minutes=60),
        "summary": "Sesi",
    }
    return Entry(**{**base, **more})


def unfolded(content: bytes) -> list[str]:
    """The lines as a calendar reads them."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def unescaped(text: str) -> str:
    out, signs = "", iter(text)
    for sign in signs:
        if sign != "\\":
            out += sign
            continue
        follows = next(signs)
        out += "\n" if follows in "nN" else follows
    return out


def test_a_whole_file():
    written = calendar(entry(sequence=2, place="Ruang rapat, lantai 1", url="https://x.test/cases/"))
    assert unfolded(written) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kinerja//Appointments//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:5f0c@session",
        "DTSTAMP:20261123T023000Z",
        "SEQUENCE:2",
        "DTSTART:20261123T023000Z",
        "DTEND:20261123T033000Z",
        "SUMMARY:Sesi",
        "LOCATION:Ruang rapat\\, lantai 1",
        "URL:https://x.test/cases/",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_calling_off_says_so_twice():
    lines = unfolded(calendar(entry(cancelled=True, sequence=3)))
    assert "METHOD:CANCEL" in lines
    assert "STATUS:CANCELLED" in lines
    assert "SEQUENCE:3" in lines


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("satu\r\ndua\rtiga", "satu\\ndua\\ntiga"),
        ("x\u2028END:VEVENT", "x\\nEND:VEVENT"),
        ("be\x07ll\x00", "bell"),
    ],
)
def test_text_is_escaped(text, written):
    assert escaped(text) == written


@pytest.mark.parametrize(("length", "lines"), [(75, 1), (76, 2), (149, 2), (150, 3)])
def test_lines_are_folded_at_75_octets(length, lines):
    assert len(folded("x" * length).split("\r\n")) == lines


def test_a_line_break_in_an_address_makes_no_property():
    assert "X-EVIL:1" not in unfolded(calendar(entry(url="https://x.test/\r\nX-EVIL:1")))


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2026, 11, 23, 9, 30))  # noqa: DTZ001 - the fault itself


@pytest.mark.parametrize("minutes", [0, -1])
def test_an_appointment_lasts(minutes):
    with pytest.raises(ValueError, match="length"):
        calendar(entry(length=timedelta(minutes=minutes)))


@given(text=st.text(max_size=400))
def test_any_text_comes_back_whole_and_adds_no_line(text):
    content = calendar(entry(summary=text, place="", stamped_at=AT.astimezone(UTC)))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = unfolded(content)
    assert len(lines) == 16 + 1
    summary = next(line for line in lines if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    wanted = "\n".join(text.splitlines())
    assert unescaped(summary) == "".join(
        sign for sign in wanted if sign in "\t\n" or ord(sign) not in (*range(32), 127)
    )
