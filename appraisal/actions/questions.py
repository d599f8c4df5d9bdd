"""Questions in an objection: the decider puts one to a side, that side answers."""

from uuid import UUID

from appraisal.actions.objections import take
from appraisal.models import Side
from workflow.actors import Actor
from workflow.engine import Outcome


def ask(
    objection: UUID,
    side: Side,
    *,
    actor: Actor,
    version: int | None,
    question: str,
    item: UUID | None = None,
    key: str | None = None,
) -> Outcome:
    """Put a question to one side, about a contested item (by its own id) or the whole; before the decision only."""
    payload = {"question": question, **({"item": str(item)} if item else {})}
    return take(objection, f"ask_{side.value}", actor=actor, version=version, payload=payload, key=key)


def reply(
    objection: UUID,
    side: Side,
    *,
    actor: Actor,
    version: int | None,
    question: UUID,
    answer: str,
    key: str | None = None,
) -> Outcome:
    """Answer a question put to one's own side; once, and both sides read it."""
    payload = {"question": str(question), "answer": answer}
    return take(objection, f"reply_{side.value}", actor=actor, version=version, payload=payload, key=key)
