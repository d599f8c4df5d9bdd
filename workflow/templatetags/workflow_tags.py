"""Parts of a page of any subject: its machine, the question for a day that has passed, its documents."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.actors import actor_for
from workflow.diagrams import draw
from workflow.documents.pages import list_of
from workflow.models import Event

register = template.Library()


@register.inclusion_tag("workflow/diagram.html")
def machine_diagram(subject: Any, events: Iterable[Event] = ()) -> dict[str, Any]:
    """Draw the machine of a subject; `events` is its history (for the path taken)."""
    taken = [(e.from_state, e.to_state) for e in events if e.from_state and e.from_state != e.to_state]
    diagram = draw(type(subject), current=str(subject.state), taken=taken)
    following = [node.label for node in diagram.nodes if node.look == "next"]
    text = _("Now: %(state)s.") % {"state": subject.get_state_display()}
    if following:
        text += " " + _("Possible next: %(states)s.") % {"states": ", ".join(following)}
    return {"diagram": diagram, "description": text, "uid": f"{subject._meta.model_name}-{subject.pk}"}


@register.inclusion_tag("workflow/as_on_form.html")
def as_on_form(subject: Any, day: str = "", fault: str = "") -> dict[str, Any]:
    """Ask for the subject as on a day: for whoever reads its history. `fault`: why the last day was refused."""
    return {"action": reverse("workflow:as_on", args=[subject.kind, subject.public_id]), "day": day, "fault": fault}


@register.inclusion_tag("workflow/documents.html", takes_context=True)
def documents_of(context: Any, subject: Any) -> dict[str, Any]:
    """The documents of a subject that this reader may see, and those he may order; nothing where there are none."""
    request = context["request"]
    return {"found": list_of(subject, actor_for(request)), "request": request}
