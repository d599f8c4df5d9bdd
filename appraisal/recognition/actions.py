"""What people do with recognition notes: give one, hide it, show it again, take it back. Doors call these."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import step
from appraisal.models import Recognition
from appraisal.models.recognition import LONGEST_NOTE
from appraisal.recognition.selectors import namesakes
from organization.days import today
from organization.models import Employee, User
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted
from workflow.transactions import action

# Praise that costs nothing is worth nothing: so many notes a person gives on one day of the office.
MOST_A_DAY: Final = 5


@action
def give(*, actor: Actor, to: str, text: str, unit: UUID | None = None) -> Recognition:
    """Thank a person by full name (and unit, where several have the name) in up to 400 characters.

    400 for a text or name that does not do, 422 for the sixth note of a day or a second one to the same person.
    """
    present = actors.reload(actor)
    if not present.active or present.employee_id is None:
        raise NotPermitted
    # The account is the lock: two notes at once are counted one after the other.
    list(User.objects.select_for_update(of=("self",)).filter(pk=present.user_id or 0))
    giver = Employee.objects.get(pk=present.employee_id)
    words = text.replace("\x00", "").strip()
    faults = [*_text_faults(words), *_name_faults(to, unit, giver)]
    if faults:
        raise InvalidInput(details=faults)
    [receiver] = namesakes(to, unit=unit)
    day = today()
    _require_measure(giver, receiver, given=Recognition.objects.filter(giver=giver, given_on=day))
    note = Recognition(
        giver=giver,
        receiver=receiver,
        giver_name=giver.full_name,
        receiver_name=receiver.full_name,
        text=words,
        given_on=day,
    )
    engine.begin(note, actor=present, at=clock.now())
    return note


def _text_faults(words: str) -> list[FieldFault]:
    if not words:
        return [FieldFault("text", _("Please enter text."))]
    if len(words) > LONGEST_NOTE:
        return [FieldFault("text", _("Please use at most %(limit)d characters.") % {"limit": LONGEST_NOTE})]
    return []


def _name_faults(to: str, unit: UUID | None, giver: Employee) -> list[FieldFault]:
    found = namesakes(to, unit=unit)
    if len(found) > 1:
        return [FieldFault("unit", _("Several people have this name. Please choose the unit."))]
    if not found:
        return [FieldFault("to", _("Nobody with this full name works here."))]
    if found[0].pk == giver.pk:
        return [FieldFault("to", _("A recognition note goes to somebody else."))]
    return []


def _require_measure(giver: Employee, receiver: Employee, *, given: Any) -> None:
    """At most five a day, and one to the same person; what was taken back counts too."""
    receivers = list(given.values_list("receiver_id", flat=True))
    if receiver.pk in receivers:
        raise GuardRefused(_("You have thanked this person today."), code="already_today")
    if len(receivers) >= MOST_A_DAY:
        sentence = _("You have given %(most)d notes today. Please wait until tomorrow.")
        raise GuardRefused(sentence % {"most": MOST_A_DAY}, code="daily_limit")


def take(
    note: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a note."""
    return step(Recognition, note, name, actor=actor, version=version, payload=payload, key=key)
