"""Annual results: the list, one year with its decision, and the job that makes them for a year."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appraisal.annual import actions
from appraisal.forms import one_line_end
from appraisal.models import AnnualResult
from appraisal.pages import annual as pages
from appraisal.pages.annual_lists import annual_list
from appraisal.pages.lists import uuid_text
from appraisal.policies import PREDICATE, RATINGS
from appraisal.views.doors import (
    note_list,
    note_readings,
    page,
    posted_inputs,
    posted_key,
    posted_version,
    row_of,
    visible,
)
from organization.selectors import find_person
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.machine import Row
from workflow.policies import policy_for


@require_safe
@page
def listing(request: Any) -> HttpResponse:
    """Own years, those to decide, those of an office."""
    return show_list(request)


def show_list(request: Any, *, refused: DomainError | None = None) -> HttpResponse:
    """The list, perhaps after a refused act; whose predicates others read is written down."""
    found = annual_list(request.actor, request.GET)
    read = [row.annual for row in found.others if row.predicate]
    if read and request.method == "GET":
        note_list(read, actor=request.actor, fields={PREDICATE})
    context = {"page": found, "refused": refused}
    return render(request, "appraisal/annuals.html", context, status=refused.status if refused else 200)


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """One year."""
    return show(request, visible(AnnualResult, public_id, actor=request.actor))


def show(request: Any, annual: AnnualResult, *, refused: DomainError | None = None) -> HttpResponse:
    """The page, perhaps after a refused act; what somebody else reads of it is written down."""
    found = pages.annual_page(annual, request.actor)
    if request.method == "GET":
        opened = {line.name for line in found.periods if line.sections}
        forms = [form for form in found.forms if form.cycle.name in opened]
        note_readings(
            request, [(annual, found.fields), *((form, frozenset({RATINGS})) for form in forms)], own=found.own
        )
    request.frame_path = reverse("appraisal:annuals")
    context = {"page": found, "annual": annual, "refused": refused, "typed": request.POST if refused else {}}
    return render(request, "appraisal/annual.html", context, status=refused.status if refused else 200)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Accept, decide otherwise, acknowledge, ask for another decision, name another assessor, cancel."""
    annual = visible(AnnualResult, public_id, actor=request.actor)
    row, data = row_of(AnnualResult, request.POST.get("transition", "")), request.POST
    try:
        actions.take(
            public_id,
            row.name,
            actor=request.actor,
            version=posted_version(data),
            payload=inputs_of(request, row, annual),
            key=posted_key(data),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(AnnualResult, public_id, actor=request.actor), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:annual", public_id=public_id)


def inputs_of(request: Any, row: Row, annual: AnnualResult) -> Mapping[str, Any]:
    """The posted inputs; an assessor may also be named by NIP or full name, as people do on a page."""
    found = dict(posted_inputs(row, request.POST))
    if "reason" in found:
        found["reason"] = one_line_end(found["reason"])
    name = request.POST.get("person", "")
    if row.name != "reassign" or not name:
        return found
    if "hr" not in policy_for(annual).roles_of(request.actor, annual):
        raise NotPermitted
    person = find_person(name)
    if person is None:
        raise InvalidInput(details=[FieldFault("person", _("No single person has this NIP or full name."))])
    return {**found, "assessor": person.public_id}


@require_POST
@page
def make(request: Any) -> HttpResponseBase:
    """Start the job for a year; it is watched on its own page."""
    unit, year = uuid_text(request.POST.get("unit", "")), request.POST.get("year", "")
    if not unit:
        raise NotVisible
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    try:
        job = actions.make_year(actor=request.actor, unit=UUID(unit), year=number)
    except (GuardRefused, InvalidInput) as refused:
        return show_list(request, refused=refused)
    messages.success(request, _("The annual results of %(year)s are being made.") % {"year": number})
    return redirect("workflow:job", public_id=job.public_id)
