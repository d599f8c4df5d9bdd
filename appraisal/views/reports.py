"""Reports for leaders, HR and auditors, and their files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal.pages import report_files as files
from appraisal.pages import reports as pages
from appraisal.pages.report_counts import intervals_of
from appraisal.policies import PREDICATE
from appraisal.views.doors import note_list, page
from organization.access import headed_intervals
from workflow.errors import NotPermitted, NotVisible
from workflow.sheets import file_of

NAMES = {"progress": "kemajuan", "results": "hasil-akhir"}


@require_safe
@page
def show(request: Any) -> HttpResponse:
    """Four sentences, then the plots; counted over the units the reader holds a role on."""
    if not intervals_of(request.actor):
        if not headed_intervals(request.actor):
            raise NotPermitted
        return render(request, "appraisal/reports_none.html")
    return render(request, "appraisal/reports.html", {"page": pages.report_of(request.actor, request.GET)})


@require_safe
@page
def export(request: Any, what: str, kind: str) -> HttpResponse:
    """The numbers of progress, or the final results the reader may know, as a file."""
    if not intervals_of(request.actor):
        raise NotPermitted
    scope = pages.choice_of(request.actor, request.GET).scope
    if what not in NAMES or kind not in ("csv", "xlsx") or scope.cycle is None:
        raise NotVisible
    sheet = files.progress_sheet(scope) if what == "progress" else files.results_sheet(scope, request.actor)
    note_list(sheet.forms, actor=request.actor, fields={PREDICATE})
    found = file_of(sheet, name=NAMES[what], kind=kind)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
