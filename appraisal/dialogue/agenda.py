"""Agenda templates: HR writes points to talk about, people of the unit and below choose one when they plan a talk."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from appraisal.actions.base import require_revision
from appraisal.dialogue import texts
from appraisal.models import AgendaTemplate
from appraisal.models.meetings import LONGEST_AGENDA
from organization import tree
from organization.models import Unit
from workflow import actors, clock
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import action


def templates_for(unit: Unit) -> "QuerySet[AgendaTemplate]":
    """Those offered to people of a unit: its own and those of the units above."""
    rows = AgendaTemplate.objects.filter(unit__lft__lte=unit.lft, unit__rght__gte=unit.rght, in_use=True)
    return rows.order_by("name", "pk")


def templates_visible_to(actor: Actor) -> "QuerySet[AgendaTemplate]":
    """Those HR keeps; a template is no secret, its list is of use to whoever writes it."""
    rows = AgendaTemplate.objects.select_related("unit").filter(tree.within(actor.intervals(Role.HR), "unit__"))
    return rows.order_by("unit__lft", "name", "pk")


@action
def add_template(*, actor: Actor, unit: UUID, values: Mapping[str, Any]) -> AgendaTemplate:
    """Write a template for a unit and those below it: `name`, `points`, `in_use`. 403 unless HR there."""
    present = actors.reload(actor)
    if not present.active or not present.holds(Role.HR):
        raise NotPermitted
    place = Unit.objects.filter(tree.within(present.intervals(Role.HR)), public_id=unit).first()
    if place is None:
        raise NotVisible
    found = _sound(values)
    return AgendaTemplate.objects.create(unit=place, saved_by_id=present.user_id, saved_at=clock.now(), **found)


@action
def save_template(template: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> AgendaTemplate:
    """Change a template on its revision; what is not given stays."""
    present = actors.reload(actor)
    if not present.active:
        raise NotVisible
    row = templates_visible_to(present).select_for_update(of=("self",)).filter(public_id=template).first()
    if row is None:
        raise NotVisible
    stored = {name: getattr(row, name) for name in ("name", "points", "in_use")}
    require_revision(row.revision, revision, current=stored, sent=values)
    for name, value in _sound({**stored, **values}).items():
        setattr(row, name, value)
    row.revision, row.saved_by_id, row.saved_at = row.revision + 1, present.user_id, clock.now()
    row.save()
    return row


def _sound(values: Mapping[str, Any]) -> dict[str, Any]:
    name, points = texts.clean(values.get("name")), texts.clean(values.get("points"))
    faults: list[FieldFault] = texts.text_faults("name", name, limit=200)
    faults += texts.text_faults("points", points, limit=LONGEST_AGENDA)
    if faults:
        raise InvalidInput(details=faults)
    return {"name": name, "points": points, "in_use": bool(values.get("in_use", True))}
