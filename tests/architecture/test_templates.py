"""Templates under the strict content security policy, with every text in a catalogue and every form with its token."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.architecture.source import templates

TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
TRANSLATED_BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
# A class for the page, not a text on it.
WIDTH_BLOCK = re.compile(r"{%\s*block width\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL)
COMMENT_BLOCK = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
TEXT_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "aria-description", "aria-roledescription"}
# Each language is called by its own name, whatever language the page has.
OWN_NAMES = {"Bahasa Indonesia", "English"}
SILENT = {"script", "style", "code", "kbd", "samp", "pre"}
POST_FORM = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)


class Page(HTMLParser):
    """Collects what would break the policy and what would be shown untranslated."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in SILENT:
            self.silent += 1
        if tag == "style" or (tag == "script" and "src" not in names and names.get("type") != "application/json"):
            self.inline.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.inline.append(f"{tag} {name}")
            if name in TEXT_ATTRIBUTES and WORD.search(value or ""):
                self.texts.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent and WORD.search(data) and data.strip() not in OWN_NAMES:
            self.texts.append(data.strip())


def read(source: str) -> Page:
    """A template with its own language taken out."""
    if "<" not in source:
        # Part of a tag's attributes, without any text of its own.
        source = f"<p {source}>"
    for pattern in (COMMENT_BLOCK, WIDTH_BLOCK, TRANSLATED_BLOCK, TAG, VARIABLE):
        source = pattern.sub("", source)
    page = Page()
    page.feed(source)
    return page


def pages() -> list[str]:
    return [name for name in templates() if name.endswith((".html", ".svg"))]


@pytest.mark.parametrize("name", pages())
def test_nothing_inline(name: str) -> None:
    assert read(templates()[name]).inline == []


@pytest.mark.parametrize("name", pages())
def test_every_text_is_translated(name: str) -> None:
    assert read(templates()[name]).texts == []


@pytest.mark.parametrize("name", pages())
def test_every_form_carries_its_token(name: str) -> None:
    assert [form[:60] for form in POST_FORM.findall(templates()[name]) if "csrf_token" not in form] == []


@pytest.mark.parametrize("name", pages())
def test_nothing_comes_from_another_host(name: str) -> None:
    assert re.findall(r"""(?:src|srcset)=["'](?:https?:)?//[^"']+""", templates()[name]) == []
    assert re.findall(r"""<link[^>]+href=["'](?:https?:)?//[^"']+""", templates()[name]) == []


def test_the_reader_finds_what_it_should() -> None:
    page = read('<p style="a" onclick="b" title="Hint">Text {% translate "fine" %} {{ value }}</p><script>x</script>')
    assert page.inline == ["p style", "p onclick", "<script>"]
    assert page.texts == ["title=Hint", "Text"]
