"""What the pages of cycles show: lists with counts, one cycle with progress, distribution, dry run and acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from appraisal import selectors
from appraisal.closing import OpenCount, open_counts
from appraisal.dry_run import dry_run_of, exemptions_of
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Cycle, CycleExemption, Evaluation, RuleChange
from appraisal.pages.cycle_files import may_take_tables
from appraisal.pages.report_counts import Scope, Spread, forms_of, intervals_of
from appraisal.pages.story import story_of
from appraisal.pages.timeline import Entry, events_of
from workflow import clock
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.models import Event, Job
from workflow.policies import policy_for
from workflow.roles import Role

PAGE: Final = 40
SHOWN_UNITS: Final = 14


@dataclass(frozen=True, slots=True)
class CycleRow:
    """One line of the list."""

    cycle: Cycle
    total: int
    done: int

    @property
    def share(self) -> int:
        """Finished forms in percent."""
        return round(100 * self.done / self.total) if self.total else 0


def visible_cycles(actor: Actor) -> "QuerySet[Cycle]":
    """The cycles the actor may know of, newest period first."""
    return policy_for(Cycle).visible_to(actor).select_related("unit", "rule_set").order_by("-period_from", "-pk")


def cycle_rows(actor: Actor) -> list[CycleRow]:
    """The newest cycles with their numbers, in two statements."""
    cycles = list(visible_cycles(actor)[:PAGE])
    counted: dict[int, dict[str, int]] = {}
    rows = Evaluation.objects.filter(cycle__in=cycles).exclude(state=EvaluationState.CANCELLED)
    for cycle_id, state, number in rows.values_list("cycle_id", "state").annotate(number=Count("pk")):
        counted.setdefault(cycle_id, {})[state] = number
    found = []
    for cycle in cycles:
        numbers = counted.get(cycle.pk, {})
        found.append(CycleRow(cycle, sum(numbers.values()), numbers.get(str(EvaluationState.FINAL), 0)))
    return found


@dataclass(frozen=True, slots=True)
class CyclePage:
    """Everything the page of one cycle shows."""

    cycle: Cycle
    acts: Sequence[Available]
    is_hr: bool
    sees_files: bool
    counts: Sequence[OpenCount]
    bars: Sequence[tuple[str, float, str]]
    predicates: Sequence[tuple[str, int]]
    results_hidden: bool
    left_out: int
    patterns_url: str
    changes_url: str
    dry_run: Any
    exemptions: Sequence[CycleExemption]
    unopened: int
    job: Job | None
    history: Sequence[Event]
    story: Sequence[Entry]
    days: Sequence[tuple[Any, ...]]
    total: int
    done: int


def cycle_page(cycle: Cycle, actor: Actor) -> CyclePage:
    """Read one visible cycle for its page, in statements constant in the number of forms."""
    is_hr = Role.HR.value in policy_for(Cycle).roles_of(actor, cycle)
    draft = cycle.state == "draft"
    # While it is being prepared there are no forms to count.
    progress = [] if draft else selectors.progress_by_unit(actor, cycle)
    # The same groups as in the reports, so that neither page is the missing part of the other.
    spread = Spread({}, hidden=False) if draft else forms_of(Scope(intervals_of(actor), cycle, None)).predicates
    language = get_language()
    names = {p.code: p.label.pick(language) for p in cycle.rules.predicates} if cycle.rule_hash else {}
    exemptions = exemptions_of(cycle) if is_hr else []
    history = events_of(cycle)
    return CyclePage(
        cycle=cycle,
        acts=available(cycle, actor),
        is_hr=is_hr,
        sees_files=not draft and may_take_tables(actor),
        counts=open_counts(cycle) if cycle.state in ("running", "closing") else (),
        bars=_bars(progress),
        predicates=[(label, spread.numbers.get(code, 0)) for code, label in names.items()] if spread.total else [],
        results_hidden=spread.hidden,
        left_out=spread.left_out,
        patterns_url=_patterns_address(cycle, actor),
        changes_url=_changes_address(cycle, actor),
        dry_run=dry_run_of(cycle, at=clock.now(), exemptions=exemptions) if is_hr and draft else None,
        exemptions=exemptions[:PAGE],
        unopened=_unopened(cycle, actor) if is_hr and not draft else 0,
        job=Job.objects.filter(pk=cycle.job_id).first() if cycle.job_id and is_hr else None,
        history=history,
        story=story_of(Cycle, history),
        days=_days(cycle),
        total=sum(unit.total for unit in progress),
        done=sum(unit.done for unit in progress),
    )


def _patterns_address(cycle: Cycle, actor: Actor) -> str:
    """Where the units' achievements stand, for those who look after units by grant; others come from their team."""
    by_office = actor.active and bool(intervals_of(actor))
    return reverse("appraisal:patterns", args=[cycle.public_id]) if by_office and cycle.rules.distribution else ""


def _changes_address(cycle: Cycle, actor: Actor) -> str:
    """Where the changes of its rules stand, for HR and auditors of the whole cycle, once it is opened."""
    opened = str(cycle.state) not in ("draft", "opening") and policy_for(RuleChange).sees(
        actor, RuleChange(cycle=cycle)
    )
    return reverse("appraisal:rule-changes", args=[cycle.public_id]) if opened else ""


def _days(cycle: Cycle) -> list[tuple[Any, ...]]:
    """Windows and rules as lines of a summary list: label, value, and where it leads."""
    lines: list[tuple[Any, ...]] = [
        (_("Self-assessment"), f"{date_format(cycle.self_from, 'j F Y')} – {date_format(cycle.self_until, 'j F Y')}"),
        (_("Review until"), date_format(cycle.review_until, "j F Y")),
    ]
    if cycle.calibration_until:
        lines.append((_("Calibration until"), date_format(cycle.calibration_until, "j F Y")))
    lines.append((_("Close by"), date_format(cycle.close_by, "j F Y")))
    rules = str(cycle.rule_set)
    if cycle.rule_hash:
        rules = _("%(rules)s, frozen with hash %(hash)s…") % {"rules": rules, "hash": cycle.rule_hash[:12]}
    address = reverse("appraisal:rule-set", args=[cycle.rule_set.public_id])
    lines.append((_("Rules"), rules, address, _("Look at the rules")))
    return lines


def _bars(progress: Sequence[selectors.UnitProgress]) -> list[tuple[str, float, str]]:
    """Agencies by what is least finished; the note says how many forms."""
    ordered = sorted(progress, key=lambda unit: (unit.done / unit.total if unit.total else 1, unit.unit.lft))
    found = []
    for unit in ordered[:SHOWN_UNITS]:
        share = round(100 * unit.done / unit.total, 1) if unit.total else 0.0
        note = ngettext("%(done)d of %(total)d form", "%(done)d of %(total)d forms", unit.total)
        found.append((unit.unit.name, share, note % {"done": unit.done, "total": unit.total}))
    return found


def _unopened(cycle: Cycle, actor: Actor) -> int:
    rows = policy_for(Evaluation).visible_to(actor).filter(cycle=cycle, state=EvaluationState.OBJECTION)
    return int(rows.filter(result_opened_at__isnull=True).count())
