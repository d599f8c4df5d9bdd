"""Pages of simulations: choose a closed cycle, watch the count, read what would change."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from appraisal.actions import simulations as actions
from appraisal.models import RuleSet
from appraisal.pages import simulations as pages
from appraisal.views.doors import page, visible
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role


@require_http_methods(["GET", "HEAD", "POST"])
@page
def begin(request: Any, public_id: UUID) -> HttpResponseBase:
    """Try the rules out on a closed cycle; earlier tries stay listed."""
    rule_set = visible(RuleSet, public_id, actor=request.actor, related=("unit",))
    if Role.HR.value not in policy_for(RuleSet).roles_of(request.actor, rule_set):
        raise NotPermitted
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            made = actions.simulate(public_id, actor=request.actor, cycle=_cycle(request.POST.get("cycle", "")))
        except (GuardRefused, InvalidInput) as refusal:
            refused = refusal
        else:
            return redirect("appraisal:simulation", public_id=made.public_id)
    context = {"rule_set": rule_set, "refused": refused, **pages.begin_page(rule_set, request.actor)}
    return render(request, "appraisal/simulations.html", context, status=refused.status if refused else 200)


def _cycle(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None


@require_safe
@page
def show(request: Any, public_id: UUID) -> HttpResponse:
    """One simulation: the progress of its count, or what came of it."""
    found = actions.visible_simulations(request.actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return render(request, "appraisal/simulation.html", {"page": pages.simulation_page(found), "simulation": found})
