"""Whatever is sent to whatever address by whomever: never a fault of ours, always the shape of a refusal."""

from __future__ import annotations

import io
import json
import random
import uuid
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from config.apiexamples import sample
from tests.api.operations import Operation, operations, schema

PEOPLE = ("siti", "kabid", "kadis", "hana", "rekan", "audi", "lia", "admin", "disabled")
NASTY: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**31,
    10**40,
    "",
    " ",
    "x" * 5000,
    "\u202e<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ settings.SECRET_KEY }}",
    "2026-02-30",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59+14:00",
    "NaN",
    "1e400",
    "٣",
    str(uuid.UUID(int=0)),
    [],
    [None],
    [[[]]],
    {},
    {"a": {"b": [1]}},
    [{"item": 1, "note": []}],
]
GARBAGE = ["0", "-1", "x", "%00", "..", "a.b", "x" * 300, "é", "{id}", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"]


MODELS: dict[str, tuple[str, tuple[str, ...]]] = {
    "evaluations": ("appraisal.Evaluation", ("appraisal.EvaluationItem",)),
    "objections": ("appraisal.Objection", ("appraisal.EvaluationItem", "appraisal.ObjectionItem")),
    "hearings": ("appraisal.Hearing", ()),
    "cycles": ("appraisal.Cycle", ("organization.Employee",)),
    "reward-programmes": ("appraisal.RewardProgramme", ()),
    "awards": ("appraisal.Award", ()),
    "honours": ("appraisal.Award", ()),
    "annual-results": ("appraisal.AnnualResult", ()),
    "unit-achievements": ("appraisal.UnitAchievement", ()),
    "years": ("organization.Employee", ()),
    "recognitions": ("appraisal.Recognition", ()),
    "calibration-rooms": ("appraisal.CalibrationRoom", ()),
    "calibration-entries": ("appraisal.CalibrationEntry", ()),
    "development": ("organization.Employee", ()),
    "rule-sets": ("appraisal.RuleSet", ()),
    "rule-changes": ("appraisal.RuleChange", ()),
    "simulations": ("appraisal.Simulation", ()),
    "service-metrics": ("appraisal.ServiceMetric", ()),
    "innovations": ("appraisal.Innovation", ()),
    "attendance": ("appraisal.AttendanceMonth", ()),
    "achievements": ("appraisal.LogEntry", ("appraisal.LogEvidence",)),
    "feedback-rounds": ("appraisal.FeedbackRound", ()),
    "feedback": ("appraisal.Feedback", ()),
    "dialogue-meetings": ("appraisal.DialogueMeeting", ("appraisal.Agreement",)),
    "agenda-templates": ("appraisal.AgendaTemplate", ()),
    "cases": ("cases.ImprovementCase", ("cases.PlanItem",)),
    "coaching-sessions": ("cases.CoachingSession", ()),
    "trainings": ("cases.Training", ()),
    "enrolments": ("cases.Enrolment", ("cases.Certificate",)),
    "learning-hours": ("organization.Employee", ()),
    "units": ("organization.Unit", ()),
    "employees": ("organization.Employee", ()),
    "imports": ("organization.ImportBatch", ()),
    "regional-days": ("organization.RegionalDay", ()),
    "delegations": ("organization.Delegation", ()),
    "assessor-corrections": ("appraisal.AssessorCorrection", ("appraisal.CorrectionFile",)),
    "segments": ("appraisal.PeriodSegment", ()),
    "role-grants": ("organization.RoleGrant", ()),
    "inbox": ("notifications.InboxItem", ()),
    "notifications": ("notifications.InboxItem", ()),
}


def known_ids() -> list[str]:
    """Public ids of everything there is: the wrong kind of id is the more likely mistake."""
    found: list[str] = []
    for model in apps.get_models():
        if any(field.name == "public_id" for field in model._meta.fields):
            found += [str(one) for one in model._default_manager.values_list("public_id", flat=True)[:20]]
    return found


def body_for(operation: Operation, ids: list[str], chance: random.Random) -> Any:
    """A body that fits the schema but for a few things, or something else altogether."""
    if chance.random() < 0.05:
        return chance.choice(NASTY)
    body = {}
    for name, shape in operation.properties.items():
        if name in operation.body or chance.random() < 0.3:
            body[name] = value_for(shape, ids, chance)
    if chance.random() < 0.05:
        body[chance.choice(["employee", "state", "is_superuser", "\u00e9", ""])] = chance.choice(NASTY)
    return body


def value_for(shape: dict[str, Any], ids: list[str], chance: random.Random) -> Any:
    """A value of the right shape most of the time."""
    if chance.random() < 0.15:
        return chance.choice(NASTY)
    if shape.get("enum"):
        return chance.choice(shape["enum"])
    if shape.get("format") == "uuid":
        return chance.choice(ids)
    if shape.get("type") == "integer":
        return chance.choice([0, 0, 1, 1, 2, 3, 4])
    return sample(schema(), shape)


@cache
def fitting_ids(resource: str) -> tuple[list[str], list[str]]:
    """Ids of a resource, and of what lies inside it."""
    outer, inner = MODELS.get(resource, ("", ()))
    return ids_of(outer) if outer else [], [one for name in inner for one in ids_of(name)]


def ids_of(label: str) -> list[str]:
    """Public ids of a model's rows."""
    return [str(one) for one in apps.get_model(label)._default_manager.values_list("public_id", flat=True)]


def version_of(resource: str, identity: str) -> int:
    """The version as stored, so that steps get past the first refusals."""
    outer, _inner = MODELS.get(resource, ("", ()))
    model: Any = apps.get_model(outer) if outer else None
    if model is None or not hasattr(model, "States"):
        return 0
    try:
        return model.objects.values_list("version", flat=True).filter(public_id=identity).first() or 0
    except ValidationError:
        return 0


def strange_file(chance: random.Random) -> io.BytesIO:
    """A file that is seldom what its name says."""
    content = chance.choice(
        [b"", b"%PDF-1.4\n%%EOF", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"a;b\n1;2", b"<svg onload=x>"]
    )
    file = io.BytesIO(content + chance.randbytes(chance.choice([0, 20, 5000])))
    file.name = chance.choice(["a.pdf", "b.xlsx", "c.png", "../../x.pdf", "d.exe", "x" * 300, "\u202efdp.exe", "e.csv"])
    return file


def query_of(chance: random.Random) -> str:
    """Some query parameters, seldom sensible."""
    if chance.random() < 0.5:
        return ""
    names = ["limit", "cursor", "state", "unit", "employee", "kind", "subject", "q", "since", "on", "user", "as"]
    pairs = [(chance.choice(names), chance.choice(NASTY)) for _ in range(chance.randint(1, 3))]
    return "?" + "&".join(f"{name}={quote(str(value)[:200])}" for name, value in pairs)


def fire_at(operation: Operation, client: Any, ids: list[str], chance: random.Random) -> Any:
    """One call with chosen ids, query, headers and body."""
    spots = operation.path.count("{")
    own, inner = fitting_ids(operation.path.split("/")[3])
    pools = [own or ids, inner or ids, ids]
    chosen = [
        chance.choice(pools[spot] if chance.random() < 0.8 else chance.choice([ids, GARBAGE])) for spot in range(spots)
    ]
    address = operation.address(*[quote(one) for one in chosen]) + query_of(chance)
    headers = {"Idempotency-Key": chance.choice(["k", "é", "x" * 300])} if chance.random() < 0.1 else {}
    headers |= {"If-None-Match": chance.choice(['W/"1"', "é", "*"])} if chance.random() < 0.1 else {}
    headers |= {"If-Match": chance.choice(['W/"1"', '"x"', "99999999999"])} if chance.random() < 0.1 else {}
    if operation.method == "get":
        return client.get(address, headers=headers)
    if operation.media_type.startswith("multipart") and chance.random() < 0.9:
        return client.post(address, {"file": strange_file(chance)}, format="multipart", headers=headers)
    values = body_for(operation, ids, chance)
    if isinstance(values, dict) and "transition" in operation.properties and chance.random() < 0.7:
        values["version"] = version_of(operation.path.split("/")[3], chosen[0])
    body = json.dumps(values)
    kind = "application/json" if chance.random() < 0.95 else "multipart/form-data; boundary=x"
    return client.generic(operation.method.upper(), address, body, content_type=kind, headers=headers)


@pytest.mark.parametrize(
    "rounds",
    [pytest.param(5, marks=pytest.mark.slow), pytest.param(100, marks=[pytest.mark.slow, pytest.mark.exhaustive])],
)
def test_no_request_is_answered_with_a_fault_of_ours(office, client_for, rounds):
    """Every operation once a round, with other people, ids and bodies each time."""
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)  # noqa: T201 - a failure must be repeatable
    chance = random.Random(seed)
    fitting_ids.cache_clear()
    clients = [client_for(name) for name in PEOPLE]
    ids = known_ids()
    for _round in range(rounds):
        for operation in chance.sample(operations(), len(operations())):
            response = fire_at(operation, chance.choice(clients), ids, chance)
            assert response.status_code < 500, (seed, operation.name, response.content)
            if response.status_code >= 400:
                assert response.headers["Content-Type"] == "application/problem+json", (seed, operation.name)
                assert response.json()["status"] == response.status_code
