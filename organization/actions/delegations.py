"""Delegations for an absence: draft one with its letter, put it into force, revoke it with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from organization import access
from organization.days import DATES_REVERSED, today
from organization.delegating import faults_of
from organization.models import Delegation, Duty, Employee
from workflow import actors as workflow_actors
from workflow import engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible
from workflow.transactions import action

LONGEST_LETTER: Final = 120
LONGEST_CAUSE: Final = 300


@dataclass(frozen=True, slots=True)
class DelegationData:
    """What a delegation says besides the two people; both days are included."""

    duties: tuple[str, ...]
    valid_from: date
    valid_to: date
    letter_number: str
    letter_date: date
    cause: str


@action
def draft_delegation(absent: Employee, *, actor: Actor, delegate: Employee, data: DelegationData) -> Delegation:
    """Prepare a delegation for an absence: by the absent person, or by an HR officer who gains nothing by it.

    Raises NotVisible and NotPermitted by the relation to the absent person, InvalidInput with every fault at its field.
    """
    actor = workflow_actors.reload(actor)
    person = Employee.objects.select_related("unit", "post__unit").get(pk=absent.pk)
    _check_drafter(actor, person, delegate)
    row = Delegation(
        absent=person,
        delegate=Employee.objects.select_related("unit", "post__unit").get(pk=delegate.pk),
        office=person.post.title if person.post else "",
        assessing=Duty.ASSESSING.value in data.duties,
        deciding=Duty.DECIDING.value in data.duties,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        letter_number=data.letter_number.strip(),
        letter_date=data.letter_date,
        cause=data.cause.strip(),
        author_id=actor.user_id,
    )
    faults = _misshapen(row, data) or faults_of(row)
    if faults:
        raise InvalidInput(details=tuple(faults))
    engine.begin(row, actor=actor)
    return row


def take(
    public_id: UUID, name: str, *, actor: Actor, version: int, payload: dict[str, Any] | None = None, key: str | None
) -> Outcome:
    """Put it into force, discard the draft, or revoke it (with ``reason``)."""
    return engine.fire((Delegation, public_id), name, actor=actor, version=version, payload=payload or {}, key=key)


def _check_drafter(actor: Actor, absent: Employee, delegate: Employee) -> None:
    if actor.employee_id is not None and actor.employee_id == absent.pk:
        return
    if not access.fields_of(actor, absent):
        raise NotVisible
    # Nobody hands authority to himself: as HR one drafts for others, to others.
    if not access.manages_person(actor, absent) or delegate.pk == actor.employee_id:
        raise NotPermitted


def _misshapen(row: Delegation, data: DelegationData) -> list[FieldFault]:
    faults = []
    if not data.duties or set(data.duties) - set(Duty.values):
        faults.append(FieldFault("duties", _("Choose what is handed over: assessing, deciding, or both.")))
    if row.valid_to < row.valid_from:
        faults.append(FieldFault("valid_to", str(DATES_REVERSED)))
    if row.valid_from < today(row.absent.unit.zone):
        faults.append(FieldFault("valid_from", _("A delegation cannot begin in the past. Choose today or later.")))
    if not row.letter_number or len(row.letter_number) > LONGEST_LETTER:
        faults.append(FieldFault("letter_number", _("State the number of the letter in up to 120 characters.")))
    if row.letter_date > row.valid_to:
        faults.append(FieldFault("letter_date", _("The letter cannot be dated after the last day. Check both dates.")))
    if not row.cause or len(row.cause) > LONGEST_CAUSE:
        faults.append(FieldFault("cause", _("State the cause of the absence in up to 300 characters.")))
    return faults
