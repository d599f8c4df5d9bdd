"""Protection watch: the page of the independent unit."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal import protection
from appraisal.views.doors import note_list, page
from workflow.errors import NotPermitted


@require_safe
@page
def watch(request: Any) -> HttpResponse:
    """Who objected, and what followed in the next two periods. For auditors alone; every reading is written down."""
    if not protection.is_watcher(request.actor):
        raise NotPermitted
    found = protection.watched_by(request.actor)
    note_list([one.objection for one in found], actor=request.actor, fields={"protection"})
    signs = sum(bool(one.signs) for one in found)
    return render(request, "appraisal/protection.html", {"rows": found, "signs": signs, "most": protection.MOST})
