"""The one way an action of this app reaches the engine: with the version the person looked at."""

from dataclasses import dataclass
from typing import Any

from workflow.actors import Actor
from workflow.engine import Outcome, fire


@dataclass(frozen=True, slots=True)
class Seen:
    """Who acts, on which version of the subject, and the key that makes a repetition harmless."""

    actor: Actor
    version: int | None
    key: str | None = None


def move(subject: Any, name: str, seen: Seen, **inputs: Any) -> Outcome:
    """Take one transition; inputs left out are not sent."""
    payload = {field: value for field, value in inputs.items() if value is not None}
    return fire(subject, name, actor=seen.actor, version=seen.version, payload=payload, key=seen.key)
