"""Pictures of each main page at two widths, with the demo's people: `make screenshots`, into var/screenshots/.

Looks at an installation of its own below var/, so that a running product keeps its data. Pages of one subject are
reached by following the first link of a listing that fits, as a person would.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.needs import chromium_path

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "var" / "screenshots"
DATA_DIR: Final = ROOT / "var" / "screenshots-data"
WIDTHS: Final = {360: 740, 1280: 900}
PATIENCE_SECONDS: Final = 600
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)
IDENTITY: Final = "[0-9a-f-]{36}"


@dataclass(frozen=True)
class Shot:
    """One page: its file name, the role that looks, where to start, and links to follow (patterns of addresses)."""

    name: str
    role: str
    start: str
    follow: tuple[str, ...] = ()


SHOTS: Final = (
    Shot("sign-in", "", "/accounts/login/"),
    Shot("home-employee", "subject", "/"),
    Shot("evaluation", "subject", "/evaluations/", (rf"/evaluations/{IDENTITY}/(self/|result/)?$",)),
    Shot("inbox", "subject", "/inbox/"),
    Shot("my-trainings", "subject", "/trainings/mine/"),
    Shot("home-assessor", "assessor", "/"),
    Shot("team", "assessor", "/evaluations/team/"),
    Shot("review", "assessor", "/evaluations/team/", (rf"/evaluations/{IDENTITY}/(review/)?$",)),
    Shot("home-hr", "hr", "/"),
    Shot("cases", "hr", "/cases/"),
    Shot("case", "hr", "/cases/", (rf"/cases/{IDENTITY}/$",)),
    Shot("cycles", "hr", "/cycles/"),
    Shot("cycle", "hr", "/cycles/", (rf"/cycles/{IDENTITY}/$",)),
    Shot("rule-set", "hr", "/rule-sets/", (rf"/rule-sets/{IDENTITY}/$",)),
    Shot("units", "hr", "/units/"),
    Shot("employees", "hr", "/employees/"),
    Shot("imports", "hr", "/imports/"),
    Shot("imports-attendance", "hr", "/imports/about/attendance/"),
    Shot("attendance", "hr", "/attendance/"),
    Shot("metrics", "hr", "/metrics/"),
    Shot("metric", "hr", "/metrics/", (rf"/metrics/{IDENTITY}/$",)),
    Shot("innovations", "hr", "/innovations/"),
    Shot("innovation", "hr", "/innovations/", (rf"/innovations/{IDENTITY}/$",)),
    Shot("home-leader", "leader", "/"),
    Shot("process-map", "hr", "/process/"),
    Shot("audit", "auditor", "/audit/"),
    Shot("audit-readings", "auditor", "/audit/readings/"),
    Shot("seal", "auditor", "/audit/seals/", (r"/audit/seals/[0-9-]{10}/$",)),
    Shot("where", "subject", "/where/", (rf"/where/[a-z_.]+/{IDENTITY}/$",)),
    Shot("trainings", "training_officer", "/trainings/"),
    Shot("enrolments", "training_officer", "/trainings/requests/"),
    Shot("health", "admin", "/health/"),
    Shot("api", "admin", "/api/v1/docs/"),
    Shot("components", "hr", "/components/"),
    Shot("not-found", "subject", "/no-such-page/"),
)


def main() -> int:
    """Serve, look, stop; returns 1 when a page could not be pictured."""
    browser_path = chromium_path()
    if browser_path is None:
        print("Chromium is needed: apt-get install chromium", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with served() as (address, people), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(ARGUMENTS))
        missed = [name for width in WIDTHS for name in _pictures(browser, width, address=address, people=people)]
        browser.close()
    for name in missed:
        print(f"No picture of {name}: no link led there.", file=sys.stderr)
    print(f"{len(SHOTS) * len(WIDTHS) - len(missed)} pictures in {TARGET.relative_to(ROOT)}")
    return 1 if missed else 0


@contextmanager
def served() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The product with its demo on a free port; yields its address and who can sign in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    variables = {**os.environ, "DATA_DIR": str(DATA_DIR), "PORT": str(port), "LOG_LEVEL": "WARNING"}
    server = subprocess.Popen([sys.executable, "-m", "tools.serve"], cwd=ROOT, env=variables)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, server)
        listed = subprocess.run(
            [sys.executable, "manage.py", "demo_people"], cwd=ROOT, env=variables, check=True, stdout=subprocess.PIPE
        )
        yield address, json.loads(listed.stdout)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=2).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The product did not start.")


def _pictures(browser: Browser, width: int, *, address: str, people: list[dict[str, Any]]) -> list[str]:
    """Take every picture of one width; returns the names of pages that no link led to."""
    missed = []
    for role in dict.fromkeys(shot.role for shot in SHOTS):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": WIDTHS[width]}, reduced_motion="reduce"
        )
        page = context.new_page()
        if role:
            _sign_in(page, _person(people, role=role))
        shots = [shot for shot in SHOTS if shot.role == role]
        missed += [f"{shot.name} at {width}" for shot in shots if not _picture(page, shot, width=width)]
        context.close()
    return missed


def _person(people: list[dict[str, Any]], *, role: str) -> dict[str, Any]:
    return next(person for person in people if person["roles"][0] == role)


def _sign_in(page: Page, person: dict[str, Any]) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=username]").fill(person["username"])
    page.locator("input[name=password]").fill(person["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*/accounts/login/)"))


def _picture(page: Page, shot: Shot, *, width: int) -> bool:
    page.goto(shot.start)
    for pattern in shot.follow:
        addresses = page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        fitting = next((address for address in addresses if re.search(pattern, address)), None)
        if fitting is None:
            return False
        page.goto(fitting)
    page.screenshot(path=TARGET / f"{shot.name}-{width}.png", full_page=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
