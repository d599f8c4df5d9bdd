"""Pages of changes of the rules of a running cycle, and of the rules one form is under."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.models import Cycle, Evaluation, RuleChange
from appraisal.pages import form_rules as form_pages
from appraisal.pages import rule_changes as pages
from appraisal.pages.lists import read_cursor, uuid_text
from appraisal.policies import REVIEW, SELF
from appraisal.rule_changes import actions
from appraisal.views.doors import note_reading, page, posted_step, row_of, visible
from appraisal.views.evaluations import following
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted
from workflow.policies import policy_for

CYCLE = ("unit", "rule_set")
CHANGE = ("cycle__unit", "cycle__rule_set", "rule_set", "author__employee", "applied_by__employee")


@require_safe
@page
def listing(request: Any, public_id: UUID) -> HttpResponse:
    """The changes of one cycle."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=CYCLE)
    rows = pages.changes_of(cycle, request.actor).select_related("rule_set")[: pages.MOST_LISTED]
    may_draft = pages.makes_changes(cycle, request.actor) and str(cycle.state) == "running"
    if not may_draft and not rows:
        _must_read(request, cycle)
    context = {"cycle": cycle, "rows": rows, "may_draft": may_draft}
    return render(request, "appraisal/rule_changes.html", context)


def _must_read(request: Any, cycle: Cycle) -> None:
    """An empty list is shown only to those who would read the changes of this cycle."""
    policy = policy_for(RuleChange)
    if not policy.sees(request.actor, RuleChange(cycle=cycle)):
        raise NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
@page
def create(request: Any, public_id: UUID) -> HttpResponseBase:
    """Choose the rules and what becomes of the forms, look at the dry run, then draft it with a reason."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=CYCLE)
    if not pages.makes_changes(cycle, request.actor):
        raise NotPermitted
    if request.method != "POST":
        return _new(request, cycle, request.GET)
    data = request.POST
    try:
        made = actions.draft_change(
            public_id,
            actor=request.actor,
            rule_set=_chosen(data),
            choices=pages.read_choices(data),
            reason=data.get("reason", ""),
            ask_days=_days(data.get("ask_days", "")),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return _new(request, cycle, data, refused=refused)
    messages.success(request, _("The change is drafted. Another officer puts it into force."))
    return redirect("appraisal:rule-change", public_id=made.public_id)


def _chosen(data: Any) -> UUID:
    wanted = uuid_text(data.get("rule_set", ""))
    if not wanted:
        raise InvalidInput(details=[FieldFault("rule_set", _("Please choose the new rules."))])
    return UUID(wanted)


def _days(raw: str) -> int:
    """Days as typed; 0, which is refused with the other faults, where it is no number."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 3 else 0


def _new(request: Any, cycle: Cycle, data: Any, *, refused: DomainError | None = None) -> HttpResponse:
    context = {"page": pages.new_page(cycle, request.actor, data), "cycle": cycle, "refused": refused, "posted": data}
    status = refused.status if refused else 200
    return render(request, "appraisal/rule_change_new.html", context, status=status)


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """One change: what it would do or did, why, who drafted it and who put it into force."""
    return show(request, visible(RuleChange, public_id, actor=request.actor, related=CHANGE))


def show(request: Any, change: RuleChange, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of a change, perhaps after a refused step; it lies under the cycles in the navigation."""
    request.frame_path = reverse("appraisal:cycles")
    context = {"page": pages.change_page(change, request.actor), "change": change, "refused": refused}
    return render(request, "appraisal/rule_change.html", context, status=refused.status if refused else 200)


@require_safe
@page
def forms(request: Any, public_id: UUID) -> HttpResponse:
    """The forms a change concerns, by name."""
    change = visible(RuleChange, public_id, actor=request.actor, related=CHANGE)
    request.frame_path = reverse("appraisal:cycles")
    lines, cursor = pages.forms_page(change, request.actor, read_cursor(request.GET.get("after", "")))
    context = {"change": change, "lines": lines, "more": following(request, cursor)}
    return render(request, "appraisal/rule_change_forms.html", context)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Put a change into force, or discard it."""
    visible(RuleChange, public_id, actor=request.actor)
    row = row_of(RuleChange, request.POST.get("transition", ""))
    try:
        actions.take(public_id, row.name, **posted_step(request, row))
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(RuleChange, public_id, actor=request.actor, related=CHANGE), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:rule-change", public_id=public_id)


@require_safe
@page
def of_form(request: Any, public_id: UUID) -> HttpResponse:
    """The rules one form is under, what is offered, and the items that count no more."""
    related = ("cycle__rule_set", "unit", "employee", "rule_offer__rule_set")
    evaluation = visible(Evaluation, public_id, actor=request.actor, related=related)
    found = form_pages.form_rules(evaluation, request.actor)
    shown = found.fields & {SELF, REVIEW} if found.retired else frozenset()
    note_reading(request, evaluation, fields=shown, own=found.head.own)
    context = {"page": found, "head": found.head, "evaluation": evaluation}
    return render(request, "appraisal/evaluation_rules.html", context)
