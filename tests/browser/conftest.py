"""Installations of their own for the browser: fresh database, server and worker as processes, one Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.needs import chromium_path

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
)  # fmt: skip


@dataclass(frozen=True)
class Installation:
    """A running product."""

    address: str
    facts: dict[str, str]
    log: Path
    environment: dict[str, str]

    def tells(self, *command: str) -> dict[str, str]:
        """What a script says that runs in the environment of this installation."""
        told: dict[str, str] = json.loads(_run(self.environment, *command).splitlines()[-1])
        return told


def _run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)  # noqa: PLW1510
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _own_postgres(given: str, name: str, *, template: str = "template1") -> str:
    """A fresh database beside the one of DATABASE_URL; `template` is the one it is a copy of."""
    import psycopg

    name = f"kinerja_browser_{os.getpid()}_{name}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlunsplit(urlsplit(given)._replace(path=f"/{name}"))


def _drop_postgres(given: str, own: str) -> None:
    import psycopg

    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {urlsplit(own).path[1:]} WITH (FORCE)")


def _wait_for(address: str, log: Path) -> None:
    for _turn in range(400):
        try:
            with urlopen(f"{address}/health.json", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not answer:\n{log.read_text()[-3000:]}")


@dataclass(frozen=True)
class Ground:
    """What every installation begins with: migrated once, with what `install.py` makes."""

    folder: Path
    environment: dict[str, str]
    facts: dict[str, str]


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Made once; each installation is a copy of it."""
    folder = tmp_path_factory.mktemp("ground", numbered=False)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "PYTEST_"))}
    environment |= {"DATA_DIR": str(folder), "DEMO": "true"}
    given = environment.get("DATABASE_URL", "")
    if given:
        environment["DATABASE_URL"] = _own_postgres(given, "ground")
    _run(environment, "manage.py", "migrate", "-v", "0")
    yield Ground(folder, environment, json.loads(_run(environment, "tests/browser/install.py").splitlines()[-1]))
    if given:
        _drop_postgres(given, environment["DATABASE_URL"])


@contextmanager
def _installed(ground: Ground, folder: Path) -> Iterator[Installation]:
    """A copy of the ground whose web process and worker run."""
    port = _free_port()
    shutil.copytree(ground.folder, folder / "var")
    environment = {**ground.environment, "DATA_DIR": str(folder / "var"), "PORT": str(port)}
    given, copied = os.environ.get("DATABASE_URL", ""), ground.environment.get("DATABASE_URL", "")
    if given:
        environment["DATABASE_URL"] = _own_postgres(given, folder.name, template=urlsplit(copied).path[1:])
    log = folder / "log"
    with log.open("w") as out:
        web = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--no-access-log"]
        processes = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
            for command in (web, [sys.executable, "manage.py", "run_worker"])
        ]
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, log)
            yield Installation(address, ground.facts, log, environment)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=30)
    if given:
        _drop_postgres(given, environment["DATABASE_URL"])


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> Iterator[Installation]:
    """Empty but for what `install.py` makes, on the real clock."""
    with _installed(ground, tmp_path_factory.mktemp("empty", numbered=False)) as found:
        yield found


@pytest.fixture(scope="session")
def crew(tmp_path_factory: pytest.TempPathFactory, ground: Ground, browser: Browser) -> Iterator[Any]:
    """The people of an office in one installation for all short stories, which may move its clock."""
    from tests.browser.crew import Crew

    with _installed(ground, tmp_path_factory.mktemp("office", numbered=False)) as found:
        found.tells("tests/browser/office.py")
        yield Crew(browser, found)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium: Any = playwright.chromium
        found = chromium.launch(executable_path=chromium_path(), args=list(QUIET))
        yield found
        found.close()
