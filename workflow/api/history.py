"""The history of a subject as a list for programs: facts for everyone who sees the subject, words by right.

What people typed with a step is shown to its author, and to readers whose policy names the field group that holds
the words of the kind (`reasons` or `history`, unless its viewset names another) or `reasons.<transition>` (those of
one transition).
"""

import json
from collections.abc import Set as AbstractSet
from typing import Any

from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.api.transitions import state_label
from workflow.history import history_of, what_happened
from workflow.machine import Machine
from workflow.models import Event
from workflow.policies import policy_for

REASONS = "reasons"
WORDS = frozenset({REASONS, "history"})


def history_shape(subject: Machine, *, actor: Actor, words: AbstractSet[str] = WORDS) -> list[dict[str, Any]]:
    """Every event of the subject, oldest first, in two statements whatever their number. `words`: groups that open
    what was typed."""
    readable = policy_for(subject).fields_for(actor, subject)
    events = history_of(subject).select_related("text", "actor__employee")
    typed = bool(words & readable)
    return [_shape(event, subject=subject, shown=typed or _may_read(event, actor, readable)) for event in events]


def _shape(event: Event, *, subject: Machine, shown: bool) -> dict[str, Any]:
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
        "reason": _reason(event) if shown else None,
        "hash": event.hash,
    }


def _actor_name(event: Event) -> str:
    """The person's name; the clock has none of its own."""
    if event.actor_id is None:
        return _("System clock")
    return str(getattr(event.actor, "display_name", event.actor))


def _may_read(event: Event, actor: Actor, readable: frozenset[str]) -> bool:
    """One's own words, or those of a transition that is opened by itself."""
    own = event.actor_id is not None and event.actor_id == actor.user_id
    return own or f"{REASONS}.{event.transition}" in readable


def _reason(event: Event) -> str | None:
    """The words typed as reason; None when there were none or they have been erased."""
    text = getattr(event, "text", None)
    if text is None or text.erased_at is not None:
        return None
    found = json.loads(text.content).get("reason")
    return str(found) if found else None
