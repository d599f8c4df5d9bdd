"""Units: add, move, rename. Each keeps the interval tree and is the only way a unit changes by hand."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from organization import access, tree
from organization.models import Unit, UnitKind
from workflow import actors as workflow_actors
from workflow.actors import Actor
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted
from workflow.transactions import action, within_action


@dataclass(frozen=True, slots=True)
class UnitData:
    """What a new unit is made of."""

    code: str
    name: str
    kind: str
    zone: str = "Asia/Jakarta"
    valid_from: date | None = None
    valid_to: date | None = None


@action
def add_unit(data: UnitData, *, actor: Actor, parent: Unit | None = None) -> Unit:
    """A new unit below another; the first unit of an installation has none above and is made by the system."""
    return put_new_unit(data, actor=actor, parent=parent)


@within_action
def put_new_unit(data: UnitData, *, actor: Actor, parent: Unit | None = None) -> Unit:
    """The same inside a transaction that is open already."""
    units, actor = tree.lock_all(), workflow_actors.reload(actor)
    above = units.get(parent.pk) if parent else None
    _may_place(actor, above)
    _check_shape(data)
    if any(unit.code == data.code for unit in units.values()):
        raise InvalidInput(details=(FieldFault("code", str(_("Another unit has this code."))),))
    unit = Unit.objects.create(
        code=data.code.strip(),
        name=data.name.strip(),
        kind=data.kind,
        zone=data.zone,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        parent=above,
    )
    units[unit.pk] = unit
    tree.rebuild(units)
    return unit


@action
def move_unit(unit: Unit, *, actor: Actor, parent: Unit | None) -> Unit:
    """Put a unit with everything below it under another one."""
    return put_parent(unit, actor=actor, parent=parent)


@within_action
def put_parent(unit: Unit, *, actor: Actor, parent: Unit | None) -> Unit:
    """The same inside a transaction that is open already."""
    units, actor = tree.lock_all(), workflow_actors.reload(actor)
    moved, above = units[unit.pk], units.get(parent.pk) if parent else None
    if not access.manages(actor, moved):
        raise NotPermitted
    _may_place(actor, above)
    if above is not None and tree.covers(moved, above):
        raise GuardRefused(_("A unit cannot be placed below itself."), code="unit_loop")
    moved.parent = above
    moved.save(update_fields=("parent",))
    tree.rebuild(units)
    return moved


@action
def rename_unit(unit: Unit, *, actor: Actor, name: str) -> Unit:
    """Give a unit another name; documents made before keep the old one."""
    return put_name(unit, actor=actor, name=name)


@within_action
def put_name(unit: Unit, *, actor: Actor, name: str) -> Unit:
    """The same inside a transaction that is open already."""
    stored = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if not access.manages(workflow_actors.reload(actor), stored):
        raise NotPermitted
    if not name.strip() or len(name) > 200:
        raise InvalidInput(details=(FieldFault("name", str(_("Give the unit a name of up to 200 characters."))),))
    stored.name = name.strip()
    stored.save(update_fields=("name",))
    return stored


def _may_place(actor: Actor, parent: Unit | None) -> None:
    """Into the top level puts only the system; into a unit its HR officer."""
    allowed = actor.is_clock if parent is None else access.manages(actor, parent)
    if not allowed:
        raise NotPermitted


def _check_shape(data: UnitData) -> None:
    faults = []
    if not data.code.strip() or len(data.code) > 40:
        faults.append(FieldFault("code", str(_("Give the unit a code of up to 40 characters."))))
    if not data.name.strip() or len(data.name) > 200:
        faults.append(FieldFault("name", str(_("Give the unit a name of up to 200 characters."))))
    if data.kind not in UnitKind.values:
        faults.append(FieldFault("kind", str(_("Choose one of the kinds."))))
    if faults:
        raise InvalidInput(details=tuple(faults))
