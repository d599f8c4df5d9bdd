"""Words that must not stand in the product: unfinished work, ways around a safeguard, traces of a machine."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.architecture.source import ROOT

# Written in halves, so that this file does not hold them itself.
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error", "X" + "XX")
WAYS_AROUND = ("mark_" + "safe", "|" + "safe", "csrf_" + "exempt", "Allow" + "Any", "# mypy: ignore-" + "errors")
LEFT_OUT_TESTS = ("pytest.mark.sk" + "ip", "pytest.mark.xf" + "ail", "pytest.sk" + "ip(", "pytest.xf" + "ail(")
TRACES = (r"(?<![\w.])/(?:wo" + r"rk|fa" + r"rm|root|home)/", r"\.pyenv", r"/tmp/\w")


def tracked(*patterns: str) -> list[str]:
    """Files under version control and those about to be, as the repository lists them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name for name in listed if (ROOT / name).is_file()]


def holding(pattern: str, names: list[str]) -> list[str]:
    """`file:line` of every match."""
    wanted = re.compile(pattern)
    return [
        f"{name}:{number}"
        for name in names
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


@pytest.mark.parametrize("word", [*UNFINISHED, *LEFT_OUT_TESTS])
def test_nothing_is_left_unfinished(word: str) -> None:
    start = r"\b" if word[0].isalpha() else ""
    assert holding(start + re.escape(word), tracked("*.py", "*.html")) == []


@pytest.mark.parametrize("word", WAYS_AROUND)
def test_no_way_around_a_safeguard(word: str) -> None:
    names = [name for name in tracked("*.py", "*.html") if not name.startswith("tests/architecture/")]
    assert holding(re.escape(word), names) == []


@pytest.mark.parametrize("pattern", TRACES)
def test_no_trace_of_one_machine(pattern: str) -> None:
    names = tracked("*.py", "*.html", "*.md", "*.toml", "Makefile", ".ci/*", "*.in", "*.txt")
    names = [name for name in names if not name.startswith("tests/architecture/")]
    assert holding(pattern, names) == []


def test_texts_are_marked_by_the_names_that_are_extracted() -> None:
    """A text behind another name than `_` or the function's own would never reach the catalogue."""
    aliased = r"\bimport .*\b[np]{0,2}gettext(?:_lazy|_noop)? as (?!_(?:$|[,\s)]))"
    assert holding(aliased, [name for name in tracked("*.py") if not name.startswith("tests/")]) == []
