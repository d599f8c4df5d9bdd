"""Pages of strengths and weaknesses: one's own, a person's for those who may know the ratings, a unit's in figures."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal.development.reading import Development, development_of, own_development
from appraisal.pages import development as pages
from appraisal.pages.report_counts import intervals_of
from appraisal.policies import RATINGS
from appraisal.views.doors import note_readings, page
from workflow.errors import NotPermitted


@require_safe
@page
def mine(request: Any) -> HttpResponse:
    """The reader's own development."""
    return show(request, own_development(request.actor))


@require_safe
@page
def person(request: Any, public_id: UUID) -> HttpResponse:
    """The same view for assessor, HR and whoever else may know the ratings; every reading is written down."""
    return show(request, development_of(request.actor, public_id))


def show(request: Any, found: Development) -> HttpResponse:
    """The page, and the record of who read which period of somebody else."""
    if request.method == "GET":
        note_readings(request, [(form, frozenset({RATINGS})) for form in found.forms], own=found.own)
    return render(
        request, "appraisal/development.html", {"page": pages.page_of(found, request.actor), "person": found.person}
    )


@require_safe
@page
def units(request: Any) -> HttpResponse:
    """Figures by item for the units of the reader's office; groups only."""
    if not intervals_of(request.actor):
        raise NotPermitted
    return render(request, "appraisal/development_units.html", {"page": pages.unit_page(request.actor, request.GET)})
