"""The value a guard, a computation or a consequence receives: one subject taking one transition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflow.actors import Actor

if TYPE_CHECKING:
    from workflow.machine import Row


@dataclass(slots=True, frozen=True)
class Step:
    """One subject in one transition.

    `at` is the effective time (arrival of the request, or the due time of a deadline). `subject` is the locked
    row: before the write while guards and `sets` run, after it when consequences run. `event_id` is known only
    to consequences.
    """

    subject: Any
    transition: "Row"
    actor: Actor
    at: datetime
    payload: Mapping[str, Any]
    reason: str
    roles: frozenset[str]
    from_state: str
    event_id: int | None = None
