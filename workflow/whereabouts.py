"""Where one's own form, objection, plan or case is: who holds it, since when, what may come next and by when.

Each app says for its kinds who holds what in which state and how the seats are named; the steps, the deadlines with
their reasons and what the person may do now come from the machine, the record and the policy. Only about oneself:
other people have the pages of their own work.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.errors import NotVisible, Text
from workflow.machine import Machine, Row
from workflow.naming import label_of, named_kinds, resting_states
from workflow.pending import DueNote, Notes, pending_among
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.tables import table_of

# Seats of a subject: the name of who sits in each role, "" where nobody does.
Seats = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tracked:
    """What an app says of one kind: `seats` names people by role, `holder` the role whose act is waited for.

    `holder` gives "" where nobody's act is waited for: a window runs, a date is to come, all is over. `title` names one
    among several of the same person. `related` is read along.
    """

    model: type[Machine]
    seats: Callable[[Any], Seats]
    holder: Callable[[Any], str]
    title: Callable[[Any], str]
    related: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the machine."""
        return self.model.kind


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that may happen next: what, by whom, where it leads, and when at the latest by itself."""

    label: str
    who: str
    leads_to: str
    due: DueNote | None
    by_itself: bool


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one subject is, for the person it is about."""

    subject: Any
    kind_label: str
    title: str
    state: str
    holder: str
    since: datetime | None
    due: DueNote | None
    ended: bool
    url: str
    where_url: str
    steps: tuple[NextStep, ...] = ()
    acts: tuple[Available, ...] = ()


_tracked: dict[str, Tracked] = {}


def track(tracked: Tracked) -> Tracked:
    """Let people see where their subjects of a kind are. ValueError when the kind is tracked already."""
    if tracked.kind in _tracked:
        raise ValueError(f"the kind {tracked.kind!r} is tracked twice")
    _tracked[tracked.kind] = tracked
    return tracked


def tracked_kinds() -> Mapping[str, Tracked]:
    """Everything that is tracked, by kind."""
    return dict(_tracked)


def own_open(actor: Actor) -> list[Whereabouts]:
    """Everything of the person that is under way, what is due first; a statement per kind and one for the deadlines."""
    if actor.employee_id is None or not actor.active:
        return []
    found = [(one, subject) for one in _tracked.values() for subject in _open_of(one, actor)]
    notes = pending_among([(one.model, subject.pk) for one, subject in found])
    rows = [_summary(one, subject, notes[one.model, subject.pk]) for one, subject in found]
    return sorted(rows, key=lambda row: (row.due is None, row.due.due_at.timestamp() if row.due else 0.0, row.title))


def where_is(kind: str, public_id: UUID, *, actor: Actor) -> Whereabouts:
    """One subject of the person in full. NotVisible for what does not exist and for what is about somebody else."""
    tracked = _tracked.get(kind)
    if tracked is None or actor.employee_id is None:
        raise NotVisible
    subject: Any = _own(tracked, actor).filter(public_id=public_id).first()
    if subject is None or Role.SUBJECT.value not in policy_for(kind).roles_of(actor, subject):
        raise NotVisible
    notes = pending_among([(tracked.model, subject.pk)])[tracked.model, subject.pk]
    short = _summary(tracked, subject, notes)
    return Whereabouts(
        **{name: getattr(short, name) for name in Whereabouts.__slots__ if name not in ("steps", "acts")},
        steps=tuple(sorted(_steps(tracked, subject, notes), key=_first_due)),
        acts=tuple(available(subject, actor)),
    )


def _own(tracked: Tracked, actor: Actor) -> "QuerySet[Any, Model]":
    rows = policy_for(tracked.kind).visible_to(actor).select_related(*tracked.related)
    return rows.filter(**{f"{named_kinds()[tracked.kind].person}_id": actor.employee_id})


def _open_of(tracked: Tracked, actor: Actor) -> "QuerySet[Any, Model]":
    return _own(tracked, actor).exclude(state__in=resting_states(tracked.model)).order_by("-pk")[:50]


def _summary(tracked: Tracked, subject: Any, notes: Notes) -> Whereabouts:
    named = named_kinds()[tracked.kind]
    return Whereabouts(
        subject=subject,
        kind_label=str(label_of(tracked.kind)),
        title=tracked.title(subject),
        state=str(subject.get_state_display()),
        holder=_holder(tracked, subject),
        since=subject.state_since,
        due=min(notes.values(), key=lambda note: note.due_at, default=None),
        ended=str(subject.state) in resting_states(tracked.model),
        url=reverse(named.page, args=[subject.public_id]),
        where_url=reverse("workflow:where", args=[tracked.kind, subject.public_id]),
    )


def _holder(tracked: Tracked, subject: Any) -> str:
    role = tracked.holder(subject)
    return _seat(role, tracked.seats(subject)) if role else ""


def _seat(role: str, seats: Seats) -> str:
    """Who sits in a role: oneself, a named person, or the office."""
    if role == Role.SUBJECT:
        return _("You")
    label = str(Role(role).label)
    name = seats.get(role, "")
    return _("%(name)s (%(role)s)") % {"name": name, "role": label} if name else label


def _steps(tracked: Tracked, subject: Any, notes: Notes) -> Iterator[NextStep]:
    """Steps that lead on from the present state; those of the clock only where a date for them is set."""
    table = table_of(tracked.model)
    labels: Mapping[str, Text] = {str(value): label for value, label in tracked.model.States.choices}
    seats = tracked.seats(subject)
    due = {note.transition: note for note in notes.values()}
    for row in table.rows_from(str(subject.state)):
        people = sorted(row.by - {Role.CLOCK.value})
        note = due.get(row.name)
        if row.target == subject.state and note is None:
            continue
        if (row.hidden or not people) and note is None:
            continue
        yield _step(row, people=people, seats=seats, note=note, leads_to=str(labels[row.target]))


def _step(row: Row, *, people: list[str], seats: Seats, note: DueNote | None, leads_to: str) -> NextStep:
    by_itself = row.hidden or not people
    who = _("by itself") if by_itself else ", ".join(_seat(role, seats) for role in people)
    return NextStep(str(row.label), who, leads_to, note, by_itself)


def _first_due(step: NextStep) -> tuple[bool, float]:
    return (step.due is None, step.due.due_at.timestamp() if step.due else 0.0)
