"""The interval tree of units: one indexed condition for a subtree, and the only code that writes intervals.

Intervals are computed anew from the parents after each change and only the rows that moved are written: units
change a few times a year and are read in every request.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organization.models import OPD_KINDS, Unit
from workflow.errors import GuardRefused
from workflow.transactions import within_action

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Node:
    """What the intervals are computed from; ``order`` sorts siblings."""

    id: int
    parent_id: int | None
    kind: str
    order: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    lft: int
    rght: int
    depth: int
    opd_id: int | None


def subtree(unit: Unit, prefix: str = "") -> Q:
    """The unit and everything below it; ``prefix`` leads to a unit over a relation (``"employee__unit__"``)."""
    return within(((unit.lft, unit.rght),), prefix)


def within(intervals: Iterable[tuple[int, int]], prefix: str = "") -> Q:
    """Units inside any of the intervals (an actor's grants); no interval means no unit."""
    inside = [Q(**{f"{prefix}lft__gte": lft, f"{prefix}lft__lte": rght}) for lft, rght in intervals]
    return reduce(or_, inside) if inside else Q(pk__in=())


def ancestors(unit: Unit) -> QuerySet[Unit]:
    """Units above, topmost first."""
    return Unit.objects.filter(lft__lt=unit.lft, rght__gt=unit.rght).order_by("lft")


def covers(upper: Unit, lower: Unit) -> bool:
    """Whether ``lower`` is ``upper`` or below it."""
    return upper.lft <= lower.lft <= upper.rght


def places(nodes: Iterable[Node]) -> dict[int, Place]:
    """Intervals, depth and agency of every node. Pure; a loop of parents leaves its nodes out."""
    children: dict[int | None, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent_id, []).append(node)
    for siblings in children.values():
        siblings.sort(key=lambda node: node.order)
    found: dict[int, Place] = {}
    counter = 0
    opened: dict[int, tuple[int, int, int | None]] = {}
    stack: list[tuple[Node, int, int | None, bool]] = [(n, 0, None, False) for n in reversed(children.get(None, []))]
    while stack:
        node, depth, opd, closing = stack.pop()
        counter += 1
        if closing:
            lft, own_depth, own_opd = opened[node.id]
            found[node.id] = Place(lft, counter, own_depth, own_opd)
            continue
        agency = opd or (node.id if node.kind in OPD_KINDS else None)
        opened[node.id] = (counter, depth, agency)
        stack.append((node, depth, opd, True))
        stack.extend((child, depth + 1, agency, False) for child in reversed(children.get(node.id, [])))
    return found


@within_action
def lock_all() -> dict[int, Unit]:
    """Every unit, locked in order of its key, so that two changes of the tree follow one another."""
    return {unit.pk: unit for unit in Unit.objects.select_for_update(of=("self",)).order_by("pk")}


@within_action
def rebuild(units: Mapping[int, Unit]) -> int:
    """Write the intervals that differ from the parents as they are now; return how many units moved."""
    computed = places(Node(unit.pk, unit.parent_id, unit.kind, (unit.code, unit.pk)) for unit in units.values())
    if len(computed) != len(units):
        raise GuardRefused(_("A unit cannot be placed below itself."), code="unit_loop")
    moved = [unit for unit in units.values() if _differs(unit, computed[unit.pk])]
    for unit in moved:
        place = computed[unit.pk]
        unit.lft, unit.rght, unit.depth, unit.opd_id = place.lft, place.rght, place.depth, place.opd_id
    Unit.objects.bulk_update(moved, ("lft", "rght", "depth", "opd"), batch_size=CHUNK)
    return len(moved)


def _differs(unit: Unit, place: Place) -> bool:
    return (unit.lft, unit.rght, unit.depth, unit.opd_id) != (place.lft, place.rght, place.depth, place.opd_id)
