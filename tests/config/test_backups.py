"""A backup brings back exactly what was there, and a damaged one touches nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from config import backups
from config.backups import BackupFault, Source
from config.running import InstallationBusyError, exclusive

MADE_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Source:
    """A small installation: one SQLite file with one fact, one upload."""
    media = tmp_path / "media" / "evidence"
    media.mkdir(parents=True)
    (media / "letter.pdf").write_bytes(b"letter")
    source = Source("sqlite", {"NAME": str(tmp_path / "kinerja.sqlite3")})
    write_fact(source, "before")
    return source


def write_fact(source: Source, text: str) -> None:
    opened = sqlite3.connect(source.settings["NAME"])
    with opened:
        opened.execute("CREATE TABLE IF NOT EXISTS facts (text TEXT)")
        opened.execute("DELETE FROM facts")
        opened.execute("INSERT INTO facts VALUES (?)", (text,))
    opened.close()


def read_fact(path: Path | str) -> str:
    opened = sqlite3.connect(path)
    text = str(opened.execute("SELECT text FROM facts").fetchone()[0])
    opened.close()
    return text


def saved(office: Source, tmp_path: Path) -> Path:
    archive = tmp_path / "backups" / "office.tar"
    backups.save(archive, source=office, media=tmp_path / "media", made_at=MADE_AT)
    return archive


def load(archive: Path, office: Source, tmp_path: Path) -> backups.Manifest:
    return backups.load(archive, target=office, media=tmp_path / "media", aside=tmp_path / "aside")


def test_what_was_saved_comes_back(office: Source, tmp_path: Path) -> None:
    archive = saved(office, tmp_path)
    write_fact(office, "after")
    (tmp_path / "media" / "evidence" / "letter.pdf").write_bytes(b"changed")
    (tmp_path / "media" / "later.pdf").write_bytes(b"later")
    manifest = load(archive, office, tmp_path)
    assert manifest.made_at == MADE_AT.isoformat()
    assert read_fact(office.settings["NAME"]) == "before"
    assert (tmp_path / "media" / "evidence" / "letter.pdf").read_bytes() == b"letter"
    assert not (tmp_path / "media" / "later.pdf").exists()


def test_what_was_there_is_kept_aside(office: Source, tmp_path: Path) -> None:
    archive = saved(office, tmp_path)
    write_fact(office, "after")
    load(archive, office, tmp_path)
    assert read_fact(tmp_path / "aside" / "database.sqlite3") == "after"
    assert (tmp_path / "aside" / "media" / "evidence" / "letter.pdf").exists()


def test_a_backup_is_consistent_while_somebody_writes(office: Source, tmp_path: Path) -> None:
    writer = sqlite3.connect(office.settings["NAME"], isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE facts SET text = 'half done'")
    archive = saved(office, tmp_path)
    writer.execute("ROLLBACK")
    writer.close()
    load(archive, office, tmp_path)
    assert read_fact(office.settings["NAME"]) == "before"


def test_only_its_owner_may_read_an_archive(office: Source, tmp_path: Path) -> None:
    assert saved(office, tmp_path).stat().st_mode & 0o077 == 0


def repack(archive: Path, folder: Path, *, change: str) -> None:
    """Damage one file of an archive, or drop it."""
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    victim = folder / "media" / "evidence" / "letter.pdf"
    victim.unlink() if change == "drop" else victim.write_bytes(b"forged")
    if change == "add":
        (folder / "media" / "extra.pdf").write_bytes(b"extra")
    with tarfile.open(archive, "w") as written:
        for path in sorted(folder.iterdir()):
            written.add(path, arcname=path.name)


@pytest.mark.parametrize("change", ["forge", "drop", "add"])
def test_a_damaged_archive_touches_nothing(office: Source, tmp_path: Path, change: str) -> None:
    archive = saved(office, tmp_path)
    repack(archive, tmp_path / "unpacked", change=change)
    write_fact(office, "after")
    with pytest.raises(BackupFault, match="damaged or missing"):
        load(archive, office, tmp_path)
    assert read_fact(office.settings["NAME"]) == "after"
    assert not (tmp_path / "aside").exists()


def test_another_file_is_no_archive(office: Source, tmp_path: Path) -> None:
    other = tmp_path / "other.tar"
    other.write_bytes(b"not an archive")
    with pytest.raises(BackupFault, match="is not an archive"):
        load(other, office, tmp_path)
    with pytest.raises(BackupFault, match="There is no archive"):
        load(tmp_path / "absent.tar", office, tmp_path)


def test_an_archive_of_the_other_database_is_refused(office: Source, tmp_path: Path) -> None:
    archive = saved(office, tmp_path)
    with pytest.raises(BackupFault, match="holds a sqlite database"):
        load(archive, Source("postgresql", office.settings), tmp_path)


def test_a_member_that_leaves_the_folder_is_refused(office: Source, tmp_path: Path) -> None:
    archive = tmp_path / "evil.tar"
    with tarfile.open(archive, "w") as written:
        written.add(tmp_path / "media" / "evidence" / "letter.pdf", arcname="../outside.pdf")
    with pytest.raises(BackupFault, match="is not an archive"):
        load(archive, office, tmp_path)
    assert not (tmp_path.parent / "outside.pdf").exists()


def test_an_interrupted_backup_leaves_nothing(office: Source, tmp_path: Path) -> None:
    absent = Source("sqlite", {"NAME": str(tmp_path / "absent.sqlite3")})
    with pytest.raises(BackupFault, match="There is no database"):
        backups.save(tmp_path / "a.tar", source=absent, media=tmp_path / "media", made_at=MADE_AT)
    assert list(tmp_path.glob("a.tar*")) == []


def test_one_installation_is_held_by_one(tmp_path: Path) -> None:
    with exclusive(tmp_path), pytest.raises(InstallationBusyError, match="is running"), exclusive(tmp_path):
        pass
    with exclusive(tmp_path):
        pass


def manage(*arguments: str, data_dir: Path, database_url: str = "") -> subprocess.CompletedProcess[str]:
    variables = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "DATABASE_URL": database_url}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=variables, check=False, capture_output=True, text=True)


def round_trip(data_dir: Path, *, database_url: str) -> None:
    """The real commands on a real, migrated database: what was added after the backup is gone after the restore."""

    def run(*arguments: str) -> str:
        answer = manage(*arguments, data_dir=data_dir, database_url=database_url)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    run("migrate", "-v", "0")
    facts = (Postgres if database_url else Sqlite)(database_url or str(data_dir / "kinerja.sqlite3"))
    facts.add("first", "second")
    archive = data_dir / "office.tar"
    run("backup", str(archive))
    facts.add("third")
    with exclusive(data_dir):
        refused = manage("restore", str(archive), data_dir=data_dir, database_url=database_url)
    assert refused.returncode == 1
    assert "is running" in refused.stderr
    assert facts.known() == ["first", "second", "third"]
    run("restore", str(archive))
    assert facts.known() == ["first", "second"]
    assert "No migrations to apply" in run("migrate")


class Sqlite:
    """Facts in a table of the product, written and read past it: a process of its own for each would take seconds."""

    ADD = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('{}', '', '2030-01-01')"
    KNOWN = "SELECT session_key FROM django_session ORDER BY 1"

    def __init__(self, place: str) -> None:
        self.place = place

    def opened(self) -> Any:
        return sqlite3.connect(self.place)

    def add(self, *facts: str) -> None:
        with closing(self.opened()) as connection, connection:
            for fact in facts:
                connection.execute(self.ADD.format(fact))

    def known(self) -> list[str]:
        with closing(self.opened()) as connection:
            return [str(row[0]) for row in connection.execute(self.KNOWN).fetchall()]


class Postgres(Sqlite):
    """The same on PostgreSQL."""

    def opened(self) -> Any:
        return psycopg.connect(self.place)


@pytest.mark.slow
def test_the_commands_bring_sqlite_back(tmp_path: Path) -> None:
    round_trip(tmp_path, database_url="")


@pytest.mark.slow
@pytest.mark.postgres
def test_the_commands_bring_postgresql_back(tmp_path: Path) -> None:
    given = os.environ["DATABASE_URL"]
    name = f"backup_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            round_trip(tmp_path, database_url=urlunsplit(urlsplit(given)._replace(path=f"/{name}")))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
