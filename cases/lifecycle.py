"""How other apps open and withdraw cases: inside their own transaction, set-wise, exactly once per source.

A further ground of a person with an open case links to it. A source seen before on the same ground changes nothing.
A case is withdrawn when its last live cause has fallen away; a closed one stays closed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db.models import F

from cases.clocks import CLOCKS
from cases.draft_writer import DraftWriter, Written, offers_for
from cases.drafting import Draft, WeakItem
from cases.effects.improvement import duty
from cases.machines.improvement_case import OPEN_STATES
from cases.models import CaseTrigger, CauseKind, ImprovementCase, PlanItem
from cases.template_choice import templates_in_use
from organization.models import Employee, Unit
from workflow.actors import CLOCK, Actor
from workflow.calendars import DueDate, due_after, local_day
from workflow.engine import NewDeadline, begin, begin_many, fire_many
from workflow.holiday_table import calendar_of
from workflow.transactions import within_action

CHUNK = 1_000
Key = tuple[str, int, str]
CAUSE_COLUMNS = (
    "case",
    "predicate",
    "weak_items",
    "cause_event_id",
    "linked_at",
    "live",
    "fell_away_at",
    "fell_away_reason",
)


@dataclass(frozen=True, slots=True)
class LowResult:
    """One ground for which help is due. `source_kind`, `source_id` and `kind` name it once and for all."""

    employee_id: int
    unit_id: int
    supervisor_id: int | None
    source_kind: str
    source_id: int
    predicate: str = ""
    weak_items: tuple[WeakItem, ...] = ()
    cause: int | None = None
    kind: str = CauseKind.PREDICATE.value

    @property
    def key(self) -> Key:
        """What makes the ground one and the same."""
        return self.source_kind, self.source_id, self.kind


@dataclass(frozen=True, slots=True)
class Opened:
    """How many cases were opened, results linked to open ones, and results seen before."""

    opened: int = 0
    linked: int = 0
    seen_before: int = 0


@dataclass(slots=True)
class _Chunk:
    """A chunk on its way: results to take, the case of each person, and which of them are new."""

    results: list[LowResult]
    at: datetime
    cases: dict[int, ImprovementCase] = field(default_factory=dict)
    fresh: list[ImprovementCase] = field(default_factory=list)
    drafts: dict[int, Draft] = field(default_factory=dict)
    fallen: dict[Key, CaseTrigger] = field(default_factory=dict)


@within_action
def open_cases(batch: Sequence[LowResult], *, at: datetime) -> Opened:
    """Open or link one case per low result; a constant number of statements per 1,000 results."""
    opened = linked = seen = 0
    for chunk in _chunks(batch):
        done = _open_chunk(chunk, at)
        opened, linked, seen = opened + done.opened, linked + done.linked, seen + done.seen_before
    return Opened(opened, linked, seen)


@dataclass(frozen=True, slots=True)
class Asked:
    """Help that a person asks for, about somebody without an open case."""

    employee: Employee
    supervisor_id: int | None
    weak_items: tuple[WeakItem, ...]
    reason: str


@within_action
def open_by_person(asked: Asked, *, actor: Actor, at: datetime) -> ImprovementCase:
    """Begin a case on a person's word; the reason stands with the first event, the case itself is the cause's source.

    The caller has judged the right and locked the employee.
    """
    person = asked.employee
    result = LowResult(
        person.pk, person.unit_id, asked.supervisor_id, ImprovementCase.kind, 0, weak_items=asked.weak_items
    )
    zone, codes = person.unit.zone, {item.code for item in asked.weak_items}
    writer = DraftWriter(offers_for(codes, local_day(at, zone=zone)), templates_in_use())
    draft = writer.write(asked.weak_items, unit=person.unit, at=at)
    case = _new_case(result, draft, zone=zone, at=at)
    case.live_causes = 1
    case.duty_due_at = due_after(at, CLOCKS.plan, zone=zone, calendar=calendar_of(zone)).due_at
    begin(case, actor=actor, reason=asked.reason, at=at)
    PlanItem.objects.bulk_create(_lines_of(case, draft.plan))
    CaseTrigger.objects.create(
        case=case,
        source_kind=ImprovementCase.kind,
        source_id=case.pk,
        kind=CauseKind.MANUAL,
        weak_items=[asdict(item) for item in asked.weak_items],
        linked_at=at,
    )
    return case


@within_action
def withdraw_triggers(*, source_kind: str, source_ids: Iterable[int], at: datetime, reason: str) -> int:
    """Let causes fall away; withdraw the open cases left without a live one. Returns how many were withdrawn."""
    withdrawn = 0
    ids = sorted(set(source_ids))
    for start in range(0, len(ids), CHUNK):
        withdrawn += _withdraw_chunk(source_kind, ids[start : start + CHUNK], at, reason)
    return withdrawn


def _chunks(batch: Sequence[LowResult]) -> Iterator[list[LowResult]]:
    once = {r.key: r for r in batch}
    ordered = [once[key] for key in sorted(once)]
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _open_chunk(results: list[LowResult], at: datetime) -> Opened:
    people = sorted({r.employee_id for r in results})
    # Two results of one person at the same instant: the second waits here, and then finds the first one's case.
    list(Employee.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    chunk = _Chunk(results=results, at=at)
    _leave_out_live(chunk)
    still_open = ImprovementCase.objects.filter(employee_id__in=people, state__in=OPEN_STATES)
    chunk.cases = {case.employee_id: case for case in still_open.order_by("pk")}
    _draft_new(chunk)
    _insert_new(chunk)
    _insert_items(chunk)
    _link(chunk)
    _bring_to_their_people(chunk)
    linked = len(chunk.results) - len(chunk.fresh)
    return Opened(len(chunk.fresh), linked, len(results) - len(chunk.results))


def _leave_out_live(chunk: _Chunk) -> None:
    """Results whose cause is live already change nothing; one that had fallen away stands again."""
    known = CaseTrigger.objects.filter(
        source_kind__in={r.source_kind for r in chunk.results}, source_id__in=[r.source_id for r in chunk.results]
    )
    found: dict[Key, CaseTrigger] = {(c.source_kind, c.source_id, c.kind): c for c in known}
    chunk.fallen = {key: cause for key, cause in found.items() if not cause.live}
    live = found.keys() - chunk.fallen.keys()
    chunk.results = [r for r in chunk.results if r.key not in live]


def _draft_new(chunk: _Chunk) -> None:
    """An unsaved case with its draft for every person without an open one."""
    first = {r.employee_id: r for r in reversed(chunk.results) if r.employee_id not in chunk.cases}
    if not first:
        return
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={r.unit_id for r in first.values()})}
    codes = {item.code for r in first.values() for item in r.weak_items}
    writer = DraftWriter(offers_for(codes, local_day(chunk.at)), templates_in_use())
    for person in sorted(first):
        result = first[person]
        draft = writer.write(result.weak_items, unit=units[result.unit_id], at=chunk.at)
        chunk.drafts[person] = draft.plan
        chunk.fresh.append(_new_case(result, draft, zone=units[result.unit_id].zone, at=chunk.at))


def _new_case(result: LowResult, draft: Written, *, zone: str, at: datetime) -> ImprovementCase:
    supervisor = result.supervisor_id if result.supervisor_id != result.employee_id else None
    return ImprovementCase(
        employee_id=result.employee_id,
        unit_id=result.unit_id,
        supervisor_id=supervisor,
        zone=zone,
        predicate=result.predicate,
        weak_codes=[item.code for item in result.weak_items],
        goal=draft.plan.goal,
        target_on=draft.plan.target_on,
        sessions_required=draft.plan.sessions_required,
        sessions_every_days=draft.plan.sessions_every_days,
        stage_months=list(draft.plan.stage_months),
        template_edition_id=draft.edition_id,
        opened_at=at,
    )


def _insert_new(chunk: _Chunk) -> None:
    """Insert per zone (a regency has one, the country three), so that one deadline fits all of a group."""
    causes = {r.cause for r in chunk.results}
    for zone in sorted({case.zone for case in chunk.fresh}):
        group = [case for case in chunk.fresh if case.zone == zone]
        due = due_after(chunk.at, CLOCKS.plan, zone=zone, calendar=calendar_of(zone))
        for case in group:
            case.duty_due_at = duty(due)["duty_due_at"]
        saved = ImprovementCase.objects.bulk_create(group)
        begin_many(
            ImprovementCase,
            first_id=min(case.pk for case in saved),
            last_id=max(case.pk for case in saved),
            actor=CLOCK,
            at=chunk.at,
            cause=causes.copy().pop() if len(causes) == 1 else None,
            deadline=_plan_deadline(due),
            announce=True,
        )
        chunk.cases.update({case.employee_id: case for case in saved})


def _bring_to_their_people(chunk: _Chunk) -> None:
    """A result of a period spent elsewhere: the case begins there and at once follows its person."""
    from cases.actions.transfers import follow

    follow([case.employee_id for case in chunk.fresh], chunk.at)


def _plan_deadline(due: DueDate) -> NewDeadline:
    return NewDeadline("plan", "plan_overdue", due.due_at, due.zone, due.explanation_text())


def _insert_items(chunk: _Chunk) -> None:
    lines = [_lines_of(case, chunk.drafts[case.employee_id]) for case in chunk.fresh]
    PlanItem.objects.bulk_create([line for of_case in lines for line in of_case])


def _lines_of(case: ImprovementCase, draft: Draft) -> list[PlanItem]:
    lines = enumerate(draft.items)
    return [PlanItem(case=case, position=i, first_due_on=line.due_on, **asdict(line)) for i, line in lines]


def _link(chunk: _Chunk) -> None:
    """One live cause per result, and the count of live causes on each case."""
    new: list[CaseTrigger] = []
    again: list[CaseTrigger] = []
    for result in chunk.results:
        known = chunk.fallen.get(result.key)
        (new if known is None else again).append(_cause(result, chunk, known))
    CaseTrigger.objects.bulk_create(new)
    CaseTrigger.objects.bulk_update(again, CAUSE_COLUMNS)
    _count(Counter(chunk.cases[r.employee_id].pk for r in chunk.results), sign=1)


def _cause(result: LowResult, chunk: _Chunk, known: CaseTrigger | None) -> CaseTrigger:
    cause = known or CaseTrigger(source_kind=result.source_kind, source_id=result.source_id, kind=result.kind)
    cause.case = chunk.cases[result.employee_id]
    cause.predicate = result.predicate
    cause.weak_items = [asdict(item) for item in result.weak_items]
    cause.cause_event_id = result.cause
    cause.linked_at = chunk.at
    cause.live, cause.fell_away_at, cause.fell_away_reason = True, None, ""
    return cause


def _count(causes: Counter[int], *, sign: int) -> None:
    """Change the number of live causes: one statement per number of causes that met one case at once."""
    for number in sorted(set(causes.values())):
        ids = [pk for pk, count in causes.items() if count == number]
        ImprovementCase.objects.filter(pk__in=ids).update(live_causes=F("live_causes") + sign * number)


def _withdraw_chunk(source_kind: str, source_ids: Sequence[int], at: datetime, reason: str) -> int:
    live = CaseTrigger.objects.filter(source_kind=source_kind, source_id__in=source_ids, live=True)
    cases = list(live.values_list("case_id", flat=True))
    if not cases:
        return 0
    # The rows are locked in the engine's order before they are counted down.
    locked = ImprovementCase.objects.filter(pk__in=cases).order_by("pk").select_for_update(of=("self",))
    list(locked.values_list("pk", flat=True))
    live.update(live=False, fell_away_at=at, fell_away_reason=reason)
    _count(Counter(cases), sign=-1)
    return fire_many(ImprovementCase, set(cases), "withdraw", actor=CLOCK, at=at, payload={"reason": reason})
