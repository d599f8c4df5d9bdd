"""The result: opened (which is the receipt), read, accepted or disputed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appraisal.actions import evaluations as actions
from appraisal.actions import objections
from appraisal.models import Evaluation
from appraisal.pages import result as pages
from appraisal.plans.panel import panel_of, readings_with
from appraisal.policies import HANDED_OUT, RESULT
from appraisal.views.doors import note_readings, page, posted_key, posted_version, visible
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted
from workflow.policies import policy_for

RELATED = ("cycle__rule_set", "unit", "employee")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def show(request: Any, public_id: UUID) -> HttpResponseBase:
    """The result. Opening it for the first time is a post of its own: it starts the time for an objection."""
    evaluation = visible(Evaluation, public_id, actor=request.actor, related=RELATED)
    if request.method == "POST":
        return act(request, evaluation)
    if evaluation.state not in HANDED_OUT:
        messages.info(request, _("There is no result yet. This is how the form stands."))
        return redirect("appraisal:evaluation", public_id=public_id)
    return answer(request, evaluation)


def answer(request: Any, evaluation: Evaluation, *, refused: DomainError | None = None) -> HttpResponseBase:
    """The page, perhaps after a refused act."""
    fields = policy_for(evaluation).fields_for(request.actor, evaluation)
    if RESULT not in fields:
        raise NotPermitted
    found = pages.result_of(evaluation, request.actor)
    panel = None if found.gate else panel_of(evaluation, request.actor)
    note_readings(request, readings_with(panel, (evaluation, fields)), own=found.head.own)
    context = {"page": found, "head": found.head, "evaluation": evaluation, "refused": refused, "plan_panel": panel}
    template = "appraisal/evaluation_gate.html" if found.gate else "appraisal/evaluation_result.html"
    return render(request, template, context, status=refused.status if refused else 200)


def act(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """Open, accept, object. A refusal shows the present state with the reason."""
    known = {"acknowledge": acknowledge, "accept": accept, "object": begin_objection}
    wanted = known.get(request.POST.get("act", ""))
    if wanted is None:
        raise InvalidInput(details=[FieldFault("act", "")])
    try:
        return wanted(request, evaluation)
    except (Conflict, GuardRefused) as refused:
        fresh = visible(Evaluation, evaluation.public_id, actor=request.actor, related=RELATED)
        if fresh.state not in HANDED_OUT:
            raise
        return answer(request, fresh, refused=refused)


def acknowledge(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """The receipt."""
    actions.acknowledge_result(evaluation.public_id, actor=request.actor, key=posted_key(request.POST))
    return redirect("appraisal:result", public_id=evaluation.public_id)


def accept(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """The result stands."""
    version, key = posted_version(request.POST), posted_key(request.POST)
    actions.accept(evaluation.public_id, actor=request.actor, version=version, key=key)
    messages.success(request, _("You accepted the result. It is final now."))
    return redirect("appraisal:result", public_id=evaluation.public_id)


def begin_objection(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """A draft of an objection, or the one already begun; its own page goes on from there."""
    objection = objections.begin_objection(evaluation.public_id, actor=request.actor)
    return redirect(pages.address("appraisal:objection", objection.public_id) or pages.result_address(evaluation))
