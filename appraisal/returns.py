"""Reasons of a return, per item or for all: read from the input, written to the items."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from workflow.errors import FieldFault, InvalidInput

LONGEST_NOTE = 2_000


def notes_of(evaluation: Any, payload: Mapping[str, Any]) -> dict[UUID, str]:
    """Reason by item; rows are ``{"item": <public id>, "note": <text>}``, empty notes are left out.

    Raises `InvalidInput` for a row of another shape or an item of another form.
    """
    rows = payload.get("items") or []
    if not rows:
        return {}
    own = set(evaluation.items.values_list("public_id", flat=True))
    found: dict[UUID, str] = {}
    for index, row in enumerate(rows):
        item, note = _row(row, index)
        if item not in own:
            raise _fault(index, _("This item does not belong to the form."))
        if note:
            found[item] = note
    return found


def _row(row: Any, index: int) -> tuple[UUID, str]:
    if not isinstance(row, Mapping) or set(row) != {"item", "note"} or not isinstance(row["note"], str):
        raise _fault(index, _("Each row names an item and a note."))
    if len(row["note"]) > LONGEST_NOTE:
        raise _fault(index, _("Please use at most %(limit)d characters.") % {"limit": LONGEST_NOTE})
    try:
        return UUID(str(row["item"])), row["note"].strip()
    except ValueError:
        raise _fault(index, _("This item does not belong to the form.")) from None


def _fault(index: int, message: str) -> InvalidInput:
    return InvalidInput(details=[FieldFault(f"items.{index}", message)])


def write_notes(evaluation: Any, payload: Mapping[str, Any], *, reason: str) -> None:
    """Store the reasons; the items keep what the employee had written, for the comparison afterwards."""
    from appraisal.models import Evaluation, EvaluationItem

    notes = notes_of(evaluation, payload)
    items = list(evaluation.items.all())
    for item in items:
        item.return_note = notes.get(item.public_id, "")
        item.before_return = {
            "realisation": item.self_realisation,
            "rating": item.self_rating,
            "story": item.self_story,
        }
    EvaluationItem.objects.bulk_update(items, ["return_note", "before_return"])
    Evaluation.objects.filter(pk=evaluation.pk).update(return_note=reason)
