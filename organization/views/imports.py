"""Imports: templates to download, upload, preview with every fault, apply or discard."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organization import selectors
from organization.actions import imports as import_actions
from organization.forms import UploadForm
from organization.imports import template_files
from organization.imports.faults import from_json
from organization.models import ImportBatch
from organization.views.doors import key_of, one_of, version_of
from workflow.actors import actor_for
from workflow.engine import available
from workflow.errors import DomainError, InvalidInput, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role

SHOWN_FAULTS = 500
SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Send a file, and the files sent before."""
    actor = actor_for(request)
    if not (actor.holds(Role.HR) or actor.holds(Role.AUDITOR)):
        raise NotVisible
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            found = import_actions.upload(actor=actor, name=sent.name, data=sent.read())
        except InvalidInput as refused:
            form.add_error("file", str(refused))
        else:
            if found.batch is not None:
                return redirect("organization:import", public_id=found.batch.public_id)
            messages.success(request, _("Everything in the file is already stored; nothing to change."))
            return redirect("organization:imports")
    rows = selectors.imports_visible_to(actor).order_by("-uploaded_at", "-pk")[:SHOWN]
    context = {"form": form, "batches": list(rows), "may_upload": actor.holds(Role.HR)}
    return render(request, "organization/imports.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def import_batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a file would change, and every fault by row and column."""
    actor = actor_for(request)
    batch = one_of(policy_for(ImportBatch).visible_to(actor), public_id)
    context = {
        "batch": batch,
        "faults": [from_json(fault) for fault in batch.faults[:SHOWN_FAULTS]],
        "fault_count": len(batch.faults),
        "warnings": [from_json(fault) for fault in batch.warnings[:SHOWN_FAULTS]],
        "warning_count": len(batch.warnings),
        "counts": [(_KINDS[kind](), counts) for kind, counts in batch.counts.items() if kind in _KINDS],
        "acts": available(batch, actor),
    }
    return render(request, "organization/import.html", context)


_KINDS = {
    "units": lambda: _("Units"),
    "people": lambda: _("People"),
    "posts": lambda: _("Posts"),
    "appointments": lambda: _("Appointments"),
    "accounts": lambda: _("Accounts"),
}


@login_required
@require_POST
def move_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Apply or discard a checked file."""
    actor = actor_for(request)
    one_of(policy_for(ImportBatch).visible_to(actor), public_id)
    acts = {"apply": import_actions.apply_batch, "discard": import_actions.discard_batch}
    act = acts.get(request.POST.get("transition", ""))
    if act is None:
        raise InvalidInput(code="unknown_transition")
    try:
        outcome = act(public_id, actor=actor, version=version_of(request), key=key_of(request))
    except DomainError as refused:
        if refused.code != "import_outdated":
            raise
        messages.error(request, str(refused))
    else:
        applied = outcome.state == "applied"
        messages.success(request, _("The file is applied.") if applied else _("The file is discarded."))
    return redirect("organization:import", public_id=public_id)


@login_required
@require_GET
def template(request: HttpRequest, name: str) -> HttpResponse:
    """An empty file with the right headings."""
    found = template_files.find(name)
    if found is None:
        raise NotVisible
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
