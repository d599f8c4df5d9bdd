"""What an app says of its kinds for a view as on a day: rights, seats, facts of that day, words of the past.

Nothing here opens anything: the groups are those that open the history of the kind today, and a fact or a seat names
the group that opens it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.errors import Text
from workflow.history import WORDS
from workflow.machine import Machine
from workflow.models import Event


@dataclass(frozen=True, slots=True)
class Seat:
    """A role and the column of the subject that names who sits there; `group` opens it ("": every reader)."""

    role: str
    column: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known on the day: a label, its value in words, perhaps a page; `group` opens it ("": every reader)."""

    label: Text
    value: Text
    group: str = ""
    url: str = ""


@dataclass(frozen=True)
class Past:
    """One subject's record, cut at the end of a day: what had happened by then, and what happened since.

    `before` is the first moment of the next day of the office, `own` whether the reader is the person it is about.
    """

    subject: Any
    day: date
    before: datetime
    events: tuple[Event, ...]
    later: tuple[Event, ...]
    readable: frozenset[str]
    own: bool

    @property
    def state(self) -> str:
        """The state at the end of the day; empty before the beginning."""
        return self.events[-1].to_state if self.events else ""

    def column(self, name: str) -> tuple[bool, Any]:
        """Whether the record tells what a column held at the end of the day, and what (a key for a relation).

        Steps write down the columns they set. What no step ever set has been so since the beginning; what was set
        only afterwards was something else before, and what it was is not in the record.
        """
        field = self.subject._meta.get_field(name)
        attname = field.attname
        for event in reversed(self.events):
            found = _set_by(event)
            if attname in found or name in found:
                return True, field.to_python(found.get(attname, found.get(name)))
        if any({attname, name} & _set_by(event).keys() for event in self.later):
            return False, None
        return True, getattr(self.subject, attname)


def _set_by(event: Event) -> Mapping[str, Any]:
    """The columns an event says its step set."""
    found: dict[str, Any] = json.loads(event.body).get("changes", {}).get("set", {})
    return found


Facts = Callable[[Past], Iterable[Fact]]
# Who sat in a seat before the first change the events know of, from another record; "" where that says nothing.
Former = Callable[[Past, Seat], str]


def _no_facts(_past: Past) -> Iterable[Fact]:
    return ()


def _nobody(_past: Past, _seat: Seat) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """One kind. `page` is the address that shows it as it is today, `title` a path to its name ("": it has none).

    `history_group` and `words_groups` are those of its history; `zone` is the path to the zone of its office, `related`
    is read along. `shows_dates`: the dates that were running are shown to whoever reads the history.
    """

    model: type[Machine]
    page: str
    title: str = ""
    history_group: str = ""
    words_groups: frozenset[str] = WORDS
    seats: tuple[Seat, ...] = ()
    facts: Facts = _no_facts
    former: Former = _nobody
    zone: str = ""
    related: tuple[str, ...] = ()
    titles: Mapping[str, Text] | None = None
    tones: Mapping[str, str] | None = None
    shows_dates: bool = False


_remembered: dict[str, Remembered] = {}


def remember(model: type[Machine], **said: Any) -> Remembered:
    """Let the subjects of a kind be seen as on a day. ValueError when the kind is known already."""
    if model.kind in _remembered:
        raise ValueError(f"the kind {model.kind!r} is remembered twice")
    _remembered[model.kind] = Remembered(model, **said)
    return _remembered[model.kind]


def remembered_kinds() -> Mapping[str, Remembered]:
    """Everything that can be seen as on a day, by kind."""
    return dict(_remembered)


def value_at(subject: Any, path: str) -> Any:
    """What a path of `__` leads to from a subject; None where it ends early."""
    value = subject
    for part in path.split("__"):
        value = None if value is None else getattr(value, part)
    return value
