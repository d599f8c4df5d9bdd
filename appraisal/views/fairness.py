"""The page of the fairness watch: for HR, leaders and the independent unit, before results are released."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal.pages.fairness import fairness_of
from appraisal.pages.report_counts import intervals_of
from appraisal.views.doors import page
from workflow.errors import NotPermitted


@require_safe
@page
def watch(request: Any) -> HttpResponse:
    """Raters, gaps between groups, ratings that look copied; groups only."""
    if not intervals_of(request.actor):
        raise NotPermitted
    return render(request, "appraisal/fairness.html", {"page": fairness_of(request.actor, request.GET)})
