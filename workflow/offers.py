"""What an actor may do with a subject now: the buttons of a page and `available_transitions` of the API. Reads only."""

from dataclasses import dataclass
from typing import Any

from workflow import clock
from workflow.actors import Actor
from workflow.machine import Input, Machine
from workflow.policies import policy_for
from workflow.step import Step
from workflow.tables import table_of


@dataclass(frozen=True, slots=True)
class Available:
    """A transition the actor may take from here, and what stands in its way, if anything."""

    name: str
    label: str
    needs: tuple[Input, ...]
    blocked: str = ""
    missing: tuple[Any, ...] = ()


def available(subject: Machine, actor: Actor) -> list[Available]:
    """What the actor may do with the subject now, for buttons and `available_transitions`; reads, never writes."""
    table, policy = table_of(type(subject)), policy_for(subject)
    roles = policy.roles_of(actor, subject)
    if not policy.sees(actor, subject, roles):
        return []
    found = []
    for row in table.rows_from(str(subject.state)):
        if row.hidden or not roles & row.by:
            continue
        found.append(_offer(Step(subject, row, actor, clock.now(), {}, "", roles, str(subject.state))))
    return found


def _offer(step: Step) -> Available:
    row = step.transition
    for condition in row.when:
        if condition.needs_input:
            continue
        missing = condition.missing(step)
        if missing is not None:
            return Available(row.name, str(row.label), row.needs, str(condition.message), missing)
    return Available(row.name, str(row.label), row.needs)
