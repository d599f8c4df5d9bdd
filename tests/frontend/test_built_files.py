"""What is sent to a browser: small, whole, of this host alone, and built from the sources that stand beside it."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

ROOT = Path(settings.BASE_DIR)
DIST = ROOT / "static" / "dist"
FIRST_VISIT_BYTES = 100 * 1024
LATER_VISIT_BYTES = 30 * 1024
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def files() -> list[Path]:
    htmx = finders.find("django_htmx/htmx-4.min.js")
    assert htmx
    return [DIST / "app.css", DIST / "app.js", Path(str(htmx)), ROOT / "static" / "brand" / "mark.svg"]


@pytest.mark.django_db
def test_the_first_visit_stays_in_its_budget_and_later_ones_too(client: Client) -> None:
    page = packed(client.get("/components/").content)
    assert page + sum(packed(path.read_bytes()) for path in files()) < FIRST_VISIT_BYTES
    assert page < LATER_VISIT_BYTES


def test_the_style_sheet_loads_nothing() -> None:
    sheet = (DIST / "app.css").read_text(encoding="utf-8")
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert "http" not in sheet
    assert "gds" not in sheet.lower()


def test_the_script_names_no_host_and_evaluates_nothing() -> None:
    script = (DIST / "app.js").read_text(encoding="utf-8")
    assert not re.findall(r"https?://(?!www\.w3\.org)[^\s\"'`$]+", script)
    assert "eval(" not in script
    assert "new Function" not in script
    assert "innerHTML" not in script
    assert "sourceMappingURL" not in script


def test_the_vendor_page_tells_the_truth_about_the_built_files() -> None:
    told = (ROOT / "static" / "VENDOR.md").read_text(encoding="utf-8")
    for path in (DIST / "app.css", DIST / "app.js"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in told
    assert "://" not in told


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_no_inline_code_or_style(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    # What a template tag is given (`with one=…`) reaches no browser.
    shown = re.sub(r"{%.*?%}", "", source)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", shown)
    assert not re.search(r"\|\s*saf[e]\b|autoescape off", source)
    assert "hx-on" not in source
    assert not re.search(r"https?://", source)


def test_every_word_of_the_script_is_written_by_the_page() -> None:
    used = set()
    for path in (ROOT / "frontend" / "js").glob("*.js"):
        used |= set(re.findall(r"""\btext\(\s*(?:[^"()]*\? )?"(\w+)\"""", path.read_text(encoding="utf-8")))
        used |= set(re.findall(r"""\btext\([^()]*\? "\w+" : "(\w+)\"""", path.read_text(encoding="utf-8")))
    page = (ROOT / "templates" / "components" / "script_texts.html").read_text(encoding="utf-8")
    written = set(re.findall(r'data-text="(\w+)"', page))
    assert len(used) > 15
    assert used <= written
