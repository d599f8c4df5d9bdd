"""Asking people for feedback: who may be asked, about what, until when; cancelling a round."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import settle_passed_deadlines, step
from appraisal.dialogue import texts
from appraisal.dialogue.box import LEAST_GIVERS
from appraisal.dialogue.targets import Target, offered_for
from appraisal.dialogue.years import opened, require_side
from appraisal.lines import line_of
from appraisal.models import DialogueYear, Feedback, FeedbackBox, FeedbackRound
from appraisal.models.feedback import LONGEST_QUESTION, Relation
from organization.days import today
from organization.models import Employee, User
from organization.reporting import lines_for
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput
from workflow.naming import before_stop
from workflow.roles import Role
from workflow.transactions import action

MOST_PEOPLE: Final = 30
MOST_OPEN: Final = 5
LONGEST_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of whom until when. `targets`: keys; `faults`: of names nobody was found for."""

    question: str
    targets: Sequence[str]
    people: Sequence[Employee]
    closes_on: date | None
    unnamed: bool = False
    faults: Sequence[FieldFault] = ()


@action
def ask(employee: Employee, asked: Question, *, actor: Actor) -> FeedbackRound:
    """Open a round about a person, as that person or as the superior.

    Raises 404 for others, 400 with every fault, 422 where too many rounds are open.
    """
    present = actors.reload(actor)
    day = today(employee.unit.zone)
    year = opened(employee, day.year)
    require_side(present, year, Role.SUBJECT, Role.ASSESSOR)
    opener = present.employee_id or 0
    targets = _targets(asked, year, opener=opener, day=day)
    _require_room(year, opener, unnamed=asked.unnamed)
    one = FeedbackRound(
        year=year,
        opened_by_id=opener,
        unnamed=asked.unnamed,
        question=texts.clean(asked.question),
        targets=[target.as_data() for target in targets],
        opened_on=day,
        closes_on=asked.closes_on or day,
    )
    now = clock.now()
    engine.begin(one, actor=present, at=now)
    if one.unnamed:
        FeedbackBox.objects.create(round=one)
    relations = relations_of(employee, asked.people)
    # In the order of their keys: the order in which they were named says nothing.
    for person in sorted(asked.people, key=lambda each: each.pk):
        engine.begin(request_to(person, year, relations, day=day, within=one), actor=present, at=now)
    return one


def request_to(
    person: Employee,
    year: DialogueYear,
    relations: Mapping[int, str],
    *,
    day: date,
    within: FeedbackRound | None = None,
) -> Feedback:
    """Feedback of one giver, not stored yet."""
    return Feedback(
        year=year,
        round=within,
        giver=person,
        giver_name=person.full_name,
        employee_name=year.employee.full_name,
        relation=relations[person.pk],
        unnamed=within is not None and within.unnamed,
        on=day,
    )


def take(
    public_id: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a round; what the clock owes first."""
    settle_passed_deadlines(FeedbackRound, public_id, before=clock.now())
    return step(FeedbackRound, public_id, name, actor=actor, version=version, payload=payload, key=key)


def relations_of(employee: Employee, people: Collection[Employee]) -> dict[int, str]:
    """How each giver stands to the person today, by the line of assessment and the units."""
    lines = lines_for({employee.pk, *(one.pk for one in people)}, today())
    above = {pk: line_of(line).assessor_id for pk, line in lines.items()}
    found = {}
    for one in people:
        if above.get(employee.pk) == one.pk:
            found[one.pk] = Relation.SUPERIOR.value
        elif above.get(one.pk) == employee.pk:
            found[one.pk] = Relation.SUBORDINATE.value
        else:
            same = one.unit_id == employee.unit_id
            found[one.pk] = Relation.PEER.value if same else Relation.OTHER.value
    return found


def _targets(asked: Question, year: DialogueYear, *, opener: int, day: date) -> list[Target]:
    """The things asked about, everything else checked as well. Raises `InvalidInput` with every fault."""
    faults = [*asked.faults, *texts.text_faults("question", texts.clean(asked.question), limit=LONGEST_QUESTION)]
    span = {"first": day + timedelta(days=1), "last": day + timedelta(days=LONGEST_DAYS)}
    faults += texts.day_faults("closes_on", asked.closes_on, **span)
    found = texts.read_targets("targets", [key for key in asked.targets if key], offered_for(year), faults)
    if not any(one.field == "people" for one in faults):
        faults += _people_faults(asked, year, opener)
    if faults:
        raise InvalidInput(details=faults)
    return [one for one in found if one.kind]


def _people_faults(asked: Question, year: DialogueYear, opener: int) -> list[FieldFault]:
    ids = [one.pk for one in asked.people]
    sentences = _without_names_faults(ids, year) if asked.unnamed and ids else []
    if not ids:
        sentences.append(_("Please name whom you would like to ask."))
    if len(set(ids)) != len(ids):
        sentences.append(_("Somebody is named twice."))
    if len(ids) > MOST_PEOPLE:
        sentences.append(_("At most %(most)d people can be asked at once.") % {"most": MOST_PEOPLE})
    if {opener, year.employee_id} & set(ids):
        sentences.append(_("Feedback comes from others: neither you nor the person it is about can be asked."))
    reachable = set(User.objects.filter(employee_id__in=ids, is_active=True).values_list("employee_id", flat=True))
    without = [one.full_name for one in asked.people if one.pk not in reachable or not one.active]
    if without:
        sentences.append(_("No account here: %(names)s.") % {"names": before_stop(", ".join(without))})
    return [FieldFault("people", sentence) for sentence in sentences]


def _without_names_faults(ids: list[int], year: DialogueYear) -> list[str]:
    sentences = []
    if len(set(ids)) < LEAST_GIVERS:
        sentences.append(_("Without names at least three people must be asked; more are better."))
    if year.assessor_id in ids:
        sentences.append(_("The superior reads the answers, so without names the superior cannot be asked."))
    return sentences


def _require_room(year: DialogueYear, opener: int, *, unnamed: bool) -> None:
    """A few at once; without names one: from two rounds with nearly the same people a giver could be worked out."""
    running = year.rounds.filter(state="open")
    if unnamed and running.filter(unnamed=True).exists():
        raise GuardRefused(
            _("A round without names is running already; please wait until it closes."), code="one_round"
        )
    if running.filter(opened_by_id=opener).count() >= MOST_OPEN:
        raise GuardRefused(_("You have %(most)d open rounds already.") % {"most": MOST_OPEN}, code="too_many_rounds")
