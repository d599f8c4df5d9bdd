"""Appointments as calendar files (RFC 5545), for every app that invites to something.

An entry keeps its `uid` for life; every change gets a higher `sequence`, and a cancelled one is sent once more with
`METHOD:CANCEL`, so that the calendar of the invited person follows. Times are written in UTC, which needs no table of
time zones. What is confidential stays out: a file on a phone is read by whoever holds the phone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//Kinerja//Appointments//EN"
LINE_OCTETS: Final = 75
UNPRINTABLE: Final = dict.fromkeys([*range(9), *range(11, 32), 127])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One appointment: `stamped_at` is when this state of it was made, `sequence` how often it was changed."""

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    length: timedelta
    summary: str
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    private: bool = True


def calendar(entry: Entry) -> bytes:
    """One entry as a file; raises ValueError for a time without zone, or a length that is not positive."""
    method = "CANCEL" if entry.cancelled else "PUBLISH"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    lines += [*_event(entry), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _event(entry: Entry) -> Iterable[str]:
    if entry.length <= timedelta(0):
        raise ValueError("an appointment must have a length")
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{stamp(entry.stamped_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART:{stamp(entry.starts_at)}"
    yield f"DTEND:{stamp(entry.starts_at + entry.length)}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    for name, text in (("LOCATION", entry.place), ("DESCRIPTION", entry.description)):
        if text:
            yield f"{name}:{escaped(text)}"
    if entry.url:
        # A URI is not text: nothing in it is escaped, and a line break in it would be another property.
        yield f"URL:{''.join(entry.url.split())}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    yield f"CLASS:{'PRIVATE' if entry.private else 'PUBLIC'}"
    yield "END:VEVENT"


def stamp(moment: datetime) -> str:
    """A moment in UTC, to the second; raises ValueError without a zone, because it would mean another time."""
    if moment.tzinfo is None:
        raise ValueError("an appointment needs a time with its zone")
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Text as a value (RFC 5545, 3.3.11): backslash, semicolon, comma and line break are written out."""
    plain = "\n".join(text.splitlines()).translate(UNPRINTABLE)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets (RFC 5545, 3.1), never cut inside a character."""
    pieces, piece, used = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if used + size > LINE_OCTETS:
            pieces.append(piece)
            # The blank that marks a continued line counts as one octet of it.
            piece, used = " ", 1
        piece, used = piece + sign, used + size
    return "\r\n".join([*pieces, piece])
