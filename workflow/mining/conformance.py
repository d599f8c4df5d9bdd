"""Whether a trail of events is a path of its machine. Pure.

The engine cannot write anything else and triggers refuse everybody else; this check asks the record itself, so it finds
what got there past both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from workflow import recounting
from workflow.errors import Text
from workflow.machine import Row
from workflow.mining.measures import Moment, Standing
from workflow.tables import MachineTable

FAULTS: dict[str, Text] = {
    "no_events": _("There is no event at all."),
    "wrong_start": _("It does not begin in the first state of the machine."),
    "gap": _("An event before this one is missing."),
    "torn": _("It starts in another state than the event before it ended in."),
    "unknown_step": _("The machine has no such step."),
    "impossible_step": _("The machine has no such step between these states."),
    "wrong_name": _("The event does not bear the name of its step."),
    "state_differs": _("The subject stands in another state than its last event left it in."),
}


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a trail is no path: the subject, the version, a code of `FAULTS`, and what the event says."""

    subject: int
    version: int
    fault: str
    transition: str
    source: str
    target: str

    @property
    def sentence(self) -> Text:
        """What is wrong, in words."""
        return FAULTS[self.fault]


def breaks_of(table: MachineTable, subject: int, trail: Sequence[Moment], stands: Standing) -> Iterator[Break]:
    """Every place at which one subject's trail, oldest first, leaves the machine."""
    if not trail:
        yield Break(subject, 0, "no_events", "", "", stands.state)
        return
    state, version = "", -1
    for moment in trail:
        fault = _fault(table, moment, state=state, version=version)
        if fault:
            yield Break(subject, moment.version, fault, moment.transition, moment.source, moment.target)
        state, version = moment.target, moment.version
    if (state, version) != (stands.state, stands.version):
        yield Break(subject, stands.version, "state_differs", "", state, stands.state)


def _fault(table: MachineTable, moment: Moment, *, state: str, version: int) -> str:
    if moment.version != version + 1:
        return "gap"
    if moment.version == 0:
        begins = (moment.transition, moment.source, moment.target) == ("", "", table.initial)
        return "" if begins else "wrong_start"
    if moment.source != state:
        return "torn"
    if moment.transition == recounting.TRANSITION:
        row: Row | None = recounting.row_of(table.kind, moment.source)
    else:
        row = table.rows.get(moment.transition)
    if row is None:
        return "unknown_step"
    if moment.source not in row.sources or moment.target != row.target:
        return "impossible_step"
    return "" if moment.name == row.event else "wrong_name"
