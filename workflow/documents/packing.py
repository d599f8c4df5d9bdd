"""Packs a sealed file: a ZIP whose manifest names every file with its hash; files of any size, memory flat.

The same content gives the same bytes: fixed times, sorted keys, files in the order in which they are put.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from workflow.documents import sealed
from workflow.models import Event

MEDIA_TYPE: Final = "application/zip"
CHUNK: Final = 1024 * 1024
ANY_TIME: Final = (2026, 1, 1, 0, 0, 0)
HOW_TO: Final = """CARA MEMERIKSA
1. Dengan Python 3 saja, tanpa jaringan:  python check.py BERKAS.zip
2. Di halaman pemeriksaan, tanpa akun: %(address)s

HOW TO CHECK
1. With Python 3 alone, without a network:  python check.py FILE.zip
2. On the public page, without an account: %(address)s
"""


class StoredFileAltered(Exception):
    """A stored file no longer has the hash it was taken in with; a person must look."""

    code = "stored_file_altered"


class Packer:
    """Writes one sealed file; `close` adds the manifest and gives its hash."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._files: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def put(self, path: str, content: bytes) -> None:
        """A small file."""
        self._write(path, (content,))

    def put_json(self, path: str, value: Any) -> None:
        """A value as readable JSON."""
        self.put(path, json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode())

    def put_stored(self, path: str, stored: Any, *, sha256: str) -> None:
        """A stored file, copied in pieces. StoredFileAltered when it is no longer what was taken in."""
        with stored.open("rb") as content:
            if self._write(path, iter(lambda: content.read(CHUNK), b"")) != sha256:
                raise StoredFileAltered

    def close(self, **about: Any) -> str:
        """Add the script and the manifest; the manifest's hash is what the system seals."""
        self.put("check.py", Path(sealed.__file__).read_bytes())
        text = json.dumps({**about, "format": 1, "files": self._files}, ensure_ascii=False, sort_keys=True, indent=1)
        self._archive.writestr(zipfile.ZipInfo(sealed.MANIFEST, ANY_TIME), text.encode())
        return hashlib.sha256(text.encode()).hexdigest()

    def _write(self, path: str, pieces: Iterable[bytes]) -> str:
        digest, size = hashlib.sha256(), 0
        with self._archive.open(zipfile.ZipInfo(path, ANY_TIME), "w", force_zip64=True) as target:
            for piece in pieces:
                target.write(piece)
                digest.update(piece)
                size += len(piece)
        self._files.append({"path": path, "size": size, "sha256": digest.hexdigest()})
        return digest.hexdigest()


def chains_of(subjects: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """The chains of events of some subjects, as `sealed` checks them; free text stays beside the chain."""
    return {"subjects": [_chain(kind, pk) for kind, pk in subjects]}


def _chain(kind: str, pk: int) -> dict[str, Any]:
    rows = Event.objects.filter(kind=kind, subject_id=pk).order_by("version")
    columns = ("version", "name", "body", "prev_hash", "hash")
    events = [dict(zip(columns, values, strict=True)) for values in rows.values_list(*columns)]
    return {"kind": kind, "subject": pk, "head": events[-1]["hash"] if events else "", "events": events}
