"""The dialogue of a year and the achievement log: the page with the three parts, entries, their files."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.actions.base import Saved
from appraisal.dialogue import log, selectors
from appraisal.dialogue.forms import EntryForm
from appraisal.dialogue.targets import offered_for
from appraisal.forms import one_line_end
from appraisal.models import LogEntry
from appraisal.pages import dialogue as pages
from appraisal.views.doors import page
from appraisal.views.evidence import sent_as_file
from appraisal.views.saving import Part, autosave_answer, is_autosave, posted_revision, refusal_answer, save_parts
from organization.days import today
from workflow import clock
from workflow.errors import DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible, StaleRevision


@require_safe
@page
def mine(request: Any) -> HttpResponse:
    """The reader's own year."""
    return show(request, None)


@require_safe
@page
def person(request: Any, public_id: UUID) -> HttpResponse:
    """The same page about a person the reader stands above; every reading is written down."""
    return show(request, public_id)


def show(request: Any, public_id: UUID | None) -> HttpResponse:
    """The page of one year; `year` of the address chooses which."""
    raw = request.GET.get("year", "")
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else None
    row = selectors.year_for(request.actor, public_id, year)
    found = selectors.dialogue_of(request.actor, row)
    if not found.own:
        request.frame_path = reverse("appraisal:team")
    if request.method == "GET":
        selectors.note_reading(request.actor, row)
    return render(request, "appraisal/dialogue.html", {"page": pages.page_of(found, request.actor)})


def entry_of(request: Any, public_id: UUID) -> LogEntry:
    """An entry the reader may see."""
    found = log.entries_visible_to(request.actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_entry(request: Any) -> HttpResponseBase:
    """Write an achievement down."""
    if request.actor.employee_id is None:
        raise NotVisible
    year = selectors.year_for(request.actor, None, None)
    form = EntryForm(request.POST or None, offered=offered_for(year), initial={"on": today(year.unit.zone)})
    if request.method == "POST" and form.is_valid():
        try:
            made = log.add_entry(actor=request.actor, values=form.cleaned_data)
        except (InvalidInput, GuardRefused) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Written down. You can put files to it here."))
            return redirect("appraisal:log-entry", public_id=made.public_id)
    context = {"form": form, "one": None}
    return render(request, "appraisal/log_entry.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def entry(request: Any, public_id: UUID) -> HttpResponseBase:
    """Change an entry, saved as typed; others than its author are led to where they read it."""
    one = entry_of(request, public_id)
    if request.method == "POST":
        return autosave(request, one) if is_autosave(request) else save(request, one)
    if not log.may_write(request.actor, one):
        return redirect(pages.place_of(one, own=False))
    return edit(request, one)


def edit(
    request: Any,
    one: LogEntry,
    *,
    form: EntryForm | None = None,
    clash: Mapping[str, Any] | None = None,
    files: Any = (),
) -> HttpResponse:
    """The form of an entry, perhaps with what was refused."""
    offered = offered_for(one.year)
    shown = form or EntryForm(initial=log.stored_values(one), offered=offered)
    context = {"form": shown, "one": one, "clash": clash, "file_faults": files, "files": pages.files_of(one, own=True)}
    status = 409 if clash else 422 if form or files else 200
    return render(request, "appraisal/log_entry.html", context, status=status)


def save(request: Any, one: LogEntry) -> HttpResponseBase:
    """A post without script."""
    form = EntryForm(request.POST, offered=offered_for(one.year))
    if form.is_valid():
        try:
            log.save_entry(
                one.public_id, actor=request.actor, revision=posted_revision(request), values=form.cleaned_data
            )
        except StaleRevision as stale:
            return edit(request, entry_of(request, one.public_id), form=form, clash=stale.extra["current"])
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(pages.place_of(one, own=True))
    elif not log.may_write(request.actor, one):
        raise NotPermitted
    return edit(request, one, form=form)


def autosave(request: Any, one: LogEntry) -> HttpResponseBase:
    """The answer for the page's script."""
    posted = {name: one_line_end(request.POST[name]) for name in log.NAMES if name in request.POST}
    part = Part({name: name for name in posted}, posted, log.stored_values(one), saver(one, request.actor))
    try:
        attempt = save_parts([part], revision=posted_revision(request))
    except DomainError as refused:
        return refusal_answer(refused)
    return autosave_answer(attempt, current_revision=entry_of(request, one.public_id).revision)


def saver(one: LogEntry, actor: Any) -> Any:
    """Saves what was typed in an entry."""

    def saved(*, revision: int, values: Mapping[str, str]) -> Saved:
        read: dict[str, Any] = dict(values)
        if "on" in read:
            read["on"] = day_of(read["on"])
        made = log.save_entry(one.public_id, actor=actor, revision=revision, values=read)
        return Saved(made.revision, clock.now())

    return saved


def day_of(raw: str) -> date | None:
    """A day as a date field sends it."""
    try:
        return parse_date(raw)
    except ValueError:
        return None


@require_POST
@page
def remove_entry(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take an entry away."""
    one = entry_of(request, public_id)
    log.remove_entry(public_id, actor=request.actor)
    messages.success(request, _("The entry was taken away."))
    return redirect(reverse("appraisal:dialogue") + f"?year={one.year.year}#log")


@require_POST
@page
def upload(request: Any, public_id: UUID) -> HttpResponseBase:
    """Put files to an entry; what was typed beside them is kept by the page's own saving."""
    from workflow.uploads import LARGEST

    one, faults = entry_of(request, public_id), list[FieldFault]()
    chosen = request.FILES.getlist("files")
    for sent in chosen:
        content = sent.read(LARGEST + 1)
        try:
            log.upload_file(public_id, actor=request.actor, name=sent.name or "", content=content)
        except (InvalidInput, GuardRefused) as refused:
            faults.append(FieldFault("files", f"{sent.name}: {refused.message}"))
    if not chosen:
        if not log.may_write(request.actor, one):
            raise NotPermitted
        faults.append(FieldFault("files", _("Please choose a file first.")))
    if faults:
        return edit(request, one, files=[str(fault.message) for fault in faults])
    return redirect("appraisal:log-entry", public_id=public_id)


@require_safe
@page
def download(request: Any, public_id: UUID) -> HttpResponseBase:
    """The bytes of a file, as a download that no browser runs; asked each time."""
    file, ground = log.file_of(public_id, actor=request.actor)
    if request.method == "GET":
        pages.note_file(request.actor, file, ground)
    return sent_as_file(file)


@require_POST
@page
def remove_file(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take a file away."""
    one = log.remove_file(public_id, actor=request.actor)
    messages.success(request, _("The file was taken away."))
    return redirect("appraisal:log-entry", public_id=one.public_id)
