"""Pages of notices: the inbox and the bell. Parse, call, answer; nothing else."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from notifications import actions, selectors
from workflow.actors import actor_for
from workflow.errors import NotVisible


@require_GET
@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """GET /inbox/: newest first; ``?unread=1`` for what was not read yet, ``?before=<id>`` for older ones."""
    actor = actor_for(request)
    unread_only = request.GET.get("unread") == "1"
    rows, has_more = selectors.page_before(actor, before=_before(request), unread_only=unread_only)
    context = {
        "notices": selectors.shown(rows, actor=actor),
        "unread_only": unread_only,
        "all_shown": not unread_only,
        "unread_url": f"{reverse('notifications:inbox')}?unread=1",
        "unread": selectors.unread_count(actor),
        "older": _older(rows[-1].public_id, unread_only=unread_only) if has_more else "",
        "newest": rows[0].public_id if rows else "",
    }
    return render(request, "notifications/inbox.html", context)


@require_GET
@login_required
@never_cache
def bell(request: HttpRequest) -> HttpResponse:
    """GET /inbox/bell/: the bell of the frame and the other counts that change, as a fragment."""
    return render(request, "components/counts.html")


@require_POST
@login_required
def open_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """POST /inbox/<id>/open/: mark as read and go where it leads."""
    actor = actor_for(request)
    item = actions.mark_read(public_id, actor=actor)
    return redirect(selectors.link_of(item, actor=actor) or "notifications:inbox")


@require_POST
@login_required
def read_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """POST /inbox/<id>/read/: mark as read and stay."""
    actions.mark_read(public_id, actor=actor_for(request))
    return redirect("notifications:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """POST /inbox/read-all/: everything up to the newest notice on the page."""
    count = actions.mark_all_read(actor=actor_for(request), up_to=_identity(request.POST.get("newest", "")))
    if count:
        messages.success(request, _("All notices are marked as read."))
    return redirect("notifications:inbox")


def _before(request: HttpRequest) -> UUID | None:
    return _identity(request.GET.get("before", ""))


def _identity(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None


def _older(last: UUID, *, unread_only: bool) -> str:
    query = {"before": str(last), **({"unread": "1"} if unread_only else {})}
    return f"{reverse('notifications:inbox')}?{urlencode(query)}"
