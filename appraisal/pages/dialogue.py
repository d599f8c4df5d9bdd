"""The page of a year of dialogue: entries, feedback and meetings in words, and what may be done next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from appraisal.dialogue.relations import sides_on
from appraisal.dialogue.selectors import MOST_SHOWN, Dialogue, is_shown, people_above_whom
from appraisal.dialogue.targets import read_target
from appraisal.dialogue.years import is_written, this_year
from appraisal.models import Feedback, FeedbackRound, LogEntry, LogEvidence
from appraisal.pages.items import IMAGES, LARGEST_THUMBNAIL, FileView
from organization.models import Employee
from workflow import access
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.roles import Role

YEARS_OFFERED: Final = 4


@dataclass(frozen=True, slots=True)
class EntryView:
    """One achievement with its files."""

    entry: LogEntry
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class TextGroup:
    """What is said about one thing."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round; `groups` hold the texts without names, by what they are about."""

    round: FeedbackRound
    about: tuple[str, ...]
    groups: tuple[TextGroup, ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class GivenView:
    """Named feedback with what it says."""

    feedback: Feedback
    groups: tuple[TextGroup, ...]


@dataclass(frozen=True, slots=True)
class DialoguePage:
    """Everything the page shows."""

    found: Dialogue
    years: tuple[tuple[str, str], ...]
    entries: tuple[EntryView, ...]
    rounds: tuple[RoundView, ...]
    feedback: tuple[GivenView, ...]
    writes: bool
    person_id: str
    person_name: str
    people: tuple[Employee, ...]
    keeps_templates: bool

    @property
    def year_text(self) -> str:
        """The year as it stands in an address."""
        return str(self.found.year.year)

    @property
    def side(self) -> bool:
        """Whether the reader is one of the two who talk."""
        return self.found.own or self.found.above


def page_of(found: Dialogue, actor: Actor) -> DialoguePage:
    """The page; one statement of its own, for one's own people."""
    year, person = found.year, found.year.employee
    newest = this_year()
    offered = sorted({year.year, *range(newest, newest - YEARS_OFFERED, -1)}, reverse=True)
    return DialoguePage(
        found=found,
        years=tuple((str(number), str(number)) for number in offered),
        entries=tuple(EntryView(one, files_of(one, own=False)) for one in found.entries),
        rounds=tuple(round_view(one) for one in found.rounds),
        feedback=tuple(GivenView(one, feedback_groups(one)) for one in found.feedback),
        writes=is_written(year.year),
        person_id=str(person.public_id),
        person_name=person.full_name,
        people=tuple(people_above_whom(actor, year.year)[:MOST_SHOWN]) if found.own else (),
        keeps_templates=found.own and actor.holds(Role.HR),
    )


def round_view(one: FeedbackRound) -> RoundView:
    """A round in words."""
    about = tuple(read_target(target).label for target in one.targets)
    return RoundView(one, about, grouped(one.unnamed_texts.all()), is_shown(one))


def grouped(rows: Iterable[Any]) -> tuple[TextGroup, ...]:
    """Texts by what they are about, in the order in which they are stored."""
    from appraisal.models import TargetKind

    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.target_label or str(TargetKind.GENERAL.label), []).append(row.text)
    return tuple(TextGroup(label, tuple(texts)) for label, texts in found.items())


def feedback_groups(one: Feedback) -> tuple[TextGroup, ...]:
    """What a named giver says."""
    return grouped(one.texts.all())


def files_of(one: LogEntry, *, own: bool) -> tuple[FileView, ...]:
    """The files of an entry as the list shows them; small pictures are their own thumbnail."""
    rows: Any = getattr(one, "present_files", None)
    if rows is None:
        rows = one.evidence.filter(removed_at__isnull=True)
    return tuple(_file(row, own=own) for row in rows)


def _file(row: LogEvidence, *, own: bool) -> FileView:
    url = reverse("appraisal:log-evidence", args=[row.public_id])
    small_picture = row.media_type in IMAGES and row.size <= LARGEST_THUMBNAIL
    return FileView(
        name=row.name,
        url=url,
        size=row.size,
        media_type=row.media_type,
        thumbnail_url=url if small_picture else "",
        remove_url=reverse("appraisal:log-evidence-remove", args=[row.public_id]) if own else "",
    )


def place_of(one: LogEntry, *, own: bool) -> str:
    """Where an entry is read."""
    base = reverse("appraisal:dialogue")
    if not own:
        base = reverse("appraisal:dialogue-person", args=[one.year.employee.public_id])
    return f"{base}?year={one.year.year}#entry-{one.public_id}"


def note_file(actor: Actor, file: LogEvidence, ground: str) -> None:
    """Write down that somebody else than the person read a file, and on what ground."""
    if "subject" not in sides_on(actor, file.entry):
        access.record_read(file.entry.year, actor=actor, fields=("log",), ground=ground)


def acts_of(subject: Any, actor: Actor) -> list[Available]:
    """What the reader may do now with a round, a request or a meeting."""
    return available(subject, actor)
