"""Running the cells of a matrix: each is taken back afterwards, and a refusal must leave no trace."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from workflow.actors import Actor
from workflow.engine import fire
from workflow.errors import DomainError
from workflow.models import Deadline, Event, EventText, OutboxMessage
from workflow.tables import table_of


@contextmanager
def taken_back() -> Iterator[None]:
    """A savepoint the engine may open its durable transaction in; everything in it is undone."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def picture(subject: Any) -> tuple[Any, ...]:
    """Everything a step could write."""
    row = type(subject).objects.filter(pk=subject.pk).values().get()
    counts = tuple(model.objects.count() for model in (Event, EventText, OutboxMessage))
    deadlines = tuple(Deadline.objects.order_by("pk").values_list("pk", "settled_at", "outcome"))
    return (tuple(sorted(row.items(), key=str)), counts, deadlines)


def answer(subject: Any, name: str, *, actor: Actor, payload: dict[str, Any]) -> str:
    """What the engine says: ok, or the status of the refusal; "trace!" when a refusal wrote something."""
    before = picture(subject)
    try:
        fire(subject, name, actor=actor, version=None if actor.is_clock else subject.version, payload=payload)
    except DomainError as refused:
        return str(refused.status) if picture(subject) == before else "trace!"
    return "ok" if picture(subject) != before else "nothing written"


def disagreements(
    subject: Any,
    *,
    actors: dict[str, Actor],
    cells: Callable[[str, str], str],
    prepare: Callable[[Any, str], dict[str, Any]],
) -> list[str]:
    """Run every act of the machine as every relation; returns the cells that answered otherwise than written."""
    found = []
    for name in table_of(type(subject)).rows:
        for relation, actor in actors.items():
            with taken_back():
                payload = prepare(subject, name)
                fresh = type(subject).objects.get(pk=subject.pk)
                said, wanted = answer(fresh, name, actor=actor, payload=payload), cells(name, relation)
            if said != wanted:
                found.append(f"{subject.state}: {name} as {relation}: {said}, written: {wanted}")
    return found
