"""The words of notices about documents. Who gets which: ``notifications/routes.py``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.documents.registry import kind_named
from workflow.notices import notice_text


def _title(document: Any) -> dict[str, str]:
    return {"document": str(kind_named(document.document_kind).label)}


notice_text(
    "document.delivered",
    title=_("A document was delivered to you: %(document)s"),
    body=_("Read it, keep a copy, and acknowledge that you received it. This says nothing about whether you agree."),
    action=_("Open document"),
    link="workflow:document",
    params=_title,
    mail=_("An official document was delivered to you."),
)
notice_text(
    "document.acknowledged",
    title=_("The receipt was acknowledged: %(document)s"),
    action=_("Open document"),
    link="workflow:document",
    params=_title,
)
