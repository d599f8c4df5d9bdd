"""The rows of a set-wise write, as values: what each event says, its hash, the columns, the due dates.

A text that is the same but for key and version, and a due date that many rows share, is kept (and sent) once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from workflow.actors import Actor
from workflow.chain import EventBody, digest_of, plain
from workflow.errors import InvalidInput
from workflow.locking import prepared
from workflow.machine import Machine, Row
from workflow.models import Event
from workflow.writing import NewDeadline


@dataclass(frozen=True, slots=True)
class Said:
    """An event's canonical text before its subject's key and after its version, and the columns that go with it."""

    role: str
    on_behalf: str
    from_state: str
    before: str
    after: str

    def text(self, pk: int, version: int) -> str:
        """The whole text for one subject."""
        return f'{self.before}{pk},"version":{version}{self.after}'


def said_of(body: EventBody) -> Said:
    """The text of one event, open for the key and version of others that say the same."""
    before = f'{{"kind":"{body.kind}","subject":'
    opening = f'{before}{body.subject},"version":{body.version}'
    text = body.canonical()
    if not text.startswith(opening):
        raise ValueError("the text of an event begins with its kind, subject and version")
    return Said(body.role, body.on_behalf, body.from_state, before, text[len(opening) :])


@dataclass(frozen=True, slots=True)
class Made:
    """One row's own values, and the hash of its event."""

    hash: str
    values: list[Any]
    columns: list[Any]
    text: tuple[str | None, str | None]


@dataclass
class Moves:
    """What is to be written, row by row; texts and due dates that repeat are kept once."""

    model: type[Machine]
    row: Row
    actor: Actor
    recorded_at: datetime
    cause: int | None
    settle: str
    names: tuple[str, ...] | None = None
    rows: list[list[Any]] = field(default_factory=list)
    with_text: bool = False
    _says: dict[Said, int] = field(default_factory=dict)
    _dues: dict[NewDeadline, int] = field(default_factory=dict)
    _instants: dict[datetime, Any] = field(default_factory=dict)

    def move(
        self, subject: Any, said: Said, at: datetime, columns: Mapping[str, Any], text: tuple[str, str] | None
    ) -> Made:
        """One row more, from the subject as it was read. All rows set the same columns."""
        names = tuple(columns)
        if self.names is None:
            self.names = names
        elif names != self.names:
            raise InvalidInput(code="sets_differ_within_a_batch")
        version, head = subject.version, subject.chain_head
        fresh = digest_of(head, said.text(subject.pk, version + 1))
        says = self._says.setdefault(said, len(self._says))
        self.with_text = self.with_text or text is not None
        return Made(
            hash=fresh,
            values=[subject.pk, version, self._instant(at), said.from_state, head, fresh, says],
            columns=[_json_value(self.model, name, value) for name, value in columns.items()],
            text=text or (None, None),
        )

    def add(self, made: Made, deadlines: Sequence[NewDeadline]) -> None:
        """Put the row to the others, with the deadlines of the state it enters."""
        dues = [self._dues.setdefault(new, len(self._dues)) for new in deadlines]
        self.rows.append([*made.values, dues, *made.text, *made.columns])

    def _instant(self, at: datetime) -> Any:
        found = self._instants.get(at)
        if found is None:
            found = self._instants[at] = _json_value(Event, "effective_at", at)
        return found

    @property
    def kind(self) -> str:
        """The kind of all subjects."""
        return self.model.kind

    def given(self) -> str:
        """The rows, as the statements read them."""
        return json.dumps(self.rows)

    def says(self) -> str:
        """What the events say, in the order in which the rows name it."""
        return json.dumps([[said.role, said.on_behalf, said.before, said.after] for said in self._says])

    def dues(self) -> str:
        """The due dates, in the order in which the rows name them; empty where there are none."""
        found = [[d.name, d.transition, self._instant(d.due_at), d.zone, d.explanation] for d in self._dues]
        return json.dumps(found) if found else ""


def _json_value(model: type[Model], name: str, value: Any) -> Any:
    raw = prepared(model, name, value)
    if hasattr(raw, "obj"):
        return json.dumps(raw.obj)
    if isinstance(raw, datetime):
        return raw.isoformat()
    return raw if raw is None or isinstance(raw, str | int | float | bool) else str(plain(raw))
