"""The worklist: what waits for a person and what that person waits for, gathered from every app.

An app registers one provider (`register_worklist`); the home page asks all of them. What belongs here: the shape
of a row, the register and the order. What does not: which rows there are (each app knows its own machines), markup.

    @register_worklist
    class CaseWork:
        kinds = {"case": _("Improvement cases")}  # what the keys of its rows begin with, in words
        def find(self, actor, *, limit): ...      # Found: the most urgent `limit` rows of each half
        def owed(self, actor): ...                # the same tasks as querysets, one row each, to be counted

Rows show deadlines. Providers name the subjects and put their rows into words afterwards, so that the deadlines of
everything on the page are read together, in one statement.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.actors import Actor
from workflow.errors import Text
from workflow.machine import Machine
from workflow.pending import Deadlines, Subject, pending_among

ENDLESS = datetime.max.replace(tzinfo=UTC)


class Seat(TextChoices):
    """As what a person is asked."""

    OWN = "own", _("In my own office")
    ACTING = "acting", _("As Plt or Plh")
    DELEGATED = "delegated", _("In the place of somebody absent (a.n.)")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing a person should do. All texts are ready for the reader's language.

    `key` is the kind and the public id of the subject; `title` begins with a verb; `why` says how it came to this
    person, `seat` as what, and `capacity` the same in words when it is not the own office; `explanation` unfolds behind
    the due date; `overdue` says that a time is over which the row does not show; `rank` orders rows without a date (low
    is urgent); `takes_receipt`: nothing but a receipt is asked, which may be given for several rows at once.
    """

    key: str
    title: str
    url: str
    action: str
    why: str = ""
    capacity: str = ""
    state: str = ""
    due_at: datetime | None = None
    explanation: tuple[str, ...] = ()
    rank: int = 5
    seat: str = Seat.OWN.value
    overdue: bool = False
    takes_receipt: bool = False

    @property
    def kind(self) -> str:
        """What it is about."""
        return kind_of(self.key)

    @property
    def subject(self) -> str:
        """The public id of what it is about."""
        return subject_of(self.key)

    def is_late(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.overdue or (self.due_at is not None and self.due_at < now)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing somebody else has to do for this person: who holds it, since when, until when."""

    key: str
    title: str
    url: str
    holder: str
    since: datetime | None = None
    due_at: datetime | None = None
    explanation: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What it is about."""
        return kind_of(self.key)

    @property
    def subject(self) -> str:
        """The public id of what it is about."""
        return subject_of(self.key)

    def is_late(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.due_at is not None and self.due_at < now


def kind_of(key: str) -> str:
    """The kind in the key of a row."""
    return key.partition(":")[0]


def subject_of(key: str) -> str:
    """The public id in the key of a row."""
    return key.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Worklist:
    """Both halves, in order; `more` and `more_waiting` say that there are further rows than those shown.

    `current`: the actor's own subjects under way, for the page that shows them beside the worklist; `deadlines`: those
    of every subject that was named.
    """

    tasks: tuple[Task, ...]
    waiting: tuple[Waiting, ...]
    more: bool = False
    current: tuple[Machine, ...] = ()
    deadlines: Deadlines = field(default_factory=dict)
    more_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What one provider found: the subjects whose deadlines its rows show, and the rows once these are known.

    `current`: the actor's own subjects under way, as far as the provider read them along.
    """

    in_words: Callable[[Deadlines], Worklist]
    subjects: tuple[Subject, ...] = ()
    current: tuple[Machine, ...] = ()


NOTHING = Found(lambda _deadlines: Worklist((), ()))


class Provider(Protocol):
    """What an app registers. Rows start from the policies: nobody is told of what they may not see.

    Both halves come from one call, so that they share their queries. `owed` gives a row for each task that `find` gives
    without a limit, and runs nothing.
    """

    @property
    def kinds(self) -> Mapping[str, Text]: ...

    def owed(self, actor: Actor) -> "Iterable[QuerySet[Any, Any]]": ...

    def find(self, actor: Actor, *, limit: int) -> Found: ...


P = TypeVar("P", bound=Callable[[], Provider])
_providers: dict[str, Provider] = {}


def register_worklist(provider: P) -> P:
    """Class decorator: ask this provider too. A class is registered once, however often it is imported."""
    _providers[f"{provider.__module__}.{getattr(provider, '__qualname__', '')}"] = provider()
    return provider


def worklist_of(actor: Actor, *, limit: int = 50) -> Worklist:
    """Everything that waits for the actor and that the actor waits for, most urgent first."""
    if actor.user_id is None or not actor.active:
        return Worklist((), ())
    found = [provider.find(actor, limit=limit + 1) for provider in _providers.values()]
    deadlines = pending_among([subject for one in found for subject in one.subjects])
    current = tuple(subject for one in found for subject in one.current)
    parts = [one.in_words(deadlines) for one in found]
    tasks = in_order(task for part in parts for task in part.tasks)
    waiting = [row for part in parts for row in part.waiting]
    waiting.sort(key=lambda row: (row.due_at or ENDLESS, row.key))
    halves = tuple(tasks[:limit]), tuple(waiting[:limit])
    return Worklist(*halves, len(tasks) > limit, current, deadlines, more_waiting=len(waiting) > limit)


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """By due date, then by rank: what is late comes first, what has no date comes last."""
    return sorted(tasks, key=lambda task: (task.due_at or ENDLESS, task.rank, task.key))


def task_kinds() -> dict[str, Text]:
    """Every kind of row there can be, in words; in the order of the apps."""
    return {kind: label for provider in _providers.values() for kind, label in provider.kinds.items()}


def owed_to(actor: Actor) -> "list[QuerySet[Any, Any]]":
    """All tasks of the actor as querysets, one row each, to be counted. Nothing is read yet."""
    if actor.user_id is None or not actor.active:
        return []
    return [rows for provider in _providers.values() for rows in provider.owed(actor)]
