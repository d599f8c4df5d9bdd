"""The items of one person over the periods whose ratings the reader may know. Three statements, whatever their number.

There is no right of its own here: a period is read where the policy of evaluations opens its ratings to the reader, so
an assessor sees the periods he rated, HR those of its people but for own superiors. Only final results count.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from appraisal.development.paths import ItemPath, Reading, Standing, in_order
from appraisal.final_ratings import with_final_rating
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Evaluation, EvaluationItem
from appraisal.policies import RATINGS
from organization.models import Employee
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for

MOST_PERIODS: Final = 12


@dataclass(frozen=True, slots=True)
class Development:
    """A person's items, strengths first, and the final forms they were read from, oldest first."""

    person: Employee
    own: bool
    forms: tuple[Evaluation, ...]
    items: tuple[ItemPath, ...]

    @property
    def weak(self) -> tuple[ItemPath, ...]:
        """What is to be developed."""
        return tuple(path for path in self.items if path.standing == Standing.TO_DEVELOP)


def own_development(actor: Actor) -> Development:
    """The reader's own; NotVisible for an account without a person."""
    person = Employee.objects.select_related("unit").filter(pk=actor.employee_id or 0).first()
    if person is None or not actor.active:
        raise NotVisible
    return _of(actor, person)


def development_of(actor: Actor, public_id: UUID) -> Development:
    """A person's, for whoever may know the ratings of at least one of the periods; NotVisible for everybody else."""
    person = Employee.objects.select_related("unit").filter(public_id=public_id).first()
    if person is None:
        raise NotVisible
    found = _of(actor, person)
    if not found.own and not found.forms:
        raise NotVisible
    return found


def _of(actor: Actor, person: Employee) -> Development:
    forms = forms_open_to(actor, person)
    return Development(person, actor.employee_id == person.pk, forms, paths_of(forms))


def forms_open_to(actor: Actor, person: Employee) -> tuple[Evaluation, ...]:
    """The newest twelve final forms of a person whose ratings the reader may know, oldest first."""
    policy = policy_for(Evaluation)
    rows = policy.visible_to(actor).filter(employee=person, state=EvaluationState.FINAL)
    rows = rows.select_related("cycle__rule_set", "unit").order_by("-cycle__period_until", "-pk")
    found = [form for form in rows[: 2 * MOST_PERIODS] if RATINGS in policy.fields_for(actor, form)]
    return tuple(reversed(found[:MOST_PERIODS]))


def paths_of(forms: tuple[Evaluation, ...]) -> tuple[ItemPath, ...]:
    """The rated items of these forms over their periods, strengths first; labels are those of the newest form."""
    by_key = {form.pk: form for form in forms}
    rows = with_final_rating(EvaluationItem.objects.filter(evaluation__in=by_key))
    items: dict[str, list[Any]] = {}
    for item in rows.order_by("position", "pk"):
        items.setdefault(item.code, []).append(item)
    place = {pk: number for number, pk in enumerate(by_key)}
    found = []
    for code, rated in items.items():
        rated.sort(key=lambda item: place[item.evaluation_id])
        readings = tuple(_reading(item, by_key[item.evaluation_id]) for item in rated)
        found.append(ItemPath(code, rated[-1].label, readings))
    return tuple(in_order(found))


def _reading(item: Any, form: Evaluation) -> Reading:
    return Reading(form.cycle.period_until, form.cycle.name, int(item.final_rating))
