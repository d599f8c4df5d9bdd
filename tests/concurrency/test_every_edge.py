"""Every edge of every machine of the product, 64 clients at once: exactly one step is taken, all others hear why.

Only the engine's exclusion is asked here: everybody holds the role, guards and consequences are taken off. What each
edge demands of people is the matter of the permission tables.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.types.json import Jsonb

from appraisal.models import AnnualResult, CalibrationRoom
from config.demo.build import build
from organization.actions.imports import upload
from tests.concurrency.clients import Crowd, one_crowd
from workflow import actors, engine, firing, history, triggers
from workflow.machine import Machine, Row
from workflow.models import Event
from workflow.policies import policy_for
from workflow.tables import MachineTable, machines, table_of

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLIENTS = 64
AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
EVERYBODY = actors.Actor(user_id=1, label="everybody")


def columns_of(model: type[Machine], state: str) -> dict[str, Any]:
    """What a state's own constraints ask of the row beside the state."""
    if model is AnnualResult:
        decided = state in ("decided", "acknowledged")
        at = AT if decided else None
        return {"predicate": "baik" if decided else "", "trace": {} if decided else None, "decided_at": at}
    if model is CalibrationRoom:
        return {"released_at": AT if state in ("releasing", "released") else None}
    return {}


def bare(model: type[Machine], table: MachineTable) -> MachineTable:
    """The machine with its edges and nothing else but what its constraints ask for."""

    def sets(row: Row) -> Any:
        columns = columns_of(model, row.target)
        return (lambda _step: columns) if columns else None

    rows = {n: replace(r, when=(), needs=(), sets=sets(r), then=()) for n, r in table.rows.items()}
    # `move` compares the row the engine holds with its own: it must stay the declared one.
    return replace(table, rows=rows, on_enter={}, deadlines={})


def edges(table: MachineTable) -> Iterator[tuple[Row, str]]:
    for row in table.rows.values():
        for source in row.sources:
            yield row, source


def put(model: type[Machine], source: str, target: str) -> Any:
    """Some subject of the machine that may stand in both states of an edge, set into the first by force; else None."""
    with triggers.lifted():
        for pk in model._default_manager.order_by("-pk").values_list("pk", flat=True)[:2000]:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    for state in (target, source):
                        more = columns_of(model, state)
                        names = ", ".join(f"{name} = %s" for name in ("state", *more))
                        values: list[Any] = [Jsonb(one) if isinstance(one, dict) else one for one in more.values()]
                        statement = f'UPDATE "{model._meta.db_table}" SET {names} WHERE id = %s'
                        cursor.execute(statement, [state, *values, pk])
            except DatabaseError:
                continue
            return model._default_manager.get(pk=pk)
    return None


def race(crowd: Crowd, subject: Any, name: str) -> Counter[str]:
    def act(_number: int) -> str:
        engine.fire(subject, name, actor=EVERYBODY, version=subject.version)
        return "won"

    return crowd.at_once(act)


def test_every_edge_has_exactly_one_winner(monkeypatch: pytest.MonkeyPatch) -> None:
    build(size=120, today=date(2026, 11, 23), say=lambda _what: None)
    upload(actor=actors.CLOCK, name="unit.csv", data=b"kode;nama;jenis;kode_induk\n99;Dinas Baru;Dinas;00\n")
    monkeypatch.setattr(firing.actors, "reload", lambda actor: actor)
    move = lambda table, subject, row: subject.__dict__.update(state=row.target)  # noqa: E731
    monkeypatch.setattr(firing, "_move_in_memory", move)
    product = [model for model in machines() if not model.kind.startswith("sample.")]
    tables = {model: table_of(model) for model in product}
    monkeypatch.setattr(firing, "table_of", lambda model: bare(model, tables[model]))
    with one_crowd(), Crowd(CLIENTS) as crowd:
        told, ran = raced(crowd, tables, monkeypatch)
    assert told == []
    assert ran == {model.kind: len(list(edges(table))) for model, table in tables.items()}
    assert ran.total() >= 100
    assert [f for f in history.verify_all() if f.fault != "columns_differ"] == []


def raced(
    crowd: Crowd, tables: Mapping[Any, MachineTable], patch: pytest.MonkeyPatch
) -> tuple[list[str], Counter[str]]:
    """What went wrong, and how many edges of each kind were raced for."""
    told: list[str] = []
    ran = Counter[str]()
    for model, table in tables.items():
        policy = type(policy_for(model))
        roles = frozenset(role for row in table.rows.values() for role in row.by)
        patch.setattr(policy, "roles_of", lambda self, actor, obj, held=roles: held)
        patch.setattr(policy, "sees", lambda self, actor, obj, roles=None: True)
        for row, source in edges(table):
            subject = put(model, source, row.target)
            if subject is None:
                told.append(f"{model.kind}.{row.name} from {source}: no row can stand there")
                continue
            answers = race(crowd, subject, row.name)
            ran[model.kind] += 1
            if answers != {"won": 1, "VersionConflict": CLIENTS - 1}:
                told.append(f"{model.kind}.{row.name} from {source}: {dict(answers)}")
            if Event.objects.filter(kind=model.kind, subject_id=subject.pk, version=subject.version + 1).count() != 1:
                told.append(f"{model.kind}.{row.name} from {source}: not one event")
    return told, ran
