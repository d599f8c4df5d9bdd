"""Attendance as it was imported: the own one, that of a person one assesses, and HR that of the own units."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal import attendance
from appraisal.pages.attendance import page_of
from appraisal.views.doors import page
from organization.models import Employee
from workflow.errors import NotVisible


@require_safe
@page
def own(request: Any) -> HttpResponse:
    """One's own months; for HR also who was absent without a valid reason."""
    person = Employee.objects.filter(pk=request.actor.employee_id).first() if request.actor.employee_id else None
    return shown(request, person)


@require_safe
@page
def of_person(request: Any, public_id: UUID) -> HttpResponse:
    """The months of one person; who looked is recorded."""
    person = attendance.people_visible_to(request.actor).filter(public_id=public_id).first()
    if person is None:
        raise NotVisible
    return shown(request, person)


def shown(request: Any, person: Employee | None) -> HttpResponse:
    """The page, and the record that it was read."""
    found = page_of(request.actor, person, request.GET.get("year", ""))
    if not found.own and request.method == "GET":
        attendance.note_reading(found.months, actor=request.actor)
    return render(request, "appraisal/attendance.html", {"page": found})
