"""State by act by relation, whole, for counsellings and talks: through the engine, REST and pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.counselling import actions
from cases.models import Counselling, CounsellingSession
from tests.cases.counselling_world import counselling_of, held_talk, talk_of
from tests.cases.world import NOW, World, make_world, open_case, step
from tests.matrix.case_tables import expected, read
from tests.matrix.counselling_tables import (
    COUNSELLING_WHEN,
    COUNSELLING_WHO,
    RELATIONS,
    TALK_WHEN,
    TALK_WHO,
)
from tests.matrix.judging import disagreements, taken_back
from workflow import clock
from workflow.actors import CLOCK
from workflow.tables import table_of

TABLES = {
    Counselling: (read(COUNSELLING_WHO), read(COUNSELLING_WHEN)),
    CounsellingSession: (read(TALK_WHO), read(TALK_WHEN)),
}
ADDRESS = {
    Counselling: ("counsellings", "cases:counselling_act"),
    CounsellingSession: ("counselling-sessions", "cases:talk_act"),
}
CELLS = [(model, str(state)) for model in TABLES for state in model.States.values]


@pytest.fixture
def world(db):
    with clock.frozen(NOW):
        yield make_world()


def subject_in(world: World, model: Any, state: str) -> Any:
    kana = world.actor("kana")
    if model is Counselling:
        if state == "requested":
            # Whom HR could replace or end is a fact of the state; the relation of the counsellor is a column.
            made = actions.ask_counselling(open_case(world), actor=world.actor("budi"))
            Counselling.objects.update(counsellor=world.people["kana"])
        else:
            made = counselling_of(world)
        return step(made, "end", kana) if state == "ended" else Counselling.objects.get(pk=made.pk)
    if state == "held":
        return held_talk(world)
    talk = talk_of(world)
    if state == "cancelled":
        return step(talk, "cancel", kana)
    if state == "missed":
        with clock.frozen(talk.planned_at):
            return step(talk, "miss", kana, absent="employee")
    return talk


def inputs(world: World):
    def prepare(subject: Any, name: str) -> dict[str, Any]:
        if name == "miss":
            CounsellingSession.objects.filter(pk=subject.pk).update(planned_at=NOW)
        given: dict[str, dict[str, Any]] = {
            "name_counsellor": {"counsellor": world.people["kano"].public_id},
            "replace_counsellor": {"counsellor": world.people["kano"].public_id},
            "reschedule": {"planned_at": NOW + timedelta(days=9)},
            "record": {"held_at": NOW, "minutes": 50},
            "miss": {"absent": "employee"},
        }
        return given.get(name, {})

    return prepare


def cells(model: Any, state: str) -> Any:
    who, when = TABLES[model]
    return lambda name, relation: expected(who[name, relation], when[name, state])


@pytest.mark.parametrize("model", TABLES, ids=lambda m: m.__name__)
def test_the_tables_name_every_act_state_and_relation(model):
    who, when = TABLES[model]
    rows = set(table_of(model).rows)
    assert {name for name, _ in who} == rows == {name for name, _ in when}
    assert {relation for _, relation in who} == set(RELATIONS)
    assert {state for _, state in when} == set(model.States.values)


@pytest.mark.parametrize(("model", "state"), CELLS, ids=lambda v: getattr(v, "__name__", v))
def test_every_cell(world, model, state):
    subject = subject_in(world, model, state)
    assert subject.state == state
    people = {relation: world.actor(name) if name else CLOCK for relation, name in RELATIONS.items()}
    assert disagreements(subject, actors=people, cells=cells(model, state), prepare=inputs(world)) == []


@pytest.mark.parametrize(
    ("model", "state"),
    [(Counselling, "active"), (CounsellingSession, "planned")],
    ids=lambda v: getattr(v, "__name__", v),
)
@pytest.mark.parametrize("door", ["rest", "page"])
def test_the_doors_answer_as_the_tables_say(world, model, state, door):
    subject, prepare, wanted = subject_in(world, model, state), inputs(world), cells(model, state)
    found = []
    for relation, who in RELATIONS.items():
        if not who or who == "disabled":
            continue
        client = Client()
        client.force_login(world.users[who], backend="organization.authentication.NipOrUsernameBackend")
        for name, row in table_of(model).rows.items():
            written = wanted(name, relation)
            if row.hidden and written != "404":
                written = "400"
            with taken_back():
                status = knock(client, door, model, subject, name, prepare(subject, name))
            if status != written:
                found.append(f"{door}: {name} as {relation}: {status}, written: {written}")
    assert found == []


def knock(client: Client, door: str, model: Any, subject: Any, name: str, payload: dict[str, Any]) -> str:
    resource, act = ADDRESS[model]
    version = model.objects.values_list("version", flat=True).get(pk=subject.pk)
    plain = {
        k: v.isoformat() if hasattr(v, "isoformat") else v if isinstance(v, int) else str(v) for k, v in payload.items()
    }
    body = {"transition": name, "version": version, **plain}
    if door == "rest":
        address = f"/api/v1/{resource}/{subject.public_id}/transitions/"
        answer = client.post(address, body, content_type="application/json")
        return "ok" if answer.status_code == 200 else str(answer.status_code)
    answer = client.post(reverse(act, args=[subject.public_id]), body)
    return "ok" if answer.status_code == 302 else str(answer.status_code)
