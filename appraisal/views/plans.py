"""Lists of plans, the page of one plan, its versions and history, and the steps that need no page of their own."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.models import Plan
from appraisal.plans.actions import beginning, library, moving, writing
from appraisal.plans.fields import expectation_values
from appraisal.plans.pages import edit as editing
from appraisal.plans.pages import history as histories
from appraisal.plans.pages import lists, starting
from appraisal.plans.pages import show as pages
from appraisal.views.doors import (
    note_reading,
    page,
    posted_step,
    row_of,
    visible,
)
from appraisal.views.evaluations import following
from appraisal.views.saving import (
    Attempt,
    Part,
    autosave_answer,
    is_autosave,
    posted_revision,
    refusal_answer,
    save_parts,
)
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput

RELATED = ("unit", "drafted_by__employee")


def found(request: Any, public_id: UUID) -> Plan:
    """The plan as it stands, if the reader may know of it."""
    return visible(Plan, public_id, actor=request.actor, related=RELATED)


def note_plan(request: Any, plan: Plan, *, fields: frozenset[str], own: bool) -> None:
    """Write down what was read of somebody else's plan; it lies under the team's plans in the navigation."""
    note_reading(request, plan, fields=fields, own=own)
    if not own:
        request.frame_path = reverse("appraisal:plans-team")


@require_safe
@page
def mine(request: Any) -> HttpResponse:
    """The reader's own plans, and the times in a post that wait for one."""
    return render(request, "appraisal/plans_mine.html", {"page": lists.mine(request.actor), "refused": None})


@require_POST
@page
def begin(request: Any) -> HttpResponseBase:
    """Begin the own plan of a time in a post."""
    try:
        plan = beginning.begin_plan(actor=request.actor, period_from=day_of(request.POST.get("period_from", "")))
    except (Conflict, GuardRefused, InvalidInput) as refused:
        context = {"page": lists.mine(request.actor), "refused": refused}
        return render(request, "appraisal/plans_mine.html", context, status=refused.status)
    return redirect("appraisal:plan-edit", public_id=plan.public_id)


def day_of(raw: str) -> date:
    """A posted day. Raises `InvalidInput` for anything else."""
    try:
        day = parse_date(raw)
    except ValueError:
        day = None
    if day is None:
        raise InvalidInput(details=[FieldFault("period_from", _("Please enter a date as year-month-day."))])
    return day


@require_safe
@page
def team(request: Any) -> HttpResponse:
    """Plans of other people: those the reader agrees on, stands above, or looks after for an office."""
    filters = lists.read_filters(request.GET)
    listing = lists.listing(lists.team(request.actor, filters), filters)
    context = {
        "listing": listing,
        "filters": filters,
        "states": lists.state_options(),
        "units": lists.unit_options(request.actor),
        "may_begin": beginning.may_begin_for(request.actor),
        "keeps": bool(library.keeps(request.actor)),
        "more": following(request, listing.next_cursor),
    }
    return render(request, "appraisal/plans_team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def begin_for(request: Any) -> HttpResponseBase:
    """HR begins a draft for somebody who has none, and says why."""
    if request.method != "POST":
        return show_start(request)
    try:
        plan = beginning.begin_plan(
            actor=request.actor,
            person=starting.person_of(request.POST.get("person", "")),
            period_from=day_of(request.POST.get("period_from", "")),
            reason=request.POST.get("reason", ""),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show_start(request, refused=refused)
    messages.success(request, _("The draft is begun. The employee is told of it and may go on writing it."))
    return redirect("appraisal:plan-edit", public_id=plan.public_id)


def show_start(request: Any, *, refused: DomainError | None = None) -> HttpResponseBase:
    """The search for a person, and the days of the plan."""
    data = request.POST if request.method == "POST" else request.GET
    shown = starting.start_page(request.actor, data)
    status = refused.status if refused else 200
    context = {"page": shown, "refused": refused, "posted": data}
    return render(request, "appraisal/plan_new.html", context, status=status)


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """What a plan says, what changed, what the reader may do with it."""
    return show(request, found(request, public_id))


def show(
    request: Any, plan: Plan, *, refused: DomainError | None = None, attempt: Attempt | None = None
) -> HttpResponse:
    """The page of one plan, perhaps after a refused act or a refused save of the assessor."""
    shown = pages.page_of(plan, request.actor)
    note_plan(request, plan, fields=shown.head.fields, own=shown.head.own)
    posted = editing.Posted(request.POST, attempt.faults) if attempt else editing.Posted()
    status = refused.status if refused else 409 if attempt and attempt.clashes else 400 if attempt else 200
    context = {
        "page": shown,
        "head": shown.head,
        "plan": plan,
        "refused": refused,
        "attempt": attempt,
        "values": editing.value_forms(plan, posted) if shown.expectations_url else (),
    }
    return render(request, "appraisal/plan.html", context, status=status)


@require_safe
@page
def version(request: Any, public_id: UUID, edition: int) -> HttpResponse:
    """One agreed version; earlier ones stay readable."""
    plan = found(request, public_id)
    shown = pages.version_page(plan, edition, request.actor)
    note_plan(request, plan, fields=frozenset({"agreed"}), own=shown.head.own)
    return render(request, "appraisal/plan_version.html", {"page": shown, "head": shown.head, "plan": plan})


@require_safe
@page
def history(request: Any, public_id: UUID) -> HttpResponse:
    """Everything that happened to a plan."""
    plan = found(request, public_id)
    shown = histories.history_page(plan, request.actor)
    note_plan(request, plan, fields=frozenset({"returns"}), own=shown.head.own)
    return render(request, "appraisal/plan_history.html", {"page": shown, "head": shown.head, "plan": plan})


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take one step; a refusal shows the page again with the reason and the present state."""
    found(request, public_id)
    row = row_of(Plan, request.POST.get("transition", ""))
    try:
        moving.take(
            public_id,
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, found(request, public_id), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:plan", public_id=public_id)


@require_POST
@page
def expectations(request: Any, public_id: UUID) -> HttpResponseBase:
    """What the assessor expects of the conduct, saved as typed."""
    plan = found(request, public_id)
    try:
        attempt = save_parts([expectations_part(request, plan)], revision=posted_revision(request))
    except DomainError as refused:
        if is_autosave(request):
            return refusal_answer(refused)
        raise
    if is_autosave(request):
        return autosave_answer(attempt, current_revision=found(request, public_id).revision)
    if not attempt.clean:
        return show(request, found(request, public_id), attempt=attempt)
    messages.success(request, _("Saved."))
    return redirect(reverse("appraisal:plan", args=[public_id]) + "#conduct")


def expectations_part(request: Any, plan: Plan) -> Part:
    """The seven texts as one part."""
    posted = editing.posted_texts(request.POST, editing.VALUE)
    names = {code: f"{editing.VALUE}-{code}" for code in posted}
    save = partial(writing.save_expectations, plan.public_id, actor=request.actor)
    return Part(names, posted, expectation_values(plan), save)
