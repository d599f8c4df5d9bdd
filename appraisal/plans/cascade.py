"""The cascade of a unit as a tree: results of the superior, below each the results that carry it on. Pure.

What nobody carries on, and what carries on nothing, is marked: both are questions to people, not faults.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appraisal.plans.content import MAIN, PlanText, ResultText


@dataclass(frozen=True, slots=True)
class Agreed:
    """One person's plan in force."""

    address: Any
    employee_id: int
    assessor_id: int | None
    person: str
    post: str
    top: bool
    text: PlanText


@dataclass(frozen=True, slots=True)
class Node:
    """One result. `left`: nobody of those below carries it on; `loose`: it carries on nothing though it could."""

    id: str
    title: str
    kind: str
    person: str
    post: str
    address: Any
    left: bool
    loose: bool
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class _Place:
    plan: Agreed
    result: ResultText


def tree(plans: Sequence[Agreed]) -> tuple[Node, ...]:
    """The results that carry on nothing of these plans, each with everything below it."""
    places = [_Place(plan, one) for plan in plans for one in plan.text.results]
    shown = {place.result.id for place in places}
    below: dict[str, list[_Place]] = {}
    for place in places:
        below.setdefault(place.result.parent, []).append(place)
    superiors = {plan.assessor_id for plan in plans}
    roots = [place for place in places if place.result.parent not in shown]
    return tuple(_node(place, below, superiors, frozenset()) for place in roots)


def _node(
    place: _Place, below: Mapping[str, Sequence[_Place]], superiors: set[int | None], above: frozenset[str]
) -> Node:
    plan, one = place.plan, place.result
    path = above | {one.id}
    children = [child for child in below.get(one.id, ()) if child.result.id not in path]
    return Node(
        id=one.id,
        title=one.title,
        kind=one.kind,
        person=plan.person,
        post=plan.post,
        address=plan.address,
        left=not children and one.kind == MAIN and plan.employee_id in superiors,
        loose=not one.parent and one.kind == MAIN and not plan.top,
        children=tuple(_node(child, below, superiors, path) for child in children),
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with the id of the one above it; None at the top of the tree."""

    node: Node
    parent: str | None


def flat(nodes: Iterable[Node], parent: str | None = None) -> Iterable[Placed]:
    """All nodes of a tree, each before those below it."""
    for node in nodes:
        yield Placed(node, parent)
        yield from flat(node.children, node.id)


def every(nodes: Iterable[Node]) -> Iterable[Node]:
    """All nodes of a tree."""
    for node in nodes:
        yield node
        yield from every(node.children)
