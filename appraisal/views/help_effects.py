"""The page about the effect of cases and courses."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal.help_effects import intervals_of
from appraisal.help_enrolments import participants
from appraisal.pages.help_effects import page_of
from appraisal.policies import RATINGS
from appraisal.views.doors import note_list, page
from workflow.errors import NotPermitted


@require_safe
@page
def show(request: Any) -> HttpResponse:
    """Before and after on the weak items; groups only."""
    if not intervals_of(request.actor):
        raise NotPermitted
    return render(request, "appraisal/help_effects.html", {"page": page_of(request.actor)})


@require_safe
@page
def course(request: Any) -> HttpResponse:
    """Participants of one course by name, with the item before and after; who looked is recorded."""
    if not intervals_of(request.actor):
        raise NotPermitted
    title = request.GET.get("title", "")[:200]
    found = participants(request.actor, title)
    if request.method == "GET":
        others = [form for form in found.read if form.employee_id != request.actor.employee_id]
        note_list(others, actor=request.actor, fields={RATINGS})
    return render(request, "appraisal/help_participants.html", {"title": title, "rows": found.rows})
