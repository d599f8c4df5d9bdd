"""The single cases behind a number: only those the reader's own policy opens, the longest wait first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from workflow.actors import Actor
from workflow.errors import Text
from workflow.mining.conformance import Break
from workflow.mining.hiding import kept, people_by_cell
from workflow.mining.measures import Measured, Move, Wait
from workflow.mining.places import Mapped
from workflow.mining.words import duration
from workflow.naming import named_kinds
from workflow.policies import policy_for

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case: its title, its page, the agency, how long it waited here."""

    title: str
    url: str
    unit: str
    wait: str
    seconds: float
    public_id: str


@dataclass(frozen=True, slots=True)
class BreakLine:
    """One place where a trail is no path of the machine."""

    title: str
    url: str
    public_id: str
    version: int
    fault: str
    sentence: Text
    step: str


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases behind a number: how many there are, and those that may be opened, at most a hundred."""

    count: int
    lines: tuple[CaseLine, ...]


def waits_behind(measured: Measured, *, move: Move | None, state: str) -> list[Wait]:
    """The waits a number counts, longest first; empty where the group is too small to be shown."""
    waits = measured.moves.get(move, []) if move else measured.open.get(state, [])
    counted = kept(people_by_cell(waits)).of_whole(waits)
    return sorted(counted, key=lambda wait: (-wait.seconds, wait.subject))


def cases_of(mapped: Mapped, actor: Actor, waits: Sequence[Wait]) -> Cases:
    """The longest waits as lines; one statement. What the reader may not open is counted and not named."""
    waited: dict[int, float] = {}
    for wait in waits:
        waited.setdefault(wait.subject, wait.seconds)
    rows = _seen(mapped, actor, waited)
    lines = [
        CaseLine(title, url, unit, duration(waited[pk]), waited[pk], public_id)
        for pk, (title, url, unit, public_id) in rows.items()
    ]
    lines.sort(key=lambda line: -line.seconds)
    return Cases(len(waited), tuple(lines[:MOST]))


def break_lines(mapped: Mapped, actor: Actor, breaks: Sequence[Break]) -> tuple[tuple[BreakLine, ...], int]:
    """Places that leave the machine, and how many further ones lie in subjects the reader may not open."""
    if not breaks:
        return (), 0
    rows = _seen(mapped, actor, dict.fromkeys((one.subject for one in breaks), 0.0))
    lines = [
        BreakLine(
            title=rows[one.subject][0],
            url=rows[one.subject][1],
            public_id=rows[one.subject][3],
            version=one.version,
            fault=one.fault,
            sentence=one.sentence,
            step=f"{one.transition} {one.source} → {one.target}".strip(),
        )
        for one in breaks
        if one.subject in rows
    ]
    return tuple(lines[:MOST]), len(breaks) - len(lines)


Row = tuple[str, str, str, str]


def _seen(mapped: Mapped, actor: Actor, waited: Mapping[int, float]) -> dict[int, Row]:
    """Title, address, agency and id of the subjects the reader may open, of the five hundred longest waits."""
    longest = sorted(waited, key=lambda pk: -waited[pk])[: 5 * MOST]
    named = named_kinds()[mapped.kind]
    rows: Iterable[tuple[Any, ...]] = (
        policy_for(mapped.model)
        .visible_to(actor)
        .order_by()
        .filter(pk__in=longest)
        .values_list("pk", "public_id", named.title, mapped.unit_name)
    )
    return {
        pk: (str(title), reverse(named.page, args=[public_id]), str(unit or ""), str(public_id))
        for pk, public_id, title, unit in rows
    }
