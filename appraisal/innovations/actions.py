"""What people do with innovations: write one, say who has which share, take its steps. Doors call these.

Lock order is innovation, then the forms of its people: nothing locks the other way round.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import locked, require_revision, require_role, require_state, step
from appraisal.innovations.places import units_for
from appraisal.machines.innovation import InnovationState
from appraisal.models import Innovation, InnovationShare
from appraisal.shares import HUNDRED, Line, checked
from organization.days import today
from organization.models import Unit
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, InvalidInput, NotPermitted
from workflow.roles import Role
from workflow.transactions import action

LIMITS: Mapping[str, int] = {"title": 200, "problem": 4000, "idea": 4000}


@action
def create_innovation(*, actor: Actor, values: Mapping[str, Any]) -> Innovation:
    """Begin a draft: `title`, `unit` (id), `started_on`, `problem`, `idea`. The author has the whole share at first."""
    present = actors.reload(actor)
    if not present.active or present.employee_id is None:
        raise NotPermitted
    found = _sound(values, present.employee_id)
    one = Innovation(author_id=present.employee_id, created_at=clock.now(), **found)
    engine.begin(one, actor=present)
    InnovationShare.objects.create(innovation=one, employee_id=present.employee_id, share=HUNDRED)
    return one


@action
def save_innovation(
    public_id: UUID,
    *,
    actor: Actor,
    revision: int | None,
    values: Mapping[str, Any],
    lines: Sequence[Line] | None = None,
) -> Innovation:
    """Change a draft on its revision; `lines` (None: as they are) say who has which share, up to 100 together."""
    one, roles = locked(Innovation, public_id, actor=actor)
    require_role(roles, Role.SUBJECT)
    require_state(one, InnovationState.DRAFT)
    require_revision(one.revision, revision, current=stored_values(one), sent=values)
    found = _sound({**stored_values(one), "unit": one.unit.public_id, **values}, one.author_id)
    shares = checked(lines, complete=False) if lines is not None else None
    Innovation.objects.filter(pk=one.pk).update(**found, revision=one.revision + 1)
    if shares is not None:
        if not shares:
            raise InvalidInput(details=[FieldFault("shares", _("Please name at least one person."))])
        one.contributors.all().delete()
        InnovationShare.objects.bulk_create(
            [InnovationShare(innovation=one, employee_id=each.employee_id, share=each.share) for each in shares]
        )
    return Innovation.objects.select_related("unit").get(pk=one.pk)


def take(
    public_id: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of an innovation."""
    return step(Innovation, public_id, name, actor=actor, version=version, payload=payload, key=key)


def stored_values(one: Innovation) -> dict[str, Any]:
    """The draft as stored, by input name (the unit aside)."""
    return {name: getattr(one, name) for name in (*LIMITS, "started_on")}


def _sound(values: Mapping[str, Any], author_id: int) -> dict[str, Any]:
    """The columns of a draft. Raises `InvalidInput` with every fault."""
    texts = {name: str(values.get(name) or "").replace("\x00", "").strip() for name in LIMITS}
    faults = [
        FieldFault(name, _("Please use at most %(limit)d characters.") % {"limit": limit})
        for name, limit in LIMITS.items()
        if len(texts[name]) > limit
    ]
    if not texts["title"]:
        faults.append(FieldFault("title", _("Please enter text.")))
    unit: Unit | None = next((one for one in units_for(author_id) if one.public_id == values.get("unit")), None)
    if unit is None:
        faults.append(FieldFault("unit", _("Please choose your own unit or one above it.")))
    started: date | None = values.get("started_on")
    if started is None or started > today():
        faults.append(FieldFault("started_on", _("Please enter a day that has come.")))
    if faults or unit is None:
        raise InvalidInput(details=faults)
    return {**texts, "unit_id": unit.pk, "started_on": started}
