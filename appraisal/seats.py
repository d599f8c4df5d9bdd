"""Who sits in a seat of a form: the person it names, or whoever stands in for that person by a delegation.

The rule for one form and the same rule as a condition; policies, lists and the worklist start from these two, so that
they agree. A delegation never reaches a form about the delegate or about somebody above the delegate.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from workflow.actors import ASSESSING, DECIDING, Actor, StandIn
from workflow.step import Step

LONGEST = 200


def holds(actor: Actor, seat: int | None, duty: str, *, about: int | None) -> bool:
    """Whether the actor holds a seat in a matter about a person, in his own right or by a delegation."""
    own = actor.employee_id is not None and seat == actor.employee_id
    return own or actor.stand_in_for(seat, duty, about=about) is not None


def seat(actor: Actor, path: str, duty: str, *, about: str) -> Q:
    """`holds` as a condition; ``path`` and ``about`` lead to the seat and to the person it is about."""
    if actor.employee_id is None:
        return Q(pk__in=())
    return Q(**{f"{path}_id": actor.employee_id}) | stand_in(actor, path, duty, about=about)


def stand_in(actor: Actor, path: str, duty: str, *, about: str) -> Q:
    """The part of `seat` that follows from delegations alone."""
    absent = actor.stands_in_at(duty)
    if not absent or actor.employee_id is None:
        return Q(pk__in=())
    unlawful = sorted({actor.employee_id, *actor.superior_ids})
    return Q(**{f"{path}_id__in": absent}) & ~Q(**{f"{about}_id__in": unlawful})


def but_not(path: str, employee_id: int | None) -> Q:
    """Rows whose seat another person holds, or nobody."""
    return Q(**{f"{path}_id__isnull": True}) | ~Q(**{f"{path}_id": employee_id or 0})


def acting(capacity: str, post: str, letter: str) -> str:
    """Plt or Plh of a post with the letter; empty for a post held for good."""
    if capacity not in ("plt", "plh"):
        return ""
    return " ".join(part for part in (capacity.capitalize(), post, letter) if part)[:LONGEST]


def in_the_name_of(found: StandIn | None, *, capacity: str = "", post: str = "") -> str:
    """In whose place a delegate acts, as Indonesian letters write it: a.n. (atas nama) the post, then the letter."""
    if found is None:
        return ""
    office = " ".join(part for part in (capacity.capitalize() if capacity in ("plt", "plh") else "", post) if part)
    return ", ".join(part for part in (f"a.n. {office or found.office}".strip(), found.letter) if part)[:LONGEST]


def for_assessor(actor: Actor, form: Any) -> str:
    """In whose place the actor acts in the seat of the assessor of a form or plan; empty for the own office."""
    if actor.employee_id is not None and actor.employee_id == form.assessor_id:
        return acting(form.assessor_capacity, form.assessor_post, form.assessor_letter)
    found = actor.stand_in_for(form.assessor_id, ASSESSING, about=form.employee_id)
    return in_the_name_of(found, capacity=form.assessor_capacity, post=form.assessor_post)


def for_superior(actor: Actor, form: Any) -> str:
    """In whose place the actor sits above the assessor of a form; empty for the own office."""
    if actor.employee_id is not None and actor.employee_id == form.superior_id:
        return ""
    found = actor.stand_in_for(form.superior_id, DECIDING, about=form.employee_id)
    return in_the_name_of(found, post=form.superior_post)


def for_decider(actor: Actor, objection: Any) -> str:
    """In whose place the actor decides an objection; empty for the own office."""
    if actor.employee_id is not None and actor.employee_id == objection.decider_id:
        return ""
    found = actor.stand_in_for(objection.decider_id, DECIDING, about=objection.evaluation.employee_id)
    return in_the_name_of(found, post=objection.decider_post)


def rated_in_place(step: Step) -> Mapping[str, Any]:
    """Who rated in the place of the assessor, and by which letter; empty where the assessor did it himself."""
    form, actor = step.subject, step.actor
    found = actor.stand_in_for(form.assessor_id, ASSESSING, about=form.employee_id)
    by_delegate = found is not None and actor.employee_id != form.assessor_id
    return {
        "rated_by_id": actor.employee_id if by_delegate else None,
        "rated_on_behalf": for_assessor(actor, form) if by_delegate else "",
    }
