"""What happens around every request: its id and log line, the chosen language, the answer to a refused step."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from config.door import ARRIVED
from config.errors import answer_refusal
from config.logs import request_id
from workflow import arrival, clock, clock_sync, demo_clock

log = logging.getLogger("kinerja.requests")

Answer = Callable[[HttpRequest], HttpResponseBase]
ACCEPTED_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RequestLogMiddleware:
    """Gives the request an id (a proxy may bring one) and writes one line with ids when it is answered."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        brought = request.headers.get("X-Request-Id", "")
        identity = brought if ACCEPTED_ID.fullmatch(brought) else uuid.uuid4().hex
        setattr(request, "request_id", identity)  # noqa: B010 - Django's type does not know it
        token = request_id.set(identity)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = identity
            self.write_line(request, response, milliseconds=(time.perf_counter() - started) * 1000)
            return response
        finally:
            request_id.reset(token)

    def write_line(self, request: HttpRequest, response: HttpResponseBase, *, milliseconds: float) -> None:
        """The route's pattern instead of the address: a search for a name must not reach the log."""
        route = request.resolver_match.route if request.resolver_match else "-"
        log.info("%s /%s %s %.0f ms", request.method, route, response.status_code, milliseconds)


class ArrivalMiddleware:
    """Stamps the request with its arrival: what counts is when it came, not how long it is worked on.

    Behind an ASGI server the reading was made at the door (`config.door`), else it is made here. The distance to the
    database's clock is measured afterwards, at most once a second, and corrects the reading when it is asked for.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scope: Mapping[str, Any] = getattr(request, "scope", {})
        with arrival.stamped(scope.get(ARRIVED) or clock.reading()):
            clock_sync.follow_now_and_then()
            return self.get_response(request)


class CleanAddressMiddleware:
    """Takes NUL out of what an address asks for: no filter can mean it, and PostgreSQL refuses to look for it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked or "\x00" in asked:
            request.META["QUERY_STRING"] = asked.replace("%00", "").replace("\x00", "")
        return self.get_response(request)


class DemoClockMiddleware:
    """Brings this process's clock to where the demo clock stands. Not in the chain of a product without demo."""

    def __init__(self, get_response: Answer) -> None:
        if not settings.DEMO:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        demo_clock.refresh()
        return self.get_response(request)


class LanguageMiddleware:
    """The language a person chose, else Indonesian. What the browser prefers is not asked: an office decides."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(self.chosen(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    def chosen(self, request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if cookie in known:
            return cookie
        stored = str(getattr(request.user, "language", "") or "")
        return stored if stored in known else settings.LANGUAGE_CODE


class ErrorTableMiddleware:
    """Answers a domain error raised by a page with the page of its status, so that no view repeats the table."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return answer_refusal(request, exception)
