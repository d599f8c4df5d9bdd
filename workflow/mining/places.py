"""Which machines are mapped, and where their units, periods and people lie. Each app registers its own at start.

Confidential kinds (counselling) are never registered: their very existence is told to nobody by numbers either.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from workflow.actors import Actor
from workflow.errors import Text
from workflow.machine import Machine
from workflow.roles import Role

READERS: Final = (Role.HR, Role.AUDITOR, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Mapped:
    """One mapped machine.

    `reach` gives the subjects counted for a reader: those of the units of his grants. `unit`, `unit_name`, `person` are
    paths from the subject; its title and page are those of `workflow.naming`. `period` leads to what it counts in,
    named by `period_name`; where that is empty, `period` is a moment and the quarter of the year is the period. The
    lowest `rank` is shown first.
    """

    model: type[Machine]
    label: Text
    reach: Callable[[Actor], "QuerySet[Any]"]
    unit: str
    unit_name: str
    person: str
    period: str
    period_name: str = ""
    rank: int = 5

    @property
    def kind(self) -> str:
        """The kind of the machine."""
        return self.model.kind


_mapped: dict[str, Mapped] = {}


def map_machine(mapped: Mapped) -> Mapped:
    """Make a machine one of those whose process is mapped. ValueError when it is one already."""
    if mapped.kind in _mapped:
        raise ValueError(f"the machine {mapped.kind!r} is mapped twice")
    _mapped[mapped.kind] = mapped
    return mapped


def mapped_machines() -> Mapping[str, Mapped]:
    """All mapped machines by kind, those looked at most first."""
    return dict(sorted(_mapped.items(), key=lambda item: (item[1].rank, item[0])))


def may_read(actor: Actor) -> bool:
    """HR officers, leaders and auditors, each for the units of their grants."""
    return bool(actor.active and actor.user_id is not None and actor.intervals(*READERS))
