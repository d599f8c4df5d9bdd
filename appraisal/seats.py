"""Who sits in a seat of a form: the person it names, or whoever stands in for that person by a delegation.

The rule for one form and the same rule as a condition; policies, lists and the worklist start from these two, so that
they agree. A delegation never reaches a form about the delegate or about somebody above the delegate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from workflow.actors import ASSESSING, DECIDING, Actor, StandIn
from workflow.roles import Role
from workflow.step import Step

LONGEST = 200
ASSESSOR: Final = Role.ASSESSOR.value
SUPERIOR: Final = Role.SUPERIOR.value
DECIDER: Final = Role.DECIDER.value


@dataclass(frozen=True, slots=True)
class Seating:
    """The seats of a kind of form; each is a column named as its role.

    ``above`` are the seats over the assessor. ``rated_by`` is the column of a delegate who rated: who rated does not
    decide above, in whatever capacity. Without ``delegable`` only the people the form names sit there.
    """

    above: tuple[str, ...] = (SUPERIOR,)
    rated_by: str = ""
    delegable: bool = True

    def roles(self, actor: Actor, form: Any) -> set[str]:
        """The seats the actor holds at a form; whom it names as assessor holds no other."""
        me = actor.employee_id
        if me is None:
            return set()
        if me == form.assessor_id:
            return {ASSESSOR}
        held = {seat for seat in self.above if getattr(form, f"{seat}_id") == me}
        if not self.delegable:
            return held
        if not self.rated_by or getattr(form, f"{self.rated_by}_id") != me:
            held |= {seat for seat in self.above if self._acts(actor, form, seat, DECIDING)}
        # Who decides a dispute does not answer it in the place of the assessor.
        if DECIDER not in held and self._acts(actor, form, ASSESSOR, ASSESSING):
            held.add(ASSESSOR)
        return held

    def _acts(self, actor: Actor, form: Any, seat: str, duty: str) -> bool:
        return actor.stand_in_for(getattr(form, f"{seat}_id"), duty, about=form.employee_id) is not None

    def reach(self, actor: Actor, prefix: str = "") -> Q:
        """Forms at which `roles` is not empty, and the own ones; ``prefix`` leads to them over a relation."""
        me = actor.employee_id
        if me is None:
            return Q(pk__in=())
        where = Q(pk__in=())
        for named in ("employee", ASSESSOR, *self.above):
            where |= Q(**{f"{prefix}{named}_id": me})
        if not (self.delegable and actor.stands_in):
            return where
        about, acts = f"{prefix}employee", Q(pk__in=())
        for path in self.above:
            acts |= stand_in(actor, f"{prefix}{path}", DECIDING, about=about)
        if self.rated_by:
            acts &= but_not(f"{prefix}{self.rated_by}", me)
        return where | acts | stand_in(actor, f"{prefix}{ASSESSOR}", ASSESSING, about=about)


AT_EVALUATIONS: Final = Seating(above=(SUPERIOR, DECIDER), rated_by="rated_by")
AT_PLANS: Final = Seating()
# No deadline runs on a year, and HR can name somebody else: the office decides it itself.
AT_YEARS: Final = Seating(delegable=False)


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
