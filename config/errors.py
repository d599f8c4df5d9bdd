"""The error table of the pages: which page answers which refusal. The API has its own (problem+json)."""

from __future__ import annotations

import logging
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from workflow.errors import DomainError

log = logging.getLogger("kinerja.errors")

API_PREFIX: Final = "/api/"
TITLES: Final = {
    400: lambda: _("This request cannot be understood"),
    403: lambda: _("You may not do this"),
    404: lambda: _("Page not found"),
    409: lambda: _("Somebody was faster"),
    422: lambda: _("This cannot be done yet"),
    428: lambda: _("This page is out of date"),
    429: lambda: _("Too many attempts"),
}
SENTENCES: Final = {
    400: lambda: _("Go back, reload the page and try again."),
    403: lambda: _("Your role does not allow this step here. If you think it should, ask the staff administrator."),
    404: lambda: _("It does not exist, or it is not meant for you. Check the address or start from the home page."),
    409: lambda: _("The state changed since you opened the page. Reload it to see what is possible now."),
    422: lambda: _("Something is still missing. Go back and complete it first."),
    428: lambda: _("Reload it, then try again."),
    429: lambda: _("Wait fifteen minutes, or ask the staff administrator for a new password."),
}


def answer_refusal(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The page for a domain error, or None for anything else."""
    if not isinstance(exception, DomainError) or request.path.startswith(API_PREFIX):
        return None
    details = [str(detail) for detail in exception.details]
    return error_page(request, status=exception.status, sentence=str(exception.message), details=details)


def error_page(
    request: HttpRequest, *, status: int, sentence: str = "", details: list[str] | None = None
) -> HttpResponse:
    """One page for every status: what happened, what to do, and the id under which it is logged."""
    if request.path.startswith(API_PREFIX):
        return _problem(request, status=status)
    context = {
        "status": status,
        "title": TITLES[status](),
        "sentence": sentence or SENTENCES[status](),
        "details": details or [],
        "request_id": getattr(request, "request_id", ""),
    }
    return render(request, "errors/page.html", context, status=status)


def _problem(request: HttpRequest, *, status: int) -> HttpResponse:
    codes = {400: "bad_request", 403: "not_permitted", 404: "not_found", 429: "too_many_attempts"}
    body = {
        "type": "about:blank",
        "title": TITLES[status](),
        "status": status,
        "code": codes.get(status, "refused"),
        "detail": SENTENCES[status](),
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a malformed or suspicious request."""
    return error_page(request, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: visible, but not allowed."""
    return error_page(request, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: absent or invisible; both look the same."""
    return error_page(request, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form sent from an old or foreign page."""
    return error_page(
        request, status=403, sentence=_("The form was too old. Go back, reload the page and send it again.")
    )


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, str]) -> HttpResponse:
    """429 after too many failed sign-ins; the same page for any name, so that it tells nothing about accounts."""
    return error_page(request, status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without request, database or session, because any of them may be what failed."""
    identity = getattr(request, "request_id", "")
    if request.path.startswith(API_PREFIX):
        body = {
            "type": "about:blank",
            "title": "Server error",
            "status": 500,
            "code": "server_error",
            "request_id": identity,
        }
        return JsonResponse(body, status=500, content_type="application/problem+json")
    return HttpResponse(render_to_string("errors/500.html", {"request_id": identity}), status=500)
