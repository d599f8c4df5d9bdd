"""What a person can read on a page."""

from __future__ import annotations

from tests.browser.people import Person


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def words_of(person: Person, part: str = "main") -> str:
    """What a person can read in a part of the page, in one line."""
    return in_one_line(person.page.inner_text(part))
