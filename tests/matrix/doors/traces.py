"""What a request wrote, and how the cells are kept cheap: every statement is watched, the whole database seldom read.

The whole database is digested once per scene. Every cell is rolled back, so that digest stays the measure: a cell
that is compared whole is held against it, and so is the database when all cells of the scene have run.
"""

import gc
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.db import connection
from django.template.backends.django import Template

from organization.actions import tokens
from tests.api.snapshot import PASSED_OVER

# A lock (`FOR UPDATE OF …`) writes nothing.
WRITING = re.compile(r"(?<!FOR )(?<!KEY )\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)


def written_by(sql: str) -> list[str]:
    """The tables of the product a statement could write into."""
    return [table for _verb, table in WRITING.findall(sql) if table.lower() not in PASSED_OVER]


@contextmanager
def watched() -> Iterator[list[str]]:
    """Every statement that could write into a table of the product."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not (text := str(sql)).startswith("SELECT ") and written_by(text):
            found.append(text)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def files() -> set[str]:
    """Everything stored beside the database."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path) for path in root.rglob("*") if path.is_file()} if root.exists() else set()


@dataclass
class Pace:
    """`full`: pages are drawn, session and account are read anew. Else a page answers with status and headers alone,
    and a person once signed in is taken from memory: every cell is rolled back, so both are what they were."""

    full: bool = True


PACE = Pace()


@contextmanager
def at_full(*, wanted: bool) -> Iterator[None]:
    """The pace of one cell."""
    before, PACE.full = PACE.full, wanted
    try:
        yield
    finally:
        PACE.full = before


@contextmanager
def quickly() -> Iterator[None]:
    """No log lines, no drawn pages, no second sign-in unless the cell is run at full; garbage collected seldom."""
    draw, thresholds, level = Template.render, gc.get_threshold(), logging.root.manager.disable
    of_session, of_token = auth.get_user, tokens.user_of_token

    def render(self: Any, context: Any = None, request: Any = None) -> Any:
        return draw(self, context, request) if PACE.full else ""

    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    logging.disable(logging.ERROR)
    Template.render = render  # type: ignore[method-assign]
    auth.get_user = remembered(of_session, lambda request: request.COOKIES.get(settings.SESSION_COOKIE_NAME))  # type: ignore[assignment]
    tokens.user_of_token = remembered(of_token, lambda secret: secret)  # type: ignore[assignment]
    try:
        yield
    finally:
        Template.render = draw  # type: ignore[method-assign]
        auth.get_user, tokens.user_of_token = of_session, of_token
        logging.disable(level)
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def remembered(ask: Callable[[Any], Any], key_of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Whom a session or a token belongs to. Whoever was turned away is asked about again each time."""
    known: dict[Any, Any] = {}

    def answer(asked: Any) -> Any:
        key = key_of(asked)
        if PACE.full or key not in known:
            user = ask(asked)
            if user is None or not user.is_authenticated:
                return user
            known[key] = copy(user)
        return copy(known[key])

    return answer
