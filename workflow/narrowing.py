"""The worklist narrowed to what a reader wants to see of it: a kind of row, only what is late, one capacity.

Pages and REST ask the same. Rows are narrowed after they were read: which are late and in what capacity somebody is
asked is known by the app that puts them into words. What belongs here: the choice and its effect on rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from workflow import clock
from workflow.actors import Actor
from workflow.worklist import Seat, Task, Waiting, Worklist, task_kinds, worklist_of

# Of each kind of row this many are looked through where a choice was made.
LOOKED_THROUGH: Final = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show; the empty choice shows everything."""

    kind: str = ""
    late: bool = False
    seat: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind or self.late or self.seat)

    def fits(self, row: Task | Waiting, now: datetime) -> bool:
        """Whether a row is chosen. What one waits for, one waits for in the own office."""
        seat = row.seat if isinstance(row, Task) else Seat.OWN.value
        return self.kind in ("", row.kind) and self.seat in ("", seat) and (not self.late or row.is_late(now))


def choice_of(asked: Mapping[str, str]) -> Choice:
    """The choice in an address; what is not known there narrows nothing."""
    kind, seat = asked.get("kind", ""), asked.get("capacity", "")
    return Choice(
        kind=kind if kind in task_kinds() else "",
        late=asked.get("late", "") in {"1", "on"},
        seat=seat if seat in Seat.values else "",
    )


def narrowed(actor: Actor, choice: Choice, *, limit: int) -> Worklist:
    """The most urgent `limit` rows of each half that fit; `more`: others fit too, or some were not looked at."""
    if not choice:
        return worklist_of(actor, limit=limit)
    work, now = worklist_of(actor, limit=max(limit, LOOKED_THROUGH)), clock.now()
    tasks = tuple(task for task in work.tasks if choice.fits(task, now))
    waiting = tuple(row for row in work.waiting if choice.fits(row, now))
    return replace(
        work,
        tasks=tasks[:limit],
        waiting=waiting[:limit],
        more=work.more or len(tasks) > limit,
        more_waiting=work.more_waiting or len(waiting) > limit,
    )


def kinds_in(work: Worklist, *, chosen: str = "") -> dict[str, str]:
    """The kinds worth choosing from, in words: those that are there, all where not every row was read."""
    there = {task.kind for task in work.tasks} | {row.kind for row in work.waiting} | {chosen}
    return {kind: str(label) for kind, label in task_kinds().items() if work.more or kind in there}
