"""Pages of the audit desk: events, readings, one subject's chain, verification, and the printable daily seals."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from workflow.actors import actor_for
from workflow.auditing import pages, running, search
from workflow.auditing.rights import auditor_of
from workflow.auditing.sealed import seal_holds
from workflow.documents.codes import grouped, spaced
from workflow.errors import NotVisible
from workflow.models import DailySeal


def desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for auditors that no cache keeps."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        auditor_of(actor_for(request))
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return login_required(never_cache(run))


@require_safe
@desk
def events(request: HttpRequest) -> HttpResponse:
    """GET /audit/: the record searched, and how the last verification ended."""
    actor, wanted = actor_for(request), search.wanted_of(request.GET)
    found = search.events(actor, wanted)
    context = {"lines": pages.event_lines(found), "verification": pages.verification_of(actor)}
    return render(request, "workflow/audit.html", {**_search(request, wanted, found), **context})


@require_safe
@desk
def readings(request: HttpRequest) -> HttpResponse:
    """GET /audit/readings/: who read what."""
    actor, wanted = actor_for(request), search.wanted_of(request.GET)
    found = search.readings(actor, wanted)
    context = {**_search(request, wanted, found), "lines": pages.reading_lines(found)}
    return render(request, "workflow/audit_readings.html", context)


def _search(request: HttpRequest, wanted: search.Wanted, found: search.Page) -> dict[str, Any]:
    older = ""
    if found.older:
        older = f"{request.path}?{urlencode({**pages.wanted_text(wanted), 'before': search.place_text(found.older)})}"
    return {
        "wanted": wanted,
        "older": older,
        "kinds": (("", "–"), *search.kinds_of(actor_for(request))),
        "roles": (("", "–"), *search.roles_known()),
        "first": request.path if wanted.before else "",
    }


@require_safe
@desk
def subject(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """GET /audit/<kind>/<id>/: one subject's chain, recomputed now."""
    page = pages.subject_page(actor_for(request), kind, public_id)
    return render(request, "workflow/audit_subject.html", {"page": page})


@require_POST
@desk
def verify(request: HttpRequest) -> HttpResponse:
    """POST /audit/verify/: verify the whole record as a job; leads to its progress."""
    return redirect("workflow:job", public_id=running.order(actor_for(request)).public_id)


@require_safe
@desk
def seals(request: HttpRequest) -> HttpResponse:
    """GET /audit/seals/: the daily seals, newest first."""
    found = [(seal, grouped(seal.code)) for seal in pages.seals_of(actor_for(request))]
    return render(request, "workflow/seals.html", {"seals": found})


@require_safe
@desk
def seal(request: HttpRequest, on: str) -> HttpResponse:
    """GET /audit/seals/<day>/: one seal as a page to print and hand out."""
    try:
        found = DailySeal.objects.filter(on=date.fromisoformat(on)).first()
    except ValueError:
        raise NotVisible from None
    if found is None:
        raise NotVisible
    context = {
        "seal": found,
        "code": grouped(found.code),
        "hashes": {name: spaced(getattr(found, name)) for name in ("root", "hash", "prev_hash")},
        "holds": seal_holds(found) if found.hash else None,
        "check_url": request.build_absolute_uri(reverse("workflow:verify_code", args=[grouped(found.code) or "-"])),
    }
    return render(request, "workflow/seal.html", context)
