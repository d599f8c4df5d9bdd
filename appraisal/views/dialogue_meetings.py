"""Dialogue meetings: planning one, its page, its steps, what was agreed; agenda templates of HR."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.dialogue import agenda, meetings, selectors
from appraisal.dialogue.forms import AgreementForm, MeetingForm, TemplateForm
from appraisal.dialogue.meetings import Appointment
from appraisal.models import AgendaTemplate, DialogueMeeting
from appraisal.pages import dialogue_meetings as pages
from appraisal.views.dialogue import day_of
from appraisal.views.doors import page, posted_step, posted_version, row_of, visible
from organization import tree
from organization.models import Unit
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role


@require_http_methods(["GET", "HEAD", "POST"])
@page
def plan(request: Any, public_id: UUID) -> HttpResponseBase:
    """Plan a talk about a person's year, as that person or the superior."""
    raw = request.GET.get("year", "")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else None
    year = selectors.year_for(request.actor, public_id, number)
    with timezone.override(str(year.unit.zone)):
        form = MeetingForm(request.POST or None, templates=agenda.templates_for(year.employee.unit))
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            appointment = Appointment(form.moment, values["place"], form.agenda_typed, values["length"])
            try:
                made = meetings.plan(year.employee, year.year, appointment, actor=request.actor)
            except (InvalidInput, GuardRefused) as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("The meeting is planned; the other side gets a notice."))
                return redirect("appraisal:dialogue-meeting", public_id=made.public_id)
        context = {"form": form, "year": year, "own": request.actor.employee_id == year.employee_id}
        return render(request, "appraisal/dialogue_meeting_new.html", context, status=422 if form.errors else 200)


@require_safe
@page
def meeting(request: Any, public_id: UUID) -> HttpResponse:
    """One talk."""
    return show(request, visible(DialogueMeeting, public_id, actor=request.actor))


def show(
    request: Any,
    one: DialogueMeeting,
    *,
    refused: DomainError | None = None,
    form: AgreementForm | None = None,
    about: str = "",
) -> HttpResponse:
    """The page of a talk, perhaps with what was refused; `about`: the agreement whose follow-up it was."""
    found = pages.page_of(one, request.actor, posted=request.POST if refused else {}, form=form, about=about)
    if request.method == "GET":
        selectors.note_reading(request.actor, one.year, ("meetings",))
    status = refused.status if refused else 422 if form is not None and form.errors else 200
    with timezone.override(str(one.year.unit.zone)):
        return render(request, "appraisal/dialogue_meeting.html", {"page": found, "refused": refused}, status=status)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Move, cancel, write or correct the minutes, answer them; times are those of the office."""
    one = visible(DialogueMeeting, public_id, actor=request.actor)
    row = row_of(DialogueMeeting, request.POST.get("transition", ""))
    with timezone.override(str(one.year.unit.zone)):
        try:
            meetings.take(
                public_id,
                row.name,
                **posted_step(request, row),
            )
        except (Conflict, GuardRefused, InvalidInput) as refused:
            return show(request, visible(DialogueMeeting, public_id, actor=request.actor), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:dialogue-meeting", public_id=public_id)


@require_POST
@page
def agree(request: Any, public_id: UUID) -> HttpResponseBase:
    """Write down what was agreed."""
    one = visible(DialogueMeeting, public_id, actor=request.actor)
    form = AgreementForm(request.POST, offered=pages.offered(one))
    if not form.is_valid():
        return show(request, one, form=form)
    try:
        meetings.add_agreement(
            public_id, actor=request.actor, version=posted_version(request.POST), values=form.cleaned_data
        )
    except (InvalidInput, GuardRefused) as refused:
        form.refuse(refused)
        return show(request, one, form=form)
    except Conflict as refused:
        again = visible(DialogueMeeting, public_id, actor=request.actor)
        return show(request, again, refused=refused, form=form)
    messages.success(request, _("Written down. Both sides answer the record as it reads now."))
    return redirect("appraisal:dialogue-meeting", public_id=public_id)


@require_POST
@page
def agreement(request: Any, public_id: UUID, agreement: UUID) -> HttpResponseBase:
    """Strike out what was written here, or say what became of what an earlier meeting agreed."""
    visible(DialogueMeeting, public_id, actor=request.actor)
    data, version = request.POST, posted_version(request.POST)
    try:
        if data.get("act") == "drop":
            meetings.drop_agreement(public_id, agreement, actor=request.actor, version=version)
        else:
            values = {name: data.get(name, "") for name in ("outcome", "note")}
            values["due_on"] = day_of(data.get("due_on", ""))
            meetings.follow_up(public_id, agreement, actor=request.actor, version=version, values=values)
    except (Conflict, GuardRefused, InvalidInput) as refused:
        again = visible(DialogueMeeting, public_id, actor=request.actor)
        return show(request, again, refused=refused, about=str(agreement))
    messages.success(request, _("Written down. Both sides answer the record as it reads now."))
    return redirect("appraisal:dialogue-meeting", public_id=public_id)


def kept(request: Any) -> Any:
    """The templates HR keeps; 403 for everybody else."""
    if not request.actor.holds(Role.HR):
        raise NotPermitted
    return agenda.templates_visible_to(request.actor)


@require_safe
@page
def templates(request: Any) -> HttpResponse:
    """The list of agenda templates, for HR."""
    return render(request, "appraisal/agenda_templates.html", {"rows": list(kept(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_template(request: Any) -> HttpResponseBase:
    """Write a template."""
    kept(request)
    units = Unit.objects.filter(tree.within(request.actor.intervals(Role.HR))).order_by("lft")
    form = TemplateForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            agenda.add_template(actor=request.actor, unit=values.pop("unit").public_id, values=values)
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisal:agenda-templates")
    context = {"form": form, "one": None}
    return render(request, "appraisal/agenda_template.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def template(request: Any, public_id: UUID) -> HttpResponseBase:
    """Change a template; its unit stays."""
    one: AgendaTemplate | None = kept(request).filter(public_id=public_id).first()
    if one is None:
        raise NotVisible
    stored = {"name": one.name, "points": one.points, "in_use": one.in_use}
    form = TemplateForm(request.POST or None, units=Unit.objects.none(), initial=stored)
    del form.fields["unit"]
    if request.method == "POST" and form.is_valid():
        revision = posted_version(request.POST, "revision")
        try:
            agenda.save_template(public_id, actor=request.actor, revision=revision, values=form.cleaned_data)
        except (InvalidInput, Conflict) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisal:agenda-templates")
    context = {"form": form, "one": one}
    return render(request, "appraisal/agenda_template.html", context, status=422 if form.errors else 200)
