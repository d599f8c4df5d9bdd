"""Recognition notes as pages show them: the note, who gave it, what the reader may do with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from appraisal.models import Recognition
from appraisal.recognition.selectors import namesakes
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.errors import DomainError, FieldFault


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note with the acts open to the reader."""

    note: Recognition
    acts: tuple[Available, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; `units` are offered where several people have the name."""

    to: str = ""
    text: str = ""
    unit: str = ""
    units: tuple[tuple[str, str], ...] = ()


def views_of(notes: Iterable[Recognition], actor: Actor) -> list[NoteView]:
    """Notes with their acts; no statement of its own for those received or given."""
    return [
        NoteView(
            note, tuple(available(note, actor)), reverse("appraisal:recognition-transition", args=[note.public_id])
        )
        for note in notes
    ]


def typed_of(data: Mapping[str, str]) -> Typed:
    """The posted form, with the units to choose from."""
    name = data.get("to", "")
    found = namesakes(name) if name else []
    units = tuple((str(one.unit.public_id), one.unit.name) for one in found) if len(found) > 1 else ()
    return Typed(name, data.get("text", ""), data.get("unit", ""), units)


def faults_of(refused: DomainError | None) -> dict[str, str]:
    """Sentences by field."""
    details: Any = refused.details if refused else ()
    return {one.field: str(one.message) for one in details if isinstance(one, FieldFault)}


def list_address() -> str:
    """Where one goes after an act."""
    return reverse("appraisal:recognitions")
