"""The history of a subject as a list for programs: facts for everyone who sees the subject, words by right
(`workflow.history.words_of`)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.api.transitions import state_label
from workflow.history import WORDS, history_of, what_happened, words_of
from workflow.machine import Machine
from workflow.models import Event
from workflow.policies import policy_for


def history_shape(subject: Machine, *, actor: Actor, words: AbstractSet[str] = WORDS) -> list[dict[str, Any]]:
    """Every event of the subject, oldest first, in two statements whatever their number. `words`: groups that open
    what was typed."""
    events = history_of(subject).select_related("text", "actor__employee")
    return event_shapes(events, subject=subject, actor=actor, words=words)


def event_shapes(
    events: Iterable[Event], *, subject: Machine, actor: Actor, words: AbstractSet[str]
) -> list[dict[str, Any]]:
    """The same for events of the subject that were read already."""
    readable = policy_for(subject).fields_for(actor, subject)
    return [
        _shape(event, subject=subject, reason=words_of(event, actor=actor, readable=readable, words=words))
        for event in events
    ]


def _shape(event: Event, *, subject: Machine, reason: str | None) -> dict[str, Any]:
    model = type(subject)
    return {
        "version": event.version,
        "name": event.name,
        "label": str(what_happened(event)),
        "from_state": event.from_state,
        "to_state": event.to_state,
        "to_state_label": state_label(model, event.to_state),
        "effective_at": event.effective_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "actor": _actor_name(event),
        "role": event.role,
        "on_behalf": event.on_behalf,
        "reason": reason,
        "hash": event.hash,
    }


def _actor_name(event: Event) -> str:
    """The person's name; the clock has none of its own."""
    if event.actor_id is None:
        return _("System clock")
    return str(getattr(event.actor, "display_name", event.actor))
