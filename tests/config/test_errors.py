"""The pages of the statuses that Django answers by itself."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation

from config import errors


def request_for(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
def test_an_unknown_address_is_a_page_in_the_product(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "errors/page.html" in [template.name for template in response.templates]
    assert response["Content-Language"] == "id"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.permission_denied, 403), (errors.page_not_found, 404)],
)
def test_every_status_has_a_page(view: object, status: int) -> None:
    response = view(request_for("/"), ValueError("secret"))  # type: ignore[operator]
    assert response.status_code == status
    assert b"secret" not in response.content


def test_the_api_gets_problems_instead_of_pages() -> None:
    response = errors.page_not_found(request_for("/api/v1/nothing"), ValueError())
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["status"], problem["code"]) == (404, "not_found")


def test_a_failed_server_answers_without_its_parts() -> None:
    request = RequestFactory().get("/")
    response = errors.server_error(request)
    assert response.status_code == 500
    assert b"<h1>" in response.content


def test_a_failed_api_answers_with_a_problem() -> None:
    response = errors.server_error(RequestFactory().get("/api/v1/units/"))
    assert response.status_code == 500
    assert json.loads(response.content)["code"] == "server_error"


@pytest.mark.django_db
def test_an_old_form_is_explained_in_indonesian() -> None:
    with translation.override("id"):
        response = errors.csrf_failure(request_for("/"))
    assert response.status_code == 403
    assert "Formulir" in response.content.decode()


@pytest.mark.django_db
def test_too_many_attempts_say_the_same_for_every_name() -> None:
    response = errors.locked_out(request_for("/"), None, {"username": "siti.rahmawati"})
    assert response.status_code == 429
    assert b"siti" not in response.content
