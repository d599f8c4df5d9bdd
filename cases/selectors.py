"""Reading for pages and API: every function starts from what the policy lets the actor see."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from cases.early_warning import with_signs
from cases.machines.improvement_case import OPEN_STATES, CaseState, Outcome
from cases.models import (
    CaseStage,
    CaseTransfer,
    Certificate,
    CoachingSession,
    Enrolment,
    ImprovementCase,
    PlanItem,
    ProgressEntry,
    Training,
)
from organization.models import Employee, Unit
from workflow import clock
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.machine import Machine
from workflow.models import Deadline, Event, EventText
from workflow.policies import policy_for
from workflow.roles import Role

SEATED = ("approved", "attended", "completed")
SMALLEST_GROUP = 5


def case_for(actor: Actor, public_id: Any) -> ImprovementCase:
    """One visible case with its people; 404 alike for a foreign and an absent one."""
    rows = policy_for(ImprovementCase).visible_to(actor)
    case = rows.select_related("employee", "unit", "supervisor", "coach").filter(public_id=public_id).first()
    if case is None:
        raise NotVisible
    return case  # type: ignore[no-any-return]


def whole_case(actor: Actor, public_id: Any) -> ImprovementCase:
    """One visible case with everything its page shows, in constant statements."""
    enrolments = Prefetch("enrolments", Enrolment.objects.select_related("training").order_by("id"))
    lines = PlanItem.objects.filter(removed=False).select_related("training", "done_by")
    items, stages = Prefetch("items", lines), Prefetch("stages", CaseStage.objects.select_related("closed_by"))
    rows = policy_for(ImprovementCase).visible_to(actor).filter(public_id=public_id)
    rows, people = with_signs(rows, now=clock.now()), ("employee", "unit", "supervisor", "coach")
    found = (
        rows.select_related(*people, "former_unit", "former_supervisor", "template_edition")
        .annotate(duty_explanation=why_due())
        .prefetch_related(items, stages, "sessions", enrolments, "triggers", "holds")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def why_due() -> Subquery:
    """The stored explanation of the duty that is next due, as a column of a case."""
    pending = Deadline.objects.filter(
        kind=ImprovementCase.kind, subject_id=OuterRef("pk"), settled_at__isnull=True
    ).order_by("due_at")
    return Subquery(pending.values("explanation")[:1])


def transfers() -> "Prefetch[str, Any, Any]":
    """From where to where cases went with their people."""
    return Prefetch(
        "transfers",
        CaseTransfer.objects.select_related("from_unit", "to_unit", "from_supervisor", "to_supervisor"),
    )


def entries_of(case: ImprovementCase, item: Any) -> tuple[PlanItem, list[ProgressEntry]]:
    """A line of the plan with everything that was said and handed in, newest first."""
    line = case.items.filter(public_id=item, removed=False).first()
    if line is None:
        raise NotVisible
    return line, list(line.entries.select_related("by").order_by("-at", "-id"))


def entry_with_file(case: ImprovementCase, public_id: Any) -> ProgressEntry:
    """One entry of progress of a case that brought a file."""
    rows = ProgressEntry.objects.filter(item__case=case, item__removed=False, public_id=public_id)
    found = rows.exclude(evidence="").first()
    if found is None:
        raise NotVisible
    return found


def events_of_case(case: ImprovementCase, *, also: Q) -> list[Event]:
    """Everything that happened around a case, newest first, in one statement; `also` are events beside it."""
    about = Q(kind=ImprovementCase.kind, subject_id=case.pk)
    about |= Q(kind=CoachingSession.kind, subject_id__in=[s.pk for s in case.sessions.all()])
    about |= Q(kind=Enrolment.kind, subject_id__in=[e.pk for e in case.enrolments.all()])
    rows = Event.objects.filter(about | also).select_related("actor__employee", "text")
    return list(rows.order_by("-effective_at", "-pk")[:200])


def session_for(actor: Actor, public_id: Any) -> CoachingSession:
    """One visible session with its case and people."""
    rows = policy_for(CoachingSession).visible_to(actor).filter(public_id=public_id)
    found = rows.select_related("case__employee", "case__unit", "case__supervisor", "case__coach", "led_by").first()
    if found is None:
        raise NotVisible
    return found  # type: ignore[no-any-return]


def reason_of(subject: Machine, name: str, *, of: str = "reason") -> str:
    """The words given with the newest event of this name; nothing where there is none or it was erased."""
    rows = EventText.objects.filter(event__kind=subject.kind, event__subject_id=subject.pk, event__name=name)
    text = rows.filter(erased_at__isnull=True).order_by("-event_id").first()
    return str(json.loads(text.content).get(of, "")) if text else ""


def enrolment_for(actor: Actor, public_id: Any) -> Enrolment:
    """One visible enrolment with training, person and certificates."""
    rows = policy_for(Enrolment).visible_to(actor).filter(public_id=public_id)
    rows = rows.select_related("training", "employee", "unit", "case", "supervisor", "certificate")
    newest_first = Prefetch("certificates", Certificate.objects.order_by("-id"))
    found = rows.prefetch_related(newest_first).first()
    if found is None:
        raise NotVisible
    return found  # type: ignore[no-any-return]


def _count_of(model: Any, **conditions: Any) -> Coalesce:
    rows = model.objects.filter(case=OuterRef("pk"), **conditions).order_by().values("case")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def board(actor: Actor) -> QuerySet[ImprovementCase]:
    """Visible cases with what a row of the board shows; one statement however many."""
    rows = policy_for(ImprovementCase).visible_to(actor)
    return rows.select_related("employee", "unit", "supervisor", "coach").annotate(  # type: ignore[no-any-return]
        items_required=_count_of(PlanItem, required=True, removed=False),
        items_done=_count_of(PlanItem, required=True, removed=False, done_at__isnull=False),
        sessions_confirmed=_count_of(CoachingSession, state="confirmed"),
    )


@dataclass(frozen=True, slots=True)
class BoardCounts:
    """How many visible cases there are, by state, and how many wait beyond their day."""

    by_state: dict[str, int]
    overdue: int

    @property
    def open(self) -> int:
        """Cases somebody still owes something."""
        return sum(self.by_state.get(state.value, 0) for state in OPEN_STATES)


def board_counts(actor: Actor) -> BoardCounts:
    """Counts over the visible cases, in one statement."""
    rows = policy_for(ImprovementCase).visible_to(actor).order_by().values("state")
    found = rows.annotate(n=Count("pk"), late=Count("pk", filter=Q(duty_overdue=True, state__in=OPEN_STATES)))
    lines = list(found)
    return BoardCounts({row["state"]: row["n"] for row in lines}, sum(row["late"] for row in lines))


def units_of_board(actor: Actor) -> QuerySet[Unit]:
    """Units that have a visible case, in the order of the tree."""
    visible = policy_for(ImprovementCase).visible_to(actor).order_by().values("unit_id")
    return Unit.objects.filter(pk__in=visible).order_by("lft")


def counts_for_leader(actor: Actor) -> list[tuple[str, int]]:
    """Cases by stage and by outcome in the units an actor leads, largest first; groups under five are left out."""
    reach = Q(pk__in=())
    for first, last in actor.intervals(Role.LEADER):
        reach |= Q(unit__lft__range=(first, last))
    rows = ImprovementCase.objects.filter(reach).order_by().values("state", "outcome").annotate(n=Count("pk"))
    counts: Counter[str] = Counter()
    for row in rows:
        label = Outcome(row["outcome"]).label if row["outcome"] else CaseState(row["state"]).label
        counts[str(label)] += row["n"]
    return [(label, n) for label, n in counts.most_common() if n >= SMALLEST_GROUP]


def person_of_visible_case(actor: Actor, public_id: UUID | None) -> Employee | None:
    """The person an enrolment is asked for: none for oneself, else somebody whose open case the actor sees."""
    if public_id is None:
        return None
    rows = policy_for(ImprovementCase).visible_to(actor)
    case = rows.filter(employee__public_id=public_id, state__in=OPEN_STATES).select_related("employee__unit").first()
    if case is None:
        raise NotVisible
    return case.employee  # type: ignore[no-any-return]


def _enrolled(states: tuple[str, ...]) -> Coalesce:
    rows = Enrolment.objects.filter(training=OuterRef("pk"), state__in=states).order_by().values("training")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def with_seats(rows: QuerySet[Training]) -> QuerySet[Training]:
    """Trainings with the number of seats taken and of people in line."""
    return rows.annotate(seats_taken=_enrolled(SEATED), people_waiting=_enrolled(("waiting",)))


def catalogue(*, today: date, kind: str = "", text: str = "", indicators: Iterable[str] = ()) -> QuerySet[Training]:
    """Trainings that are not over yet."""
    rows = Training.objects.filter(active=True, ends_on__gte=today)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(provider__icontains=text))
    codes = list(indicators)
    if codes:
        rows = rows.filter(indicators__code__in=codes).distinct()
    return with_seats(rows)


def training_for(public_id: Any) -> Training:
    """One training of the catalogue."""
    found = with_seats(Training.objects.filter(public_id=public_id, active=True)).prefetch_related("indicators").first()
    if found is None:
        raise NotVisible
    return found


def enrolments_of(employee_id: int | None) -> QuerySet[Enrolment]:
    """A person's own enrolments, newest first."""
    if employee_id is None:
        return Enrolment.objects.none()
    rows = Enrolment.objects.filter(employee_id=employee_id).select_related("training", "unit", "case")
    return rows.order_by("-requested_at", "-id")


def jp_of_year(employee_id: int | None, year: int) -> int:
    """Learning hours (JP) a person completed in a year."""
    if employee_id is None:
        return 0
    rows = Enrolment.objects.filter(
        employee_id=employee_id, state="completed", completed_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    return rows.aggregate(hours=Sum("jp_hours"))["hours"] or 0


def desk(actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments in the units whose training officer the actor is, never the actor's own."""
    reach = Q(pk__in=())
    for first, last in actor.intervals(Role.TRAINING_OFFICER):
        reach |= Q(unit__lft__range=(first, last))
    rows = policy_for(Enrolment).visible_to(actor).filter(reach).exclude(employee_id=actor.employee_id)
    return rows.select_related("training", "employee", "unit", "case")


def offer_of(public_id: UUID) -> Training | None:
    """A training somebody can still be enrolled in, by its id."""
    return Training.objects.filter(public_id=public_id, active=True).first()
