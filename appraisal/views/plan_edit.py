"""The editor of a plan: saved as typed, results and indicators added and taken out, proposed at the end."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appraisal.machines.plan import WRITTEN_IN
from appraisal.models import Plan
from appraisal.plans import fields
from appraisal.plans.actions import moving, writing
from appraisal.plans.pages import edit as pages
from appraisal.plans.texts import working_rows
from appraisal.views.doors import page, posted_key, posted_version
from appraisal.views.plans import expectations_part, found, note_plan
from appraisal.views.saving import (
    Attempt,
    Part,
    autosave_answer,
    is_autosave,
    posted_revision,
    refusal_answer,
    save_parts,
)
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted
from workflow.naming import before_stop
from workflow.policies import policy_for

GO_ON = ("propose", "propose_for")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def form(request: Any, public_id: UUID) -> HttpResponseBase:
    """The editor. A post saves; `act` says what is done afterwards."""
    plan = found(request, public_id)
    if request.method == "POST":
        return autosave(request, plan) if is_autosave(request) else save(request, plan)
    if not writing.writes(plan, policy_for(plan).roles_of(request.actor, plan), request.actor):
        raise NotPermitted
    if plan.state not in WRITTEN_IN:
        messages.info(request, _("The plan is not open for writing now. This is how it stands."))
        return redirect("appraisal:plan", public_id=public_id)
    return show(request, plan)


def show(
    request: Any,
    plan: Plan,
    *,
    attempt: Attempt | None = None,
    refused: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The editor, perhaps with what was refused and everything that was typed."""
    faults = attempt.faults if attempt else []
    posted = pages.Posted(request.POST, faults) if request.method == "POST" else pages.Posted()
    shown = pages.edit_page(plan, request.actor, posted=posted)
    note_plan(request, plan, fields=frozenset({"working"}), own=shown.head.own)
    clashes = pages.clash_views(attempt.clashes, shown) if attempt else ()
    context = {"page": shown, "head": shown.head, "plan": plan, "refused": refused, "clashes": clashes}
    template = "appraisal/plan_conflict.html" if clashes else "appraisal/plan_edit.html"
    return render(request, template, context, status=status)


def attempt_of(request: Any, plan: Plan) -> Attempt:
    """Save everything the post carries, part by part; `act` may add, take out or propose afterwards."""
    parts = [*row_parts(request, plan), *text_parts(request, plan)]
    goes_on = request.POST.get("act", "save") != "save"
    return save_parts(parts, revision=posted_revision(request), goes_on=goes_on)


def row_parts(request: Any, plan: Plan) -> list[Part]:
    """Results and their indicators."""
    rows = working_rows((plan,))[plan.pk]
    results = {str(row.public_id): fields.result_values(row) for row in rows}
    indicators = {str(one.public_id): fields.indicator_values(one) for row in rows for one in row.rows}
    kinds: list[tuple[str, dict[str, Any], Callable[..., Any]]] = [
        (pages.RESULT, results, writing.save_result),
        (pages.INDICATOR, indicators, writing.save_indicator),
    ]
    return [
        Part(
            {name: pages.field_name(kind, key, name) for name in posted},
            posted,
            stored.get(key, {}),
            partial(save_one, plan.public_id, UUID(key), actor=request.actor),
        )
        for kind, stored, save_one in kinds
        for key, posted in pages.posted_rows(request.POST, kind).items()
    ]


def text_parts(request: Any, plan: Plan) -> list[Part]:
    """Expected behaviour and the three lists, where the post carries any of them."""
    annexes = pages.posted_texts(request.POST, pages.ANNEX)
    names = {name: f"{pages.ANNEX}-{name}" for name in annexes}
    save_lists = partial(writing.save_annexes, plan.public_id, actor=request.actor)
    lists = Part(names, annexes, fields.annex_values(plan), save_lists)
    return [part for part in (expectations_part(request, plan), lists) if part.posted]


def autosave(request: Any, plan: Plan) -> HttpResponseBase:
    """The answer for the page's script."""
    try:
        attempt = attempt_of(request, plan)
    except DomainError as refused:
        return refusal_answer(refused)
    return autosave_answer(attempt, current_revision=found(request, plan.public_id).revision)


def save(request: Any, plan: Plan) -> HttpResponseBase:
    """A post without script, an added or removed part, and proposing."""
    attempt = attempt_of(request, plan)
    if not attempt.clean:
        status = 409 if attempt.clashes else 400
        return show(request, found(request, plan.public_id), attempt=attempt, status=status)
    name, _colon, target = request.POST.get("act", "save").partition(":")
    if name in GO_ON:
        return propose(request, plan, name)
    try:
        anchor = change(request, plan, name, target, attempt.revision)
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, found(request, plan.public_id), refused=refused, status=refused.status)
    if name == "save":
        messages.success(request, _("Saved."))
    return redirect(reverse("appraisal:plan-edit", args=[plan.public_id]) + anchor)


def change(request: Any, plan: Plan, name: str, target: str, revision: int) -> str:
    """Add or take out a part; where on the page it goes on."""
    actor, own = request.actor, plan.public_id
    if name == "save":
        return ""
    if name == "add-result":
        made = writing.add_result(own, actor=actor, kind=target or "main")
        return f"#result-{made.public_id}"
    if name == "add-indicator":
        writing.add_indicator(own, identity(target), actor=actor)
        return f"#result-{target}"
    if name == "copy":
        moving.copy_earlier(own, actor=actor)
        return "#results"
    removals: dict[str, Callable[..., Any]] = {
        "remove-result": writing.remove_result,
        "remove-indicator": writing.remove_indicator,
    }
    if name not in removals:
        raise InvalidInput(details=[FieldFault("act", "")])
    removals[name](own, identity(target), actor=actor, revision=revision)
    return "#results"


def identity(raw: str) -> UUID:
    """The part an act speaks of."""
    try:
        return UUID(raw)
    except ValueError:
        raise InvalidInput(details=[FieldFault("act", "")]) from None


def propose(request: Any, plan: Plan, name: str) -> HttpResponseBase:
    """Hand the plan to the assessor; what is missing is named."""
    reason = {"reason": request.POST.get("reason", "")} if name == "propose_for" else {}
    try:
        moving.take(
            plan.public_id,
            name,
            actor=request.actor,
            version=posted_version(request.POST),
            payload=reason,
            key=posted_key(request.POST),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, found(request, plan.public_id), refused=refused, status=refused.status)
    name = before_stop(plan.assessor_name)
    messages.success(request, _("Proposed to %(name)s. You can follow it here.") % {"name": name})
    return redirect("appraisal:plan", public_id=plan.public_id)
