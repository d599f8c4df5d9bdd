"""Every refusal as one shape: problem details of RFC 9457, with a stable code per cause.

`type` leads to the paragraph of the documentation page that explains the code. Nothing internal leaves the
house: an unexpected fault is logged and answered with a bare 500.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ShapeFault
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from workflow.api.codes import title_of
from workflow.errors import DomainError, FieldFault, NotVisible

CONTENT_TYPE = "application/problem+json"
BUSY_SECONDS = "2"

logger = logging.getLogger("workflow.api")

Fault = dict[str, str]


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    errors: Iterable[Fault] = (),
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer for one refusal; `extra` become extension members beside the standard ones."""
    body: dict[str, Any] = {
        "type": f"/api/v1/docs/#problem-{code}",
        "title": str(title_of(code, status=status)),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": list(errors),
    }
    for name, value in (extra or {}).items():
        body.setdefault(name, value)
    return Response(body, status=status, headers=dict(headers or {}), content_type=CONTENT_TYPE)


def _domain(fault: DomainError) -> Response:
    """A refusal of the engine or an action; names of what is missing come as errors."""
    return problem(
        status=fault.status,
        code=fault.code,
        detail=str(fault.message),
        errors=[_detail(entry, code=fault.code) for entry in fault.details],
        extra=fault.extra,
    )


def _detail(entry: Any, *, code: str) -> Fault:
    if isinstance(entry, FieldFault):
        return {"field": entry.field, "code": code, "message": str(entry.message)}
    return {"field": "", "code": code, "message": str(entry)}


def flatten(detail: Any, *, path: str = "") -> Iterator[Fault]:
    """Walk the nested faults of a serializer; `field` is a dotted path ("items.0.claim")."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from flatten(inner, path=".".join(part for part in (path, own) if part))
    elif isinstance(detail, list):
        nested = any(isinstance(inner, Mapping | list) for inner in detail)
        for index, inner in enumerate(detail):
            yield from flatten(inner, path=f"{path}.{index}" if nested else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", "invalid")), "message": str(detail)}


def _shape(fault: exceptions.ValidationError) -> Response:
    return problem(
        status=400,
        code="invalid_input",
        detail=_("The request is not valid. The list of errors names each wrong field."),
        errors=flatten(fault.detail),
    )


def _headers_of(fault: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = {}
    if challenge := getattr(fault, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(fault, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _framework(fault: exceptions.APIException) -> Response:
    """DRF's own refusals: not signed in, wrong method, wrong media type, too many requests, …"""
    if isinstance(fault, exceptions.ValidationError):
        return _shape(fault)
    if isinstance(fault, exceptions.NotFound):
        return _domain(NotVisible())
    codes = fault.get_codes()
    code = codes if isinstance(codes, str) else str(fault.default_code)
    return problem(status=fault.status_code, code=code, detail=str(fault.detail), headers=_headers_of(fault))


def _django(fault: Exception) -> Response | None:
    """Faults of the frame below DRF that have a meaning for the caller."""
    if isinstance(fault, Http404):
        return _domain(NotVisible())
    if isinstance(fault, PermissionDenied):
        return problem(status=403, code="not_permitted", detail=_("You do not have the right to do this."))
    if isinstance(fault, ShapeFault):
        return _shape(exceptions.ValidationError(fault.messages))
    if isinstance(fault, RequestDataTooBig):
        return problem(status=413, code="too_large", detail=_("The request is too large."))
    if isinstance(fault, SuspiciousOperation):
        return problem(status=400, code="invalid_input", detail=_("The request could not be read."))
    return None


def _unexpected(fault: Exception, context: Mapping[str, Any]) -> Response | None:
    """Log what nobody foresaw; the caller learns no more than that it was not his fault."""
    if settings.DEBUG_PROPAGATE_EXCEPTIONS:
        return None
    logger.error("unexpected fault in %s", type(context.get("view")).__name__, exc_info=fault)
    if isinstance(fault, OperationalError):
        detail = _("The system is busy. Nothing was changed; please try again in a moment.")
        return problem(status=503, code="busy", detail=detail, headers={"Retry-After": BUSY_SECONDS})
    return problem(status=500, code="unexpected", detail=_("Something went wrong on our side. It has been recorded."))


def exception_handler(fault: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: a problem answer for every fault."""
    if isinstance(fault, DomainError):
        return _domain(fault)
    if isinstance(fault, exceptions.APIException):
        return _framework(fault)
    return _django(fault) or _unexpected(fault, context)
