"""What a change would do, before anybody does it: forms by state, items, texts, dates. Reads only, and names nobody."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from appraisal.editions.changes import ChangedPart, changes_between
from appraisal.models import Cycle, Evaluation, EvaluationItem, PeriodSegment, RewardProgramme, RuleChange
from appraisal.rule_changes.dates import KIND, by_span, spans_of
from appraisal.rule_changes.editions import concerned, editions_of, had_result, keys_of
from appraisal.rule_changes.plan import KEPT, MOVABLE, Choice, ItemsDiff, choice_for, items_between
from appraisal.rules import RuleContent
from workflow import clock
from workflow.calendars import local_day
from workflow.models import Deadline

WRITTEN: Final = ~Q(self_realisation="") | ~Q(self_story="") | Q(self_rating__isnull=False) | ~Q(assessor_comment="")
RATED: Final = Q(assessor_rating__isnull=False)


@dataclass(frozen=True, slots=True)
class StateLine:
    """Forms in one state: how many, what becomes of them, how many the change reaches, and why others stay.

    ``in_rooms``: a calibration room holds them; ``reopened``: they had a result before; ``already``: they are under
    these rules. A form may stay for more than one reason.
    """

    state: str
    choice: Choice
    number: int
    concerned: int = 0
    in_rooms: int = 0
    reopened: int = 0
    already: int = 0

    @property
    def left(self) -> int:
        """Forms that stay although more than keeping was chosen."""
        return 0 if self.choice == Choice.KEEP else self.number - self.concerned


@dataclass(frozen=True, slots=True)
class EditionLine:
    """What the change means for the forms under one edition: in words, and item by item. ``key``: what they keep."""

    key: str
    old: RuleContent
    forms: int
    parts: tuple[ChangedPart, ...]
    items: ItemsDiff


@dataclass(frozen=True, slots=True)
class DateLine:
    """Open dates of one kind that would go from one day to another. No name."""

    deadline: str
    first: date
    last: date
    number: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What would happen to what is there already, in rows, if everybody who is asked agrees.

    ``items_written``, ``items_rated``: items that are taken out although somebody wrote there or the assessor rated
    them; both are kept and count no more. ``unheard``: forms with the assessor that get items the employee cannot
    fill in any more, unless the form is returned. ``segments``: forms with a former assessor whose days are not
    closed yet; they stay as they are. ``reminders``: open reminders that are set anew by the new rules.
    ``programmes``: open reward programmes of the cycle with a criterion about an item that would be taken out; nobody
    whose form moves can meet it any more.
    """

    items_added: int
    items_removed: int
    items_written: int
    items_rated: int
    unheard: int
    segments: int
    reminders: int
    programmes: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a change would do. ``joiners``: whoever joins later comes under the new rules."""

    editions: tuple[EditionLine, ...]
    states: tuple[StateLine, ...]
    effects: Effects
    dates: tuple[DateLine, ...]
    joiners: bool

    @property
    def concerned(self) -> int:
        """How many forms it reaches."""
        return sum(line.concerned for line in self.states)


def dry_run(cycle: Cycle, new: RuleContent, choices: Mapping[str, str]) -> DryRun:
    """The whole of it in eight statements, whatever the number of forms."""
    editions = editions_of(cycle)
    forms = concerned(cycle, new, choices, editions)
    numbers = {
        (row["state"], row["rule_hash"]): row["number"]
        for row in forms.order_by().values("state", "rule_hash").annotate(number=Count("pk"))
    }
    lines = tuple(_editions(editions, new, numbers))
    return DryRun(
        editions=lines,
        states=tuple(_states(cycle, new, choices, numbers)),
        effects=_effects(cycle, forms, lines, numbers, new),
        dates=tuple(_dates(forms, new)),
        joiners=choice_for(choices, "draft") == Choice.MOVE,
    )


def dry_run_of(change: RuleChange) -> DryRun:
    """The same for a change that is drafted."""
    return dry_run(change.cycle, change.rule_set.rules, change.choices)


def _editions(
    editions: Mapping[str, RuleContent], new: RuleContent, numbers: Mapping[tuple[str, str], int]
) -> Iterator[EditionLine]:
    """The edition of the cycle always, others where forms are reached."""
    for key, old in editions.items():
        forms = sum(number for (_state, one), number in numbers.items() if one == key)
        if old.digest != new.digest and (forms or not key):
            yield EditionLine(key, old, forms, tuple(changes_between(old, new)), items_between(old, new))


def _states(
    cycle: Cycle, new: RuleContent, choices: Mapping[str, str], numbers: Mapping[tuple[str, str], int]
) -> Iterator[StateLine]:
    rows = Evaluation.objects.filter(cycle=cycle).order_by().annotate(had=had_result()).values("state")
    found = {
        row["state"]: row
        for row in rows.annotate(
            number=Count("pk"),
            in_rooms=Count("room"),
            reopened=Count("pk", filter=Q(had=True)),
            already=Count("pk", filter=Q(rule_hash__in=keys_of(cycle, new.digest))),
        )
    }
    for state in (*MOVABLE, *KEPT):
        row = found.get(state, {"number": 0, "in_rooms": 0, "reopened": 0, "already": 0})
        reached = sum(number for (one, _key), number in numbers.items() if one == state)
        kept = state in KEPT
        yield StateLine(
            state,
            choice_for(choices, state),
            row["number"],
            reached,
            in_rooms=0 if kept else row["in_rooms"],
            reopened=0 if kept else row["reopened"],
            already=row["already"],
        )


def _effects(
    cycle: Cycle,
    forms: "QuerySet[Evaluation]",
    lines: tuple[EditionLine, ...],
    numbers: Mapping[tuple[str, str], int],
    new: RuleContent,
) -> Effects:
    codes = [one.code for one in new.indicators]
    gone = EvaluationItem.objects.filter(evaluation__in=forms.values("pk")).exclude(code__in=codes)
    counted = gone.aggregate(
        written=Count("pk", filter=WRITTEN),
        rated=Count("pk", filter=RATED),
    )
    adding = {line.key for line in lines if line.items.added}
    reminders = Deadline.objects.filter(
        kind=KIND, name__contains="_reminder_", settled_at__isnull=True, subject_id__in=forms.values("pk")
    )
    waiting = PeriodSegment.objects.filter(evaluation=OuterRef("pk"), state="open")
    return Effects(
        items_added=sum(line.forms * len(line.items.added) for line in lines),
        items_removed=sum(line.forms * len(line.items.removed) for line in lines),
        items_written=counted["written"],
        items_rated=counted["rated"],
        unheard=sum(n for (state, key), n in numbers.items() if state == "supervisor_review" and key in adding),
        segments=forms.filter(Exists(waiting)).count(),
        reminders=reminders.count(),
        programmes=_programmes(cycle, {code for line in lines if line.forms for code in line.items.removed}),
    )


def _programmes(cycle: Cycle, gone: Collection[str]) -> int:
    """Open programmes that ask for one of these items."""
    if not gone:
        return 0
    asked = RewardProgramme.objects.filter(cycle=cycle, ended_at__isnull=True).values_list("criteria", flat=True)
    return sum(any(one.get("item") in gone for one in criteria) for criteria in asked)


def _dates(forms: "QuerySet[Evaluation]", new: RuleContent) -> Iterator[DateLine]:
    now, counts = clock.now(), dict[tuple[str, date, date], int]()
    spans = {name: span for _state, name, span in spans_of(new.clocks)}
    rows: Any = Deadline.objects.filter(
        kind=KIND, name__in=list(spans), subject_id__in=forms.values("pk"), settled_at__isnull=True
    )
    for row in rows.order_by("pk").iterator(chunk_size=2_000):
        due = by_span(row, spans[row.name], at=now, rules={})
        key = (row.name, local_day(row.due_at, zone=row.zone), local_day(due.due_at, zone=row.zone))
        if key[1] != key[2]:
            counts[key] = counts.get(key, 0) + 1
    for (name, first, last), number in sorted(counts.items()):
        yield DateLine(name, first, last, number)
