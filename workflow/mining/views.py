"""Pages of the process map: the map with its tables, and the cases behind one number."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workflow.actors import actor_for
from workflow.mining import pages
from workflow.mining.cases import behind


@require_safe
@login_required
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """GET /process/: real paths, waiting times and bottlenecks of one machine in the reader's units."""
    return _private(render(request, "workflow/process.html", {"page": pages.page_of(actor_for(request), request.GET)}))


@require_safe
@login_required
@never_cache
def cases(request: HttpRequest) -> HttpResponse:
    """GET /process/cases/: the cases behind one number, as far as the reader may open them."""
    return _private(render(request, "workflow/process_cases.html", {"page": behind(actor_for(request), request.GET)}))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    return response
