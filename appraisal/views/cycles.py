"""Pages of cycles: list, one cycle, its draft form, dry run, acts, exemptions, late joiners, reminders."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.actions import cycles as actions
from appraisal.cycle_form import CycleForm
from appraisal.models import Cycle
from appraisal.pages import cycles as pages
from appraisal.views.doors import page, posted_step, posted_version, row_of, visible
from organization.models import Employee
from organization.selectors import find_person
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.naming import before_stop
from workflow.policies import policy_for
from workflow.roles import Role

RELATED = ("unit", "rule_set")


@require_safe
@page
def listing(request: Any) -> HttpResponse:
    """All cycles the reader may know of."""
    may_create = request.actor.holds(Role.HR)
    context = {"rows": pages.cycle_rows(request.actor), "may_create": may_create}
    return render(request, "appraisal/cycles.html", context)


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """One cycle: where it stands, what is stuck, what may be done."""
    return show(request, visible(Cycle, public_id, actor=request.actor, related=RELATED))


def show(request: Any, cycle: Cycle, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of one cycle, perhaps after a refused act."""
    context = {"page": pages.cycle_page(cycle, request.actor), "cycle": cycle, "refused": refused}
    return render(request, "appraisal/cycle.html", context, status=refused.status if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def create(request: Any) -> HttpResponseBase:
    """Prepare a new cycle."""
    if not request.actor.holds(Role.HR):
        raise NotPermitted
    initial = {"kinds": ["pns", "pppk"], "period_kind": "quarterly"}
    form = CycleForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            cycle = actions.create_cycle(actor=request.actor, values=form.values())
        except (InvalidInput, GuardRefused) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The cycle is prepared. Look at the dry run before you open it."))
            return redirect("appraisal:cycle", public_id=cycle.public_id)
    context = {"form": form, "cycle": None}
    return render(request, "appraisal/cycle_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: Any, public_id: UUID) -> HttpResponseBase:
    """Change a draft; the revision keeps two editors from overwriting each other."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    if Role.HR.value not in policy_for(Cycle).roles_of(request.actor, cycle):
        raise NotPermitted
    form = CycleForm(request.POST or None, actor=request.actor, initial=CycleForm.initial_of(cycle))
    if request.method == "POST" and form.is_valid():
        try:
            revision = posted_version(request.POST, "revision")
            actions.save_cycle(public_id, actor=request.actor, revision=revision, values=form.values())
        except (InvalidInput, GuardRefused, Conflict) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisal:cycle", public_id=public_id)
    context = {"form": form, "cycle": cycle}
    return render(request, "appraisal/cycle_form.html", context, status=422 if form.errors else 200)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Open, extend, close, cancel: one step of the cycle's table."""
    visible(Cycle, public_id, actor=request.actor)
    row = row_of(Cycle, request.POST.get("transition", ""))
    try:
        actions.take(
            public_id,
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(Cycle, public_id, actor=request.actor, related=RELATED), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    cycle = visible(Cycle, public_id, actor=request.actor)
    return redirect("appraisal:cycle", public_id=cycle.public_id)


@require_POST
@page
def person(request: Any, public_id: UUID) -> HttpResponseBase:
    """Exempt somebody, include them again, or add a late joiner; the person is named by NIP or full name."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    try:
        found = _named(request.POST.get("person", ""))
        said = _act_on(request, cycle, found)
    except (Conflict, GuardRefused, InvalidInput, NotVisible) as refused:
        return show(request, visible(Cycle, public_id, actor=request.actor, related=RELATED), refused=refused)
    messages.success(request, said)
    return redirect("appraisal:cycle", public_id=public_id)


def _act_on(request: Any, cycle: Cycle, found: Employee) -> str:
    act, name = request.POST.get("act", ""), found.full_name
    if act == "exempt":
        reason = request.POST.get("reason", "")
        actions.exempt(cycle.public_id, actor=request.actor, employee=found.public_id, reason=reason)
        return _("%(name)s is left out of this cycle.") % {"name": name}
    if act == "include":
        actions.include_again(cycle.public_id, actor=request.actor, employee=found.public_id)
        return _("%(name)s is in this cycle again.") % {"name": name}
    if act == "join":
        actions.add_late_joiner(cycle.public_id, actor=request.actor, employee=found.public_id)
        return _("A form was made for %(name)s.") % {"name": before_stop(name)}
    raise InvalidInput(code="unknown_act")


def _named(text: str) -> Employee:
    """The one employee of a NIP or a full name; a sentence when there is none or more than one."""
    found = find_person(text, left_too=True)
    if found is None:
        sentence = _("No single person has this NIP or full name.")
        raise InvalidInput(details=[FieldFault("person", sentence)])
    return found


@require_POST
@page
def remind(request: Any, public_id: UUID) -> HttpResponseBase:
    """Remind everyone who has not opened a delivered result."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    try:
        count = actions.remind_unopened(public_id, actor=request.actor)
    except GuardRefused as refused:
        return show(request, cycle, refused=refused)
    said = ngettext("%(count)d person was reminded.", "%(count)d people were reminded.", count)
    messages.success(request, said % {"count": count})
    return redirect("appraisal:cycle", public_id=public_id)
