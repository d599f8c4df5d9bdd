"""The page of the lawful officials of a form on a day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appraisal.models import Evaluation
from appraisal.officials import officials_on
from appraisal.policies import HISTORY
from appraisal.views.doors import page, visible
from organization.days import today
from organization.views.doors import day_of
from workflow.errors import NotPermitted
from workflow.policies import policy_for


@require_safe
@page
def officials(request: Any, public_id: UUID) -> HttpResponse:
    """GET /evaluations/<id>/officials/?on=: for whoever reads the history of the form."""
    form = visible(Evaluation, public_id, actor=request.actor, related=("cycle__rule_set", "unit"))
    if HISTORY not in policy_for(form).fields_for(request.actor, form):
        raise NotPermitted
    now = today(form.cycle.zone)
    on: date = day_of(request) or now
    context = {"evaluation": form, "officials": officials_on(form, on), "on": on, "is_today": on == now}
    return render(request, "appraisal/officials.html", context)
