"""The history of cycles, rule sets and objections: the name of each step from the machine, who took it, why."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from appraisal.pages.timeline import Entry, reason_of, roles_in_words
from workflow.history import what_happened
from workflow.machine import Machine
from workflow.models import Event


def story_of(model: type[Machine], events: Iterable[Event]) -> list[Entry]:
    """Newest first; the reasons are shown, so the reader must be one who may read them."""
    found = []
    for event in events:
        title = what_happened(event) if event.transition else _("Prepared")
        who = getattr(event.actor, "display_name", "") or _("Automatically, by the calendar")
        found.append(
            Entry(
                title=title,
                at=event.effective_at,
                who=who,
                capacity=event.on_behalf or roles_in_words(event.role),
                text=reason_of(event),
            )
        )
    return found[::-1]
