"""Achievements of units and their patterns: the agencies of a cycle, one of them, setting and explaining."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appraisal.forms import one_line_end
from appraisal.models import Cycle, UnitAchievement
from appraisal.pages import patterns as pages
from appraisal.patterns import actions
from appraisal.patterns.selectors import agency_for
from appraisal.views.doors import page, posted_inputs, posted_key, posted_version, row_of, visible
from organization.models import Unit
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible

RELATED = ("unit", "rule_set")


@require_safe
@page
def listing(request: Any, public_id: UUID) -> HttpResponse:
    """The agencies of a cycle the reader looks after, heads or rates in."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    rows = pages.pattern_rows(cycle, request.actor)
    if not rows:
        raise NotPermitted
    return render(request, "appraisal/patterns.html", {"cycle": cycle, "rows": rows})


def _place(request: Any, public_id: UUID, unit: UUID) -> tuple[Cycle, Unit]:
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    found = agency_for(cycle, unit)
    if found is None:
        raise NotVisible
    return cycle, found


@require_safe
@page
def detail(request: Any, public_id: UUID, unit: UUID) -> HttpResponse:
    """One agency in one cycle."""
    return show(request, *_place(request, public_id, unit))


@require_safe
@page
def achievement(request: Any, public_id: UUID) -> HttpResponse:
    """Where a notice leads: the page of its unit."""
    found = visible(UnitAchievement, public_id, actor=request.actor, related=("unit", "cycle__unit", "cycle__rule_set"))
    return show(request, found.cycle, found.unit)


def show(request: Any, cycle: Cycle, unit: Unit, *, refused: DomainError | None = None) -> HttpResponse:
    """The page, perhaps after a refused act; what was typed stands in the fields."""
    details: Any = refused.details if refused else ()
    context = {
        "page": pages.pattern_page(cycle, unit, request.actor),
        "typed": request.POST if refused else {},
        "faults": {one.field: str(one.message) for one in details if isinstance(one, FieldFault)},
        "refused": refused,
    }
    return render(request, "appraisal/pattern.html", context, status=refused.status if refused else 200)


@require_POST
@page
def set_first(request: Any, public_id: UUID, unit: UUID) -> HttpResponseBase:
    """Say what the unit achieved."""
    cycle, place = _place(request, public_id, unit)
    data = request.POST
    try:
        actions.set_achievement(
            actor=request.actor,
            cycle=cycle.public_id,
            unit=place.public_id,
            achievement=data.get("achievement", ""),
            source=data.get("source", ""),
            reason=one_line_end(data.get("reason", "")),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, cycle, place, refused=refused)
    messages.success(request, _("The achievement is set; whoever rates in the unit is told."))
    return redirect("appraisal:pattern", public_id=cycle.public_id, unit=place.public_id)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Change, explain, take back."""
    related = ("unit", "cycle__unit", "cycle__rule_set")
    found = visible(UnitAchievement, public_id, actor=request.actor, related=related)
    row, data = row_of(UnitAchievement, request.POST.get("transition", "")), request.POST
    payload = {name: one_line_end(str(value)) for name, value in posted_inputs(row, data).items()}
    try:
        actions.take(
            public_id,
            row.name,
            actor=request.actor,
            version=posted_version(data),
            payload=payload,
            key=posted_key(data),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, found.cycle, found.unit, refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:pattern", public_id=found.cycle.public_id, unit=found.unit.public_id)
