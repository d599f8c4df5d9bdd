"""The page of regional holidays: the list, what a new day or a withdrawal would move, and the change itself."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from organization.forms import ActionForm
from organization.models.regional_days import ZONES
from organization.regional_days import actions, reading
from organization.views.doors import one_of
from workflow.actors import Actor, actor_for
from workflow.calendars import ClosedDay
from workflow.errors import DomainError, NotPermitted

SHOWN = 200


class DayForm(ActionForm):
    """A day to enter."""

    on = forms.DateField(label=_("Day"))
    zone = forms.ChoiceField(label=_("Time of the offices"), choices=ZONES)
    name_id = forms.CharField(label=_("Name in Indonesian"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    reason = forms.CharField(label=_("Decision or reason"), max_length=400)


@login_required
@require_http_methods(["GET", "POST"])
def regional_days(request: HttpRequest) -> HttpResponse:
    """GET, POST /regional-days/: the list; a new day is shown with what it moves, and entered when confirmed."""
    actor = actor_for(request)
    form = DayForm(request.POST or None)
    found: reading.DryRun | None = None
    if request.method == "POST":
        if not reading.may_keep(actor):
            raise NotPermitted
        if form.is_valid() and request.POST.get("act") == "enter":
            done = _enter(request, actor, form)
            if done is not None:
                return done
        elif form.is_valid():
            found = _dry_run(form.cleaned_data)
    return _page(request, actor, form=form, dry_run=found)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """GET, POST /regional-days/<id>/withdraw/: what a withdrawal would move, and the withdrawal with its reason."""
    actor = actor_for(request)
    row = one_of(reading.visible_to(actor), public_id)
    if not reading.may_keep(actor):
        raise NotPermitted
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            moved = actions.withdraw(public_id, actor=actor, reason=request.POST.get("reason", ""))
        except DomainError as error:
            if error.status not in (400, 422):
                raise
            refused = error
        else:
            messages.success(request, _moved(moved))
            return redirect("organization:regional-days")
    found = reading.dry_run(row.zone, less=[row.on]) if row.in_force else reading.told(())
    context = {"row": row, "dry_run": found, "refused": refused, "typed": request.POST.get("reason", "")}
    return render(request, "organization/regional_day.html", context, status=refused.status if refused else 200)


def _enter(request: HttpRequest, actor: Actor, form: DayForm) -> HttpResponse | None:
    try:
        row = actions.enter(actions.NewDay(**form.cleaned_data), actor=actor)
    except DomainError as refused:
        if refused.status not in (400, 422):
            raise
        form.refuse(refused)
        return None
    row.refresh_from_db(fields=["moved"])
    messages.success(request, _moved(row.moved))
    return redirect("organization:regional-days")


def _moved(number: int) -> str:
    return ngettext("%(count)d open date moved.", "%(count)d open dates moved.", number) % {"count": number}


def _dry_run(values: dict[str, Any]) -> reading.DryRun:
    day = ClosedDay(values["on"], values["name_id"], values["name_en"], reading.REGIONAL)
    return reading.dry_run(values["zone"], more=[day])


def _page(request: HttpRequest, actor: Actor, *, form: DayForm, dry_run: reading.DryRun | None) -> HttpResponse:
    context = {
        "rows": list(reading.visible_to(actor)[:SHOWN]),
        "form": form,
        "dry_run": dry_run,
        "keeps": reading.may_keep(actor),
    }
    return render(request, "organization/regional_days.html", context, status=422 if form.errors else 200)
