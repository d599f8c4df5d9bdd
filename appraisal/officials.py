"""The lawful officials of a form on any day, with the reason: who assesses and signs, stands above, decides.

The assessor and the superior are those of the form as the record tells them for the day; who decides an objection is
asked of the same rule by which a filed one is given to somebody (`appraisal.deciders`). Whoever stands in on the day by
a delegation signs in the place of the absent one. Reads, never writes.
"""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from appraisal.deciders import ALTERNATE, Decider, decider_for, lines_of
from organization.delegating import held_on
from organization.models import Capacity, Delegation, Duty, Employee
from organization.reporting import AssessorLine
from workflow.as_on.reading import EARLIEST, past_of
from workflow.errors import FieldFault, InvalidInput

ASSESSES: Final = "assesses"
CALIBRATES: Final = "calibrates"
DECIDES: Final = "decides"
LATEST: Final = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who acts in the place of an official on the day, and by which letter."""

    name: str
    letter: str


@dataclass(frozen=True, slots=True)
class Official:
    """Who is lawfully called to an act on a day; an empty name where nobody is. `capacity` is empty but for an acting
    official, whose letter stands beside it."""

    act: str
    label: str
    name: str
    post: str
    capacity: str
    letter: str
    ground: str
    stand_ins: tuple[StandIn, ...] = ()


def officials_on(evaluation: Any, on: date) -> tuple[Official, ...]:
    """For each act of a form the official of a day; a dozen statements whatever the line.

    InvalidInput for a day no letter could name.
    """
    if not EARLIEST <= on <= LATEST:
        raise InvalidInput(details=(FieldFault("on", _("Choose a day between 1900 and 2100.")),))
    form = _as_it_was(evaluation, on)
    lines = lines_of(form, on)
    line = lines[0](form.employee_id)
    names = _names(evaluation, form, line)
    beside = {row.delegate_id for row in _delegations(on, form.assessor_id) if row.assessing}
    noon = datetime.combine(on, time(12), tzinfo=ZoneInfo(form.cycle.zone))
    decider = decider_for(form, at=noon, without=beside, lines=lines)
    decides = decider.employee_id if decider else None
    concerned = (form.assessor_id, form.superior_id, decides)
    rows = [row for row in _delegations(on, *concerned) if row.delegate_id != form.employee_id]
    return (
        _assessor(form, line, names, _stand_ins(rows, form.assessor_id, Duty.ASSESSING)),
        _superior(form, line, names, _stand_ins(rows, form.superior_id, Duty.DECIDING)),
        _decider(decider, _stand_ins(rows, decides, Duty.DECIDING, without=beside)),
    )


def _delegations(on: date, *absent: int | None) -> list[Delegation]:
    """The delegations of these people that held on the day, with the delegates."""
    rows = held_on(on).filter(absent_id__in=[pk for pk in absent if pk is not None])
    return list(rows.select_related("delegate").order_by("pk"))


def _as_it_was(evaluation: Any, on: date) -> Any:
    """The form with the people who sat there on the day; the present ones where the record does not tell."""
    form, past = copy(evaluation), past_of(evaluation, on, zone=evaluation.cycle.zone)
    for seat in ("assessor", "superior"):
        known, value = past.column(seat)
        if known:
            setattr(form, f"{seat}_id", value)
    return form


def _names(evaluation: Any, form: Any, line: AssessorLine | None) -> dict[int, str]:
    """The names of who sat there: from the form and the line, which know most of them; else of the people."""
    found = {evaluation.assessor_id: evaluation.assessor_name, evaluation.superior_id: evaluation.superior_name}
    found |= {one.pk: one.full_name for one in (line.assessor, line.superior) if one} if line else {}
    lacking = {pk for pk in (form.assessor_id, form.superior_id) if pk is not None and not found.get(pk)}
    if lacking:
        found |= dict(Employee.objects.filter(pk__in=lacking).values_list("pk", "full_name"))
    return {pk: name for pk, name in found.items() if pk is not None}


def _assessor(
    form: Any, line: AssessorLine | None, names: Mapping[int, str], stand_ins: tuple[StandIn, ...]
) -> Official:
    label, name = _("Assesses and signs the result"), names.get(form.assessor_id, "")
    if not name:
        ground = line.explanation if line else ""
        return Official(ASSESSES, label, "", "", "", "", ground or _("Nobody stands above this post."))
    if line is None or line.assessor is None or line.assessor.pk != form.assessor_id:
        ground = _("Stands on the form: named by HR, or by the line of an earlier day.")
        return Official(ASSESSES, label, name, form.assessor_post, "", "", ground, stand_ins)
    capacity = _acting(line.capacity)
    letter = line.letter_number if capacity else ""
    post = line.assessor_post
    return Official(ASSESSES, label, name, post, capacity, letter, line.explanation, stand_ins)


def _superior(
    form: Any, line: AssessorLine | None, names: Mapping[int, str], stand_ins: tuple[StandIn, ...]
) -> Official:
    label, name = _("Stands above the assessor, calibrates"), names.get(form.superior_id, "")
    if not name:
        return Official(CALIBRATES, label, "", "", "", "", _("There is no official above the assessor."))
    if line is None or line.superior is None or line.superior.pk != form.superior_id:
        ground = _("Stands on the form: by the line of an earlier day.")
        return Official(CALIBRATES, label, name, form.superior_post, "", "", ground, stand_ins)
    ground = _("Assesses the assessor on this day.")
    capacity = _acting(line.superior_capacity)
    return Official(CALIBRATES, label, name, line.superior_post, capacity, "", ground, stand_ins)


def _decider(found: Decider | None, stand_ins: tuple[StandIn, ...]) -> Official:
    label = _("Decides an objection and signs the decision")
    if found is None:
        ground = _("Neither the line nor the rule set offers anybody who may decide; HR names somebody.")
        return Official(DECIDES, label, "", "", "", "", ground)
    if found.ground == ALTERNATE:
        ground = _("Nobody above the assessor may decide; the rule set names this office.")
    else:
        ground = _("The first above the assessor who may decide and has not rated.")
    return Official(DECIDES, label, found.name, found.post, "", "", ground, stand_ins)


def _stand_ins(
    rows: Collection[Delegation], absent: int | None, duty: Duty, *, without: Collection[int] = ()
) -> tuple[StandIn, ...]:
    held = [row for row in rows if absent is not None and row.absent_id == absent and duty.value in row.duties]
    return tuple(StandIn(row.delegate.full_name, row.letter_number) for row in held if row.delegate_id not in without)


def _acting(capacity: str) -> str:
    return "" if capacity == Capacity.DEFINITIVE.value else str(dict(Capacity.choices).get(capacity, capacity))
