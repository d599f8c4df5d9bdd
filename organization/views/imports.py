"""Imports: templates to download, upload, preview with every fault, apply or discard."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organization import selectors
from organization.actions import imports as import_actions
from organization.forms import UploadForm
from organization.imports import template_files
from organization.imports.batches import plan_of
from organization.imports.faults import from_json
from organization.imports.kinds import ImportKind, import_kind, import_kinds
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
def imports(request: HttpRequest, about: str = "people") -> HttpResponse:
    """Send a file of one kind, and the files sent before."""
    actor, kind = actor_for(request), _kind(about)
    if not (actor.holds(Role.HR) or actor.holds(Role.AUDITOR)):
        raise NotVisible
    form = UploadForm(request.POST or None, request.FILES or None)
    form.fields["file"].label = str(kind.file_label)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            found = import_actions.upload(actor=actor, name=sent.name, data=sent.read(), about=about)
        except InvalidInput as refused:
            form.add_error("file", str(refused))
        else:
            if found.batch is not None:
                return redirect("organization:import", public_id=found.batch.public_id)
            messages.success(request, _("Everything in the file is already stored; nothing to change."))
            return redirect(_address(kind))
    rows = selectors.imports_visible_to(actor).filter(about=about).order_by("-uploaded_at", "-pk")[:SHOWN]
    context = {"form": form, "batches": list(rows), "may_upload": actor.holds(Role.HR), "kind": kind}
    context["kinds"] = [(one.name, _address(one), one.key == about) for one in import_kinds()]
    context["sheets"] = [(fmt.title, template_files.file_name(fmt)) for fmt in kind.formats]
    return render(request, "organization/imports.html", context, status=422 if form.errors else 200)


def _kind(about: str) -> ImportKind:
    try:
        return import_kind(about)
    except LookupError:
        raise NotVisible from None


def _address(kind: ImportKind) -> str:
    """The page of a kind; the organisation's own files have the short address."""
    return (
        reverse("organization:imports")
        if kind.key == "people"
        else reverse("organization:imports-about", args=[kind.key])
    )


@login_required
@require_GET
def import_batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a file would change, and every fault by row and column."""
    actor = actor_for(request)
    batch = one_of(policy_for(ImportBatch).visible_to(actor), public_id)
    kind = _kind(batch.about)
    context = {
        "batch": batch,
        "kind": kind,
        "kind_url": _address(kind),
        "faults": [from_json(fault) for fault in batch.faults[:SHOWN_FAULTS]],
        "fault_count": len(batch.faults),
        "warnings": [from_json(fault) for fault in batch.warnings[:SHOWN_FAULTS]],
        "warning_count": len(batch.warnings),
        "counts": [(kind.counted[name], counts) for name, counts in batch.counts.items() if name in kind.counted],
        "acts": available(batch, actor),
        "lines": _lines(kind, batch),
        "heads": kind.heads,
    }
    return render(request, "organization/import.html", context)


def _lines(kind: ImportKind, batch: ImportBatch) -> list[tuple[str, ...]]:
    """The dry run line by line, for kinds whose single lines are decided by people later."""
    if batch.state != "checked" or type(kind).preview is ImportKind.preview:
        return []
    return kind.preview(plan_of(batch))


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
