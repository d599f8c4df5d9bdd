"""Evidence files: handed out after asking the policy each time, taken away by those who may write the form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appraisal.actions import evidence as actions
from appraisal.forms import SELF_NAMES, posted_items
from appraisal.models import Evaluation, Evidence
from appraisal.models.files import StoredFile
from appraisal.policies import SELF
from appraisal.views import self_assessment
from appraisal.views.doors import note_reading, page, visible
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for


def found(public_id: UUID, *, actor: Actor) -> tuple[Evidence, Evaluation]:
    """A present file and its form. Raises `NotVisible` also where the form is known but its files are not open."""
    rows = Evidence.objects.select_related("item__evaluation").filter(public_id=public_id, removed_at__isnull=True)
    file = rows.first()
    if file is None:
        raise NotVisible
    form = file.item.evaluation
    return file, visible(Evaluation, form.public_id, actor=actor, related=("cycle__rule_set", "unit"))


@require_safe
@page
def download(request: Any, public_id: UUID) -> HttpResponseBase:
    """The bytes of a file, as a download that no browser runs."""
    file, form = found(public_id, actor=request.actor)
    fields = policy_for(form).fields_for(request.actor, form)
    if SELF not in fields:
        raise NotVisible
    own = request.actor.employee_id == form.employee_id
    note_reading(request, form, fields=fields & {SELF}, own=own)
    return sent_as_file(file)


def sent_as_file(file: StoredFile) -> FileResponse:
    """A stored file as an attachment; whether it may be read was asked before."""
    response = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@page
def remove(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take a file away; what was typed in the same form is saved as well."""
    file, form = found(public_id, actor=request.actor)
    actions.remove_evidence(form.public_id, public_id, actor=request.actor)
    if posted_items(request.POST, SELF_NAMES):
        attempt = self_assessment.attempt_of(request, form)
        if not attempt.clean:
            fresh = self_assessment.fresh(request, form.public_id)
            status = 409 if attempt.clashes else 400
            return self_assessment.show(request, fresh, attempt=attempt, status=status)
    messages.success(request, _("%(name)s was taken away.") % {"name": file.name})
    return redirect(reverse("appraisal:self", args=[form.public_id]) + f"#item-{file.item.public_id}")
