"""Saving what was typed, one action per item, and what is left over: conflicts with both texts, faults at fields."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from appraisal.actions.base import Saved
from appraisal.forms import as_text, differing, field_name
from workflow import clock
from workflow.errors import FieldFault, InvalidInput, PreconditionRequired, StaleRevision

Values = Mapping[str, str]
Save = Callable[..., Saved]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is saved by itself: its field names in the page, what was posted, what is stored, the action."""

    names: Mapping[str, str]
    posted: Values
    stored: Mapping[str, Any]
    save: Save


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that was saved elsewhere in the meantime: the text typed here and the stored one."""

    field: str
    name: str
    mine: str
    theirs: str


@dataclass
class Attempt:
    """What became of a post. `revision` is the one to go on with."""

    revision: int
    saved_at: datetime = field(default_factory=clock.now)
    clashes: list[Clash] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.clashes and not self.faults


def part_of_item(item: UUID, posted: Values, stored: Mapping[str, Any], save: Save) -> Part:
    """An item's fields as a part."""
    return Part({name: field_name(item, name) for name in posted}, posted, stored, save)


def posted_revision(request: HttpRequest) -> int:
    """The revision the page was built from. Raises `PreconditionRequired` without a usable one."""
    raw = request.POST.get("revision", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9):
        raise PreconditionRequired
    return int(raw)


def save_parts(parts: Iterable[Part], *, revision: int, goes_on: bool = False) -> Attempt:
    """Save every part that differs from what is stored; the first one in any case, so that rights are always asked.

    `goes_on`: a step follows, which asks for the rights itself; then there may be nothing to save.
    """
    attempt, rows = Attempt(revision), list(parts)
    if goes_on and not rows:
        return attempt
    changed = [(part, values) for part in rows if (values := differing(part.posted, part.stored))]
    if not changed and not rows:
        raise InvalidInput
    for part, values in changed or [(rows[0], dict(rows[0].posted))]:
        _save_part(part, values, attempt)
    return attempt


def _save_part(part: Part, values: Values, attempt: Attempt) -> None:
    try:
        saved = part.save(revision=attempt.revision, values=values)
    except StaleRevision as stale:
        stored = stale.extra["current"]["stored"]
        attempt.clashes += [
            Clash(part.names[name], name, value, as_text(stored.get(name)))
            for name, value in values.items()
            if value != as_text(stored.get(name))
        ]
        if not attempt.clashes:
            attempt.revision = int(stale.extra["current"]["revision"])
    except InvalidInput as invalid:
        attempt.faults += [FieldFault(part.names.get(one.field, one.field), one.message) for one in invalid.details]
    else:
        attempt.revision, attempt.saved_at = saved.revision, saved.saved_at


def is_autosave(request: HttpRequest) -> bool:
    """Whether the page's script saves as the person types. Gives no right; it only chooses the form of the answer."""
    return request.headers.get("X-Autosave") == "1"


def autosave_answer(attempt: Attempt, *, current_revision: int) -> JsonResponse:
    """What the script is told: saved, both texts, or the faults."""
    if attempt.clashes:
        fields = {clash.field: clash.theirs for clash in attempt.clashes}
        current = {"revision": current_revision, "fields": fields}
        return JsonResponse({"code": "stale_revision", "current": current}, status=409)
    if attempt.faults:
        details = [{"field": one.field, "message": str(one.message)} for one in attempt.faults]
        return JsonResponse({"code": "invalid_input", "details": details}, status=400)
    return JsonResponse({"revision": attempt.revision, "saved_at": attempt.saved_at.isoformat()})


def refusal_answer(refused: Any) -> JsonResponse:
    """Any other refusal for the script."""
    return JsonResponse({"code": refused.code, "detail": str(refused.message)}, status=refused.status)
