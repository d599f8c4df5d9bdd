"""Pages of corrections of the assessor: asking, the list, one request with its files, deciding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.corrections import actions
from appraisal.corrections.steps import may_be_asked
from appraisal.forms import one_line_end
from appraisal.models import AssessorCorrection, CorrectionFile, Evaluation
from appraisal.models.corrections import LONGEST_REASON
from appraisal.pages import corrections as pages
from appraisal.pages.heads import head_of
from appraisal.pages.lists import uuid_text
from appraisal.views.doors import (
    note_reading,
    page,
    posted_step,
    row_of,
    visible,
)
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.uploads import LARGEST

FORM = ("cycle__rule_set", "unit")


@require_safe
@page
def corrections(request: Any) -> HttpResponse:
    """Own requests, and those the reader decides or watches over."""
    rows = list(pages.listed(request.actor))
    return render(request, "appraisal/corrections.html", {"rows": rows, "me": request.actor.employee_id})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def ask(request: Any, public_id: UUID) -> HttpResponseBase:
    """The employee says why another person should assess."""
    form = visible(Evaluation, public_id, actor=request.actor, related=FORM)
    if request.method != "POST":
        own = request.actor.employee_id == form.employee_id
        if not own:
            raise NotPermitted
        return show_form(request, form)
    proposed = uuid_text(request.POST.get("proposed", ""))
    try:
        made = actions.ask_for_another(
            form.public_id,
            actor=request.actor,
            reason=one_line_end(request.POST.get("reason", "")),
            proposed=UUID(proposed) if proposed else None,
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show_form(request, visible(Evaluation, public_id, actor=request.actor, related=FORM), refused=refused)
    messages.success(request, _("HR was asked. You can put files to the request, and go on with your form."))
    return redirect("appraisal:correction", public_id=made.public_id)


def show_form(request: Any, form: Evaluation, *, refused: DomainError | None = None) -> HttpResponse:
    """The form, with what was typed where it was refused."""
    context = {
        "evaluation": form,
        "head": head_of(form, request.actor),
        "people": [("", _("I do not know, or somebody else")), *pages.proposals(form, request.actor)],
        "refused": refused,
        "typed": request.POST if refused else {},
        "limit": LONGEST_REASON,
        "open": may_be_asked(form, own=True),
    }
    return render(request, "appraisal/correction_new.html", context, status=refused.status if refused else 200)


@require_safe
@page
def correction(request: Any, public_id: UUID) -> HttpResponse:
    """One request with what the reader may do."""
    return show(request, visible(AssessorCorrection, public_id, actor=request.actor))


def show(request: Any, one: AssessorCorrection, *, refused: DomainError | None = None) -> HttpResponse:
    """The page, perhaps with what was refused."""
    data = request.POST if request.method == "POST" else request.GET
    found = pages.page_of(one, request.actor, search=data.get("q", ""))
    fields = policy_for(one).fields_for(request.actor, one)
    note_reading(request, one, fields=fields, own=found.own)
    context = {"one": one, "page": found, "evaluation": one.evaluation, "refused": refused, "posted": data}
    return render(request, "appraisal/correction.html", context, status=refused.status if refused else 200)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Grant, refuse or withdraw."""
    visible(AssessorCorrection, public_id, actor=request.actor)
    row = row_of(AssessorCorrection, request.POST.get("transition", ""))
    try:
        actions.take(
            public_id,
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(AssessorCorrection, public_id, actor=request.actor), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:correction", public_id=public_id)


@require_POST
@page
def upload(request: Any, public_id: UUID) -> HttpResponseBase:
    """Put one file to a request that waits."""
    one = visible(AssessorCorrection, public_id, actor=request.actor)
    sent = request.FILES.get("file")
    if request.actor.employee_id != one.evaluation.employee_id:
        raise NotPermitted
    if sent is None:
        missing = FieldFault("file", _("Please choose a file first."))
        return show(request, one, refused=InvalidInput(details=[missing]))
    try:
        actions.upload_file(public_id, actor=request.actor, name=sent.name or "", content=sent.read(LARGEST + 1))
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(AssessorCorrection, public_id, actor=request.actor), refused=refused)
    messages.success(request, _("The file is stored."))
    return redirect("appraisal:correction", public_id=public_id)


def file_of(request: Any, public_id: UUID) -> tuple[CorrectionFile, AssessorCorrection]:
    """A present file and its request, where the reader may know of it."""
    file = CorrectionFile.objects.select_related("correction").filter(public_id=public_id, removed_at=None).first()
    if file is None:
        raise NotVisible
    return file, visible(AssessorCorrection, file.correction.public_id, actor=request.actor)


@require_safe
@page
def download(request: Any, public_id: UUID) -> HttpResponseBase:
    """The bytes of a file, as a download that no browser runs."""
    file, one = file_of(request, public_id)
    own = request.actor.employee_id == one.evaluation.employee_id
    note_reading(request, one, fields=frozenset({"request"}), own=own)
    response = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@page
def remove(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take a file away while the request waits."""
    file, one = file_of(request, public_id)
    actions.remove_file(one.public_id, public_id, actor=request.actor)
    messages.success(request, _("%(name)s was taken away.") % {"name": file.name})
    return redirect("appraisal:correction", public_id=one.public_id)
