"""The page behind the search field of every page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.search import SHORTEST, cleaned, search
from workflow.actors import actor_for


@login_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`/search/?q=…`: what the visitor may know of and whose name holds every word."""
    text = cleaned(request.GET.get("q", ""))
    groups = search(actor_for(request), text)
    context = {
        "text": text,
        "groups": groups,
        "count": sum(len(group.hits) for group in groups),
        "more": any(group.more_url for group in groups),
        "too_short": len(text) < SHORTEST,
    }
    return render(request, "config/search.html", context)
