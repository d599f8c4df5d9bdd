"""Reading the dialogue of a year: always from what the relations and policies let the reader see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from appraisal.dialogue.log import entries_visible_to
from appraisal.dialogue.relations import ASSESSOR, side_of
from appraisal.dialogue.years import is_known, shown, this_year
from appraisal.machines.dialogue_meeting import DialogueMeetingState
from appraisal.machines.feedback import FeedbackState
from appraisal.machines.feedback_round import FeedbackRoundState
from appraisal.models import (
    Agreement,
    DialogueMeeting,
    DialogueYear,
    Evaluation,
    Feedback,
    FeedbackRound,
    LogEntry,
    LogEvidence,
)
from organization.access import employees_visible_to
from organization.models import Employee
from workflow import access
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for
from workflow.roles import Role

MOST_SHOWN: Final = 200
MOST_COLLEAGUES: Final = 60
RECORDED: Final = ("log", "feedback", "meetings")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One year of a person for one reader. `own`: the reader is that person; `above`: the superior of the year."""

    year: DialogueYear
    own: bool
    above: bool
    entries: tuple[LogEntry, ...] = ()
    rounds: tuple[FeedbackRound, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    meetings: tuple[DialogueMeeting, ...] = ()
    agreements: tuple[Agreement, ...] = ()


def year_for(actor: Actor, person: UUID | None, year: int | None) -> DialogueYear:
    """The year of a person (None: one's own) that the reader stands to. Raises `NotVisible`."""
    employees = Employee.objects.select_related("unit")
    wanted = {"public_id": person} if person else {"pk": actor.employee_id or 0}
    employee = employees.filter(**wanted).first()
    number = year or this_year()
    if employee is None or not is_known(number):
        raise NotVisible
    row = shown(employee, number, own=employee.pk == actor.employee_id)
    if side_of(actor, row) is None and not _rates_in(actor, row):
        raise NotVisible
    return row


def _rates_in(actor: Actor, row: DialogueYear) -> bool:
    """Whether the reader rates the person in a period of the year: he reads by the form."""
    if actor.employee_id is None or not actor.active:
        return False
    first, last = row.days
    forms = Evaluation.objects.filter(employee_id=row.employee_id, assessor_id=actor.employee_id)
    return forms.filter(cycle__period_from__lte=last, cycle__close_by__gte=first).exclude(state="cancelled").exists()


def dialogue_of(actor: Actor, year: DialogueYear) -> Dialogue:
    """Everything of a year the reader may see; ten statements, none where nobody wrote in it yet."""
    side = side_of(actor, year)
    own, above = side is Role.SUBJECT, side is Role.ASSESSOR
    saved: Any = year.pk
    if saved is None:
        return Dialogue(year, own, above)
    mine = {"year_id": year.pk}
    files = Prefetch("evidence", LogEvidence.objects.filter(removed_at__isnull=True), to_attr="present_files")
    entries = entries_visible_to(actor).filter(**mine).prefetch_related(files).order_by("-on", "-pk")
    meetings = list(policy_for(DialogueMeeting).visible_to(actor).filter(**mine).order_by("-planned_at")[:MOST_SHOWN])
    return Dialogue(
        year=year,
        own=own,
        above=above,
        entries=tuple(entries[:MOST_SHOWN]),
        rounds=tuple(rounds_for(actor).filter(**mine)[:MOST_SHOWN]),
        feedback=tuple(given_to(actor).filter(**mine)[:MOST_SHOWN]),
        meetings=tuple(meetings),
        agreements=tuple(open_agreements(meetings)),
    )


def people_above_whom(actor: Actor, year: int) -> "QuerySet[Employee]":
    """Those the reader stands above in a year, or rates in a period of it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    me = actor.employee_id or 0
    kept = DialogueYear.objects.filter(assessor_id=me, year=year).values("employee")
    forms = Evaluation.objects.filter(assessor_id=me, cycle__period_from__lte=last, cycle__close_by__gte=first)
    rated = forms.exclude(state="cancelled").values("employee")
    rows = Employee.objects.filter(Q(pk__in=kept) | Q(pk__in=rated)).select_related("unit")
    return rows.order_by("full_name", "pk")


def rounds_for(actor: Actor) -> "QuerySet[FeedbackRound]":
    """Rounds about those the reader stands to, with the texts of closed ones without names."""
    rows: QuerySet[FeedbackRound] = policy_for(FeedbackRound).visible_to(actor)
    return rows.prefetch_related("unnamed_texts").order_by("-opened_on", "-pk")


def given_to(actor: Actor) -> "QuerySet[Feedback]":
    """Named feedback about those the reader stands to, once given; newest first."""
    rows = policy_for(Feedback).visible_to(actor).filter(unnamed=False, state=FeedbackState.GIVEN)
    return rows.prefetch_related("texts").order_by("-on", "-pk")


def asked_of(actor: Actor) -> "QuerySet[Feedback]":
    """What the reader is asked for now, what closes first before the others."""
    rows = policy_for(Feedback).visible_to(actor).filter(giver_id=actor.employee_id or 0, state=FeedbackState.ASKED)
    return rows.order_by("round__closes_on", "pk")


def given_by(actor: Actor) -> "QuerySet[Feedback]":
    """What the reader gave lately; of what was given without a name only that it was."""
    rows = policy_for(Feedback).visible_to(actor).filter(giver_id=actor.employee_id or 0, state=FeedbackState.GIVEN)
    return rows.prefetch_related("texts").order_by("-on", "-pk")[:MOST_SHOWN]


def open_agreements(meetings: Iterable[DialogueMeeting]) -> "QuerySet[Agreement]":
    """What was agreed in these meetings and not followed up yet."""
    held = (DialogueMeetingState.HELD, DialogueMeetingState.CONFIRMED)
    ids = [one.pk for one in meetings if one.state in held]
    return Agreement.objects.filter(meeting__in=ids, outcome="").select_related("meeting").order_by("due_on", "pk")


def colleagues_of(actor: Actor, year: DialogueYear) -> list[Employee]:
    """People of the person's unit with an account, to choose from; none where there are too many to show."""
    rows = employees_visible_to(actor).filter(unit_id=year.employee.unit_id, active=True, user__is_active=True)
    rows = rows.exclude(pk__in=(year.employee_id, actor.employee_id or 0)).order_by("full_name", "pk")
    found = list(rows[: MOST_COLLEAGUES + 1])
    return found if len(found) <= MOST_COLLEAGUES else []


def asked_people(one: FeedbackRound, fields: frozenset[str]) -> list[dict[str, Any]]:
    """Who was asked, for whom the policy lets know; without names only that, never what became of it."""
    if "asked" not in fields:
        return []
    rows = one.asked.order_by("giver_name", "pk")
    return [
        {"name": row.giver_name, "relation": row.get_relation_display(), "row": None if one.unnamed else row}
        for row in rows
    ]


def is_shown(one: FeedbackRound) -> bool:
    """Whether the round has closed with enough givers to show anything."""
    return bool(one.state == FeedbackRoundState.CLOSED and one.unnamed_texts.all())


def note_reading(actor: Actor, year: DialogueYear, parts: Iterable[str] = RECORDED) -> None:
    """Write down that somebody else than the person read in the dialogue, and as what."""
    saved: Any = year.pk
    if saved is not None and actor.employee_id != year.employee_id:
        access.record_read(year, actor=actor, fields=parts, ground=ASSESSOR)
