"""Reading recognition notes: always from what the policy lets the reader see."""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from appraisal.machines.recognition import RecognitionState as S
from appraisal.models import Evaluation, Recognition
from organization.models import Employee
from workflow.actors import Actor
from workflow.policies import policy_for

MOST_NAMESAKES: Final = 20
MOST_SHOWN: Final = 20
LONGEST_NAME: Final = 200


def namesakes(name: str, *, unit: UUID | None = None) -> list[Employee]:
    """Active people with exactly this full name, perhaps of one unit; whoever does not know the name finds nobody."""
    wanted = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    if not wanted:
        return []
    rows = Employee.objects.filter(full_name__iexact=wanted, active=True).select_related("unit")
    if unit is not None:
        rows = rows.filter(unit__public_id=unit)
    return list(rows.order_by("unit__lft", "pk")[:MOST_NAMESAKES])


def notes_for(actor: Actor, person: Employee) -> list[Recognition]:
    """The newest notes to a person that the reader may read; hidden ones are the receiver's own."""
    rows = _visible(actor).filter(receiver=person).exclude(state=S.TAKEN_BACK)
    if actor.employee_id != person.pk:
        rows = rows.filter(state=S.SHOWN)
    return list(rows[:MOST_SHOWN])


def notes_beside(actor: Actor, form: Evaluation) -> QuerySet[Recognition]:
    """The shown notes of the period a form is about, up to the end of its cycle, for whoever reviews it."""
    days = (form.cycle.period_from, form.cycle.close_by)
    return _visible(actor).filter(receiver_id=form.employee_id, state=S.SHOWN, given_on__range=days)


def notes_received(actor: Actor) -> list[Recognition]:
    """The newest notes to the reader, hidden ones too."""
    return list(_visible(actor).filter(receiver_id=actor.employee_id or 0)[:MOST_SHOWN])


def notes_given(actor: Actor) -> list[Recognition]:
    """The newest notes the reader gave, but for those taken back."""
    return list(_visible(actor).filter(giver_id=actor.employee_id or 0).exclude(state=S.TAKEN_BACK)[:MOST_SHOWN])


def _visible(actor: Actor) -> QuerySet[Recognition]:
    found: QuerySet[Recognition] = policy_for(Recognition).visible_to(actor)
    return found.order_by("-given_on", "-pk")
