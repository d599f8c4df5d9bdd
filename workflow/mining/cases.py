"""The page of the cases behind one number of a process map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.mining.measures import Move
from workflow.mining.pages import Asked, asked_of
from workflow.mining.reading import read
from workflow.mining.stories import Cases, cases_of, waits_behind
from workflow.tables import MachineTable, table_of


@dataclass(frozen=True, slots=True)
class CasesPage:
    """Everything the page shows; `hidden` where the group is too small."""

    asked: Asked
    title: str
    found: Cases
    hidden: bool
    map_url: str


def wanted_of(table: MachineTable, data: Mapping[str, Any]) -> tuple[Move | None, str]:
    """The step or the state an address names. NotVisible for what the machine does not have."""
    step, state = str(data.get("step", "")), str(data.get("state", ""))
    if step:
        row = table.rows.get(step)
        source, target = str(data.get("from", "")), str(data.get("to", ""))
        if row is None or source not in row.sources or target != row.target:
            raise NotVisible
        return (step, source, target), ""
    if state not in table.states:
        raise NotVisible
    return None, state


def behind(actor: Actor, data: Mapping[str, Any]) -> CasesPage:
    """The cases of a step (`step`, `from`, `to`) or of those that stand in a `state`; four statements."""
    asked = asked_of(actor, data)
    table = table_of(asked.mapped.model)
    move, state = wanted_of(table, data)
    waits = waits_behind(read(asked.mapped, actor, asked.choice).measured, move=move, state=state)
    return CasesPage(
        asked=asked,
        title=title_of(table, move, state),
        found=cases_of(asked.mapped, actor, waits),
        hidden=not waits,
        map_url=f"{reverse('workflow:process')}?{urlencode(asked.query)}",
    )


def title_of(table: MachineTable, move: Move | None, state: str) -> str:
    """What the cases have in common."""
    labels = {str(value): str(label) for value, label in table.model.States.choices}
    if move is None:
        return _("In “%(state)s” now") % {"state": labels[state]}
    return _("Step “%(step)s” out of “%(state)s”") % {"step": table.rows[move[0]].label, "state": labels[move[1]]}
