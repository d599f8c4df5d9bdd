"""The locks say what is installed and nothing about the machine that made them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import locks

PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==", re.MULTILINE)


def pins(name: str) -> list[str]:
    return PIN.findall((locks.FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", locks.NAMES)
def test_a_lock_holds_no_address(name: str) -> None:
    text = (locks.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("name", locks.NAMES)
def test_a_lock_is_fresh_and_every_pin_has_a_hash(name: str) -> None:
    assert locks.is_fresh(name)
    text = (locks.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_exactly_one_distribution_of_the_state_machine() -> None:
    named = [name for name in pins("core") + pins("test") + pins("dev") if "fsm" in name]
    assert named == ["django-fsm-2"]


def test_a_changed_wish_makes_the_lock_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in locks.FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(locks, "FOLDER", tmp_path)
    assert locks.main(["--check"]) == 0
    wishes = tmp_path / "core.in"
    wishes.write_text(wishes.read_text(encoding="utf-8") + "another==1.0\n", encoding="utf-8")
    assert locks.main(["--check"]) == 1
