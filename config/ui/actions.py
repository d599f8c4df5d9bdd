"""Tags of buttons, links, icons, chips and words."""

from __future__ import annotations

from typing import Any, Final

from django.template import Library
from django.utils.safestring import SafeString

from config.ui.attributes import attributes, classes
from config.ui.formats import Due
from config.ui.formats import due as due_of
from config.ui.icons import icon as icon_drawing
from workflow import clock

register = Library()

# How a state feels, by its name, whatever the machine; the words are the machine's own.
STATE_TONES: Final[dict[str, str]] = {
    **dict.fromkeys(("draft", "uploaded", "checked", "planned", "drafted"), "neutral"),
    **dict.fromkeys(
        ("self_assessment", "supervisor_review", "calibration", "active", "in_use", "running", "opening", "closing"),
        "active",
    ),
    **dict.fromkeys(("under_review", "answered", "approved", "attended", "held"), "active"),
    **dict.fromkeys(("objection", "opened", "filed", "requested", "submitted"), "attention"),
    **dict.fromkeys(
        ("final", "closed", "decided", "published", "applied", "completed", "confirmed", "accepted", "done"), "good"
    ),
    **dict.fromkeys(("refused", "declined", "failed"), "bad"),
    **dict.fromkeys(
        ("cancelled", "withdrawn", "lapsed", "retired", "discarded", "revoked", "ended", "on_hold"), "quiet"
    ),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative line icon."""
    return icon_drawing(name)


@register.inclusion_tag("components/button.html")
def button(label: str, *, kind: str = "primary", icon: str = "", **keywords: Any) -> dict[str, Any]:
    """A button that submits its form."""
    own_class = classes("button", f"button--{kind}", keywords.pop("class_", ""))
    keywords.setdefault("type", "submit")
    return {"label": label, "icon": icon, "class": own_class, "attributes": attributes(**keywords)}


@register.inclusion_tag("components/link_button.html")
def link_button(
    label: str, url: str, *, kind: str = "secondary", icon: str = "", count: int | None = None, **keywords: Any
) -> dict[str, Any]:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    own_class = classes("button", f"button--{kind}", keywords.pop("class_", ""))
    extra = attributes(**keywords)
    return {"label": label, "url": url, "icon": icon, "count": count, "class": own_class, "attributes": extra}


@register.inclusion_tag("components/tag.html")
def tag(label: str, *, tone: str = "neutral", icon: str = "", **keywords: Any) -> dict[str, Any]:
    """A state or property in one or two words."""
    return {"label": label, "tone": tone, "icon": icon, "attributes": attributes(**keywords)}


@register.inclusion_tag("components/tag.html")
def state_chip(subject: Any, *, label: str = "", **keywords: Any) -> dict[str, Any]:
    """The state of a machine's subject, or of a bare state name with its label."""
    name = subject if isinstance(subject, str) else str(subject.state)
    shown = label or (name if isinstance(subject, str) else subject.get_state_display())
    extra = attributes(**keywords)
    return {"label": shown, "tone": STATE_TONES.get(name, "neutral"), "icon": "", "attributes": extra}


@register.inclusion_tag("components/due_chip.html")
def due_chip(due_at: Any, *, explanation: Any = None, now: Any = None) -> dict[str, Any]:
    """How long is left, until when, and, unfolding, why this moment."""
    due: Due | None = due_of(due_at, now=now or clock.now()) if due_at else None
    return {"due": due, "explanation": explanation}


@register.inclusion_tag("components/term.html")
def term(word: str, meaning: str) -> dict[str, str]:
    """A legal term with its explanation on tap."""
    return {"word": word, "meaning": meaning}
