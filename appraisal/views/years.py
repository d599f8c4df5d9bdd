"""The years of one person: one's own, and somebody's for those who may know the ratings."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appraisal.annual.policies import CREDIT
from appraisal.annual.years import Years, own_years, years_of_person
from appraisal.pages.years import years_page
from appraisal.policies import PREDICATE, RATINGS
from appraisal.views.doors import note_readings, page


@require_safe
@page
def mine(request: Any) -> HttpResponse:
    """The reader's own years."""
    return show(request, own_years(request.actor))


@require_safe
@page
def person(request: Any, public_id: UUID) -> HttpResponse:
    """Somebody's; every reading is written down."""
    return show(request, years_of_person(request.actor, public_id))


def show(request: Any, found: Years) -> HttpResponse:
    """The page, and the record of who read which period and year of somebody else."""
    if request.method == "GET":
        earned = {one.annual.pk for one in found.credits}
        read = [(form, frozenset({RATINGS})) for form in (*found.forms, *found.contested)]
        years = [
            (one, frozenset({PREDICATE, CREDIT}) if one.pk in earned else frozenset({PREDICATE}))
            for one in found.annuals
        ]
        note_readings(request, [*read, *years], own=found.own)
    request.frame_path = reverse("appraisal:annuals")
    return render(request, "appraisal/years.html", {"page": years_page(found), "person": found.person})
