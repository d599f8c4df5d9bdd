"""Pages of the library of results and of the cascade."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from appraisal.plans.actions import library
from appraisal.plans.pages import library as pages
from appraisal.plans.pages import tree
from appraisal.views.doors import page
from workflow.errors import Conflict, DomainError, FieldFault, InvalidInput


@require_safe
@page
def cascade(request: Any) -> HttpResponse:
    """The agreed results of a unit as a tree."""
    return render(request, "appraisal/plans_cascade.html", {"page": tree.cascade_page(request.actor, request.GET)})


@require_safe
@page
def listing(request: Any) -> HttpResponse:
    """The results of the library that the reader can use."""
    return render(request, "appraisal/plans_library.html", {"rows": pages.entries_for(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def entry(request: Any, public_id: UUID | None = None) -> HttpResponseBase:
    """Write or change one result of the library."""
    if request.method != "POST":
        return show_entry(request, public_id)
    data = request.POST
    values = {
        "title": data.get("title", ""),
        "kind": data.get("kind", ""),
        "basis": data.get("basis", ""),
        "in_use": bool(data.get("in_use")),
        "indicators": pages.posted_indicators(data),
    }
    try:
        if public_id is None:
            made = library.add_entry(actor=request.actor, unit=unit_of(data.get("unit", "")), values=values)
        else:
            revision = revision_of(data.get("revision", ""))
            made = library.change_entry(public_id, actor=request.actor, revision=revision, values=values)
    except (Conflict, InvalidInput) as refused:
        return show_entry(request, public_id, refused=refused)
    messages.success(request, _("Saved."))
    return redirect("appraisal:plans-library-entry", public_id=made.public_id)


def show_entry(request: Any, public_id: UUID | None, *, refused: DomainError | None = None) -> HttpResponseBase:
    """The form, perhaps with what was typed and refused."""
    data = request.POST if request.method == "POST" else None
    shown = pages.entry_form(request.actor, public_id, data)
    status = refused.status if refused else 200
    return render(request, "appraisal/plans_library_entry.html", {"page": shown, "refused": refused}, status=status)


def unit_of(raw: str) -> UUID:
    """The posted unit."""
    try:
        return UUID(raw)
    except ValueError:
        missing = FieldFault("unit", _("Please choose the unit the result is for."))
        raise InvalidInput(details=[missing]) from None


def revision_of(raw: str) -> int | None:
    """The revision the page was built from; nothing where none was sent."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else None


@require_http_methods(["GET", "HEAD", "POST"])
@page
def put(request: Any) -> HttpResponseBase:
    """Put chosen results onto the drafts of many people in one act."""
    if request.method != "POST":
        return show_put(request, request.GET.getlist("selected"))
    entries, plans = request.POST.getlist("entry"), request.POST.getlist("selected")
    try:
        placed = library.put_on_plans(
            actor=request.actor, entries=pages.identities(entries), plans=pages.identities(plans)
        )
    except InvalidInput as refused:
        return show_put(request, entries, refused=refused)
    done = ngettext("Put onto %(count)d plan.", "Put onto %(count)d plans.", placed.plans) % {"count": placed.plans}
    messages.success(request, done)
    return redirect("appraisal:plans-library")


def show_put(request: Any, entries: list[str], *, refused: DomainError | None = None) -> HttpResponseBase:
    """The chosen results and the drafts they fit."""
    shown = pages.put_page(request.actor, entries)
    status = refused.status if refused else 200
    return render(request, "appraisal/plans_library_put.html", {"page": shown, "refused": refused}, status=status)
