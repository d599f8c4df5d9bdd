"""The employee's part of a form: saved as typed, files, handing it to the assessor."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from appraisal.actions import evaluations as actions
from appraisal.actions import evidence as files
from appraisal.actions.items import save_self_item, self_values
from appraisal.forms import SELF_NAMES, posted_items
from appraisal.models import Evaluation
from appraisal.pages import self_assessment as pages
from appraisal.plans.panel import panel_of
from appraisal.views.doors import page, posted_key, posted_version, visible
from appraisal.views.saving import (
    Attempt,
    autosave_answer,
    is_autosave,
    part_of_item,
    posted_revision,
    refusal_answer,
    save_parts,
)
from workflow.errors import DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.naming import before_stop

RELATED = ("cycle__rule_set", "unit", "employee", "assisted_by__employee")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def form(request: Any, public_id: UUID) -> HttpResponseBase:
    """The form to fill in. A post saves; with `act=submit` it is handed to the assessor afterwards."""
    evaluation = visible(Evaluation, public_id, actor=request.actor, related=RELATED)
    if request.method == "POST":
        return autosave(request, evaluation) if is_autosave(request) else save(request, evaluation)
    if not pages.writes_here(evaluation, request.actor):
        raise NotPermitted
    if evaluation.state != "self_assessment":
        messages.info(request, _("The form is not open for filling in now. This is how it stands."))
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
    """The form, perhaps with what was refused and everything that was typed."""
    typed = posted_items(request.POST, SELF_NAMES) if request.method == "POST" else {}
    found = pages.form_of(evaluation, request.actor, typed=typed, faults=attempt.faults if attempt else [])
    clashes = pages.clash_views(attempt.clashes, found) if attempt else ()
    context = {
        "page": found,
        "head": found.head,
        "evaluation": evaluation,
        "refused": refused,
        "clashes": clashes,
        "act": request.POST.get("act", "save"),
        "shown_version": evaluation.version,
        "plan_panel": None if clashes else panel_of(evaluation, request.actor),
    }
    template = "appraisal/evaluation_conflict.html" if clashes else "appraisal/evaluation_self.html"
    return render(request, template, context, status=status)


def attempt_of(request: Any, evaluation: Evaluation) -> Attempt:
    """Save everything the post carries, item by item."""
    stored = {item.public_id: self_values(item) for item in evaluation.items.all()}
    parts = [
        part_of_item(
            item,
            values,
            stored.get(item, {}),
            partial(save_self_item, evaluation.public_id, item, actor=request.actor),
        )
        for item, values in posted_items(request.POST, SELF_NAMES).items()
    ]
    return save_parts(parts, revision=posted_revision(request), goes_on=request.POST.get("act") == "submit")


def fresh(request: Any, public_id: UUID) -> Evaluation:
    """The form as it stands after an attempt."""
    return visible(Evaluation, public_id, actor=request.actor, related=RELATED)


def autosave(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """The answer for the page's script."""
    try:
        attempt = attempt_of(request, evaluation)
    except DomainError as refused:
        return refusal_answer(refused)
    current = fresh(request, evaluation.public_id).self_revision
    return autosave_answer(attempt, current_revision=current)


def save(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """A post without script, and handing in."""
    attempt = attempt_of(request, evaluation)
    if not attempt.clean:
        status = 409 if attempt.clashes else 400
        return show(request, fresh(request, evaluation.public_id), attempt=attempt, status=status)
    if request.POST.get("act") != "submit":
        messages.success(request, _("Saved."))
        return redirect("appraisal:self", public_id=evaluation.public_id)
    return submit(request, evaluation)


def submit(request: Any, evaluation: Evaluation) -> HttpResponseBase:
    """Hand in; what is missing is named, each with a link to its field."""
    try:
        actions.submit(
            evaluation.public_id,
            actor=request.actor,
            version=posted_version(request.POST),
            key=posted_key(request.POST),
        )
    except GuardRefused as refused:
        return show(request, fresh(request, evaluation.public_id), refused=refused, status=refused.status)
    name = before_stop(evaluation.assessor_name)
    messages.success(request, _("Sent to %(name)s. You can follow it here.") % {"name": name})
    return redirect("appraisal:evaluation", public_id=evaluation.public_id)


@require_POST
@page
def upload(request: Any, public_id: UUID, item: UUID) -> HttpResponseBase:
    """Put files to an item. What was typed beside them is saved as well, so that nothing is lost without script."""
    evaluation = visible(Evaluation, public_id, actor=request.actor, related=RELATED)
    faults = store_files(request, evaluation, item)
    attempt = attempt_of(request, fresh(request, public_id)) if posted_items(request.POST, SELF_NAMES) else Attempt(0)
    attempt.faults += faults
    if not attempt.clean:
        status = 409 if attempt.clashes else 400
        return show(request, fresh(request, public_id), attempt=attempt, status=status)
    return redirect(reverse("appraisal:self", args=[public_id]) + f"#item-{item}")


def store_files(request: Any, evaluation: Evaluation, item: UUID) -> list[FieldFault]:
    """Each chosen file by itself: a refused one does not take the others along."""
    name = f"item-{item}-files"
    faults = []
    chosen = request.FILES.getlist(name)
    for uploaded in chosen:
        content = uploaded.read(files_limit() + 1)
        try:
            files.upload_evidence(
                evaluation.public_id, item, actor=request.actor, name=uploaded.name or "", content=content
            )
        except (InvalidInput, GuardRefused) as refused:
            faults.append(FieldFault(name, f"{uploaded.name}: {refused.message}"))
    if not chosen:
        # The right to add files is asked in any case; an empty choice is then a fault of the person's input.
        if not pages.writes_here(evaluation, request.actor):
            raise NotPermitted
        if item not in {row.public_id for row in evaluation.items.all()}:
            raise NotVisible
        faults.append(FieldFault(name, _("Please choose a file first.")))
    return faults


def files_limit() -> int:
    """The most bytes read of one file; the action refuses anything larger than its own limit."""
    from workflow.uploads import LARGEST

    return LARGEST
