"""The smaller acts of an objection: choosing items, files, stepping aside, naming the decider, the preview."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.actions import evidence as files
from appraisal.actions import objections as actions
from appraisal.models import Objection, ObjectionEvidence, ObjectionItem
from appraisal.pages import objection_decider as deciding
from appraisal.pages import objections as pages
from appraisal.pages.objection_decision import preview_of
from appraisal.policies import CLAIMS, SUBJECT
from appraisal.views.doors import note_reading, page, posted_key, posted_step, posted_version, row_of
from appraisal.views.objections import attempt_of, fresh, show, unclean
from appraisal.views.saving import Attempt
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.uploads import LARGEST


def back(objection: UUID, item: UUID | str) -> HttpResponseBase:
    """To the item on the page of the objection."""
    return redirect(reverse("appraisal:objection", args=[objection]) + f"#item-{item}")


@require_POST
@page
def claim(request: Any, public_id: UUID, item: UUID) -> HttpResponseBase:
    """Contest one more item. What was typed elsewhere in the form is saved as well."""
    objection = fresh(request, public_id)
    try:
        attempt = attempt_of(request, objection, goes_on=True)
        if attempt.clean and not objection.items.filter(item__public_id=item).exists():
            # A new row overwrites nothing, so the present revision serves.
            revision = fresh(request, public_id).claim_revision
            actions.save_claim(public_id, item, actor=request.actor, revision=revision, values={"claim": ""})
    except (Conflict, GuardRefused) as refused:
        return show(request, fresh(request, public_id), refused=refused)
    return back(public_id, item) if attempt.clean else unclean(request, public_id, attempt)


@require_POST
@page
def drop(request: Any, public_id: UUID, item: UUID) -> HttpResponseBase:
    """No longer contest an item; only on the revision the person looked at."""
    objection = fresh(request, public_id)
    try:
        attempt = attempt_of(request, objection, goes_on=True, without=item)
        if attempt.clean:
            actions.drop_claim(public_id, item, actor=request.actor, revision=attempt.revision)
    except (Conflict, GuardRefused) as refused:
        return show(request, fresh(request, public_id), refused=refused)
    if not attempt.clean:
        return unclean(request, public_id, attempt)
    messages.success(request, _("The item is no longer contested."))
    return redirect("appraisal:objection", public_id=public_id)


@require_POST
@page
def upload(request: Any, public_id: UUID, item: UUID) -> HttpResponseBase:
    """Put files to a contested item (by its own id); a refused one does not take the others along."""
    objection = fresh(request, public_id)
    row = ObjectionItem.objects.select_related("item").filter(objection=objection, public_id=item).first()
    if row is None:
        raise NotVisible
    name = f"item-{row.item.public_id}-files"
    try:
        attempt = attempt_of(request, objection, goes_on=True)
        attempt.faults += store_files(request, objection, row, name)
    except Conflict as refused:
        return show(request, fresh(request, public_id), refused=refused)
    return back(public_id, row.item.public_id) if attempt.clean else unclean(request, public_id, attempt)


def store_files(request: Any, objection: Objection, row: ObjectionItem, name: str) -> list[FieldFault]:
    """Each chosen file by itself."""
    roles = policy_for(objection).roles_of(request.actor, objection)
    if SUBJECT not in roles:
        raise NotPermitted
    faults, chosen = [], request.FILES.getlist(name)
    for sent in chosen:
        try:
            files.upload_objection_evidence(
                objection.public_id,
                row.public_id,
                actor=request.actor,
                name=sent.name or "",
                content=sent.read(LARGEST + 1),
            )
        except (InvalidInput, GuardRefused) as refused:
            faults.append(FieldFault(name, f"{sent.name}: {refused.message}"))
    return faults if chosen else [FieldFault(name, _("Please choose a file first."))]


def file_of(request: Any, public_id: UUID) -> tuple[ObjectionEvidence, Objection]:
    """A present file and its objection. Raises `NotVisible` also where the objection is not open to the reader."""
    rows = ObjectionEvidence.objects.select_related("item__objection", "item__item")
    file = rows.filter(public_id=public_id, removed_at__isnull=True).first()
    if file is None:
        raise NotVisible
    return file, fresh(request, file.item.objection.public_id)


@require_safe
@page
def download(request: Any, public_id: UUID) -> HttpResponseBase:
    """The bytes of a file, as a download that no browser runs."""
    file, objection = file_of(request, public_id)
    policy = policy_for(objection)
    if CLAIMS not in policy.fields_for(request.actor, objection):
        raise NotVisible
    own = SUBJECT in policy.roles_of(request.actor, objection)
    note_reading(request, objection, fields=frozenset({CLAIMS}), own=own)
    response = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@page
def remove(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take a file away; what was typed in the same form is saved as well."""
    file, objection = file_of(request, public_id)
    own = objection.public_id
    try:
        files.remove_objection_evidence(own, public_id, actor=request.actor)
        attempt = attempt_of(request, objection, goes_on=True) if "revision" in request.POST else Attempt(0)
    except Conflict as refused:
        return show(request, fresh(request, own), refused=refused)
    if not attempt.clean:
        return unclean(request, own, attempt)
    messages.success(request, _("%(name)s was taken away.") % {"name": file.name})
    return back(own, file.item.item.public_id)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Withdraw, discard, step aside: a step that needs no page of its own."""
    objection = fresh(request, public_id)
    row = row_of(Objection, request.POST.get("transition", ""))
    try:
        actions.take(
            public_id,
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, fresh(request, public_id), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect(where_next(request, objection))


def where_next(request: Any, objection: Objection) -> str:
    """The page of the objection, or the list where the reader has no part in it any more."""
    rows = policy_for(Objection).visible_to(request.actor)
    if rows.filter(pk=objection.pk).exists():
        return reverse("appraisal:objection", args=[objection.public_id])
    return reverse("appraisal:objections")


@require_safe
@page
def preview(request: Any, public_id: UUID) -> HttpResponse:
    """What the rulings as they stand would make of the result; for the decider alone."""
    objection = fresh(request, public_id)
    roles = policy_for(objection).roles_of(request.actor, objection)
    if pages.writing_of(objection, roles) != "rulings":
        raise NotPermitted
    chosen = {name: request.GET.get(name, "") for name in ("results_rating", "behaviour_rating")}
    context = {
        "outcome": preview_of(objection, chosen),
        "before": objection.evaluation.predicate_label,
        "objection": objection,
    }
    return render(request, "appraisal/objection_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def decider(request: Any, public_id: UUID) -> HttpResponseBase:
    """Name the one who decides: search a person, choose, say why. For HR."""
    objection = fresh(request, public_id)
    if request.method == "POST":
        return name_decider(request, objection)
    return choose_decider(request, objection)


@require_safe
@page
def recusal(request: Any, public_id: UUID) -> HttpResponse:
    """Step aside: who would follow, and the reason. For the decider; the act is a step like the others."""
    objection = fresh(request, public_id)
    found = deciding.recusal_of(objection, request.actor)
    if found.act is None:
        raise NotPermitted
    return render(request, "appraisal/objection_recusal.html", {"page": found, "objection": objection})


def choose_decider(request: Any, objection: Objection, *, refused: DomainError | None = None) -> HttpResponseBase:
    """The page of the search."""
    data = request.POST if request.method == "POST" else request.GET
    found = deciding.choice_of(objection, request.actor, search=data.get("q", ""))
    if not found.allowed and refused is None:
        raise NotPermitted
    context = {"page": found, "objection": objection, "refused": refused, "posted": data}
    status = refused.status if refused else 200
    return render(request, "appraisal/objection_decider.html", context, status=status)


def name_decider(request: Any, objection: Objection) -> HttpResponseBase:
    """The act itself; a refusal keeps the search, the choice and the reason."""
    public_id = objection.public_id
    try:
        actions.assign_decider(
            public_id,
            actor=request.actor,
            version=posted_version(request.POST),
            decider=chosen_person(request.POST.get("decider", "")),
            reason=request.POST.get("reason", ""),
            key=posted_key(request.POST),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return choose_decider(request, fresh(request, public_id), refused=refused)
    messages.success(request, _("The decider was named."))
    return redirect("appraisal:objection", public_id=public_id)


def chosen_person(raw: str) -> UUID:
    """The id of the person who was chosen."""
    try:
        return UUID(raw)
    except ValueError:
        raise InvalidInput(details=[FieldFault("decider", _("Please choose a person."))]) from None
