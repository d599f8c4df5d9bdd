"""A PostgreSQL database of its own for the measurements, with people and a cycle ready to open."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg


def address() -> str:
    """The address of the measuring database, beside the one of DATABASE_URL and named after it."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        sys.exit("make bench measures on PostgreSQL: set DATABASE_URL=postgres://user@host/name")
    return urlunsplit(urlsplit(given)._replace(path=f"{urlsplit(given).path}_bench"))


def prepare() -> None:
    """Create the database anew, migrate it and set Django up."""
    given = os.environ["DATABASE_URL"]
    target = address()
    name = urlsplit(target).path[1:]
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = target
    os.environ["DATABASE_POOL_SIZE"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@contextmanager
def driver() -> Iterator[psycopg.Connection[Any]]:
    """The bare driver, prepared statements on, on the same database."""
    with psycopg.connect(os.environ["DATABASE_URL"], prepare_threshold=0) as connection:
        yield connection


def people(count: int) -> Any:
    """`count` people in the demo's offices; gives the demo's cast."""
    from config.demo.people import build
    from config.demo.stage import Cast

    today = date.today()
    return Cast(build(count, today=today, since=today - timedelta(days=60)))


def cycle(cast: Any, *, name: str) -> Any:
    """A prepared cycle over everyone."""
    from appraisal.models import RuleSet
    from config.demo.cycles import Plan, rules_of
    from config.demo.cycles import prepare as prepared

    today = date.today()
    rules = RuleSet.objects.filter(state="published").first() or rules_of(cast, name="Aturan")
    plan = Plan(
        name, "quarterly", (today - timedelta(days=100), today - timedelta(days=10)), today - timedelta(days=1),
        today + timedelta(days=30), today + timedelta(days=60), today + timedelta(days=90),
    )  # fmt: skip
    return prepared(cast, plan, rules)
