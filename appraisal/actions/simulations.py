"""Trying rules out on a closed cycle: HR of both the rules and the cycle starts it and reads what came of it."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appraisal.machines.cycle import CycleState
from appraisal.models import Cycle, RuleSet
from appraisal.models.simulations import Simulation
from appraisal.rule_parsing import RuleFaults, parse_rules
from appraisal.rules import as_json
from appraisal.simulations import running
from organization.tree import within
from workflow import actors, clock
from workflow.actors import Actor
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.jobs import start_job
from workflow.models import Job
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

AT_ONCE = 1_000


def visible_simulations(actor: Actor) -> "QuerySet[Simulation]":
    """What HR of the rules and of the whole cycle may read."""
    rows = Simulation.objects.select_related("rule_set", "cycle__rule_set", "created_by__employee")
    if not actor.active:
        return rows.none()
    places = actor.intervals(Role.HR)
    return rows.filter(within(places, "rule_set__unit__"), within(places, "cycle__unit__"))


def cycles_to_try(actor: Actor) -> "QuerySet[Cycle]":
    """Closed cycles of which the actor is HR, newest first."""
    rows = Cycle.objects.filter(state=CycleState.CLOSED).select_related("rule_set")
    return rows.filter(within(actor.intervals(Role.HR), "unit__")) if actor.active else rows.none()


def simulate(rule_set: UUID, *, actor: Actor, cycle: UUID) -> Simulation:
    """Count what the rules as they stand now would make of a closed cycle; at once, or by a job where it is large.

    404 for rules or a cycle the actor may not know of, 403 for others than HR, 422 for a cycle that is not closed and
    for rules that are not complete.
    """
    found = _begin(rule_set, actor=actor, cycle=cycle)
    if found.job_id is None:
        running.count_now(found)
    return Simulation.objects.select_related("rule_set", "cycle__rule_set").get(pk=found.pk)


@action
def _begin(rule_set: UUID, *, actor: Actor, cycle: UUID) -> Simulation:
    present = actors.reload(actor)
    tried = policy_for(RuleSet).visible_to(present).filter(public_id=rule_set).first()
    past = policy_for(Cycle).visible_to(present).select_related("rule_set").filter(public_id=cycle).first()
    if tried is None or past is None:
        raise NotVisible
    if not all(Role.HR.value in policy_for(one).roles_of(present, one) for one in (tried, past)):
        raise NotPermitted
    if past.state != CycleState.CLOSED:
        raise GuardRefused(_("Only a closed cycle can be looked back on."), code="cycle_not_closed")
    try:
        content = parse_rules(tried.content)
    except RuleFaults as faults:
        raise GuardRefused(_("The rules are not complete yet."), code="rules_incomplete") from faults
    made = Simulation.objects.create(
        rule_set=tried,
        cycle=past,
        content=as_json(content),
        rule_hash=content.digest,
        cycle_hash=past.rule_hash,
        created_by_id=present.user_id or 0,
        created_at=clock.now(),
    )
    total = running.results_of(made).count()
    if total > AT_ONCE:
        made.job_id = start_job("appraisal.simulate", {"simulation": made.pk}, actor=present, total=total).pk
        made.save(update_fields=["job_id"])
    return made


def job_of(simulation: Simulation) -> Job | None:
    """The job that counts, or counted."""
    return Job.objects.filter(pk=simulation.job_id).first() if simulation.job_id else None
