"""Home and worklist: what waits for the reader, what the reader waits for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal.pages import home as pages
from appraisal.views.doors import page
from workflow.worklist import worklist_of

ON_HOME = 8
ON_TASKS = 50


@require_safe
@page
def home(request: Any) -> HttpResponse:
    """The first page after signing in."""
    work = worklist_of(request.actor, limit=ON_HOME)
    context = {"work": work, "current": pages.own_forms(work, request.actor), "name": request.actor.label}
    return render(request, "appraisal/home.html", context)


@require_safe
@page
def tasks(request: Any) -> HttpResponse:
    """The whole worklist."""
    return render(request, "appraisal/tasks.html", {"work": worklist_of(request.actor, limit=ON_TASKS)})
