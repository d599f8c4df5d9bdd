"""Hearings: the invitation, the steps of it, its calendar file. Their page is the page of the objection."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appraisal.actions import hearings as actions
from appraisal.actions.hearings import Invitation
from appraisal.forms import one_line_end
from appraisal.models import Hearing
from appraisal.pages import hearings as pages
from appraisal.views.doors import page, posted_step, row_of, visible
from appraisal.views.objections import fresh, show
from workflow import icalendar
from workflow.errors import Conflict, FieldFault, GuardRefused, InvalidInput

RELATED = ("objection__evaluation__cycle", "objection__evaluation__unit")


def hearing_of(request: Any, public_id: UUID) -> Hearing:
    """The hearing, if the reader may know of it."""
    return visible(Hearing, public_id, actor=request.actor, related=RELATED)


@require_safe
@page
def hearing(request: Any, public_id: UUID) -> HttpResponseBase:
    """Where notices lead: the hearing on the page of its objection."""
    found = hearing_of(request, public_id)
    return redirect(pages.page_address(found.objection.public_id, public_id))


@require_POST
@page
def invite(request: Any, public_id: UUID) -> HttpResponseBase:
    """Invite both sides to a hearing of an objection."""
    objection = fresh(request, public_id)
    with timezone.override(str(objection.evaluation.unit.zone)):
        try:
            made = actions.invite(public_id, invitation_of(request.POST), actor=request.actor)
        except (Conflict, GuardRefused, InvalidInput) as refused:
            return show(request, fresh(request, public_id), refused=refused, about="new")
    messages.success(request, _("Both sides are invited and get a notice."))
    return redirect(pages.page_address(public_id, made.public_id))


def invitation_of(data: Any) -> Invitation:
    """The posted invitation. Raises `InvalidInput` where day or length cannot be read."""
    planned_at, raw = pages.moment_of(data.get("planned_at", "")), data.get("length", "")
    faults = [] if planned_at else [FieldFault("planned_at", _("Please enter a date and a time."))]
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 4):
        faults.append(FieldFault("length", _("Please enter a whole number.")))
    if faults or planned_at is None:
        raise InvalidInput(details=faults)
    place, agenda = one_line_end(data.get("place", "")), one_line_end(data.get("agenda", ""))
    return Invitation(planned_at=planned_at, place=place, agenda=agenda, length=int(raw))


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Move, cancel, write the minutes, answer them; times are those of the office."""
    found = hearing_of(request, public_id)
    row, own = row_of(Hearing, request.POST.get("transition", "")), found.objection.public_id
    with timezone.override(str(found.objection.evaluation.unit.zone)):
        try:
            actions.take(
                public_id,
                row.name,
                **posted_step(request, row),
            )
        except (Conflict, GuardRefused, InvalidInput) as refused:
            return show(request, fresh(request, own), refused=refused, about=str(public_id))
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect(pages.page_address(own, public_id))


@require_safe
@page
def calendar(request: Any, public_id: UUID) -> HttpResponse:
    """The appointment as a calendar file; a cancelled one withdraws the entry."""
    found = hearing_of(request, public_id)
    address = request.build_absolute_uri(pages.page_address(found.objection.public_id, public_id))
    content = icalendar.calendar(pages.calendar_entry(found, url=address))
    response = HttpResponse(content, content_type=icalendar.MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="hearing.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
