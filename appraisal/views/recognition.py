"""Recognition notes: giving, reading, hiding, taking back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.forms import one_line_end
from appraisal.models import Recognition
from appraisal.models.recognition import LONGEST_NOTE
from appraisal.pages import recognition as pages
from appraisal.pages.lists import uuid_text
from appraisal.recognition import actions, selectors
from appraisal.views.doors import next_address, page, posted_key, posted_version, row_of, visible
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput, NotVisible


@require_http_methods(["GET", "HEAD", "POST"])
@page
def notes(request: Any) -> HttpResponseBase:
    """What I received, what I gave, and the form to thank somebody."""
    if request.actor.employee_id is None:
        raise NotVisible
    if request.method != "POST":
        return show(request)
    data = request.POST
    unit = uuid_text(data.get("unit", ""))
    try:
        made = actions.give(
            actor=request.actor,
            to=data.get("to", ""),
            text=one_line_end(data.get("text", "")),
            unit=UUID(unit) if unit else None,
        )
    except (GuardRefused, InvalidInput) as refused:
        return show(request, refused=refused)
    messages.success(request, _("Your note to %(person)s was sent.") % {"person": made.receiver_name})
    return redirect("appraisal:recognitions")


def show(request: Any, *, refused: DomainError | None = None) -> HttpResponse:
    """The page, perhaps with what was refused; what was typed stands in the fields."""
    context = {
        "received": pages.views_of(selectors.notes_received(request.actor), request.actor),
        "given": pages.views_of(selectors.notes_given(request.actor), request.actor),
        "typed": pages.typed_of(request.POST if refused else {}),
        "faults": pages.faults_of(refused),
        "refused": refused if isinstance(refused, GuardRefused) else None,
        "most": actions.MOST_A_DAY,
        "limit": LONGEST_NOTE,
    }
    return render(request, "appraisal/recognitions.html", context, status=refused.status if refused else 200)


@require_safe
@page
def note(request: Any, public_id: UUID) -> HttpResponse:
    """Where the notice leads: one note with what the reader may do with it."""
    found = visible(Recognition, public_id, actor=request.actor)
    [view] = pages.views_of([found], request.actor)
    return render(request, "appraisal/recognition.html", {"one": view, "note": found})


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Hide, show again, take back."""
    found = visible(Recognition, public_id, actor=request.actor)
    row, data = row_of(Recognition, request.POST.get("transition", "")), request.POST
    try:
        actions.take(public_id, row.name, actor=request.actor, version=posted_version(data), key=posted_key(data))
    except Conflict as refused:
        [view] = pages.views_of([visible(Recognition, public_id, actor=request.actor)], request.actor)
        context = {"one": view, "note": found, "refused": refused}
        return render(request, "appraisal/recognition.html", context, status=refused.status)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect(next_address(request, default=pages.list_address()))
