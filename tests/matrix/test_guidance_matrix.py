"""State by act by relation, whole, for the two forms that follow guidance: through the engine, REST and pages."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.guidance import fields
from cases.models import GuidanceEvaluation, GuidanceFeedback
from organization.models import Appointment
from tests.cases.guidance_world import SECRET, all_answers, evaluation_in, feedback_in, make_guidance_world
from tests.cases.world import NOW, World
from tests.matrix.case_tables import expected, read
from tests.matrix.guidance_tables import (
    EVALUATION_WHEN,
    EVALUATION_WHO,
    FEEDBACK_WHEN,
    FEEDBACK_WHO,
    RELATIONS,
    UNADDRESSED,
)
from tests.matrix.judging import disagreements, taken_back
from workflow import clock
from workflow.actors import CLOCK
from workflow.tables import table_of

TABLES = {
    GuidanceFeedback: (read(FEEDBACK_WHO), read(FEEDBACK_WHEN)),
    GuidanceEvaluation: (read(EVALUATION_WHO), read(EVALUATION_WHEN)),
}
ADDRESS = {
    GuidanceFeedback: ("guidance-feedback", "cases:feedback_act"),
    GuidanceEvaluation: ("guidance-evaluations", "cases:evaluation_act"),
}
BUILDERS = {GuidanceFeedback: feedback_in, GuidanceEvaluation: evaluation_in}
CELLS = [(model, str(state)) for model in TABLES for state in model.States.values]


@pytest.fixture
def world(db):
    with clock.frozen(NOW):
        yield make_guidance_world()


def prepare(subject: Any, name: str) -> dict[str, Any]:
    """Bring facts so that only right and state decide: every answer given, somebody else above the guide."""
    if name == "hand_in" and str(subject.state) == "draft":
        columns = fields.put(subject, all_answers(subject))
        type(subject).objects.filter(pk=subject.pk).update(**columns)
    if name == "readdress":
        Appointment.objects.filter(employee__full_name="Ketua").update(valid_to=date(2026, 11, 22))
    return {}


def cells(model: Any, state: str) -> Any:
    who, when = TABLES[model]

    def say(name: str, relation: str) -> str:
        if model is GuidanceFeedback and relation == "above" and state in UNADDRESSED:
            return "404"
        return expected(who[name, relation], when[name, state])

    return say


@pytest.mark.parametrize("model", TABLES, ids=lambda m: m.__name__)
def test_the_tables_name_every_act_state_and_relation(model):
    who, when = TABLES[model]
    rows = set(table_of(model).rows)
    assert {name for name, _ in who} == rows == {name for name, _ in when}
    assert {relation for _, relation in who} == set(RELATIONS)
    assert {state for _, state in when} == set(model.States.values)


@pytest.mark.parametrize(("model", "state"), CELLS, ids=lambda v: getattr(v, "__name__", v))
def test_every_cell(world, model, state):
    subject = BUILDERS[model](world, state)
    assert subject.state == state
    people = {relation: world.actor(name) if name else CLOCK for relation, name in RELATIONS.items()}
    assert disagreements(subject, actors=people, cells=cells(model, state), prepare=prepare) == []


@pytest.mark.parametrize(
    ("model", "state"),
    [(GuidanceFeedback, "draft"), (GuidanceFeedback, "handed_in"), (GuidanceEvaluation, "draft")],
    ids=lambda v: getattr(v, "__name__", v),
)
@pytest.mark.parametrize("door", ["rest", "page"])
def test_the_doors_answer_as_the_tables_say(world, model, state, door):
    subject, wanted, found = BUILDERS[model](world, state), cells(model, state), []
    for relation, who in RELATIONS.items():
        if not who or who == "disabled":
            continue
        client = client_of(world, who)
        for name, row in table_of(model).rows.items():
            written = wanted(name, relation)
            if row.hidden and written != "404":
                written = "400"
            with taken_back():
                prepare(subject, name)
                status = knock(client, door, model, subject, name)
            if status != written:
                found.append(f"{door}: {name} as {relation}: {status}, written: {written}")
    assert found == []


def client_of(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who], backend="organization.authentication.NipOrUsernameBackend")
    return client


def knock(client: Client, door: str, model: Any, subject: Any, name: str) -> str:
    resource, act = ADDRESS[model]
    version = model.objects.values_list("version", flat=True).get(pk=subject.pk)
    body = {"transition": name, "version": version}
    if door == "rest":
        address = f"/api/v1/{resource}/{subject.public_id}/transitions/"
        answer = client.post(address, body, content_type="application/json")
        return "ok" if answer.status_code == 200 else str(answer.status_code)
    answer = client.post(reverse(act, args=[subject.public_id]), body)
    return "ok" if answer.status_code == 302 else str(answer.status_code)


WRITERS = {GuidanceFeedback: "subj", GuidanceEvaluation: "coach"}


@pytest.mark.parametrize(("model", "state"), CELLS, ids=lambda v: getattr(v, "__name__", v))
def test_only_the_writer_saves_and_only_a_draft_at_both_doors(world, model, state):
    """404 for those who may not know of the form, 403 for those who may, 409 once it is no draft."""
    subject, found = BUILDERS[model](world, state), []
    page = {GuidanceFeedback: "cases:feedback", GuidanceEvaluation: "cases:evaluation"}[model]
    name, part = ("both_met", "statements") if model is GuidanceFeedback else ("skill", "competencies")
    for relation, who in RELATIONS.items():
        if not who or who == "disabled":
            continue
        if relation == WRITERS[model]:
            written = "ok" if state == "draft" else "409"
        else:
            written = "404" if cells(model, state)("hand_in", relation) == "404" else "403"
        client = client_of(world, who)
        revision = model.objects.values_list("revision", flat=True).get(pk=subject.pk)
        with taken_back():
            address = f"/api/v1/{ADDRESS[model][0]}/{subject.public_id}/answers/"
            body = {"revision": revision, part: [{"code": name, "score": 3}]}
            answer = client.patch(address, body, content_type="application/json")
            found.append((relation, "rest", "ok" if answer.status_code == 200 else str(answer.status_code), written))
            assert who in ("budi", "citra", "ketua", "sari", "hana") or SECRET not in answer.content.decode()
        with taken_back():
            answer = client.post(reverse(page, args=[subject.public_id]), {"revision": revision, f"score-{name}": "3"})
            found.append((relation, "page", "ok" if answer.status_code == 302 else str(answer.status_code), written))
    assert [one for one in found if one[2] != one[3]] == []
