"""Unique words in every confidential text, each known to belong to one field group of one object.

Written straight into the rows of a scene that people's acts have made: what is planted is what the doors print.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from tests.matrix.field_tables import TABLES, People
from tests.privacy.words import word
from workflow.models import Event, EventText

REST, PAGE = "rest", "page"
BOTH = frozenset({REST, PAGE})
ON_REST, ON_PAGE, NOWHERE = frozenset({REST}), frozenset({PAGE}), frozenset[str]()
GroupOf = Callable[[Event, str], str]
DoorsOf = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class Word:
    """A planted word. `doors`: those that must show it to its readers. `author`: reads it whatever the table says.

    `public`: it is no secret by itself (a title of the catalogue); only that it must be shown is held.
    """

    text: str
    kind: str
    situation: str
    group: str
    doors: frozenset[str] = BOTH
    author: People = frozenset()
    public: bool = False

    @property
    def readers(self) -> People:
        """Who the table says reads it."""
        return TABLES[self.kind].readers(self.group, self.situation)

    def open_to(self, person: str) -> bool:
        return self.public or person in self.readers or person in self.author


@dataclass
class Bed:
    """The words of one object in one situation."""

    kind: str
    situation: str
    words: list[Word] = field(default_factory=list)

    def new(self, group: str, doors: frozenset[str] = BOTH, **more: Any) -> str:
        """A word of a group, to be put somewhere."""
        self.words.append(Word(word(), self.kind, self.situation, group, doors, **more))
        return self.words[-1].text

    def into(self, rows: "QuerySet[Any]", group: str, *columns: str, doors: frozenset[str] = BOTH) -> None:
        """A word of the group into each column of all rows."""
        if rows.exists():
            rows.update(**{column: self.new(group, doors) for column in columns})

    def known(self, text: str, group: str) -> None:
        """A text that is there already and must not be shown to others."""
        self.words.append(Word(text, self.kind, self.situation, group, NOWHERE))

    def file(self, group: str, doors: frozenset[str] = BOTH) -> dict[str, Any]:
        """Columns of a stored file: a word in its name, another one in its bytes, which are read by themselves."""
        content = b"%PDF-1.4 " + self.new(group).encode()
        path = default_storage.save("fields/x.pdf", BytesIO(content))
        digest = sha256(content).hexdigest()
        return {"file": path, "name": self.new(group, doors) + ".pdf", "size": len(content), "sha256": digest}

    def said(self, subject: Any, group_of: GroupOf, doors_of: DoorsOf) -> None:
        """A word for everything typed with the steps of a subject, and a reason also where none was asked for.

        Copies of columns (`set.…`) are shown nowhere; who reads them is who reads the column.
        """
        for event in Event.objects.filter(kind=subject.kind, subject_id=subject.pk).select_related("text", "actor"):
            old = getattr(event, "text", None)
            names = [name for name, text in json.loads(old.content).items() if isinstance(text, str)] if old else []
            author = frozenset({event.actor.username}) if event.actor else frozenset()
            content = {}
            for name in dict.fromkeys(("reason", *names)):
                doors = NOWHERE if name.startswith("set.") else doors_of(name)
                content[name] = self.new(group_of(event, name), doors, author=author)
            values = {"salt": "0" * 32, "content": json.dumps(content)}
            EventText.objects.update_or_create(event=event, defaults=values)
