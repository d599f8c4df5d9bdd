"""The demo regency: the same whatever keys the database hands out."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from django.db import connection

from config.books.book import breaks_of
from config.books.register import all_books
from config.demo.build import build
from workflow.tables import machines

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def start_keys_at(random: Random) -> None:
    """Each table counts on from a number of its own, as in a database that was used before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
            for (name,) in cursor.fetchall():
                cursor.execute("SELECT setval(%s, %s)", [name, random.randrange(1, 5_000)])
        else:
            for table in connection.introspection.table_names(cursor):
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                begin = random.randrange(1, 5_000)
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, begin])


def picture() -> dict[str, dict[str, int]]:
    """How many subjects of each machine stand in each state."""
    product = [model for model in machines() if not model.kind.startswith("sample.")]
    return {model.kind: dict(Counter(model._default_manager.values_list("state", flat=True))) for model in product}


@pytest.mark.parametrize("seed", [1, 6])
def test_the_demo_does_not_hang_on_the_keys_of_the_database(seed: int) -> None:
    start_keys_at(Random(seed))
    build(size=120, today=date(2026, 11, 23), say=lambda _what: None)
    found = picture()
    assert list(breaks_of(all_books())) == []
    assert {kind for kind, states in found.items() if not states} <= {"organization.import_batch"}
    # Everybody who took part in a past training is a person of the plan, none of them the officer who decides.
    assert found["cases.enrolment"] == {
        "completed": 23, "requested": 6, "approved": 11, "declined": 4, "waiting": 3, "cancelled": 1, "absent": 2
    }  # fmt: skip
