"""The words of notices: each app registers its own, so that whoever sends them need not know the app.

An app writes ``<app>/notices.py`` with one `notice_text(...)` per key; it is found at start. Which event goes to
whom with which key is the one table in ``notifications/routes.py``.

    notice_text(
        "evaluation.returned",
        title=_("Your form for %(cycle)s was returned"),
        body=_("Your assessor asks you to look at the marked items again."),
        action=_("Open form"),
        mail=_("A form was returned to you."),
        link="appraisal:evaluation",                     # name of a URL that takes the subject's public_id
        params=lambda evaluation: {"cycle": evaluation.cycle.name},
    )

Title and body are shown only to the recipient, after a fresh look at their rights. ``mail`` leaves the house, and
stands for the notice where its subject is no longer the reader's to see: it takes no parameters, so that no name,
score or text of a person can ever be in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.errors import Text

Params = Callable[[Any], Mapping[str, Any]]

NEUTRAL: Text = _("There is news in a matter of yours.")


@dataclass(frozen=True)
class NoticeText:
    """Words of one kind of notice. ``params`` fills ``%(name)s`` in title and body when the notice is made."""

    key: str
    title: Text
    mail: Text = NEUTRAL
    body: Text = ""
    action: Text = ""
    link: str = ""
    params: Params | None = None

    def values_for(self, subject: Any) -> dict[str, str]:
        """The parameters as plain text, ready to be stored."""
        if self.params is None:
            return {}
        return {name: str(value) for name, value in self.params(subject).items()}


_texts: dict[str, NoticeText] = {}


def notice_text(
    key: str,
    *,
    title: Text,
    mail: Text = NEUTRAL,
    body: Text = "",
    action: Text = "",
    link: str = "",
    params: Params | None = None,
) -> NoticeText:
    """Register the words of a notice. Raises ValueError for a doubled key."""
    if key in _texts:
        raise ValueError(f"the notice {key!r} already has words")
    _texts[key] = NoticeText(key=key, title=title, mail=mail, body=body, action=action, link=link, params=params)
    return _texts[key]


def text_of(key: str) -> NoticeText:
    """The words of a key; LookupError when nobody registered it."""
    try:
        return _texts[key]
    except KeyError:
        raise LookupError(f"no words are registered for the notice {key!r}") from None


def registered_texts() -> Mapping[str, NoticeText]:
    """All words by key (for checks and the style page)."""
    return dict(_texts)
