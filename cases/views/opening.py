"""Opening a case with a reason: for the assessor of a person and for HR."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.forms import OpeningForm, carry_faults
from cases.views.acts import Refused, attempt
from organization.access import headed_intervals
from organization.selectors import find_person
from workflow.actors import Actor, actor_for
from workflow.errors import NotPermitted
from workflow.roles import Role


def may_open(actor: Actor) -> bool:
    """Whether the page makes sense for the actor at all; for whom is judged by the action."""
    return actor.holds(Role.HR) or bool(headed_intervals(actor))


@login_required
@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """Say for whom and why; the plan is drafted at once."""
    actor = actor_for(request)
    if not may_open(actor):
        raise NotPermitted
    if request.method != "POST":
        return _page(request, OpeningForm())
    form = OpeningForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    person = find_person(form.cleaned_data["person"])
    if person is None:
        sentence = _("Nobody was found by this name or NIP, or more than one person. Please enter the NIP.")
        form.add_error("person", sentence)
        return _page(request, form, status=422)
    result: Any = attempt("open", {}, lambda: _open(request, actor, person.public_id, form))
    if isinstance(result, Refused):
        carry_faults(form, result.error.details or [result.error.message])
        return _page(request, form, status=result.error.status)
    messages.success(request, _("The case was opened. A first plan is drafted; the supervisor completes it."))
    return redirect("cases:case", result.public_id)


def _open(request: HttpRequest, actor: Actor, person: Any, form: OpeningForm) -> Any:
    values = form.cleaned_data
    return actions.open_case(actor=actor, employee=person, reason=values["reason"], focus=values["focus"])


def _page(request: HttpRequest, form: OpeningForm, *, status: int = 200) -> HttpResponse:
    return render(request, "cases/case_new.html", {"form": form}, status=status)
