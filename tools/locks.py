"""Pins every package with its hashes: `make lock`. The locks hold no address, so they say nothing about a machine.

`--check` needs no network: each lock's first line carries the digest of what it was made from.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "requirements"
NAMES: Final = ("core", "test", "dev", "bootstrap")
CONSTRAINT: Final = re.compile(r"^-c (?P<name>\w+)\.txt$", re.MULTILINE)
COMPILE: Final = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
)


def main(arguments: list[str]) -> int:
    """Make the locks, or with `--check` tell which are stale."""
    if "--check" in arguments:
        stale = [name for name in NAMES if not is_fresh(name)]
        for name in stale:
            print(f"requirements/{name}.txt is stale or holds an address; run make lock")
        return 1 if stale else 0
    for name in NAMES:
        _lock(name)
    return 0


def _lock(name: str) -> None:
    command = [str(Path(sys.executable).parent / COMPILE[0]), *COMPILE[1:], f"{name}.in"]
    pins = subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True).stdout
    (FOLDER / f"{name}.txt").write_text(first_line(name) + pins, encoding="utf-8")


def first_line(name: str) -> str:
    """What a fresh lock starts with."""
    return f"# Made by `make lock` from {name}.in, digest {source_digest(name)}\n"


def source_digest(name: str) -> str:
    """Digest of the wishes and of the locks they must agree with."""
    wishes = (FOLDER / f"{name}.in").read_text(encoding="utf-8")
    total = hashlib.sha256(wishes.encode())
    for constraint in CONSTRAINT.findall(wishes):
        total.update((FOLDER / f"{constraint}.txt").read_bytes())
    return total.hexdigest()[:16]


def is_fresh(name: str) -> bool:
    """Whether a lock was made from the present wishes and holds no address."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return text.startswith(first_line(name)) and "://" not in text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
