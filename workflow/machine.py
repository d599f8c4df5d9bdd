"""How a machine is written: a state field, one line per transition, deadlines and arrivals per state.

A machine is an abstract model; the real model inherits it. `django_fsm` declares and judges the moves, the
engine alone takes and stores them: a transition called outside the engine is refused.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import django_fsm
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.errors import Text
from workflow.step import Step

InputKind = Literal["text", "choice", "boolean", "date", "datetime", "integer", "decimal", "list", "uuid"]
Consequence = Callable[[Sequence[Step]], None]
Check = Callable[[Step], bool | Iterable[Any]]
Sets = Callable[[Step], Mapping[str, Any]]


@dataclass(frozen=True)
class Input:
    """One value a transition asks the person for."""

    name: str
    label: Text
    kind: InputKind = "text"
    required: bool = True
    max_length: int = 4000
    choices: tuple[tuple[str, Text], ...] = ()
    help: Text = ""


def input_field(name: str, label: Text, kind: InputKind, **more: Any) -> Input:
    """An input of any kind; `choices` for kind "choice"."""
    return Input(name=name, label=label, kind=kind, **more)


def text_field(name: str, label: Text, *, required: bool = True, max_length: int = 4000) -> Input:
    """Free text. Stored beside the event in erasable form, only its salted digest is chained."""
    return Input(name=name, label=label, required=required, max_length=max_length)


@dataclass(frozen=True)
class Guard:
    """A condition with a code and a sentence; `check` gives True, or the missing things (none: fulfilled)."""

    code: str
    message: Text
    check: Check
    needs_input: bool = False

    def missing(self, step: Step) -> tuple[Any, ...] | None:
        """None when fulfilled, else what is missing (perhaps empty)."""
        result = self.check(step)
        if isinstance(result, bool):
            return None if result else ()
        items = tuple(result)
        return items or None


def guard(code: str, message: Text, *, needs_input: bool = False) -> Callable[[Check], Guard]:
    """Make a `Guard` of a function of the step. `needs_input`: it reads the payload, so it cannot be asked before."""

    def wrap(check: Check) -> Guard:
        return Guard(code=code, message=message, check=check, needs_input=needs_input)

    return wrap


@dataclass(frozen=True)
class DeadlineRule:
    """On entering a state: when the clock fires which transition. `due` gives a `DueDate` or None.

    `reminds`: it only speaks of another date; nobody's time is over when it comes.
    """

    name: str
    fires: str
    due: Callable[[Step], Any]
    reminds: bool = False


def deadline(name: str, *, fires: str, due: Callable[[Step], Any], reminds: bool = False) -> DeadlineRule:
    """A deadline of a state; leaving the state cancels it."""
    return DeadlineRule(name=name, fires=fires, due=due, reminds=reminds)


@dataclass(frozen=True, eq=False)
class Row:
    """One line of a machine's table."""

    name: str
    label: Text
    sources: tuple[str, ...]
    target: str
    by: frozenset[str]
    event: str
    when: tuple[Guard, ...] = ()
    needs: tuple[Input, ...] = ()
    sets: Sets | None = None
    tells: Sets | None = None
    then: tuple[Consequence, ...] = ()
    hidden: bool = False
    moves_deadlines: bool = False
    quiet: bool = False
    elsewhere: Mapping[str, Text] = field(default_factory=dict)
    method: str = field(default="")


def _asks_policy(row: Row) -> Callable[[Any, Any], bool]:
    def permission(instance: Any, user: Any) -> bool:
        from workflow.actors import actor_of
        from workflow.policies import policy_for

        return policy_for(instance).may(actor_of(user), row.name, instance)

    return permission


def transition(
    name: str,
    *,
    label: Text,
    source: str | Sequence[str],
    target: str,
    by: Iterable[str],
    event: str,
    when: Sequence[Guard] = (),
    needs: Sequence[Input] = (),
    sets: Sets | None = None,
    tells: Sets | None = None,
    then: Sequence[Consequence] = (),
    hidden: bool = False,
    moves_deadlines: bool = False,
    quiet: bool = False,
    elsewhere: Mapping[Any, Text] | None = None,
) -> Any:
    """One row of a machine.

    `by`: the roles that may. `when`: guards. `needs`: inputs. `sets`: further columns of the same guarded statement.
    `tells`: values for the event alone (keys and codes, no names, no free text), asked right after `sets`.
    `then`: consequences in the same transaction. `hidden`: no button (fired by the clock or another subject).
    `moves_deadlines`: a self-transition that sets the state's deadlines anew. `quiet`: it changes nothing people look
    at. `elsewhere`: a plainer sentence that refuses it in a state it does not start in.
    """
    course = (name, label, _states(source), str(target), frozenset(str(role) for role in by), event)
    return _declared(
        Row(
            *(*course, tuple(when), tuple(needs)),
            sets=sets,
            tells=tells,
            then=tuple(then),
            hidden=hidden,
            moves_deadlines=moves_deadlines,
            quiet=quiet,
            elsewhere={str(state): sentence for state, sentence in (elsewhere or {}).items()},
        )
    )


def _states(named: str | Sequence[str]) -> tuple[str, ...]:
    return (str(named),) if isinstance(named, str) else tuple(str(state) for state in named)


def _declared(row: Row) -> Any:
    """The row as a method that `django_fsm` knows."""
    if not row.by:
        raise ValueError(f"transition {row.name!r} names no role: it would be open to everyone or to no one")
    if "*" in row.sources or "+" in row.sources:
        raise ValueError(f"transition {row.name!r} must name its source states")

    def move(self: Any) -> None:
        """The move itself is data; called by anything but the engine, it is refused."""
        if getattr(self, "_engine_row", None) is not row:
            raise django_fsm.TransitionNotAllowed(f"{row.name} is taken through workflow.engine.fire", object=self)

    move.__name__ = row.name
    return django_fsm.transition(
        field="state",
        source=list(row.sources),
        target=row.target,
        permission=_asks_policy(row),
        custom={"row": row},
    )(move)


def state_field(states: type[models.TextChoices], *, initial: str) -> Any:
    """The protected state column of a machine."""
    return django_fsm.FSMField(
        _("state"), default=str(initial), choices=states.choices, protected=True, max_length=30, editable=False
    )


class Machine(models.Model):
    """Base of every workflow subject.

    `version` counts transitions and nothing else. `chain_head` is the hash of the subject's newest event.
    `public_id` is the only identity that leaves the system.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    chain_head = models.CharField(max_length=64, default="", db_default="", editable=False)
    state_since = models.DateTimeField(null=True, editable=False)

    state: Any
    kind: ClassVar[str]
    States: ClassVar[type[models.TextChoices]]
    initial: ClassVar[str]
    endings: ClassVar[frozenset[str]] = frozenset()
    on_enter: ClassVar[Mapping[str, tuple[Consequence, ...]]] = {}
    deadlines: ClassVar[Mapping[str, tuple[DeadlineRule, ...]]] = {}
    lock_related: ClassVar[tuple[str, ...]] = ()
    # Deadline name -> the column in which the subject keeps the same moment.
    due_columns: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True
