"""The pages of calibration: a room with its table and distribution, one move, and the form of a new room."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.calibration.policies import MINUTES, PROGRESS, RATINGS
from appraisal.calibration.selectors import Choices, choices_for, entries_for, moves_of, people_for, versions_of
from appraisal.models import CalibrationEntry, CalibrationMove, CalibrationRoom, Cycle, Evaluation
from appraisal.pages.lists import uuid_text
from appraisal.pages.report_sentences import share, text_of
from appraisal.rules import RuleContent
from appraisal.selectors import SMALLEST_GROUP
from organization.models import Employee, Unit
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.errors import DomainError, FieldFault
from workflow.models import Job
from workflow.policies import policy_for

Options = list[tuple[str, str]]
MAIN_ACTS: Final = frozenset({"open", "seal", "release"})


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move in words."""

    before: str
    after: str
    mover: str
    reason: str
    at: Any


@dataclass(frozen=True, slots=True)
class TableRow:
    """One person on the table."""

    entry: CalibrationEntry
    proposed: str
    now: str
    ratings: str
    moves: tuple[MoveLine, ...]

    @property
    def changed(self) -> bool:
        """Whether the predicate is another one than was proposed."""
        return self.entry.predicate != self.entry.predicate_before


@dataclass(frozen=True, slots=True)
class Picture:
    """The distribution as it is now, beside what was proposed. ``hidden`` where the group is too small."""

    title: str
    bars: tuple[tuple[str, int, str], ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Everything the page of a room shows this reader."""

    room: CalibrationRoom
    fields: frozenset[str]
    version: int
    rows: tuple[TableRow, ...]
    picture: Picture | None
    people: int
    moved: int
    moves: bool
    seats: tuple[str, ...]
    main: tuple[Available, ...]
    others: tuple[Available, ...]
    job: Job | None


def room_page(room: CalibrationRoom, actor: Actor) -> RoomPage:
    """The page; a reader without the right to ratings sees how far the room is and no name."""
    fields = policy_for(CalibrationRoom).fields_for(actor, room)
    entries = list(entries_for(actor, room)) if RATINGS in fields else []
    made = room.entries.exclude(state="withdrawn").values_list("moves_made", flat=True)
    counted = [one.moves_made for one in entries] or list(made)
    moves = moves_of(entries)
    offers = available(room, actor)
    return RoomPage(
        room=room,
        fields=fields,
        version=versions_of([room.pk])[room.pk],
        rows=tuple(_row(entry, moves.get(entry.pk, [])) for entry in entries),
        picture=_picture(entries, room.cycle.rules) if entries else None,
        people=len(counted) if PROGRESS in fields else 0,
        moved=sum(1 for number in counted if number),
        moves=room.state == "open" and bool(entries),
        seats=_seats(room),
        main=tuple(one for one in offers if one.name in MAIN_ACTS),
        others=tuple(one for one in offers if one.name not in MAIN_ACTS),
        job=Job.objects.filter(pk=room.job_id or 0).first() if MINUTES in fields else None,
    )


def _seats(room: CalibrationRoom) -> tuple[str, ...]:
    return tuple(seat.employee.full_name for seat in room.seats.all())


def _row(entry: CalibrationEntry, moves: Sequence[CalibrationMove]) -> TableRow:
    rules, language = entry.evaluation.rules, get_language()
    return TableRow(
        entry=entry,
        proposed=entry.proposed_label,
        now=entry.predicate_label,
        ratings=_("Results: %(results)s · behaviour: %(behaviour)s")
        % {
            "results": rules.level_label(entry.results_rating, language),
            "behaviour": rules.level_label(entry.behaviour_rating, language),
        },
        moves=tuple(_line(one, rules) for one in moves),
    )


def _line(one: CalibrationMove, rules: RuleContent) -> MoveLine:
    before, after = (
        rules.predicate(code).label.pick(get_language()) for code in (one.predicate_from, one.predicate_to)
    )
    return MoveLine(before, after, one.mover_name, one.reason, one.moved_at)


def moves_behind(evaluation: Evaluation) -> tuple[MoveLine, ...]:
    """What a room changed of a released result and why; nothing where it stands as it was proposed."""
    if not evaluation.calibrated or evaluation.room_id is None:
        return ()
    rows = CalibrationMove.objects.filter(entry__evaluation=evaluation, entry__room=evaluation.room_id)
    return tuple(_line(one, evaluation.rules) for one in rows.order_by("sequence"))


def _picture(entries: Sequence[CalibrationEntry], rules: RuleContent) -> Picture:
    """Predicates in the order of the rules, from high to low; the title is the finding."""
    if len(entries) < SMALLEST_GROUP:
        return Picture("", (), hidden=True)
    now = Counter(one.predicate for one in entries)
    before = Counter(one.predicate_before for one in entries)
    labels = {one.code: one.label.pick(get_language()) for one in reversed(rules.predicates)}
    bars = tuple(
        (label, now[code], _("proposed: %(number)s") % {"number": text_of(before[code])})
        for code, label in labels.items()
    )
    code, most = max(now.items(), key=lambda one: one[1])
    words = {"label": labels[code], "share": text_of(share(most, len(entries))), "total": text_of(len(entries))}
    return Picture(_("Most frequent now: %(label)s, %(share)s %% of %(total)s people") % words, bars)


# One move


@dataclass(frozen=True, slots=True)
class MovePage:
    """One person on the table with everything that speaks for or against a move, and the form of the move."""

    entry: CalibrationEntry
    row: TableRow
    levels: Options
    offer: Available | None
    values: Mapping[str, str]
    faults: Mapping[str, str]


def move_page(
    entry: CalibrationEntry, actor: Actor, data: Mapping[str, str], *, refused: DomainError | None = None
) -> MovePage:
    """The form of a move, perhaps with what was typed and why it was refused."""
    rules, language = entry.evaluation.rules, get_language()
    levels = [(str(rating), rules.level_label(rating, language)) for rating in (3, 2, 1)]
    now = {"results_rating": str(entry.results_rating), "behaviour_rating": str(entry.behaviour_rating)}
    offers = {one.name: one for one in available(entry, actor)}
    details: Any = refused.details if refused else ()
    faults = {one.field: str(one.message) for one in details if isinstance(one, FieldFault)}
    moves = moves_of([entry]).get(entry.pk, [])
    return MovePage(entry, _row(entry, moves), levels, offers.get("move"), {**now, **data}, faults)


# A new room


@dataclass(frozen=True, slots=True)
class NewRoom:
    """The form of a new room, or of the seats of one; the people follow the cycle and the unit."""

    cycle: Cycle | None
    unit: Unit | None
    cycles: Options
    units: Options
    people: Options
    moderator: str
    members: tuple[str, ...]
    faults: Mapping[str, str]


def new_page(
    actor: Actor, *, cycle: str, unit: str, moderator: str, members: Sequence[str], refused: DomainError | None = None
) -> NewRoom:
    """The form; cycle and unit are chosen first."""
    plain = choices_for(actor, None, None)
    chosen = next((one for one in plain.cycles if str(one.public_id) == uuid_text(cycle)), None)
    chosen = chosen or (plain.cycles[0] if plain.cycles else None)
    inside = [one for one in plain.units if chosen and chosen.unit.lft <= one.lft <= chosen.unit.rght]
    place = next((one for one in inside if str(one.public_id) == uuid_text(unit)), inside[0] if inside else None)
    people = people_for(chosen, place) if chosen and place else []
    return _form(Choices(plain.cycles, inside, people), chosen, place, moderator, members, refused)


def seats_page(
    room: CalibrationRoom, *, moderator: str, members: Sequence[str], refused: DomainError | None = None
) -> NewRoom:
    """The same form for the seats of a room; whoever sits there is offered even without forms to rate."""
    known = {one.pk: one for one in people_for(room.cycle, room.unit)}
    seated = Employee.objects.filter(calibration_seats__room=room) | Employee.objects.filter(pk=room.moderator_id or 0)
    for one in seated.select_related("post").distinct():
        known.setdefault(one.pk, one)
    return _form(Choices([], [], list(known.values())), room.cycle, room.unit, moderator, members, refused)


def _form(
    choices: Choices,
    cycle: Cycle | None,
    unit: Unit | None,
    moderator: str,
    members: Sequence[str],
    refused: DomainError | None,
) -> NewRoom:
    details: Any = refused.details if refused else ()
    return NewRoom(
        cycle=cycle,
        unit=unit,
        cycles=[(str(one.public_id), one.name) for one in choices.cycles],
        units=[(str(one.public_id), one.name) for one in choices.units],
        people=[(str(one.public_id), _seat_label(one)) for one in choices.people],
        moderator=moderator,
        members=tuple(members),
        faults={one.field: str(one.message) for one in details if isinstance(one, FieldFault)},
    )


def _seat_label(person: Employee) -> str:
    return f"{person.full_name} · {person.post.title}" if person.post else person.full_name


def ids_of(values: Sequence[str]) -> list[UUID]:
    """Posted identities; what is none is left out and found missing by the action."""
    return [UUID(text) for text in map(uuid_text, values) if text]
