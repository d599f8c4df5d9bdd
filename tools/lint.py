"""Every check that needs no test: style, types, layers, migrations under both databases, templates, messages, locks.

All checks run even if one fails; each prints its output only when it has something to say.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
CHECKED: Final = (
    "workflow",
    "organization",
    "cases",
    "appraisal",
    "notifications",
    "config",
    "tools",
    "bench",
    "tests",
)
# Nobody listens there: comparing models with migrations needs the engine's settings, not a server.
POSTGRES_SETTINGS: Final = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "DATABASE_POOL_SIZE": "0"}


@dataclass(frozen=True)
class Check:
    """One command and what it is about."""

    name: str
    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """How a check ended."""

    check: Check
    code: int
    output: str
    seconds: float


def checks() -> list[Check]:
    """Longest first, so that two cores end together."""
    python = str(BIN / "python")
    folders = [name for name in CHECKED if any((ROOT / name).rglob("*.py"))]
    migrations = (python, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run")
    templates = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates").rglob("*.html"))]
    return [
        Check("types (mypy)", (str(BIN / "mypy"), *folders, "manage.py")),
        Check("style (ruff check)", (str(BIN / "ruff"), "check", ".")),
        Check("format (ruff format)", (str(BIN / "ruff"), "format", "--check", ".")),
        Check("layers (import-linter)", (str(BIN / "lint-imports"), "--no-cache")),
        Check("migrations on SQLite", migrations, {"DATABASE_URL": ""}),
        Check("migrations on PostgreSQL", migrations, POSTGRES_SETTINGS),
        Check("system checks", (python, "manage.py", "check", "--fail-level", "WARNING"), {"DATABASE_URL": ""}),
        Check("templates (djade)", (str(BIN / "djade"), "--target-version", "5.2", "--check", *templates)),
        Check("machine tables", (python, "manage.py", "print_machines", "--check"), {"DATABASE_URL": ""}),
        Check("configuration table", (python, "manage.py", "print_configuration", "--check"), {"DATABASE_URL": ""}),
        Check("messages", (python, "-m", "tools.messages", "--check")),
        Check("locks", (python, "-m", "tools.locks", "--check")),
    ]


def run(check: Check) -> Finding:
    """Run one check and keep what it says."""
    started = time.monotonic()
    answer = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.variables},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Finding(check, answer.returncode, answer.stdout, time.monotonic() - started)


def main() -> int:
    """Run everything two at a time; returns 1 when anything was found."""
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for finding in pool.map(run, checks()):
            word = "ok" if finding.code == 0 else "FAILED"
            print(f"{word:<7} {finding.check.name} ({finding.seconds:.1f} s)", flush=True)
            if finding.code != 0:
                failed += 1
                print(finding.output, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
