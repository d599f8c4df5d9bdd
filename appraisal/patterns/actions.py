"""What people do with achievements of units: set one, change, explain, take back. Doors call these."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from appraisal.actions.base import step
from appraisal.models import Cycle, UnitAchievement
from appraisal.patterns.policies import sets_achievements
from appraisal.patterns.selectors import agency_for
from appraisal.patterns.steps import OVER
from organization.models import User
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import Conflict, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.transactions import action

LIMITS: Final[Mapping[str, int]] = {"achievement": 40, "source": 300, "reason": 4000}


@action
def set_achievement(
    *, actor: Actor, cycle: UUID, unit: UUID, achievement: str, source: str, reason: str
) -> UnitAchievement:
    """Say what an agency achieved in a cycle; for HR and leaders of the agency.

    404 for a cycle the actor may not know of or a unit outside it, 403 for others, 400 with every fault by its field,
    409 where one is set already, 422 once the cycle is over.
    """
    present = actors.reload(actor)
    found: Cycle | None = policy_for(Cycle).visible_to(present).filter(public_id=cycle).first()
    place = agency_for(found, unit) if found is not None else None
    if found is None or place is None:
        raise NotVisible
    if not sets_achievements(present, place):
        raise NotPermitted
    if found.state in OVER:
        raise GuardRefused(_("The cycle is over; what was recorded stays."), code="cycle_over")
    values = {"achievement": achievement, "source": source, "reason": reason}
    values = {name: text.replace("\x00", "").strip() for name, text in values.items()}
    if faults := _faults(values, found):
        raise InvalidInput(details=faults)
    user = User.objects.select_related("employee").get(pk=present.user_id or 0)
    made = UnitAchievement(
        cycle=found, unit=place, author=user, author_name=user.display_name, set_at=clock.now(), **values
    )
    try:
        engine.begin(made, actor=present)
    except IntegrityError as race:
        raise Conflict(
            _("The achievement of this unit is set already. Please change it."), code="already_set"
        ) from race
    return made


def _faults(values: Mapping[str, str], cycle: Cycle) -> list[FieldFault]:
    faults = []
    for name, limit in LIMITS.items():
        if not values[name]:
            faults.append(FieldFault(name, _("Please fill in this field.")))
        elif len(values[name]) > limit:
            faults.append(FieldFault(name, _("Please use at most %(limit)d characters.") % {"limit": limit}))
    if not faults and values["achievement"] not in (cycle.rules.distribution or {}):
        faults.append(FieldFault("achievement", _("Please choose one of the offered values.")))
    return faults


def take(
    achievement: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of an achievement."""
    return step(UnitAchievement, achievement, name, actor=actor, version=version, payload=payload, key=key)
