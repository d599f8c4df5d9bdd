"""What a step says and sets, as values: its event with the erasable text, its deadlines, which old ones it settles."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from workflow.actors import Actor
from workflow.chain import EventBody, canonical, plain, text_digest
from workflow.machine import Input, Machine
from workflow.models.events import new_salt
from workflow.policies import Policy
from workflow.step import Step
from workflow.tables import MachineTable
from workflow.writing import NewDeadline


def settle_mode(step: Step) -> str:
    """Which pending deadlines the step closes: all of the state left, those renewed, those it answers, none."""
    if step.transition.target != step.from_state:
        return "cancelled"
    if step.transition.moves_deadlines:
        return "superseded"
    return "fired" if step.actor.is_clock else ""


def new_deadlines(table: MachineTable, step: Step) -> list[NewDeadline]:
    """Deadlines of the state entered (or renewed)."""
    row = step.transition
    if row.target == step.from_state and not row.moves_deadlines:
        return []
    found = []
    for rule in table.deadlines.get(row.target, ()):
        due = rule.due(step)
        if due is not None:
            found.append(NewDeadline(rule.name, rule.fires, due.due_at, due.zone, due.explanation_text(began=row.name)))
    return found


def told_by(step: Step) -> Mapping[str, Any]:
    """What the event of a step tells beside its input and the columns; asked before the subject changes."""
    return dict(step.transition.tells(step)) if step.transition.tells else {}


def event_of(
    policy: Policy[Any],
    step: Step,
    columns: Mapping[str, Any],
    *,
    recorded_at: datetime,
    cause: int | None,
    told: Mapping[str, Any] | None = None,
) -> tuple[EventBody, tuple[str, str] | None]:
    """The event of a step, and its erasable text with salt, if any."""
    subject, row = step.subject, step.transition
    model: type[Machine] = type(subject)
    texts = {spec.name: step.payload[spec.name] for spec in row.needs if _is_personal(spec, step.payload)}
    inputs = {k: v for k, v in step.payload.items() if k not in texts}
    values = {k: v for k, v in columns.items() if not _is_long(model, k)}
    texts.update({f"set.{k}": v for k, v in columns.items() if k not in values})
    content = canonical(plain(texts)) if texts else ""
    salt = new_salt() if texts else ""
    body = EventBody(
        kind=subject.kind,
        subject=subject.pk,
        version=subject.version + 1,
        name=row.event,
        transition=row.name,
        from_state=step.from_state,
        to_state=row.target,
        actor=step.actor.user_id,
        role=",".join(sorted(step.roles & row.by)),
        on_behalf=policy.on_behalf(step.actor, subject, step.roles & row.by),
        effective_at=step.at,
        recorded_at=recorded_at,
        cause=cause,
        request=step.actor.request_id,
        text=text_digest(salt, content) if texts else "",
        changes={"input": inputs, "set": values, **({"told": told} if told else {})},
    )
    return body, ((salt, content) if texts else None)


def _is_personal(spec: Input, payload: Mapping[str, Any]) -> bool:
    return spec.name in payload and spec.kind in ("text", "list")


@cache
def _is_long(model: type[Machine], name: str) -> bool:
    return model._meta.get_field(name).get_internal_type() in ("TextField", "JSONField")


def creation_body(
    table: MachineTable,
    *,
    subject: int,
    actor: Actor,
    at: datetime,
    recorded_at: datetime,
    cause: int | None,
    text: str = "",
) -> EventBody:
    """The first event of a subject: version 0, from nothing into the initial state."""
    return EventBody(
        kind=table.kind,
        subject=subject,
        version=0,
        name=f"{table.kind.split('.')[-1]}.created",
        transition="",
        from_state="",
        to_state=table.initial,
        actor=actor.user_id,
        role="",
        on_behalf="",
        effective_at=at,
        recorded_at=recorded_at,
        cause=cause,
        request=actor.request_id,
        text=text,
        changes={},
    )
