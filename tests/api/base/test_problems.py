"""Every refusal has one shape, a code, and never the inside of the house."""

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ShapeFault
from django.db import OperationalError
from django.http import Http404
from django.utils import translation
from rest_framework import exceptions

from workflow import errors
from workflow.api.codes import CODES
from workflow.api.problems import CONTENT_TYPE, exception_handler, flatten

MEMBERS = {"type", "title", "status", "detail", "code", "errors"}


def answer(fault: Exception):
    response = exception_handler(fault, {"view": object()})
    assert response is not None
    assert response.content_type == CONTENT_TYPE
    assert response.data.keys() >= MEMBERS
    assert response.data["status"] == response.status_code
    assert response.data["type"].endswith(f"#problem-{response.data['code']}")
    json.dumps(response.data)
    return response


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (errors.NotVisible(), 404, "not_found"),
        (errors.NotPermitted(), 403, "not_permitted"),
        (errors.StateConflict(), 409, "state_conflict"),
        (errors.VersionConflict(), 409, "version_conflict"),
        (errors.StaleRevision(), 409, "stale_revision"),
        (errors.GuardRefused("no", code="all_rated"), 422, "all_rated"),
        (errors.InvalidInput(), 400, "invalid_input"),
        (errors.IdempotencyMismatch(), 422, "idempotency_mismatch"),
        (errors.PreconditionRequired(), 428, "precondition_required"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.AuthenticationFailed(), 401, "authentication_failed"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotFound(), 404, "not_found"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
        (exceptions.Throttled(wait=3), 429, "throttled"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.ValidationError({"a": ["wrong"]}), 400, "invalid_input"),
        (Http404("secret path"), 404, "not_found"),
        (PermissionDenied("secret"), 403, "not_permitted"),
        (ShapeFault("wrong"), 400, "invalid_input"),
        (RequestDataTooBig("secret"), 413, "too_large"),
        (SuspiciousOperation("secret"), 400, "invalid_input"),
    ],
)
def test_each_cause_has_its_status_and_code(fault, status, code):
    response = answer(fault)
    assert (response.status_code, response.data["code"]) == (status, code)
    assert "secret" not in json.dumps(response.data)


def test_absent_and_foreign_answer_alike():
    bodies = [answer(fault).data for fault in (errors.NotVisible(), Http404("x"), exceptions.NotFound("y"))]
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize(("fault", "status"), [(RuntimeError("C4N4RY"), 500), (OperationalError("C4N4RY"), 503)])
def test_an_unexpected_fault_is_logged_and_says_nothing(fault, status, caplog):
    with caplog.at_level(logging.ERROR, logger="workflow.api"):
        response = answer(fault)
    assert response.status_code == status
    assert "C4N4RY" not in json.dumps(response.data)
    assert caplog.records


def test_busy_says_when_to_come_again():
    assert answer(OperationalError("locked")).headers["Retry-After"]
    assert answer(exceptions.Throttled(wait=3)).headers["Retry-After"] == "4"


def test_current_state_and_version_travel_with_a_conflict():
    body = answer(errors.VersionConflict(state="final", version=7)).data
    assert (body["state"], body["version"]) == ("final", 7)


def test_extension_members_cannot_replace_standard_ones():
    assert answer(errors.Conflict(status="nonsense")).data["status"] == 409


def test_field_faults_keep_their_field_and_missing_things_their_words():
    fields = answer(errors.InvalidInput(details=[errors.FieldFault("reason", "Fill in.")])).data["errors"]
    assert fields == [{"field": "reason", "code": "invalid_input", "message": "Fill in."}]
    missing = answer(errors.GuardRefused("no", code="g", details=["Item 3"])).data["errors"]
    assert missing == [{"field": "", "code": "g", "message": "Item 3"}]


def test_nested_faults_become_dotted_paths():
    fault = exceptions.ValidationError({"items": [{}, {"claim": ["Too long"]}], "non_field_errors": ["Odd"]})
    found = {entry["field"]: entry["message"] for entry in flatten(fault.detail)}
    assert found == {"items.1.claim": "Too long", "": "Odd"}


def test_titles_follow_the_language():
    with translation.override("id"):
        indonesian = answer(errors.VersionConflict()).data
    with translation.override("en"):
        english = answer(errors.VersionConflict()).data
    assert english["title"] == "Changed meanwhile"
    assert indonesian["title"] != english["title"]
    assert indonesian["detail"] != english["detail"]


def test_codes_are_unique():
    names = [code.name for code in CODES]
    assert len(names) == len(set(names))
