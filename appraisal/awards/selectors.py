"""Reading programmes, candidates and awards: always from what the policy lets the reader see."""

from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from appraisal.awards.actions import OVER
from appraisal.awards.candidates import Candidate, Candidates, candidates_of
from appraisal.awards.policies import HR, nominates, programmes_visible_to
from appraisal.models import Award, Cycle, RewardProgramme
from organization.models import Unit
from organization.tree import within
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for

MOST_CYCLES: Final = 40


def programme_for(actor: Actor, public_id: UUID) -> RewardProgramme:
    """One visible programme with its unit and cycle; else 404."""
    found = programmes_visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def award_for(actor: Actor, public_id: UUID) -> Award:
    """One visible award with its programme and the results it rests on; else 404."""
    rows = policy_for(Award).visible_to(actor).select_related("unit", "programme__cycle__rule_set", "programme__unit")
    found: Award | None = rows.prefetch_related("results").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def awards_of(actor: Actor, programme: RewardProgramme | None = None) -> "QuerySet[Award]":
    """Visible awards, newest nominations first."""
    rows: QuerySet[Award] = policy_for(Award).visible_to(actor)
    rows = rows.filter(programme=programme) if programme is not None else rows
    return rows.order_by("-nominated_at", "-pk")


def candidates_for(actor: Actor, programme: RewardProgramme) -> Candidates:
    """The candidates the actor may nominate: the people he rates, and as HR those of its units; nobody for others."""
    return candidates_of(programme, nominates(actor) if actor.active else Q(pk__in=()))


def cycles_to_reward(actor: Actor) -> list[Cycle]:
    """Cycles whose results a new programme may look at, newest period first."""
    rows = policy_for(Cycle).visible_to(actor).exclude(state__in=OVER).select_related("rule_set")
    return list(rows.order_by("-period_until", "-pk")[:MOST_CYCLES])


def units_to_reward(actor: Actor) -> list[Unit]:
    """The units an HR grant covers in which programmes make sense: the regency and agencies."""
    rows = Unit.objects.filter(within(actor.intervals(HR)), kind__in=("regency", "agency"))
    return list(rows.order_by("lft"))


def candidate_for(actor: Actor, programme: RewardProgramme, employee: UUID) -> Candidate:
    """One person the actor may nominate who meets the criteria; else 404."""
    found = candidates_of(programme, nominates(actor) & Q(employee__public_id=employee)).fulfilled
    if not found or not actor.active:
        raise NotVisible
    return found[0]
