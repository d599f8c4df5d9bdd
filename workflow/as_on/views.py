"""The page of a subject as on a day."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from workflow.actors import actor_for
from workflow.as_on.reading import subject_as_on
from workflow.as_on.recording import note_day_read
from workflow.errors import FieldFault, InvalidInput


@require_GET
@login_required
@never_cache
def as_on_page(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """GET /as-on/<kind>/<id>/?on=: state, seats, dates and record then; a refused day is told beside today."""
    actor = actor_for(request)
    typed, refused = request.GET.get("on", "").strip()[:40], None
    try:
        found = subject_as_on(kind, public_id, actor=actor, on=_day(typed))
    except InvalidInput as error:
        refused = error
        found = subject_as_on(kind, public_id, actor=actor, on=None)
    note_day_read(found, actor=actor)
    faults = {fault.field: fault.message for fault in refused.details} if refused else {}
    context = {"found": found, "asked": typed or found.on.isoformat(), "refused": faults.get("on", "")}
    return render(request, "workflow/as_on.html", context, status=refused.status if refused else 200)


def _day(typed: str) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise InvalidInput(details=(FieldFault("on", _("This is no day. Write it as in 2026-11-30.")),)) from None
