"""The table of routes against the machines: no line for an event that cannot happen, none without words or a page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation

from notifications import checks
from notifications.route import Route, routes_by_event
from notifications.routes import ROUTES
from workflow import recounting
from workflow.notices import notice_text, registered_texts, text_of
from workflow.tables import machines, table_of

OWN = {model: table_of(model) for model in machines() if model.kind.split(".")[0] != "sample"}


def known_events() -> dict[str, set[str]]:
    """Roles that exist for a machine's events, by event name."""
    found: dict[str, set[str]] = {}
    for table in OWN.values():
        names = {row.event for row in table.rows.values()} | {f"{table.kind.split('.')[-1]}.created"}
        if table.deadlines:
            names.add(recounting.event_name(table.kind))
        for name in names:
            found.setdefault(name, set()).add(table.kind)
    return found


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.event}->{route.text}")
def test_every_line_names_an_event_that_a_machine_has(route: Route):
    assert route.event in known_events()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.event}->{route.text}")
def test_every_line_has_words_in_both_languages(route: Route):
    text = text_of(route.text)
    with translation.override("en"):
        english = [str(words) for words in (text.title, text.body, text.action, text.mail) if words]
    with translation.override("id"):
        indonesian = [str(words) for words in (text.title, text.body, text.action, text.mail) if words]
    for before, after in zip(english, indonesian, strict=True):
        assert before != after, f"not translated: {before}"
        assert sorted(re.findall(r"%\((\w+)\)s", before)) == sorted(re.findall(r"%\((\w+)\)s", after))


@pytest.mark.parametrize("text", registered_texts().values(), ids=lambda text: text.key)
def test_every_link_leads_to_a_page(text):
    if text.link:
        assert reverse(text.link, args=["00000000-0000-0000-0000-000000000000"])


def test_no_words_are_left_without_a_line():
    used = {route.text for route in ROUTES}
    registered = {key for key in registered_texts() if not key.startswith("tests.")}
    assert registered - used == set()


def test_mail_words_hold_no_parameter():
    assert checks.mail_words_carry_no_names(None) == []
    assert checks.routes_have_words(None) == []


def test_words_registered_twice_or_missing_are_refused():
    key = next(iter(registered_texts()))
    with pytest.raises(ValueError, match="already"):
        notice_text(key, title="x")
    with pytest.raises(LookupError):
        text_of("nobody.knows")


def test_lines_of_one_event_keep_their_order():
    first, second = Route("a", ("hr",), "x"), Route("a", ("subject",), "y")
    assert routes_by_event([first, second]) == {"a": (first, second)}
