"""One subject as on a day, for one reader: the record up to the end of that local day and nothing of what came after.

Whoever may read the history today may read it as on a day, with the rights of today: the groups that open the history,
the words, the seats and the facts are asked of the policy as it stands now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow import clock
from workflow.actors import Actor
from workflow.as_on.remembered import Fact, Past, Remembered, Seat, remembered_kinds, value_at
from workflow.calendars import local_day
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible, Text
from workflow.history import history_of, what_happened, words_of
from workflow.machine import Machine
from workflow.models import Deadline, Event
from workflow.naming import label_of
from workflow.pending import DueNote, notes_among
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.tables import table_of

EARLIEST: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """Who sat in a role on the day. `known` is False where the record does not tell, `name` empty for a vacant seat."""

    role: str
    label: str
    name: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words, newest first on a page."""

    title: Text
    at: datetime
    who: str
    capacity: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class AsOn:
    """A subject at the end of a day. Before the beginning `exists` is False, and state and version say nothing."""

    subject: Machine
    kind_label: str
    title: str
    url: str
    on: date
    today: date
    exists: bool
    began: date | None
    state: str
    state_label: str
    version: int | None
    since: datetime | None
    label_now: str
    seats: tuple[SeatHeld, ...]
    facts: tuple[Fact, ...]
    dates: tuple[DueNote, ...]
    events: tuple[Event, ...]
    told: tuple[Told, ...]
    groups: frozenset[str]

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def changed(self) -> bool:
        """Whether anything has happened since."""
        return self.version != self.subject.version


def as_on(subject: Machine, *, actor: Actor, on: date | None = None) -> AsOn:
    """A visible subject at the end of a day of its office (today where none is named).

    NotPermitted for whoever may not read its history; InvalidInput for a day to come and for one before 1900.
    """
    kind = kind_of(subject.kind)
    policy = policy_for(subject)
    readable = policy.fields_for(actor, subject)
    if kind.history_group and kind.history_group not in readable:
        raise NotPermitted
    zone = str(value_at(subject, kind.zone) if kind.zone else settings.TIME_ZONE)
    today = local_day(clock.now(), zone=zone)
    day = _checked(on or today, today)
    own = Role.SUBJECT.value in policy.roles_of(actor, subject)
    past = past_of(subject, day, zone=zone, readable=readable, own=own)
    return _drawn(kind, past, actor=actor, today=today, zone=zone)


def subject_as_on(kind: str, public_id: UUID, *, actor: Actor, on: date | None) -> AsOn:
    """The same by kind and id. NotVisible for what does not exist and for what the reader may not know of."""
    known = kind_of(kind)
    rows = policy_for(known.model).visible_to(actor)
    found = (rows.select_related(*known.related) if known.related else rows).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return as_on(found, actor=actor, on=on)


def kind_of(name: str) -> Remembered:
    """What is known of a kind. NotVisible for an unknown one."""
    try:
        return remembered_kinds()[name]
    except KeyError:
        raise NotVisible from None


def _checked(day: date, today: date) -> date:
    if day > today:
        raise InvalidInput(details=(FieldFault("on", _("This day is still to come. Choose today or an earlier day.")),))
    if day < EARLIEST:
        raise InvalidInput(details=(FieldFault("on", _("Choose a day from 1900 on.")),))
    return day


def past_of(
    subject: Machine, day: date, *, zone: str, readable: frozenset[str] = frozenset(), own: bool = False
) -> Past:
    """The record of a subject cut at the end of a day of a zone; it asks nobody's rights."""
    before = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))
    events = list(history_of(subject).select_related("actor__employee", "text"))
    then = tuple(event for event in events if event.effective_at < before)
    later = tuple(event for event in events if event.effective_at >= before)
    return Past(subject, day, before, then, later, readable, own)


