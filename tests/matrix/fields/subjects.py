"""What the doors of the field matrix are tried on: an object in a situation, everybody around it, what was planted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from organization.models import User
from tests.matrix.field_shapes import SHAPES, Shape
from tests.matrix.field_tables import TABLES, FieldTable
from tests.matrix.fields.planting import Bed, Word
from workflow.actors import NOBODY, Actor, actor_of

Swing = Callable[[], object]


@dataclass
class Subject:
    """`parts`: ids that stand in addresses; `beds`: the words of the object and of what belongs to it, its own first.

    `swings`: by group, a change of figures that have no words: a page of somebody who does not read the group must not
    change by it, and one of each reader must.
    """

    kind: str
    situation: str
    row: Any
    users: Mapping[str, User]
    parts: Mapping[str, Any] = field(default_factory=dict)
    beds: tuple[Bed, ...] = ()
    swings: Mapping[str, Swing] = field(default_factory=dict)

    @property
    def table(self) -> FieldTable:
        return TABLES[self.kind]

    @property
    def shape(self) -> Shape:
        return SHAPES[self.kind]

    @cached_property
    def people(self) -> tuple[str, ...]:
        return tuple(self.table.people(self.situation))

    @property
    def known(self) -> frozenset[str]:
        return self.table.known(self.situation)

    @cached_property
    def own(self) -> list[Word]:
        """The words of the object itself."""
        return list(self.beds[0].words) if self.beds else []

    @cached_property
    def words(self) -> list[Word]:
        """Every word that lies anywhere."""
        return [word for bed in self.beds for word in bed.words]

    def actor(self, person: str) -> Actor:
        """The person as stored now."""
        return NOBODY if person == "anonymous" else actor_of(self.users[person])

    def reads(self, person: str, group: str) -> bool:
        return person in self.table.readers(group, self.situation)

    def address(self, template: str) -> str:
        """An address with the ids put in; empty where the object has no such part."""
        try:
            return "/" + template.format(self.row.public_id, **self.parts)
        except KeyError:
            return ""

    def called(self, word: Word) -> str:
        """The group of a word; of another object's word also whose."""
        own = (word.kind, word.situation) == (self.kind, self.situation)
        return word.group if own else f"{word.group} of {word.kind}/{word.situation}"

    def named(self, what: str, person: str, door: str, said: str) -> str:
        """One disagreement, as a person reads it."""
        return f"{self.kind}/{self.situation}: {what} as {person} by {door}: {said}"
