"""One command starts web and worker together, and one end ends both."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.env import read
from tools import preparation

PATIENCE = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The real runner on an installation of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        variables = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "DEMO": "false",
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "tools.serve"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(command, env=variables, text=True, start_new_session=True, **pipes)  # type: ignore[call-overload]
        return self.process

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=2).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the server did not start")

    def children(self) -> list[int]:
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(number) for path in listed for number in path.read_text(encoding="ascii").split()]

    def output_at_end(self) -> str:
        assert self.process is not None
        output, _ = self.process.communicate(timeout=PATIENCE)
        return str(output)


def is_alive(number: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated installation for the whole module."""
    return tmp_path_factory.mktemp("installation")


@pytest.fixture
def server(data_dir: Path) -> Iterator[Server]:
    made = Server(data_dir)
    yield made
    if made.process is None:
        return
    if made.process.poll() is None:
        os.killpg(made.process.pid, signal.SIGKILL)
        made.process.wait()
    if made.process.stdout is not None:
        made.process.stdout.close()


@pytest.mark.slow
def test_the_end_of_the_runner_ends_all(server: Server) -> None:
    process = server.start()
    server.wait_until_up()
    children = server.children()
    assert len(children) == 2
    process.send_signal(signal.SIGTERM)
    assert "Stopping" in server.output_at_end()
    assert process.returncode == 0
    assert not any(is_alive(child) for child in children)


@pytest.mark.slow
def test_the_death_of_a_child_ends_all(server: Server) -> None:
    process = server.start()
    server.wait_until_up()
    web, worker = sorted(server.children())
    os.kill(worker, signal.SIGKILL)
    assert "The worker process ended by itself (code -9); stopping everything." in server.output_at_end()
    assert process.returncode == 1
    assert not is_alive(web)


@pytest.mark.slow
def test_a_hail_of_signals_ends_it_too(server: Server) -> None:
    """A signal may interrupt the handling of the one before; nothing may wait for what the interrupted one holds."""
    process = server.start()
    server.wait_until_up()
    children = server.children()
    end = time.monotonic() + 2
    while process.poll() is None and time.monotonic() < end:
        for number in (process.pid, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGTERM)
    server.output_at_end()
    assert not any(is_alive(child) for child in children)


@pytest.mark.slow
def test_the_children_do_not_outlive_a_killed_runner(server: Server) -> None:
    process = server.start()
    server.wait_until_up()
    children = server.children()
    process.kill()
    process.wait()
    deadline = time.monotonic() + PATIENCE
    while any(is_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(is_alive(child) for child in children)


def test_a_taken_port_is_named(server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server.port = int(taken.getsockname()[1])
        process = server.start()
        output = server.output_at_end()
    assert process.returncode == 1
    assert f"127.0.0.1:{server.port} is in use" in output
    assert "PORT=" in output


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Which management commands the preparation would run; migrating makes the database file."""
    ran: list[str] = []

    def manage(_what: str, *arguments: str) -> None:
        ran.append(arguments[0])
        (tmp_path / preparation.DATABASE_NAME).touch()

    monkeypatch.setattr(preparation, "_manage", manage)
    monkeypatch.setattr(preparation, "_has_people", lambda: "seed_demo" in ran)
    return ran


def prepare(tmp_path: Path, **variables: str) -> None:
    preparation.prepare(read({"DATA_DIR": str(tmp_path), **variables}))


def test_a_new_demo_is_migrated_and_filled(commands: list[str], tmp_path: Path) -> None:
    prepare(tmp_path)
    assert commands == ["migrate", "seed_demo"]


def test_an_unchanged_second_start_does_nothing(commands: list[str], tmp_path: Path) -> None:
    prepare(tmp_path)
    prepare(tmp_path)
    assert commands == ["migrate", "seed_demo"]


def test_changed_code_migrates_and_keeps_the_data(
    commands: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path)
    monkeypatch.setattr(preparation, "_digest", lambda _paths: "another")
    prepare(tmp_path)
    assert commands == ["migrate", "seed_demo", "migrate"]


def test_without_demo_nothing_is_filled(commands: list[str], tmp_path: Path) -> None:
    prepare(tmp_path, DEMO="false")
    assert commands == ["migrate"]


def test_a_loading_that_was_cut_off_starts_anew(commands: list[str], tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / preparation.LOADING_MARK).touch()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "half.pdf").touch()
    commands.clear()
    prepare(tmp_path)
    assert commands == ["migrate", "seed_demo"]
    assert not (tmp_path / "media").exists()
    assert not (tmp_path / preparation.LOADING_MARK).exists()


def test_a_failed_command_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_args: Any, **_options: Any) -> int:
        return 1

    monkeypatch.setattr(subprocess, "call", fail)
    with pytest.raises(preparation.PreparationError, match="preparing the database failed"):
        prepare(tmp_path)
    assert not (tmp_path / "prepared").exists()


def test_everybody_who_is_different_is_shown_once() -> None:
    people = [{"username": "a", "roles": ["hr"]}, {"username": "b", "roles": ["hr"]}, {"username": "c", "roles": []}]
    assert [person["username"] for person in preparation.one_of_each(people)] == ["a", "c"]


def test_a_person_of_the_demo_in_one_line() -> None:
    line = preparation.person_line(
        {"username": "siti", "password": "demo", "name": "Siti R.", "roles": ["HR", "Assessor"]}
    )
    assert line.split() == ["siti", "demo", "Siti", "R.", "HR,", "Assessor"]
