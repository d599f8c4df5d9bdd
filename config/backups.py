"""One archive of everything an office must not lose: the database and the uploaded files, with their checksums.

SQLite is copied by its online backup, so that the product may keep running; PostgreSQL by pg_dump. An archive is only
brought back after every checksum was compared, and what was there before is kept aside.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from config import postgres_dumps

MANIFEST_NAME: Final = "manifest.json"
MEDIA_FOLDER: Final = "media"
DATABASE_NAMES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FORMAT: Final = 1


class BackupFault(Exception):
    """An archive cannot be made or brought back; the message is one sentence for the operator."""


@dataclass(frozen=True)
class Source:
    """The database of an installation: its kind and Django's settings for it."""

    vendor: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Manifest:
    """What an archive holds."""

    format: int
    engine: str
    made_at: str
    digests: dict[str, str]


def save(target: Path, *, source: Source, media: Path, made_at: datetime) -> Manifest:
    """Write one archive; an interrupted attempt leaves nothing that looks like an archive."""
    unfinished = target.with_name(target.name + ".unfinished")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            database = Path(folder) / DATABASE_NAMES[source.vendor]
            _dump(database, source=source)
            manifest = _manifest(database, engine=source.vendor, media=media, made_at=made_at)
            _pack(unfinished, database=database, media=media, manifest=manifest)
        unfinished.chmod(0o600)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _dump(target: Path, *, source: Source) -> None:
    if source.vendor == "postgresql":
        postgres_dumps.dump(target, settings=source.settings)
        return
    copy_sqlite(Path(source.settings["NAME"]), target=target)


def copy_sqlite(source: Path, *, target: Path) -> None:
    """A consistent copy while others read and write."""
    if not source.exists():
        raise BackupFault(f"There is no database at {source}.")
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        origin.backup(copy)
        # A copy that stands alone: no companion files are needed to open it.
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        origin.close()


def _manifest(database: Path, *, engine: str, media: Path, made_at: datetime) -> Manifest:
    digests = {database.name: digest_of(database)}
    for path in _files_below(media):
        digests[f"{MEDIA_FOLDER}/{path.relative_to(media)}"] = digest_of(path)
    return Manifest(format=FORMAT, engine=engine, made_at=made_at.isoformat(), digests=digests)


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(target: Path, *, database: Path, media: Path, manifest: Manifest) -> None:
    with tarfile.open(target, "w") as archive:
        content = json.dumps(asdict(manifest), indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST_NAME)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
        archive.add(database, arcname=database.name)
        for path in _files_below(media):
            archive.add(path, arcname=f"{MEDIA_FOLDER}/{path.relative_to(media)}")


def load(archive: Path, *, target: Source, media: Path, aside: Path) -> Manifest:
    """Bring an archive back. Nothing is touched before all of it was unpacked and compared.

    What was there before (SQLite file, uploads) is moved to `aside`.
    """
    if not archive.is_file():
        raise BackupFault(f"There is no archive at {archive}.")
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent) as folder:
        manifest = unpack(archive, folder=Path(folder))
        if manifest.engine != target.vendor:
            raise BackupFault(
                f"The archive holds a {manifest.engine} database; this installation uses {target.vendor}."
            )
        aside.mkdir(parents=True, exist_ok=True)
        _replace_database(Path(folder) / DATABASE_NAMES[manifest.engine], target=target, aside=aside)
        _replace_media(Path(folder) / MEDIA_FOLDER, media=media, aside=aside)
    return manifest


def unpack(source: Path, *, folder: Path) -> Manifest:
    """Unpack into a folder and compare every checksum; members that would leave the folder are refused."""
    try:
        with tarfile.open(source, "r") as archive:
            archive.extractall(folder, filter="data")
        manifest = Manifest(**json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, ValueError, TypeError) as fault:
        raise BackupFault(f"{source} is not an archive of this product, or it is damaged.") from fault
    if manifest.format != FORMAT:
        raise BackupFault(f"The archive has format {manifest.format}; this version reads format {FORMAT}.")
    present = {str(path.relative_to(folder)) for path in _files_below(folder)} - {MANIFEST_NAME}
    wrong = present ^ manifest.digests.keys()
    wrong |= {name for name in present - wrong if digest_of(folder / name) != manifest.digests[name]}
    if wrong:
        raise BackupFault(f"{len(wrong)} files of the archive are damaged or missing, first: {min(wrong)}.")
    return manifest


def _replace_database(database: Path, *, target: Source, aside: Path) -> None:
    if target.vendor == "postgresql":
        postgres_dumps.dump(aside / database.name, settings=target.settings)
        postgres_dumps.restore(database, settings=target.settings)
        return
    _refuse_broken(database)
    current = Path(target.settings["NAME"])
    if current.exists():
        copy_sqlite(current, target=aside / database.name)
    for ending in ("", "-wal", "-shm"):
        current.with_name(current.name + ending).unlink(missing_ok=True)
    shutil.move(database, current)


def _refuse_broken(database: Path) -> None:
    opened = sqlite3.connect(database)
    try:
        answer = opened.execute("PRAGMA quick_check").fetchone()[0]
    finally:
        opened.close()
    if answer != "ok":
        raise BackupFault("The database in the archive is damaged.")


def _replace_media(unpacked: Path, *, media: Path, aside: Path) -> None:
    if media.exists():
        shutil.move(media, aside / MEDIA_FOLDER)
    if unpacked.exists():
        shutil.move(unpacked, media)
