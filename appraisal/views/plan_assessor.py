"""HR names another assessor for one plan: search a person, choose, say why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appraisal.models import Plan
from appraisal.pages.reassignment import found_by
from appraisal.plans.actions import moving
from appraisal.plans.pages.heads import head_of
from appraisal.plans.pages.show import names_assessor
from appraisal.views.doors import page, posted_key, posted_version
from appraisal.views.plans import found
from workflow.engine import available
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
@page
def assessor(request: Any, public_id: UUID) -> HttpResponseBase:
    """The search, and the act."""
    plan = found(request, public_id)
    return name(request, plan) if request.method == "POST" else choose(request, plan)


def choose(request: Any, plan: Plan, *, refused: DomainError | None = None) -> HttpResponseBase:
    """The page of the search."""
    if not names_assessor(available(plan, request.actor)) and refused is None:
        raise NotPermitted
    data = request.POST if request.method == "POST" else request.GET
    search, options = found_by(data.get("q", ""), request.actor, without=(plan.employee_id, plan.assessor_id))
    context = {"search": search, "options": options, "plan": plan, "head": head_of(plan, request.actor)}
    context |= {"refused": refused, "posted": data}
    request.frame_path = reverse("appraisal:plans-team")
    return render(request, "appraisal/plan_assessor.html", context, status=refused.status if refused else 200)


def name(request: Any, plan: Plan) -> HttpResponseBase:
    """The act itself; a refusal keeps the search, the choice and the reason."""
    try:
        moving.name_assessor(
            plan.public_id,
            actor=request.actor,
            version=posted_version(request.POST),
            assessor=chosen(request.POST.get("assessor", "")),
            reason=request.POST.get("reason", ""),
            key=posted_key(request.POST),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return choose(request, found(request, plan.public_id), refused=refused)
    messages.success(request, _("Another assessor was named."))
    return redirect("appraisal:plan", public_id=plan.public_id)


def chosen(raw: str) -> UUID:
    """The id of the person who was chosen."""
    try:
        return UUID(raw)
    except ValueError:
        raise InvalidInput(details=[FieldFault("assessor", _("Please choose a person."))]) from None
