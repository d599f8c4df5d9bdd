"""Pages of documents: one document, its file, the receipt, an order; and the public page where anybody checks one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from workflow.actors import actor_for
from workflow.api.files import attachment
from workflow.documents import actions, pages
from workflow.documents.checking import limit_reached, said_of_code, said_of_file, said_of_hash
from workflow.documents.codes import read_code, read_hash
from workflow.documents.names import file_name
from workflow.errors import FieldFault, InvalidInput, PreconditionRequired
from workflow.tables import table_of


@require_safe
@login_required
@never_cache
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """GET /documents/<id>/: what it is, where it stands, its file, its hashes, its history."""
    actor = actor_for(request)
    document = actions.visible_document(public_id, actor=actor)
    context = {
        "view": pages.view_of(document, actor),
        "document": document,
        "subject_url": pages.subject_url(document),
        "entries": pages.entries_of(document),
    }
    return render(request, "workflow/document.html", context)


@require_safe
@login_required
def file(request: HttpRequest, public_id: UUID) -> FileResponse:
    """GET /documents/<id>/file/: the bytes, as a download that no browser runs."""
    document = actions.open_file(public_id, actor=actor_for(request))
    return attachment(document.file, name=file_name(document), media_type=document.media_type)


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """POST /documents/<id>/move/: a transition of the document, such as the receipt."""
    actor = actor_for(request)
    name = request.POST.get("transition", "")
    document = actions.visible_document(public_id, actor=actor)
    row = table_of(type(document)).rows.get(name)
    if row is None or row.hidden:
        raise InvalidInput(details=[FieldFault("transition", "")])
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise PreconditionRequired
    key = request.POST.get("key", "")[:200] or None
    actions.take(public_id, name, actor=actor, version=int(version), key=key)
    messages.success(request, _("Your receipt is recorded. A copy with the receipt is being made."))
    return redirect("workflow:document", public_id=public_id)


@require_POST
@login_required
def order(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """POST /documents/order/<kind>/<subject>/: order a document; leads to the progress of its job."""
    document, job = actions.order_document(kind, subject, actor=actor_for(request))
    if job is None:
        messages.info(request, _("Nothing has changed since this document was made."))
        return redirect("workflow:document", public_id=document.public_id)
    return redirect("workflow:job", public_id=job.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponseBase:
    """/verify/: for everybody. A code, a hash or a file; the answer names nobody."""
    if request.method != "POST":
        return _show(request)
    if limit_reached(request):
        return _show(request, fault=_("Too many attempts from here. Please wait a few minutes."), status=429)
    typed = request.POST.get("wanted", "").strip()
    if upload := request.FILES.get("file"):
        return _show(request, verdict=said_of_file(upload))
    if found := read_hash(typed):
        return _show(request, verdict=said_of_hash(found))
    if code := read_code(typed):
        return _show(request, verdict=said_of_code(code))
    return _show(request, fault=_("Please type the code or the hash, or choose a file."), typed=typed, status=400)


@require_GET
@never_cache
def verify_code(request: HttpRequest, code: str) -> HttpResponseBase:
    """GET /verify/<code>/: what the printed code leads to."""
    if limit_reached(request):
        return _show(request, fault=_("Too many attempts from here. Please wait a few minutes."), status=429)
    return _show(request, verdict=said_of_code(read_code(code)), typed=code)


def _show(
    request: HttpRequest, *, verdict: Any = None, fault: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    context = {"verdict": verdict, "fault": fault, "typed": typed[:100]}
    return render(request, "workflow/verify.html", context, status=status)
