"""Makes the virtual environment from the hash-locked files, with the bare Python of the machine alone.

    python3 tools/environment.py core            # what the product needs
    python3 tools/environment.py core test dev   # everything

A stamp per lock file makes the second call free. The installer is uv where its wheel fits the machine, pip otherwise;
both read the same locks and refuse anything whose hash differs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

LEAST_PYTHON: Final = (3, 11)
ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
STAMPS: Final = VENV / "stamps"
LOCKS: Final = ROOT / "requirements"


def main(names: list[str]) -> int:
    """Install each named lock that is not installed yet; returns the exit code."""
    if sys.version_info < LEAST_PYTHON:
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    wanted = [name for name in names if not _is_stamped(name)]
    if not wanted:
        return 0
    if not PYTHON.exists():
        print("Making the environment in .venv …", flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    for name in wanted:
        print(f"Installing {name} from its lock …", flush=True)
        if _install(LOCKS / f"{name}.txt") != 0:
            print(f"Installing {name} failed; the lines above say why.", file=sys.stderr)
            return 1
        _stamp(name)
    return 0


def _digest(name: str) -> str:
    return hashlib.sha256((LOCKS / f"{name}.txt").read_bytes()).hexdigest()


def _is_stamped(name: str) -> bool:
    stamp = STAMPS / name
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == _digest(name)


def _stamp(name: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(_digest(name), encoding="ascii")


def _install(lock: Path) -> int:
    if _uv_is_there():
        command = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
        if subprocess.call([*command, "--require-hashes", "-r", str(lock)], cwd=ROOT) == 0:
            return 0
        print("uv could not install it; trying pip …", flush=True)
    return subprocess.call([*_pip(), "--require-hashes", "-r", str(lock)], cwd=ROOT)


def _pip() -> list[str]:
    return [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def _uv_is_there() -> bool:
    if shutil.which(str(VENV / "bin" / "uv")):
        return True
    lock = str(LOCKS / "bootstrap.txt")
    answer = subprocess.run(
        [*_pip(), "--only-binary=:all:", "--require-hashes", "-r", lock],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    return answer.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["core"]))
