"""Runs the product on one machine: prepares the database, then web and worker as one foreground process group.

Whatever ends one of the two ends both: Ctrl-C, SIGTERM, or the death of a child. Used by `make run`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from config.env import ConfigurationFault, Environment, read
from config.running import InstallationBusyError, exclusive
from tools import preparation

ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE_TO_STOP: Final = 10.0
PATIENCE_TO_START: Final = 60.0
DEATH_SIGNAL_OPTION: Final = 1


@dataclass(frozen=True)
class Child:
    """One of the two processes, with the name that messages use."""

    name: str
    process: subprocess.Popen[bytes]


class Stop:
    """Remembers that a signal asked for the end.

    A plain value: an event has a lock, on which a signal that interrupts another one's handler would wait for ever.
    """

    def __init__(self) -> None:
        self.wanted = False

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.wanted = True

    def within(self, seconds: float) -> bool:
        """Wait so long; whether the end is wanted then."""
        time.sleep(seconds)
        return self.wanted


def main() -> int:
    """Serve until somebody stops it; returns the exit code."""
    try:
        environment = read(os.environ)
        _refuse_taken_port(environment)
        with exclusive(ROOT / environment.data_dir):
            preparation.prepare(environment)
            return _serve(environment)
    except (ConfigurationFault, InstallationBusyError, preparation.PreparationError) as fault:
        print(f"Cannot start: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _serve(environment: Environment) -> int:
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop.on_signal)
    children = [
        _start("web", _web_command(environment), variables=os.environ),
        _start("worker", [sys.executable, "manage.py", "run_worker"], variables=os.environ),
    ]
    try:
        threading.Thread(target=_announce, args=(environment, stop), daemon=True).start()
        return _watch(children, stop)
    finally:
        _end(children)


def _web_command(environment: Environment) -> list[str]:
    return [
        *[sys.executable, "-m", "uvicorn", "config.asgi:application"],
        *["--host", environment.host, "--port", str(environment.port)],
        *["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5"],
        *["--lifespan", "off", "--no-server-header", "--ws-max-size", "4096"],
    ]


def _start(name: str, command: list[str], *, variables: Mapping[str, str]) -> Child:
    """Start a child that the kernel ends with its parent, however that one dies."""
    process = subprocess.Popen(command, cwd=ROOT, env=dict(variables), preexec_fn=_die_with_parent)  # noqa: PLW1509
    return Child(name, process)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL_OPTION, signal.SIGTERM)


def _watch(children: list[Child], stop: Stop) -> int:
    while not stop.within(0.2):
        for child in children:
            code = child.process.poll()
            if code is not None and not stop.wanted:
                print(f"The {child.name} process ended by itself (code {code}); stopping everything.", file=sys.stderr)
                return 1
    print("\nStopping …", flush=True)
    return 0


def _end(children: list[Child]) -> None:
    """Ask politely, wait, then insist."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE_TO_STOP
    for child in children:
        try:
            child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"The {child.name} process did not stop in time; ending it.", file=sys.stderr)
            child.process.kill()
            child.process.wait()


def _announce(environment: Environment, stop: Stop) -> None:
    """Print the address and who can sign in as soon as the first page is answered."""
    people = preparation.DemoPeople(environment)
    address = f"http://{environment.host}:{environment.port}/"
    deadline = time.monotonic() + PATIENCE_TO_START
    while not _answers(address + "health/"):
        if stop.within(0.1) or time.monotonic() > deadline:
            return
    print(f"\n{environment.app_name} is running on {address}", flush=True)
    people.print()
    print("Ctrl-C ends it.\n", flush=True)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _refuse_taken_port(environment: Environment) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.host, environment.port))
        except OSError as fault:
            address = f"{environment.host}:{environment.port}"
            raise ConfigurationFault(f"{address} is in use ({fault.strerror}); choose another with PORT=…") from fault


if __name__ == "__main__":
    sys.exit(main())
