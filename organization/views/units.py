"""The tree of units and one unit; HR officers add, rename and move below what they hold."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from organization import access, tree
from organization.actions import units as unit_actions
from organization.actions.units import UnitData
from organization.days import in_force, today
from organization.forms import ActionForm, MoveForm, NewUnitForm, RenameForm
from organization.models import Appointment, Capacity, Employee, Unit
from organization.views.doors import day_of, unit_by_code, unit_for
from workflow.actors import Actor, actor_for
from workflow.errors import DomainError, FieldFault, InvalidInput

SHOWN_PEOPLE = 50


@login_required
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Agencies with what belongs to them; a search narrows by name or code."""
    actor, text = actor_for(request), request.GET.get("q", "").strip()[:100]
    narrowed = Q(name__icontains=text) | Q(code__startswith=text) if text else Q(depth__lte=1)
    rows = access.units_visible_to(actor).filter(narrowed).order_by("lft")
    return render(request, "organization/units.html", {"units": list(rows[:500]), "text": text})


@login_required
@require_GET
def unit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One unit: where it stands, who heads it, what is below, and the people the visitor may know of."""
    actor = actor_for(request)
    return _answer(request, actor, unit_for(actor, public_id), {})


def people_on(actor: Actor, unit: Unit, on: date | None) -> QuerySet[Employee]:
    """Visible people of a unit: those of the record today, or those whose definitive post was there on a day."""
    rows = access.employees_visible_to(actor)
    if on is None:
        return rows.filter(unit=unit, active=True).order_by("full_name", "pk")
    held = Appointment.objects.filter(in_force(on), capacity=Capacity.DEFINITIVE, post__unit=unit)
    return rows.filter(pk__in=held.values("employee_id")).order_by("full_name", "pk")


def _answer(request: HttpRequest, actor: Actor, found: Unit, forms: dict[str, Any]) -> HttpResponse:
    now = today(found.zone)
    on = day_of(request) or now
    heads = Appointment.objects.filter(in_force(on), post__unit=found, post__is_head=True)
    people = people_on(actor, found, None if on == now else on)
    shown = list(people[: SHOWN_PEOPLE + 1])
    context = {
        "unit": found,
        "on": on,
        "is_today": on == now,
        "above": list(tree.ancestors(found)),
        "children": list(found.children.order_by("lft")),
        "heads": list(heads.select_related("employee", "post").order_by("capacity")),
        "people": shown[:SHOWN_PEOPLE],
        "has_more_people": len(shown) > SHOWN_PEOPLE,
        "manages": on == now and access.manages(actor, found),
        "rename_form": RenameForm(initial={"name": found.name}),
        "move_form": MoveForm(initial={"parent": found.parent.code if found.parent else ""}),
        "new_form": NewUnitForm(),
        **forms,
    }
    return render(request, "organization/unit.html", context, status=422 if forms else 200)


@login_required
@require_POST
def change_unit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Rename, move, or add a unit below."""
    actor = actor_for(request)
    found = unit_for(actor, public_id)
    kinds: dict[str, tuple[str, type[ActionForm]]] = {
        "rename": ("rename_form", RenameForm),
        "move": ("move_form", MoveForm),
        "add": ("new_form", NewUnitForm),
    }
    act = request.POST.get("act", "")
    if act not in kinds:
        raise InvalidInput
    name, kind = kinds[act]
    form = kind(request.POST)
    if form.is_valid():
        try:
            _change(act, found, actor, form.cleaned_data)
        except DomainError as refused:
            if refused.status in (403, 404):
                raise
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("organization:unit", public_id=public_id)
    return _answer(request, actor, found, {name: form, "open_act": act})


def _change(act: str, found: Unit, actor: Actor, values: dict[str, Any]) -> None:
    if act == "rename":
        unit_actions.rename_unit(found, actor=actor, name=values["name"])
    elif act == "add":
        data = UnitData(values["code"], values["name"], values["kind"], zone=found.zone)
        unit_actions.add_unit(data, actor=actor, parent=found)
    else:
        above = unit_by_code(actor, values["parent"])
        if above is None:
            raise InvalidInput(details=(FieldFault("parent", _("There is no unit with this code.")),))
        unit_actions.move_unit(found, actor=actor, parent=above)
