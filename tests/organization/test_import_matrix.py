"""State × transition × relation of an import, as a table; through the action and, for what has a button, the API.

A refusal leaves no trace in the database.
"""

from __future__ import annotations

from typing import Any

import pytest

from organization.actions import imports
from organization.models import ImportBatch, RoleGrant
from tests.organization.conftest import World, workbook
from tests.organization.test_imports import PEOPLE_HEAD, counts, person
from workflow import engine
from workflow.actors import CLOCK
from workflow.errors import DomainError
from workflow.roles import Role
from workflow.tables import table_of

STATES = ("uploaded", "checked", "refused", "applied", "discarded")
RELATIONS = ("hr", "auditor", "hr elsewhere", "leader", "stranger", "clock")
# What HR of the scope and the system may do; 0 stands for success.
ALLOWED = {
    ("uploaded", "accept"): 0,
    ("uploaded", "refuse"): 0,
    ("checked", "apply"): 0,
    ("checked", "discard"): 0,
}
HIDDEN, FORBIDDEN, CONFLICT = 404, 403, 409


def expected(state: str, transition: str, relation: str) -> int:
    if relation in {"hr elsewhere", "leader", "stranger"}:
        return HIDDEN
    if relation == "auditor":
        return FORBIDDEN
    return ALLOWED.get((state, transition), CONFLICT)


CELLS = [(s, t, r) for s in STATES for t in ("accept", "refuse", "apply", "discard") for r in RELATIONS]


def batch_in(world: World, state: str) -> ImportBatch:
    """A file on its way, moved by the steps people take."""
    if state == "refused":
        data = workbook(Pegawai=[PEOPLE_HEAD, person(400, "Baru", "9.9")])
    else:
        data = workbook(Pegawai=[PEOPLE_HEAD, person(400, "Baru")])
    found = imports.upload(actor=world.actor("Hera"), name="a.xlsx", data=data).batch
    assert found is not None
    if state == "uploaded":
        fresh = ImportBatch(
            file_name="b.xlsx",
            sha256="0" * 64,
            size=1,
            scope=found.scope,
            uploaded_by=found.uploaded_by,
            uploaded_at=found.uploaded_at,
            content=found.content,
            plan_digest=found.plan_digest,
        )
        engine.begin(fresh, actor=world.actor("Hera"))
        return ImportBatch.objects.get(pk=fresh.pk)
    if state in {"applied", "discarded"}:
        act = imports.apply_batch if state == "applied" else imports.discard_batch
        act(found.public_id, actor=world.actor("Hera"), version=found.version)
    return ImportBatch.objects.get(pk=found.pk)


def actor_in(world: World, relation: str) -> Any:
    world.grant("Kaban", Role.AUDITOR, "1")
    world.grant("Adi", Role.HR, "1.06")
    world.grant("Kadis", Role.LEADER, "1")
    people = {"hr": "Hera", "auditor": "Kaban", "hr elsewhere": "Adi", "leader": "Kadis", "stranger": "Siti"}
    return CLOCK if relation == "clock" else world.actor(people[relation])


def test_the_table_covers_the_machine() -> None:
    table = table_of(ImportBatch)
    assert set(table.states) == set(STATES)
    assert {t for _s, t, _r in CELLS} == set(table.rows)
    assert set(table_of(RoleGrant).rows) == {"revoke", "lapse"}


@pytest.mark.parametrize(("state", "transition", "relation"), CELLS)
def test_every_cell(world: World, state: str, transition: str, relation: str) -> None:
    batch, actor = batch_in(world, state), actor_in(world, relation)
    assert batch.state == state
    before = counts()
    wanted = expected(state, transition, relation)
    if wanted == 0:
        assert engine.fire(batch, transition, actor=actor, version=batch.version).version == batch.version + 1
        return
    with pytest.raises(DomainError) as refused:
        engine.fire(batch, transition, actor=actor, version=batch.version)
    assert refused.value.status == wanted
    assert counts() == before
    assert ImportBatch.objects.get(pk=batch.pk).state == state
