"""Similar earlier decisions, for the one who decides: same items under the same scheme, with what was ruled.

Anonymous by what is left out: no name, no unit, no text (reasons are written freely and may name people), the day only
as its quarter; nothing at all while fewer than five people are among them. One statement.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.machines.objection import ObjectionState
from appraisal.models import Objection, ObjectionItem
from appraisal.models.objections import Ruling
from appraisal.selectors import SMALLEST_GROUP
from workflow.calendars import local_day

LOOKED_AT: Final = 400
OUTCOMES: Final[dict[str, str | Promise]] = {
    "granted": gettext_lazy("Granted in whole"),
    "partly": gettext_lazy("Granted in part"),
    "rejected": gettext_lazy("Rejected"),
}


@dataclass(frozen=True, slots=True)
class Precedent:
    """How earlier deciders ruled on one item."""

    label: str
    decided: int
    raised: int
    quarters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Precedents:
    """Earlier decisions on the same items. `hidden`: too few people to show anything."""

    rows: tuple[Precedent, ...] = ()
    outcomes: tuple[tuple[str, int], ...] = ()
    hidden: bool = False

    @property
    def total(self) -> int:
        return sum(number for _label, number in self.outcomes)


def precedents_of(objection: Objection, labels: Mapping[str, str]) -> Precedents:
    """What was decided before on the items of this objection, given by code with their labels."""
    rows = ObjectionItem.objects.filter(item__code__in=labels, objection__state=ObjectionState.DECIDED)
    others = rows.exclude(objection_id=objection.pk).exclude(
        objection__evaluation__employee_id=objection.evaluation.employee_id
    )
    related = ("item", "objection__evaluation__cycle__rule_set", "objection__evaluation__unit")
    scheme = objection.evaluation.rules.scheme
    ordered = others.select_related(*related).order_by("-objection__decided_at", "-pk")[:LOOKED_AT]
    found = [row for row in ordered if row.objection.evaluation.rules.scheme == scheme]
    return told_of(found, labels)


def told_of(found: Sequence[Any], labels: Mapping[str, str]) -> Precedents:
    """What may be told of these rulings."""
    people = {row.objection.evaluation.employee_id for row in found}
    if len(people) < SMALLEST_GROUP:
        return Precedents(hidden=bool(people))
    return Precedents(tuple(_about(code, label, found) for code, label in labels.items()), _outcomes(found))


def _about(code: str, label: str, found: Sequence[Any]) -> Precedent:
    """The rulings on one item; its quarters only where five people stand behind them."""
    rows = [row for row in found if row.item.code == code]
    people = {row.objection.evaluation.employee_id for row in rows}
    if len(people) < SMALLEST_GROUP:
        return Precedent(label, 0, 0, ())
    raised = sum(row.ruling == Ruling.GRANT for row in rows)
    return Precedent(label, len(rows), raised, tuple(dict.fromkeys(_quarter(row) for row in rows)))


def _quarter(row: Any) -> str:
    """The quarter of the decision, in words."""
    day = local_day(row.objection.decided_at, zone=str(row.objection.evaluation.unit.zone))
    return _("quarter %(number)d of %(year)d") % {"number": (day.month + 2) // 3, "year": day.year}


def _outcomes(found: Sequence[Any]) -> tuple[tuple[str, int], ...]:
    """The decisions as wholes, as far as these items tell."""
    by_objection: dict[int, list[bool]] = {}
    for row in found:
        by_objection.setdefault(row.objection_id, []).append(row.ruling == Ruling.GRANT)
    counted = Counter("granted" if all(one) else "partly" if any(one) else "rejected" for one in by_objection.values())
    return tuple((str(label), counted[code]) for code, label in OUTCOMES.items())
