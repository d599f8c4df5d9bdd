"""Who decides an objection: the assessor's superior of the day, else the next one up, else the rule set's alternate.

Never the employee, never the one who rated or stands in for the assessor, never one who stepped aside; whom the search
passes over on the way is named with the ground. Reads the reporting line, writes nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from organization.days import in_force
from organization.delegating import delegates_of
from organization.models import Appointment, Capacity, Duty, Employee
from organization.reporting import lines_above
from workflow.calendars import local_day

SUPERIOR: Final = "superior"
ALTERNATE: Final = "alternate"
NAMED: Final = "named"
HIGHEST_CLIMB: Final = 12
# Why somebody is passed over.
OWN_MATTER: Final = "own_matter"
RATED: Final = "rated"
STANDS_IN: Final = "stands_in"
ANSWERED: Final = "answered"
STEPPED_ASIDE: Final = "stepped_aside"
SILENT: Final = "silent"
NOBODY: Final[Mapping[int | None, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decider:
    """A lawful decider and the ground: the line above the assessor, or the rule set's alternate."""

    employee_id: int
    public_id: UUID
    name: str
    post: str
    ground: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An officer whose turn it would have been, and the code of the ground why he may not decide."""

    public_id: UUID
    name: str
    ground: str


@dataclass(frozen=True, slots=True)
class Search:
    """Who decides, and whom the search passed over on the way there, nearest first."""

    decider: Decider | None = None
    passed: tuple[PassedOver, ...] = ()


def search(evaluation: Any, *, at: datetime, unfit: Mapping[int | None, str] = NOBODY) -> Search:
    """The first lawful decider on the day of ``at``, and who was passed over; ``unfit``: further people by ground."""
    on = local_day(at, zone=evaluation.cycle.zone)
    grounds = {**unfit, **_standing(evaluation, on=on)}
    passed: dict[int, PassedOver] = {}
    for one in chain(_above(evaluation, on), _alternates(evaluation, on)):
        if one.employee_id not in grounds:
            return Search(one, tuple(passed.values()))
        passed.setdefault(one.employee_id, PassedOver(one.public_id, one.name, grounds[one.employee_id]))
    return Search(None, tuple(passed.values()))


def decider_for(evaluation: Any, *, at: datetime, without: Collection[int | None] = ()) -> Decider | None:
    """The first lawful decider on the day of ``at``; None where the line and the rule set offer nobody."""
    return search(evaluation, at=at, unfit=dict.fromkeys(without, STEPPED_ASIDE)).decider


def search_again(objection: Any, *, at: datetime, leaving: str = "") -> Search:
    """The same for a filed objection: never who stepped aside or spoke for the assessor.

    ``leaving``: the ground on which the present decider gives it up; empty where he may go on.
    """
    unfit: dict[int | None, str] = dict.fromkeys(objection.recused, STEPPED_ASIDE)
    unfit.update(dict.fromkeys(spoke_for_assessor(objection), ANSWERED))
    if leaving and objection.decider_id is not None:
        unfit[objection.decider_id] = leaving
    return search(objection.evaluation, at=at, unfit=unfit)


def _standing(evaluation: Any, *, on: date) -> dict[int | None, str]:
    """Who never decides about a form on a day, and why."""
    standing_in = delegates_of(evaluation.assessor_id, Duty.ASSESSING, on=on)
    rated = dict.fromkeys((evaluation.assessor_id, evaluation.rated_by_id), RATED)
    return {**dict.fromkeys(standing_in, STANDS_IN), **rated, evaluation.employee_id: OWN_MATTER}


def on_the_assessors_side(evaluation: Any, *, on: date) -> set[int | None]:
    """The assessor, whoever rated in that place, and whoever stands in there on a day: none of them decides."""
    return set(_standing(evaluation, on=on)) - {evaluation.employee_id}


def spoke_for_assessor(objection: Any) -> set[int | None]:
    """Whoever answered the objection or a question in it for the assessor, by a delegation."""
    from appraisal.models import Side

    rows = objection.questions.filter(addressee=Side.ASSESSOR, answered_by__isnull=False)
    return {objection.answered_by_id, *rows.values_list("answered_by_id", flat=True)} - {None}


def unfit_for(objection: Any, *, at: datetime) -> set[int | None]:
    """Who cannot be named as the decider of an objection, whoever stands above whom."""
    form = objection.evaluation
    on = local_day(at, zone=form.cycle.zone)
    parties = {form.employee_id, *on_the_assessors_side(form, on=on), *spoke_for_assessor(objection)}
    return parties | set(objection.recused)


def _candidate(person: Employee, post: str, ground: str) -> Decider:
    return Decider(person.pk, person.public_id, person.full_name, post, ground)


def _above(evaluation: Any, on: date) -> Iterator[Decider]:
    """The people above the assessor who may decide, nearest first; the day's line where the assessor is still his."""
    current: int | None = evaluation.assessor_id
    line_of, above = lines_above([pk for pk in (evaluation.employee_id, current) if pk is not None], on)
    own = line_of(evaluation.employee_id)
    if own and own.assessor and own.superior and own.assessor.pk == current:
        yield _candidate(own.superior, own.superior_post, SUPERIOR)
        current = own.superior.pk
    seen: set[int] = set()
    while current is not None and current not in seen and len(seen) < HIGHEST_CLIMB:
        seen.add(current)
        line = above(current)
        if line is None or line.assessor is None:
            return
        current = line.assessor.pk
        yield _candidate(line.assessor, line.assessor_post, SUPERIOR)


def _alternates(evaluation: Any, on: date) -> Iterator[Decider]:
    """Whoever heads the unit that the rule set names; acting officials first, they hold the office that day."""
    code = evaluation.rules.alternate_decider
    if not code:
        return
    holdings = Appointment.objects.filter(
        in_force(on), post__unit__code=code, post__is_head=True, employee__active=True, may_decide=True
    )
    rows = list(holdings.select_related("employee", "post").order_by("-valid_from", "-pk"))
    for holding in sorted(rows, key=lambda row: row.capacity == Capacity.DEFINITIVE):
        yield _candidate(holding.employee, holding.post.title, ALTERNATE)


def named(public_id: UUID) -> Employee | None:
    """The active employee of an id."""
    return Employee.objects.select_related("post").filter(public_id=public_id, active=True).first()
