"""Protection watch: who objected and was decided, and what happened to them in the next two periods.

Signs, never proofs: a predicate worse than the one decided, and another unit or post soon after. For the independent
unit (auditors) alone: not for HR, not for the assessor or the decider, not for the person; who holds HR for a unit as
well is not independent there. Constant statements, whatever the number of rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from appraisal.machines.objection import ObjectionState
from appraisal.models import Evaluation, Objection
from appraisal.policies import HANDED_OUT
from organization.models import Appointment
from organization.tree import within
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.roles import Role

PERIODS: Final = 2
MOST: Final = 200
FALL, UNIT, POST = "fall", "unit", "post"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that followed: its kind, the day it took effect, from what to what, and in which period."""

    kind: str
    on: date
    before: str
    after: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A decided objection whose author is still watched, with its signs; ``periods`` of two have a result so far."""

    objection: Objection
    signs: tuple[Sign, ...]
    periods: int

    @property
    def ended(self) -> bool:
        return self.periods >= PERIODS


def is_watcher(actor: Actor) -> bool:
    """Whether the actor is of the independent unit anywhere."""
    return bool(actor.active and actor.intervals(Role.AUDITOR))


def reach(actor: Actor) -> "QuerySet[Objection]":
    """Decided objections the watcher may watch: of audited units, never an own one in any part, never as HR."""
    rows = Objection.objects.filter(state=ObjectionState.DECIDED)
    if not is_watcher(actor):
        return rows.none()
    rows = rows.filter(within(actor.intervals(Role.AUDITOR), "evaluation__unit__"))
    if actor.intervals(Role.HR):
        rows = rows.exclude(within(actor.intervals(Role.HR), "evaluation__unit__"))
    me = actor.employee_id
    if me is not None:
        named = ("evaluation__employee_id", "evaluation__assessor_id", "evaluation__superior_id", "decider_id")
        for seat in (*named, "evaluation__rated_by_id", "answered_by_id", "signed_by_id"):
            rows = rows.filter(Q(**{f"{seat}__isnull": True}) | ~Q(**{seat: me}))
    return rows


def watched_by(actor: Actor) -> list[Watched]:
    """The newest decided objections with what followed, those with signs first; three statements."""
    rows = reach(actor).select_related("evaluation__cycle__rule_set", "evaluation__unit").order_by("-decided_at", "-pk")
    found = list(rows[:MOST])
    people = {one.evaluation.employee_id for one in found}
    later, posts = _later_results(people), _posts(people)
    watched = [follow(one, later, posts) for one in found]
    return sorted(watched, key=lambda one: not one.signs)


def _later_results(people: set[int]) -> Mapping[int, list[Any]]:
    """Every result handed out to these people, by person, in the order of their periods."""
    rows = Evaluation.objects.filter(employee_id__in=people, state__in=HANDED_OUT).select_related("cycle__rule_set")
    found: dict[int, list[Any]] = {}
    for form in rows.order_by("cycle__period_from", "pk"):
        found.setdefault(form.employee_id, []).append(form)
    return found


def _posts(people: set[int]) -> Mapping[int, list[Any]]:
    """The appointments of these people, by person, oldest first."""
    rows = Appointment.objects.filter(employee_id__in=people).select_related("post__unit")
    found: dict[int, list[Any]] = {}
    for held in rows.order_by("valid_from", "pk"):
        found.setdefault(held.employee_id, []).append(held)
    return found


def follow(one: Objection, results: Mapping[int, list[Any]], posts: Mapping[int, list[Any]]) -> Watched:
    """What followed for one: results of the next two periods and posts until their end."""
    form = one.evaluation
    since = form.cycle.period_from
    later = [form_ for form_ in results.get(form.employee_id, []) if form_.cycle.period_from > since][:PERIODS]
    until = later[-1].cycle.period_until if len(later) == PERIODS else None
    falls = [sign for next_ in later if (sign := _fall(one, next_)) is not None]
    moves = _moves(posts.get(form.employee_id, []), after=_day_of(one), until=until)
    return Watched(one, tuple(sorted([*falls, *moves], key=lambda sign: sign.on)), len(later))


def _day_of(one: Objection) -> date:
    """The day of the decision in the zone of the office."""
    if one.decided_at is None:
        raise ValueError("only decided objections are watched")
    return local_day(one.decided_at, zone=str(one.evaluation.unit.zone))


def _fall(one: Objection, later: Any) -> Sign | None:
    """The later predicate, where it stands below the decided one in the order of the later rules."""
    order = [predicate.code for predicate in later.rules.predicates]
    before, after = one.predicate_after, later.predicate
    if before not in order or after not in order or order.index(after) >= order.index(before):
        return None
    labels = {predicate.code: predicate.label for predicate in later.rules.predicates}
    language = get_language()
    on = local_day(later.delivered_at, zone=str(one.evaluation.unit.zone))
    return Sign(FALL, on, labels[before].pick(language), labels[after].pick(language), later.cycle.name)


def _moves(held: Sequence[Any], *, after: date, until: date | None) -> list[Sign]:
    """Posts taken up after the decision that differ from the one held before: another unit, or another post."""
    found: list[Sign] = []
    present = next((one for one in reversed(held) if one.valid_from <= after), None)
    for one in held:
        if one.valid_from <= after or (until is not None and one.valid_from > until):
            continue
        if present is not None and one.post_id != present.post_id:
            other_unit = one.post.unit_id != present.post.unit_id
            names = [(place.post.unit.name if other_unit else place.post.title) for place in (present, one)]
            found.append(Sign(UNIT if other_unit else POST, one.valid_from, *names))
        present = one
    return found
