"""The reconciliation desk: differences of national exports, decisions one by one or for several, corrections."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organization.actions import exchange as actions
from organization.exchange import desk
from organization.views.doors import key_of, one_of, version_of
from workflow.actors import Actor, actor_for
from workflow.api.files import streamed
from workflow.errors import DomainError, InvalidInput, NotVisible

ACTS = ("accept", "override", "list", "reopen")
MOST = 50


def _reader(request: HttpRequest) -> Actor:
    """Who looks, if the desk is for him."""
    actor = actor_for(request)
    if not desk.sits_at_desk(actor):
        raise NotVisible
    return actor


@require_safe
@login_required
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """GET /exchange/: the differences in one state, newest first."""
    before = request.GET.get("before", "")
    page = desk.desk_page(
        _reader(request),
        state=request.GET.get("state", ""),
        about=request.GET.get("about", ""),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
    )
    states = [(code, f"{label} ({number})") for code, label, number in page.counts]
    kinds = [("", _("All kinds")), *page.kinds]
    return render(request, "organization/exchange.html", {"page": page, "states": states, "kinds": kinds})


@require_safe
@login_required
@never_cache
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """GET /exchange/<id>/: both sides with source and date, what may be decided, the history."""
    return _detail(request, _reader(request), public_id)


def _detail(request: HttpRequest, actor: Actor, public_id: UUID, *, refused: DomainError | None = None) -> HttpResponse:
    row = one_of(desk.visible(actor), public_id)
    desk.note([row], actor)
    context = {
        "view": desk.view_of(row),
        "row": row,
        "offers": desk.offers_of(row, actor),
        "entries": desk.story_of(row),
        "refused": refused,
    }
    return render(request, "organization/difference.html", context, status=refused.status if refused else 200)


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """POST /exchange/<id>/move/: one decision."""
    actor = _reader(request)
    one_of(desk.visible(actor), public_id)
    name = _act(request)
    try:
        payload = _payload(request)
        actions.take(public_id, name, actor=actor, version=version_of(request), payload=payload, key=key_of(request))
    except DomainError as refused:
        if refused.status not in (400, 409, 422):
            raise
        return _detail(request, actor, public_id, refused=refused)
    messages.success(request, _("Your decision is recorded."))
    return redirect("organization:difference", public_id=public_id)


@require_POST
@login_required
def move_several(request: HttpRequest) -> HttpResponseBase:
    """POST /exchange/several/: the same decision for the ticked ones; each is judged on its own."""
    actor, name = _reader(request), _act(request)
    chosen = [one for one in map(_chosen, request.POST.getlist("selected")[:MOST]) if one is not None]
    done, refused = actions.take_several(chosen, name, actor=actor, payload=_payload(request))
    if done:
        said = ngettext("%(count)d decision is recorded.", "%(count)d decisions are recorded.", done)
        messages.success(request, said % {"count": done})
    for _id, error in refused[:5]:
        messages.error(request, f"{error} {' '.join(map(str, error.details or ()))}".strip())
    if not chosen:
        messages.error(request, _("Nothing was ticked."))
    filters = {name: request.POST.get(name, "") for name in ("state", "about") if request.POST.get(name)}
    return redirect(f"{reverse('organization:exchange')}?{urlencode(filters)}")


@require_safe
@login_required
@never_cache
def corrections(request: HttpRequest, kind: str) -> HttpResponseBase:
    """GET /exchange/corrections/<csv|xlsx>/: what the sources should correct, as a file."""
    found = desk.correction_file(_reader(request), kind)
    return streamed(request, found.pieces, name=found.name, media_type=found.media_type)


def _act(request: HttpRequest) -> str:
    name = request.POST.get("transition", "")
    if name not in ACTS:
        raise InvalidInput(code="unknown_transition")
    return name


def _payload(request: HttpRequest) -> dict[str, Any]:
    reason = request.POST.get("reason", "").strip()
    return {"reason": reason} if reason else {}


def _chosen(text: str) -> actions.Chosen | None:
    identity, _mark, version = text.partition(":")
    try:
        return actions.Chosen(UUID(identity), int(version))
    except ValueError:
        return None
