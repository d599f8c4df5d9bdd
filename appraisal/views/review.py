"""The assessor's review: saved as typed, predicate derived, returned with reasons or approved."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appraisal.actions import evaluations as actions
from appraisal.actions.items import rating_values, review_values, save_ratings, save_review_item
from appraisal.forms import NOTE, REVIEW_NAMES, posted_areas, posted_items, posted_notes
from appraisal.models import Evaluation
from appraisal.pages import predicate as outcomes
from appraisal.pages import review as pages
from appraisal.pages.self_assessment import clash_views
from appraisal.plans.panel import panel_of, readings_with
from appraisal.policies import REVIEW, SELF
from appraisal.seats import for_assessor
from appraisal.views.doors import note_readings, page, posted_key, posted_version, visible
from appraisal.views.saving import (
    Attempt,
    Part,
    autosave_answer,
    is_autosave,
    part_of_item,
    posted_revision,
    refusal_answer,
    save_parts,
)
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput, NotPermitted
from workflow.naming import before_stop
from workflow.policies import policy_for
from workflow.roles import Role

RELATED = ("cycle__rule_set", "unit__opd", "employee")
GO_ON = ("approve", "return")


def found(request: Any, public_id: UUID) -> Evaluation:
    """The form as it stands."""
    return visible(Evaluation, public_id, actor=request.actor, related=RELATED)


def refuse_others(request: Any, evaluation: Evaluation) -> None:
    """The page is the assessor's alone; everybody else reads the form on its own page."""
    if Role.ASSESSOR.value not in policy_for(evaluation).roles_of(request.actor, evaluation):
        raise NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
@page
def form(request: Any, public_id: UUID) -> HttpResponseBase:
    """The review. A post saves; `act=approve` and `act=return` go on from there."""
    evaluation = found(request, public_id)
    if request.method == "POST":
        return autosave(request, evaluation) if is_autosave(request) else save(request, evaluation)
    refuse_others(request, evaluation)
    if evaluation.state != "supervisor_review":
        messages.info(request, _("The form is not with you for review now. This is how it stands."))
        return redirect("appraisal:evaluation", public_id=public_id)
    return show(request, evaluation)


def show(
    request: Any,
    evaluation: Evaluation,
    *,
    attempt: Attempt | None = None,
    refused: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The page, perhaps with what was refused; what was typed stands in the fields."""
    posted = request.POST if request.method == "POST" else {}
    shown = pages.form_of(
        evaluation,
        request.actor,
        typed=posted_items(posted, (*REVIEW_NAMES, NOTE)),
        typed_areas=posted_areas(posted),
        reason=posted.get("reason", ""),
        faults=attempt.faults if attempt else [],
        refused=refused,
    )
    fields = policy_for(evaluation).fields_for(request.actor, evaluation)
    clashes = clash_views(attempt.clashes, shown) if attempt else ()
    panel = None if clashes else panel_of(evaluation, request.actor)
    read = fields & {SELF, REVIEW} | ({"dialogue"} if shown.beside else set())
    note_readings(request, readings_with(panel, (evaluation, read)), own=False)
    context = {"page": shown, "head": shown.head, "evaluation": evaluation, "refused": refused, "clashes": clashes}
    context |= {"plan_panel": panel, "place": for_assessor(request.actor, evaluation)}
    template = "appraisal/evaluation_conflict.html" if clashes else "appraisal/evaluation_review.html"
    return render(request, template, context | {"act": posted.get("act", "")}, status=status)


def attempt_of(request: Any, evaluation: Evaluation) -> Attempt:
    """Save everything the post carries: items one by one, then the judgements."""
    own, actor = evaluation.public_id, request.actor
    stored = {item.public_id: review_values(item) for item in evaluation.items.all()}
    parts = [
        part_of_item(item, values, stored.get(item, {}), partial(save_review_item, own, item, actor=actor))
        for item, values in posted_items(request.POST, REVIEW_NAMES).items()
    ]
    areas = posted_areas(request.POST)
    if areas:
        names = {name: name for name in areas}
        parts.append(Part(names, areas, rating_values(evaluation), partial(save_ratings, own, actor=actor)))
    return save_parts(parts, revision=posted_revision(request), goes_on=request.POST.get("act") in GO_ON)


def autosave(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """The answer for the page's script, which then fetches the predicate again."""
    try:
        attempt = attempt_of(request, evaluation)
    except DomainError as refused:
        return refusal_answer(refused)
    current = found(request, evaluation.public_id).review_revision
    return autosave_answer(attempt, current_revision=current)


def save(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """A post without script, and the two ways the form goes on."""
    attempt = attempt_of(request, evaluation)
    if not attempt.clean:
        status = 409 if attempt.clashes else 400
        return show(request, found(request, evaluation.public_id), attempt=attempt, status=status)
    act = request.POST.get("act")
    if act not in GO_ON:
        messages.success(request, _("Saved."))
        return redirect("appraisal:review", public_id=evaluation.public_id)
    return go_on(request, evaluation, act)


def go_on(request: Any, evaluation: Evaluation, act: str) -> HttpResponseBase:
    """Approve or return; a refusal shows the page again with everything typed."""
    common = {"actor": request.actor, "version": posted_version(request.POST), "key": posted_key(request.POST)}
    try:
        if act == "approve":
            actions.approve(evaluation.public_id, **common)
        else:
            reason, notes = request.POST.get("reason", "").strip(), posted_notes(request.POST)
            actions.return_(evaluation.public_id, reason=reason, items=notes, **common)
    except (GuardRefused, InvalidInput, Conflict) as refused:
        return show(request, found(request, evaluation.public_id), refused=refused, status=refused.status)
    words = _("Approved. The result goes to %(name)s.") if act == "approve" else _("Returned to %(name)s.")
    messages.success(request, words % {"name": before_stop(evaluation.employee_name)})
    return redirect("appraisal:evaluation", public_id=evaluation.public_id)


@require_safe
@page
def predicate(request: Any, public_id: UUID) -> HttpResponse:
    """The predicate as it follows from what the assessor rated so far: the reader's own input, nothing more."""
    evaluation = found(request, public_id)
    refuse_others(request, evaluation)
    if REVIEW not in policy_for(evaluation).fields_for(request.actor, evaluation):
        raise NotPermitted
    context = {"outcome": outcomes.preview_of(evaluation), "evaluation": evaluation}
    return render(request, "appraisal/predicate_preview.html", context)
