"""What trails of events amount to: steps taken, time spent in each state, paths walked. Pure: values in, values out.

A *wait* of a step is the time since the subject entered the state the step leaves; a step that stays in the state
counts its wait too and does not begin a new one. A *stay* is the time in a state until it was left; a stay that still
lasts is *open*. Times are in seconds.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from workflow.roles import Role
from workflow.tables import MachineTable

# The agency and the period a subject counts in, by the identities that may leave the system; "" for none.
Cell = tuple[str, str]
Move = tuple[str, str, str]
Path = tuple[str, ...]


class Moment(NamedTuple):
    """One event, as far as a map needs it."""

    subject: int
    version: int
    name: str
    transition: str
    source: str
    target: str
    at: datetime


class Standing(NamedTuple):
    """A subject as it stands now: its state and version, whom it is about, the unit and period it counts in."""

    state: str
    version: int
    person: int | None
    cell: Cell


class Wait(NamedTuple):
    """One time somebody waited."""

    subject: int
    person: int | None
    cell: Cell
    seconds: float


@dataclass(slots=True)
class Measured:
    """Every wait by step (transition, from, to), stays by state, and who walked which path."""

    moves: dict[Move, list[Wait]] = field(default_factory=dict)
    stays: dict[str, list[Wait]] = field(default_factory=dict)
    open: dict[str, list[Wait]] = field(default_factory=dict)
    ended_by: dict[str, Counter[str]] = field(default_factory=dict)
    paths: dict[Path, list[Wait]] = field(default_factory=dict)
    events: int = 0
    subjects: int = 0


def trails(moments: Iterable[Moment]) -> Iterator[tuple[int, list[Moment]]]:
    """Moments in order of subject and version, as one trail per subject."""
    for subject, found in groupby(moments, key=lambda one: one.subject):
        yield subject, list(found)


class Measure:
    """Takes trails one by one, so that a reader may look at each for other things on the way.

    In the states `resting` nothing is under way: time in them is nobody's waiting.
    """

    def __init__(
        self, table: MachineTable, standing: Mapping[int, Standing], *, now: datetime, resting: frozenset[str]
    ) -> None:
        self.found = Measured()
        self._standing, self._now = standing, now
        clock = Role.CLOCK.value
        self._by_clock = frozenset(row.name for row in table.rows.values() if row.by == frozenset({clock}))
        self._resting = resting

    def take(self, subject: int, trail: Sequence[Moment]) -> None:
        """Add one subject's trail, oldest event first."""
        stands = self._standing[subject]
        found, cell, person = self.found, stands.cell, stands.person
        found.subjects += 1
        found.events += len(trail)
        entered = trail[0].at
        path = [trail[0].target]
        for moment in trail[1:]:
            wait = Wait(subject, person, cell, max(0.0, (moment.at - entered).total_seconds()))
            found.moves.setdefault((moment.transition, moment.source, moment.target), []).append(wait)
            if moment.target == moment.source:
                continue
            entered = moment.at
            path.append(moment.target)
            if moment.source in self._resting:
                continue
            found.stays.setdefault(moment.source, []).append(wait)
            ended = "clock" if moment.transition in self._by_clock else "person"
            found.ended_by.setdefault(moment.source, Counter())[ended] += 1
        lasted = Wait(subject, person, cell, max(0.0, (self._now - entered).total_seconds()))
        if path[-1] not in self._resting:
            found.open.setdefault(path[-1], []).append(lasted)
        found.paths.setdefault(tuple(path), []).append(lasted)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long: number of waits, median and 90th percentile in seconds (linear between neighbours)."""

    count: int
    median: float
    ninetieth: float


def spread_of(waits: Collection[Wait]) -> Spread:
    """The spread of at least one wait. ValueError for none."""
    seconds = sorted(wait.seconds for wait in waits)
    return Spread(len(seconds), percentile(seconds, 0.5), percentile(seconds, 0.9))


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of the ordered values lies, as SQL's PERCENTILE_CONT gives it."""
    if not ordered:
        raise ValueError("nothing has no percentile")
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def awaits_people(measured: Measured, state: str, *, has_people: bool) -> bool:
    """Whether people are what a state waits for: mostly left by people's acts so far, or, never left, only by them.

    A state that the clock usually ends is a window or a date by design; its length is no bottleneck.
    """
    ended = measured.ended_by.get(state)
    if not ended:
        return has_people
    return ended["person"] >= ended["clock"]
