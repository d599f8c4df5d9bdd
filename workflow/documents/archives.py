"""Many documents as one ZIP that is written while it is sent: memory does not grow with their number.

Which documents, and the record of who took them, is known to whoever asks for it.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from workflow.documents.packing import ANY_TIME, CHUNK

MEDIA_TYPE: Final = "application/zip"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: stored on the disk, or ready as bytes."""

    path: str
    stored: Any = None
    content: bytes = b""


class Sink:
    """What the archive is written to: it can only go forward, like an answer on its way."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        """What was written since the last time."""
        found, self._pieces = b"".join(self._pieces), []
        return found


def zip_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive in pieces. The same entries give the same bytes."""
    sink: Any = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            with archive.open(zipfile.ZipInfo(entry.path, ANY_TIME), "w") as target:
                for piece in _pieces_of(entry):
                    target.write(piece)
                    yield sink.take()
    yield sink.take()


def _pieces_of(entry: Entry) -> Iterator[bytes]:
    if entry.stored is None:
        yield entry.content
        return
    with entry.stored.open("rb") as content:
        while piece := content.read(CHUNK):
            yield piece
