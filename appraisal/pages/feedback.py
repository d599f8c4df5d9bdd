"""Feedback as pages show it: asking, one round, one giver's page, what one is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from appraisal.dialogue import selectors
from appraisal.dialogue.giving import MOST_A_DAY, asked_about, receiver_of
from appraisal.dialogue.policies import WORDS
from appraisal.dialogue.targets import items_for, read_target, with_general
from appraisal.dialogue.years import shown, this_year
from appraisal.machines.feedback import FeedbackState
from appraisal.machines.feedback_round import FeedbackRoundState
from appraisal.models import DialogueYear, Feedback, FeedbackRound
from appraisal.models.feedback import LONGEST_TEXT
from appraisal.pages.dialogue import GivenView, RoundView, TextGroup, acts_of, feedback_groups, round_view
from appraisal.pages.lists import uuid_text
from appraisal.recognition.selectors import namesakes
from organization.models import Employee
from workflow.actors import Actor
from workflow.engine import Available
from workflow.errors import DomainError, FieldFault
from workflow.policies import policy_for


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom one can choose from."""

    year: DialogueYear
    own: bool
    colleagues: tuple[Employee, ...]


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round for one reader. `asked`: who was, where the reader may know it."""

    view: RoundView
    own: bool
    asked: Sequence[Mapping[str, Any]]
    given: tuple[GivenView, ...]
    acts: Sequence[Available]

    @property
    def too_few(self) -> bool:
        """Whether it closed without enough to show anything."""
        one = self.view.round
        return one.unnamed and one.state == FeedbackRoundState.CLOSED and not self.view.shown


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to write about."""

    name: str
    key: str
    label: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """One giver's feedback: `lines` to write in, or `groups` to read."""

    one: Feedback
    giver: bool
    writes: bool
    own: bool
    lines: tuple[Line, ...]
    groups: tuple[TextGroup, ...]
    acts: Sequence[Available]
    key: str
    limit: int = LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class UnaskedPage:
    """Naming a person, then writing. `units`: where several people have the name."""

    to: str
    unit: str
    units: tuple[tuple[str, str], ...]
    faults: Mapping[str, str]
    year: DialogueYear | None
    lines: tuple[Line, ...]
    asked: Sequence[Mapping[str, Any]]
    status: int
    most: int = MOST_A_DAY
    limit: int = LONGEST_TEXT


def asking(actor: Actor, year: DialogueYear) -> Asking:
    """The people of the unit; one statement."""
    return Asking(year, actor.employee_id == year.employee_id, tuple(selectors.colleagues_of(actor, year)))


def round_page(one: FeedbackRound, actor: Actor) -> RoundPage:
    """One round; four statements."""
    fields = policy_for(one).fields_for(actor, one)
    named = selectors.given_to(actor).filter(round=one) if not one.unnamed else ()
    return RoundPage(
        view=round_view(one),
        own=actor.employee_id == one.year.employee_id,
        asked=selectors.asked_people(one, fields),
        given=tuple(GivenView(row, feedback_groups(row)) for row in named),
        acts=acts_of(one, actor),
    )


def mine_of(actor: Actor) -> dict[str, Any]:
    """What one is asked for, and what one gave."""
    return {
        "asked": list(selectors.asked_of(actor)),
        "given": [GivenView(row, feedback_groups(row)) for row in selectors.given_by(actor)],
    }


def feedback_page(
    one: Feedback, actor: Actor, *, typed: Mapping[str, str], refused: DomainError | None
) -> FeedbackPage:
    """One giver's feedback for one reader."""
    giver = actor.employee_id == one.giver_id
    writes = giver and one.state == FeedbackState.ASKED
    readable = WORDS in policy_for(one).fields_for(actor, one)
    return FeedbackPage(
        one=one,
        giver=giver,
        writes=writes,
        own=actor.employee_id == one.year.employee_id,
        lines=lines_of(asked_about(one), typed, refused) if writes or typed else (),
        groups=feedback_groups(one) if readable else (),
        acts=acts_of(one, actor) if writes else (),
        key=uuid4().hex,
    )


def unasked_page(actor: Actor, data: Mapping[str, str], *, refused: DomainError | None = None) -> UnaskedPage:
    """The first half while nobody is found, else the things one can write about."""
    to, unit = data.get("to", "").strip(), uuid_text(data.get("unit", ""))
    faults: dict[str, str] = {}
    year, units = None, tuple[tuple[str, str], ...]()
    if to:
        giver = Employee.objects.get(pk=actor.employee_id or 0)
        person, found = receiver_of(to, UUID(unit) if unit else None, giver)
        faults = {one.field: str(one.message) for one in found}
        year = shown(Employee.objects.select_related("unit").get(pk=person.pk), this_year()) if person else None
        if person is None:
            units = tuple((str(one.unit.public_id), one.unit.name) for one in namesakes(to))
    asked = with_general([one.as_data() for one in items_for(year)]) if year else []
    return UnaskedPage(
        to=to,
        unit=unit,
        units=units if len(units) > 1 else (),
        faults=faults,
        year=year,
        lines=lines_of(asked, posted_texts(data, asked), refused),
        asked=asked,
        status=400 if faults else 200,
    )


def lines_of(
    asked: Iterable[Mapping[str, Any]], typed: Mapping[str, str], refused: DomainError | None
) -> tuple[Line, ...]:
    """The things to write about, with what was typed and what was wrong."""
    details: Any = refused.details if refused else ()
    wrong = {one.field: str(one.message) for one in details if isinstance(one, FieldFault)}
    found = []
    for place, data in enumerate(asked):
        target = read_target(data)
        found.append(
            Line(f"text-{place}", target.key, target.label, typed.get(target.key, ""), wrong.get(target.key, ""))
        )
    return tuple(found)


def posted_texts(data: Mapping[str, str], asked: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The posted texts by key of what they are about."""
    keys = [read_target(target).key for target in asked]
    return {key: data[f"text-{place}"] for place, key in enumerate(keys) if data.get(f"text-{place}")}
