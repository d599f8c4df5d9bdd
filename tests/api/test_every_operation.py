"""Rules that hold for every operation of the schema, each tested on each."""

from collections import Counter
from uuid import uuid4

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from tests.api.operations import Operation, operations, schema
from tests.api.snapshot import snapshot
from workflow.api.schema import ALWAYS, ON_WRITE

RESOURCES = {
    "me",
    "inbox",
    "units",
    "employees",
    "cycles",
    "rule-sets",
    "rule-changes",
    "simulations",
    "evaluations",
    "objections",
    "hearings",
    "attendance",
    "service-metrics",
    "innovations",
    "achievements",
    "feedback-rounds",
    "feedback",
    "dialogue-meetings",
    "agenda-templates",
    "cases",
    "coaching-sessions",
    "trainings",
    "enrolments",
    "learning-hours",
    "help-effects",
    "fairness",
    "development",
    "unit-development",
    "recognitions",
    "reward-programmes",
    "awards",
    "honours",
    "calibration-rooms",
    "calibration-entries",
    "notifications",
    "documents",
    "events",
    "access-records",
    "seals",
    "process-map",
    "due-dates",
    "whereabouts",
    "worklist",
    "tokens",
}
# A person without a token asks for one with name and password; nothing else is answered without sign-in.
OPEN = {("post", "/api/v1/tokens/")}

each = pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
closed = pytest.mark.parametrize(
    "operation",
    [operation for operation in operations() if (operation.method, operation.path) not in OPEN],
    ids=lambda operation: operation.name,
)


def test_the_promised_resources_are_there():
    assert {path.split("/")[3] for path in schema()["paths"]} >= RESOURCES


def test_the_schema_is_valid_without_a_warning(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert "Warning" not in capsys.readouterr().err


def test_operation_ids_are_stable_names_and_unique():
    counts = Counter(operation.name for operation in operations())
    assert [name for name, count in counts.items() if count > 1] == []
    assert all(name.replace("_", "a").isalnum() for name in counts)


@each
def test_every_refusal_is_documented(operation: Operation):
    answers = schema()["paths"][operation.path][operation.method]["responses"]
    refusals = ALWAYS if operation.method == "get" else ALWAYS + ON_WRITE
    for status in refusals:
        assert "application/problem+json" in answers[status]["content"]


@closed
@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in(operation: Operation):
    before = snapshot()
    response = operation.send(APIClient(), operation.address())
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.data["code"] == "not_authenticated"
    assert snapshot() == before


@closed
@pytest.mark.django_db
def test_a_made_up_token_opens_nothing(operation: Operation):
    response = operation.send(APIClient(), operation.address(), Authorization=f"Bearer {uuid4().hex}")
    assert (response.status_code, response.data["code"]) == (401, "authentication_failed")


@pytest.mark.django_db
def test_an_address_nobody_serves_answers_like_the_rest():
    response = APIClient().get("/api/v1/nothing/here/")
    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/problem+json")
