"""Pages of the engine itself: health, a long job's progress, incidents, the answer to an act on many rows.

Parse, call, answer; nothing else.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from workflow import clock, health, incidents, jobs, whereabouts
from workflow.actors import actor_for
from workflow.errors import NotVisible
from workflow.models import Job
from workflow.row_by_row import BulkLine

STATUS_CODES = {"ok": 200, "degraded": 200, "failing": 503}


@require_GET
@never_cache
def health_page(request: HttpRequest) -> HttpResponse:
    """GET /health/: one word for everybody, the parts for those who look after the installation."""
    found = health.examine()
    context = {"health": found, "parts": found.parts if _may_see_parts(request, found) else ()}
    return render(request, "workflow/health.html", context, status=STATUS_CODES[found.verdict])


@require_GET
@never_cache
def health_json(request: HttpRequest) -> JsonResponse:
    """GET /health.json: the same for machines; 503 when nobody can work."""
    found = health.examine()
    answer: dict[str, Any] = {"status": found.verdict}
    if _may_see_parts(request, found):
        answer["parts"] = {part.name: {"status": part.verdict, "value": part.value} for part in found.parts}
    return JsonResponse(answer, status=STATUS_CODES[found.verdict])


def _may_see_parts(request: HttpRequest, found: health.Health) -> bool:
    """Rights are rows: without a database nobody's can be read."""
    database_is_away = found.parts[0].verdict == "failing"
    return not database_is_away and incidents.may_see_incidents(actor_for(request))


@require_GET
@login_required
@never_cache
def job_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """GET /jobs/<id>/: count, share and time left; asks for itself again while the job runs."""
    row = jobs.visible_job(public_id, actor=actor_for(request))
    template = "workflow/job_state.html" if request.headers.get("HX-Request") == "true" else "workflow/job.html"
    return render(request, template, {"job": row, "label": jobs.label_of(row.kind), **_progress(row)})


@require_POST
@login_required
def cancel_job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """POST /jobs/<id>/cancel/: stop after the chunk in hand."""
    row = jobs.cancel_job(public_id, actor=actor_for(request))
    messages.success(request, _("The job was stopped. What was done so far stays."))
    return redirect("workflow:job", public_id=row.public_id)


@require_GET
@login_required
@never_cache
def incident_list(request: HttpRequest) -> HttpResponse:
    """GET /incidents/: background work that waits for a person."""
    if not incidents.may_see_incidents(actor_for(request)):
        raise NotVisible
    return render(request, "workflow/incidents.html", {"incidents": list(health.open_incidents())})


@require_POST
@login_required
def retry_incident(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """POST /incidents/<id>/retry/: take the work up again."""
    incidents.retry_incident(public_id, actor=actor_for(request))
    messages.success(request, _("It is tried again now."))
    return redirect("workflow:incidents")


@require_GET
@login_required
@never_cache
def where_list(request: HttpRequest) -> HttpResponse:
    """GET /where/: everything of the person that is under way, with who holds it."""
    return render(request, "workflow/where_list.html", {"rows": whereabouts.own_open(actor_for(request))})


@require_GET
@login_required
@never_cache
def where(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """GET /where/<kind>/<id>/: who holds one's own form, since when, what may come next and by when."""
    found = whereabouts.where_is(kind, public_id, actor=actor_for(request))
    return render(request, "workflow/where.html", {"where": found})


def bulk_result(
    request: HttpRequest, lines: Sequence[BulkLine], *, heading: str, back: str, address: str
) -> HttpResponse:
    """The page of an act on many rows: who was taken, who was refused and why.

    `address` names the page of one row, `back` is where the rows were chosen.
    """
    rows: list[dict[str, Any]] = [{"line": line, "url": reverse(address, args=[line.public_id])} for line in lines]
    taken = sum(line.taken for line in lines)
    context = {"rows": rows, "heading": heading, "back": back, "taken": taken, "asked": len(lines)}
    return render(request, "workflow/bulk_result.html", context)


def _progress(row: Job) -> dict[str, Any]:
    total = row.total or 0
    runs = row.state in {Job.State.QUEUED, Job.State.RUNNING}
    return {
        "total": max(total, row.done),
        "runs": runs,
        "eta": _time_left(row, total) if runs else "",
        "poll_seconds": 1 if not settings.REDIS_URL else 2,
    }


def _time_left(row: Job, total: int) -> str:
    """Words for the time left, from the pace so far; nothing before there is a pace."""
    if row.started_at is None or not row.done or not total:
        return _("Waiting for the worker") if row.state == Job.State.QUEUED else ""
    spent = max(clock.now() - row.started_at, timedelta(seconds=1))
    seconds = int(spent.total_seconds() * max(total - row.done, 0) / row.done)
    if seconds < 60:
        return _("less than a minute left")
    minutes = -(-seconds // 60)
    return ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {"count": minutes}
