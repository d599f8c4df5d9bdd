"""System checks of notices: every route has words, and mail words carry no parameters."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from notifications.routes import ROUTES
from workflow.notices import registered_texts


@register(Tags.compatibility)
def routes_have_words(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """A route to a text nobody registered would fail only when the event happens; refuse to start instead."""
    known = registered_texts()
    missing = sorted({route.text for route in ROUTES if route.text not in known})
    return [
        Error(f"the route to {key!r} has no words", hint="Add them to the app's notices.py.", id="notifications.E001")
        for key in missing
    ]


@register(Tags.compatibility)
def mail_words_carry_no_names(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """What leaves the house by mail may hold no parameter."""
    return [
        Error(f"the mail words of {text.key!r} hold a parameter", id="notifications.E002")
        for text in registered_texts().values()
        if "%(" in str(text.mail)
    ]
