"""Plans in the regency of `world.py`, each brought further by the acts of its people."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from appraisal.models import LibraryResult, Plan, PlanIndicator, PlanResult
from appraisal.plans.actions import beginning, library, moving, writing
from appraisal.plans.texts import offered_parents
from tests.appraisal.world import World, account_of
from workflow.actors import Actor
from workflow.engine import Outcome

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
INDICATOR = {"text": "Jumlah laporan bulanan", "number": "12", "unit": "laporan"}


def fresh(plan: Plan) -> Plan:
    """The plan as stored now."""
    return Plan.objects.select_related("unit").get(pk=plan.pk)


def begin(world: World, name: str, **more: Any) -> Plan:
    """The person's own plan of the year."""
    return fresh(beginning.begin_plan(actor=world.actor(name), period_from=FIRST, **more))


def write_result(
    plan: Plan, actor: Actor, *, title: str = "Laporan tersusun tepat waktu", parent: str = "", **indicator: Any
) -> PlanResult:
    """One more whole result."""
    row = writing.add_result(plan.public_id, actor=actor)
    save(plan, writing.save_result, row.public_id, actor, {"title": title, "parent": parent})
    more = {"perspective": "customers"} if plan.is_head else {}
    one = PlanIndicator.objects.get(result=row)
    save(plan, writing.save_indicator, one.public_id, actor, {**INDICATOR, **more, **indicator})
    return PlanResult.objects.get(pk=row.pk)


def save(plan: Plan, how: Any, part: UUID, actor: Actor, values: Mapping[str, Any]) -> Any:
    """Save a part on the present revision."""
    return how(plan.public_id, part, actor=actor, revision=fresh(plan).revision, values=values)


def written(world: World, name: str, **more: Any) -> Plan:
    """A plan that could be proposed; it carries on the first result of the superior, if there is one."""
    plan = begin(world, name)
    parents = offered_parents(plan)
    write_result(plan, world.actor(name), parent=parents[0].id if parents else "", **more)
    return fresh(plan)


def act(plan: Plan, step: str, actor: Actor, **payload: Any) -> Plan:
    """A step on the present version."""
    take(plan, step, actor, **payload)
    return fresh(plan)


def take(plan: Plan, step: str, actor: Actor, **payload: Any) -> Outcome:
    """The same, with what the engine says."""
    version = None if actor.is_clock else fresh(plan).version
    return moving.take(plan.public_id, step, actor=actor, version=version, payload=payload)


def proposed(world: World, name: str, **more: Any) -> Plan:
    """Written and proposed."""
    return act(written(world, name, **more), "propose", world.actor(name))


def agreed(world: World, name: str, **more: Any) -> Plan:
    """Agreed by the assessor."""
    plan = proposed(world, name, **more)
    return act(plan, "agree", account_of(plan.assessor_id))


def changing(world: World, name: str) -> Plan:
    """Agreed, and asked to change by the employee."""
    return act(agreed(world, name), "ask_change", world.actor(name), reason="Target baru dari dinas.")


def entry(world: World, name: str = "hana", unit: str = "office", **values: Any) -> LibraryResult:
    """A result of the library."""
    wanted = {"title": "Pelayanan di loket", "kind": "main", "indicators": [INDICATOR], **values}
    return library.add_entry(actor=world.actor(name), unit=world.units[unit].public_id, values=wanted)
