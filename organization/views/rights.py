"""The rights of one person on a day: posts, roles, delegations, and whom he assesses."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from organization import access
from organization.days import today
from organization.rights import may_read_rights, rights_of
from organization.views.doors import day_of, employee_for
from workflow.actors import actor_for
from workflow.errors import NotPermitted


@login_required
@require_GET
def rights(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """GET /employees/<id>/rights/?on=: for the person, HR, auditors and administrators of the unit."""
    actor = actor_for(request)
    headed = access.headed_intervals(actor)
    person = employee_for(actor, public_id, headed)
    if not may_read_rights(access.fields_of(actor, person, headed)):
        raise NotPermitted
    now = today(person.unit.zone)
    on: date = day_of(request) or now
    found = rights_of(person, actor=actor, on=on, headed=headed)
    context = {"person": person, "rights": found, "on": on, "is_today": on == now}
    return render(request, "organization/rights.html", context)