def _drawn(kind: Remembered, past: Past, *, actor: Actor, today: date, zone: str) -> AsOn:
    subject, last = past.subject, past.events[-1] if past.events else None
    labels = {str(value): str(label) for value, label in kind.model.States.choices}
    facts = tuple(one for one in kind.facts(past) if not one.group or one.group in past.readable) if last else ()
    told = tuple(_told(kind, event, past, actor) for event in reversed(past.events))
    words = kind.words_groups & past.readable if any(one.text for one in told) else frozenset()
    first = (*past.events, *past.later)[:1]
    return AsOn(
        subject=subject,
        kind_label=str(label_of(kind.model.kind)),
        title=str(value_at(subject, kind.title) or "") if kind.title else "",
        url=reverse(kind.page, args=[subject.public_id]),
        on=past.day,
        today=today,
        exists=last is not None,
        began=local_day(first[0].effective_at, zone=zone) if first else None,
        state=past.state,
        state_label=labels.get(past.state, past.state),
        version=last.version if last else None,
        since=_since(past.events),
        label_now=labels.get(str(subject.state), str(subject.state)),
        seats=tuple(_seats(kind, past)) if last else (),
        facts=facts,
        dates=tuple(_dates(past)) if last and kind.shows_dates else (),
        events=past.events,
        told=told,
        groups=frozenset({one.group for one in facts if one.group}) | words,
    )


def _since(events: Iterable[Event]) -> datetime | None:
    """When the state of the day was entered."""
    entered = [event.effective_at for event in events if event.from_state != event.to_state]
    return entered[-1] if entered else None


def _told(kind: Remembered, event: Event, past: Past, actor: Actor) -> Told:
    typed = words_of(event, actor=actor, readable=past.readable, words=kind.words_groups)
    author: Any = event.actor
    known = {str(value): str(label) for value, label in Role.choices}
    roles = ", ".join(known[name] for name in event.role.split(",") if name in known)
    return Told(
        title=(kind.titles or {}).get(event.name) or what_happened(event),
        at=event.effective_at,
        who=str(author.display_name) if author else _("Automatically, by the calendar"),
        capacity=event.on_behalf or (roles if author else ""),
        text=typed or "",
        tone=(kind.tones or {}).get(event.name, ""),
    )


def _seats(kind: Remembered, past: Past) -> Iterator[SeatHeld]:
    """Who sat where, in one statement for all seats."""
    shown = [seat for seat in kind.seats if not seat.group or seat.group in past.readable]
    held = [(seat, *past.column(seat.column)) for seat in shown]
    names = _names(past.subject, [(seat, pk) for seat, _known, pk in held if pk is not None])
    for seat, known, pk in held:
        label = str(Role(seat.role).label)
        if known:
            yield SeatHeld(seat.role, label, names.get((seat.column, pk), ""))
        else:
            name = kind.former(past, seat)
            yield SeatHeld(seat.role, label, name, known=bool(name))


def _names(subject: Machine, held: list[tuple[Seat, Any]]) -> dict[tuple[str, Any], str]:
    if not held:
        return {}
    model: Any = subject._meta.get_field(held[0][0].column).related_model
    people = model._default_manager.in_bulk({pk for _seat, pk in held})
    return {(seat.column, pk): str(people[pk].full_name) for seat, pk in held if pk in people}


def _dates(past: Past) -> Iterator[DueNote]:
    """The dates of the state of the day that were set by its last step and settled by none until the next one.

    A step that the clock settles after midnight belongs to the day before, and so do the dates it set.
    """
    subject = past.subject
    model: type[Machine] = type(subject)
    then = Q(settled_at__isnull=True)
    if past.later:
        then |= Q(settled_at__gte=past.later[0].recorded_at)
    set_by_then = Q(created_at__lte=past.events[-1].recorded_at)
    rows = Deadline.objects.filter(then, set_by_then, kind=subject.kind, subject_id=subject.pk).order_by("due_at", "pk")
    known = table_of(model).rows
    of_the_state = [row for row in rows if row.transition in known and past.state in known[row.transition].sources]
    yield from notes_among(model, of_the_state)
