"""Lists of forms, the page of one form, its history, and the acts that need no page of their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.actions import evaluations as actions
from appraisal.models import Evaluation
from appraisal.pages import detail as pages
from appraisal.pages import lists, reassignment
from appraisal.views.doors import (
    next_address,
    note_list,
    note_reading,
    page,
    posted_inputs,
    posted_key,
    posted_version,
    row_of,
    visible,
)
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted

RELATED = ("cycle__rule_set", "unit", "employee")


@require_safe
@page
def mine(request: Any) -> HttpResponseBase:
    """The reader's own forms, all periods; `?scope=team` is the older address of the team's list."""
    if request.GET.get("scope") == "team":
        query = request.GET.copy()
        del query["scope"]
        return redirect(reverse("appraisal:team") + (f"?{query.urlencode()}" if query else ""))
    rows = lists.rows_of(list(lists.own_forms(request.actor)[: lists.PAGE]), request.actor)
    return render(request, "appraisal/evaluations_mine.html", {"rows": rows})


@require_safe
@page
def team(request: Any) -> HttpResponse:
    """Forms of other people: those the reader assesses, stands above, or looks after for an office."""
    filters = lists.read_filters(request.GET)
    found = lists.listing(lists.team_forms(request.actor, filters), request.actor, filters)
    note_list([row.evaluation for row in found.rows if row.predicate], actor=request.actor, fields={"predicate"})
    context = {
        "listing": found,
        "filters": filters,
        "states": lists.state_options(),
        "cycles": lists.cycle_options(request.actor),
        "units": lists.unit_options(request.actor),
        "more": following(request, found.next_cursor),
    }
    return render(request, "appraisal/evaluations_team.html", context)


def following(request: Any, cursor: str) -> str:
    """The address of the next page, the filters kept."""
    query = request.GET.copy()
    query["after"] = cursor
    return f"?{query.urlencode()}" if cursor else ""


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """Where a form stands, what is in it, what the reader may do with it."""
    return show(request, visible(Evaluation, public_id, actor=request.actor, related=RELATED))


def show(request: Any, evaluation: Evaluation, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of one form, perhaps after a refused act."""
    found = pages.detail_of(evaluation, request.actor)
    note_reading(request, evaluation, fields=found.fields, own=found.head.own)
    context = {"page": found, "head": found.head, "evaluation": evaluation, "refused": refused}
    status = refused.status if refused else 200
    return render(request, "appraisal/evaluation.html", context, status=status)


@require_safe
@page
def history(request: Any, public_id: UUID) -> HttpResponse:
    """Everything that happened to a form, and the map of its steps with the present place."""
    evaluation = visible(Evaluation, public_id, actor=request.actor, related=RELATED)
    found = pages.history_page(evaluation, request.actor)
    note_reading(request, evaluation, fields=found.fields & {"returns"}, own=found.head.own)
    context = {"page": found, "head": found.head, "evaluation": evaluation}
    return render(request, "appraisal/evaluation_history.html", context)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take one step; a refusal shows the page again with the reason and the present state."""
    evaluation = visible(Evaluation, public_id, actor=request.actor)
    row = row_of(Evaluation, request.POST.get("transition", ""))
    try:
        take(request, evaluation, row.name, posted_inputs(row, request.POST))
    except (Conflict, GuardRefused, InvalidInput) as refused:
        fresh = visible(Evaluation, public_id, actor=request.actor, related=RELATED)
        return show(request, fresh, refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect(next_address(request, default=reverse("appraisal:evaluation", args=[public_id])))


def take(request: Any, evaluation: Evaluation, name: str, payload: Mapping[str, Any]) -> None:
    """One step as the reader, on the version the page was built from."""
    actions.take(
        evaluation.public_id,
        name,
        actor=request.actor,
        version=posted_version(request.POST),
        payload=payload,
        key=posted_key(request.POST),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page
def assessor(request: Any, public_id: UUID) -> HttpResponseBase:
    """Name another assessor, in calibration another superior: search a person, choose, say why."""
    evaluation = visible(Evaluation, public_id, actor=request.actor, related=RELATED)
    if request.method == "POST":
        return reassign(request, evaluation)
    return choose_assessor(request, evaluation)


def choose_assessor(request: Any, evaluation: Evaluation, *, refused: DomainError | None = None) -> HttpResponseBase:
    """The page of the search."""
    data = request.POST if request.method == "POST" else request.GET
    found = reassignment.reassignment_of(evaluation, request.actor, search=data.get("q", ""))
    if not found.allowed and refused is None:
        raise NotPermitted
    context = {"page": found, "head": found.head, "evaluation": evaluation, "refused": refused, "posted": data}
    status = refused.status if refused else 200
    return render(request, "appraisal/evaluation_assessor.html", context, status=status)


def reassign(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """The act itself; a refusal keeps the search, the choice and the reason."""
    try:
        chosen = UUID(request.POST.get("assessor", ""))
    except ValueError:
        missing = FieldFault("assessor", _("Please choose a person."))
        return choose_assessor(request, evaluation, refused=InvalidInput(details=[missing]))
    try:
        actions.reassign_assessor(
            evaluation.public_id,
            actor=request.actor,
            version=posted_version(request.POST),
            assessor=chosen,
            reason=request.POST.get("reason", ""),
            key=posted_key(request.POST),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        fresh = visible(Evaluation, evaluation.public_id, actor=request.actor, related=RELATED)
        return choose_assessor(request, fresh, refused=refused)
    messages.success(
        request,
        _("Done: %(act)s.") % {"act": _("Name another superior")}
        if evaluation.state == "calibration"
        else _("Another assessor was named."),
    )
    return redirect("appraisal:evaluation", public_id=evaluation.public_id)
