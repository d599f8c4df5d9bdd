"""The words of notices about recognition notes: who thanked, never the note itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _note(note: Any) -> dict[str, str]:
    return {"person": note.giver_name}


notice_text(
    "recognition.created",
    title=_("%(person)s thanks you"),
    body=_("You decide whether your assessor sees the note: you can hide it at any time."),
    action=_("Read the note"),
    link="appraisal:recognition",
    params=_note,
)
