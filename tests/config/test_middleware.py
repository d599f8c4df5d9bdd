"""What happens around every request."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from config.logs import IdFormatter, RequestIdFilter, request_id
from config.middleware import CleanAddressMiddleware, ErrorTableMiddleware, LanguageMiddleware, RequestLogMiddleware
from workflow.errors import DomainError, GuardRefused, NotPermitted, NotVisible, PreconditionRequired, VersionConflict

Answer = Callable[[HttpRequest], HttpResponseBase]


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request_id.get())


def test_each_request_has_an_id_of_its_own() -> None:
    middleware = RequestLogMiddleware(fine)
    first, second = (middleware(RequestFactory().get("/")) for _turn in range(2))
    assert first["X-Request-Id"] != second["X-Request-Id"]
    assert first.content.decode() == first["X-Request-Id"]  # type: ignore[attr-defined]
    assert request_id.get() == "-"


@pytest.mark.parametrize(
    ("brought", "is_kept"),
    [("proxy-0123456789", True), ("short", False), ("with space 12345", False), ("x" * 65, False)],
)
def test_a_proxy_may_bring_the_id(brought: str, *, is_kept: bool) -> None:
    response = RequestLogMiddleware(fine)(RequestFactory().get("/", headers={"x-request-id": brought}))
    assert (response["X-Request-Id"] == brought) is is_kept


def test_the_log_line_says_nothing_a_person_typed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="kinerja.requests"):
        RequestLogMiddleware(fine)(RequestFactory().get("/employees/Siti/?q=Rahmawati"))
    assert "Siti" not in caplog.text
    assert "Rahmawati" not in caplog.text
    assert "GET" in caplog.text


def test_a_fault_is_logged_without_its_message() -> None:
    try:
        raise ValueError("Siti Rahmawati")  # noqa: TRY301
    except ValueError as fault:
        shown = IdFormatter().formatException((type(fault), fault, fault.__traceback__))
    assert "builtins.ValueError" in shown
    assert "test_middleware.py" in shown
    assert "Siti" not in shown


def test_every_line_carries_the_request() -> None:
    record = logging.LogRecord("name", logging.INFO, "file", 1, "text", (), None)
    token = request_id.set("abc")
    try:
        assert RequestIdFilter().filter(record)
    finally:
        request_id.reset(token)
    assert record.request_id == "abc"  # type: ignore[attr-defined]


def chosen_language(*, cookie: str = "", stored: str = "", header: str = "") -> str:
    request = RequestFactory().get("/", headers={"accept-language": header})
    request.user = AnonymousUser()
    if stored:
        request.user.language = stored  # type: ignore[attr-defined]
    if cookie:
        request.COOKIES["django_language"] = cookie
    seen: list[str] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language() or "")
        return HttpResponse()

    response = LanguageMiddleware(answer)(request)
    assert response["Content-Language"] == seen[0]
    return seen[0]


def test_indonesian_unless_somebody_chose_otherwise() -> None:
    assert chosen_language() == "id"
    assert chosen_language(header="en-US,en") == "id"
    assert chosen_language(stored="en") == "en"
    assert chosen_language(stored="en", cookie="id") == "id"
    assert chosen_language(cookie="xx", stored="yy") == "id"


def test_the_language_does_not_stay_behind() -> None:
    before = translation.get_language()
    chosen_language(cookie="en")
    assert translation.get_language() == before


def refusal_page(refusal: Exception, *, path: str = "/") -> HttpResponseBase | None:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return ErrorTableMiddleware(fine).process_exception(request, refusal)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotVisible(), 404),
        (NotPermitted(), 403),
        (VersionConflict(), 409),
        (GuardRefused(_("Not yet"), details=("first", "second")), 422),
        (PreconditionRequired(), 428),
    ],
)
def test_each_refusal_has_its_page(refusal: DomainError, status: int) -> None:
    response = refusal_page(refusal)
    assert isinstance(response, HttpResponse)
    assert response.status_code == status
    page = response.content.decode()
    assert str(refusal.message) in page
    assert all(detail in page for detail in refusal.details)


def test_other_faults_are_not_swallowed() -> None:
    assert refusal_page(ValueError("broken")) is None


def test_the_api_answers_its_refusals_itself() -> None:
    assert refusal_page(NotVisible(), path="/api/v1/units/") is None


@pytest.mark.parametrize("query", ["unit=%00x&q=%00", "unit=\x00x&q=\x00"])
def test_nul_is_taken_out_of_an_address(query: str) -> None:
    request = RequestFactory().get("/cases/")
    request.META["QUERY_STRING"] = query
    seen: list[dict[str, str]] = []

    def view(found: HttpRequest) -> HttpResponse:
        seen.append(found.GET.dict())
        return HttpResponse()

    CleanAddressMiddleware(view)(request)
    assert seen == [{"unit": "x", "q": ""}]
