"""Pages of innovations: the register, one innovation, its draft, its steps."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.innovations import actions
from appraisal.innovations.form import InnovationForm
from appraisal.models import Innovation
from appraisal.pages import innovations as pages
from appraisal.shares import form_rows, posted_lines
from appraisal.views.doors import page, posted_inputs, posted_key, posted_version, row_of
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.machine import Row
from workflow.policies import policy_for
from workflow.roles import Role


def innovation_of(request: Any, public_id: UUID) -> Innovation:
    """The innovation with its people, if the reader may know of it."""
    rows = pages.rows_for(request.actor).select_related("unit", "author", "metric")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


@require_safe
@page
def listing(request: Any) -> HttpResponse:
    """The register, as far as the reader may know it."""
    return render(request, "appraisal/innovations.html", pages.listing_of(request.actor, request.GET))


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """One innovation."""
    return show(request, innovation_of(request, public_id))


def show(request: Any, one: Innovation, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of one innovation, perhaps after a refused step."""
    faults = {each.field: each.message for each in refused.details if isinstance(each, FieldFault)} if refused else {}
    context = {"page": pages.page_of(one, request.actor), "refused": refused, "faults": faults, "typed": request.POST}
    return render(request, "appraisal/innovation.html", context, status=refused.status if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def create(request: Any) -> HttpResponseBase:
    """Begin a draft."""
    if request.actor.employee_id is None:
        raise NotPermitted
    form = InnovationForm(request.POST or None, author_id=request.actor.employee_id)
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.create_innovation(actor=request.actor, values=form.values())
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The draft is stored. Name those who have a share in it, then hand it in."))
            return redirect("appraisal:innovation-edit", public_id=one.public_id)
    context = {"form": form, "one": None}
    return render(request, "appraisal/innovation_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: Any, public_id: UUID) -> HttpResponseBase:
    """Change a draft and the shares in it; the revision keeps two writers from overwriting each other."""
    one = innovation_of(request, public_id)
    if Role.SUBJECT.value not in policy_for(one).roles_of(request.actor, one):
        raise NotPermitted
    form, faults = (
        InnovationForm(request.POST or None, author_id=one.author_id, initial=InnovationForm.initial_of(one)),
        list[FieldFault](),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_innovation(
                public_id,
                actor=request.actor,
                revision=posted_version(request.POST, "revision"),
                values=form.values(),
                lines=posted_lines(request.POST),
            )
        except InvalidInput as refused:
            faults = form.refuse_but_shares(refused)
        except Conflict as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisal:innovation", public_id=public_id)
    stored = [(each.employee.full_name, each.share) for each in one.contributors.all()]
    context = {
        "form": form,
        "one": one,
        "rows": form_rows(stored, request.POST, faults),
        "shares_error": next((str(each.message) for each in faults if each.field == "shares"), ""),
    }
    return render(request, "appraisal/innovation_form.html", context, status=422 if form.errors else 200)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Hand in, review, put to use, measure, confirm, end: one step of the table."""
    innovation_of(request, public_id)
    row = row_of(Innovation, request.POST.get("transition", ""))
    try:
        actions.take(
            public_id,
            row.name,
            actor=request.actor,
            version=posted_version(request.POST),
            payload=with_points(row, posted_inputs(row, request.POST)),
            key=posted_key(request.POST),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, innovation_of(request, public_id), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    # Whoever returned it knows of it again when it is handed in anew.
    still_seen = policy_for(Innovation).visible_to(request.actor).filter(public_id=public_id).exists()
    return redirect("appraisal:innovation", public_id=public_id) if still_seen else redirect("appraisal:innovations")


def with_points(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers as they are written here, with a comma, in the form a program sends."""
    numbers = {spec.name for spec in row.needs if spec.kind == "decimal"}
    return {
        name: value.replace(".", "").replace(",", ".") if name in numbers and "," in value else value
        for name, value in values.items()
    }
