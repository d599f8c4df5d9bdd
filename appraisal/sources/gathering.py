"""Asking the sources for many forms at once and keeping what they say. Set-wise, idempotent, inside an action.

Facts follow their source while the form is with the employee or the assessor and stand still afterwards. What a
person wrote is never touched: the realisation is filled where it was empty, and follows the facts only as long as
exactly the filled text stands there.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import Cycle, Evaluation, EvaluationItem, ItemFacts
from appraisal.rules import RuleContent
from appraisal.sources import register
from appraisal.sources.advising import advise, plain
from appraisal.sources.base import Found, Period, Source
from workflow import clock
from workflow.transactions import within_action

OPEN: Final = (S.SELF_ASSESSMENT, S.SUPERVISOR_REVIEW)
CHUNK: Final = 1_000
BATCH: Final = 400
TRACE_FORMAT: Final = 1
WRITTEN: Final = ("source", "text", "notice", "advised", "trace", "digest", "filled", "gathered_at")


@dataclass(frozen=True, slots=True)
class Form:
    """One open form: which one, whose, and whether the employee still fills it in."""

    pk: int
    employee_id: int
    fillable: bool


@within_action
def gather(cycle: Cycle, forms: Sequence[Form], *, rules: RuleContent, at: datetime, first: bool = False) -> int:
    """Ask every source the rules of these forms name; returns how many items changed.

    ``first``: no facts can be there yet.
    """
    period = Period(cycle.period_from, cycle.period_until)
    people = {form.employee_id for form in forms}
    found = {source.key: source.facts(people, period) for source in sources_of(rules)}
    if first and not any(found.values()):
        return 0
    facts = _Facts(rules, period, found, {form.pk: form for form in forms}, at)
    for item in _items(rules, facts.forms):
        facts.compare(item)
    return facts.write()


def sources_of(rules: RuleContent) -> list[Source]:
    """The sources that indicators of these rules name, each once."""
    named = dict.fromkeys(one.source for one in rules.indicators)
    return [source for key in named if (source := register.source_of(key)) is not None]


def _items(rules: RuleContent, forms: Collection[int]) -> Iterable[EvaluationItem]:
    codes = [one.code for one in rules.indicators if register.source_of(one.source) is not None]
    rows = EvaluationItem.objects.filter(evaluation_id__in=forms, code__in=codes).select_related("facts")
    return rows.only("code", "evaluation_id", "self_realisation", "facts__digest", "facts__filled").order_by("pk")


class _Facts:
    """One round: what the sources found, held against what is stored; then written in a few statements."""

    def __init__(
        self,
        rules: RuleContent,
        period: Period,
        found: Mapping[str, Mapping[int, Found]],
        forms: Mapping[int, Form],
        at: datetime,
    ) -> None:
        self.rules, self.period, self.found, self.forms, self.at = rules, period, found, forms, at
        self.new: list[ItemFacts] = []
        self.gone: list[int] = []
        self.filled: list[EvaluationItem] = []

    def compare(self, item: EvaluationItem) -> None:
        """Note what differs at one item."""
        form, indicator = self.forms[item.evaluation_id], self.rules.indicator(item.code)
        found = self.found[indicator.source].get(form.employee_id)
        stored: ItemFacts | None = getattr(item, "facts", None)
        if found is None:
            if stored is not None:
                self.gone.append(stored.pk)
                self._fill(item, form, "", before=stored.filled)
            return
        made = self._made(item, indicator.source, found)
        if stored is not None and stored.digest == made.digest:
            return
        made.filled = self._fill(item, form, found.text.id, before=stored.filled if stored else "")
        self.new.append(made)

    def _fill(self, item: EvaluationItem, form: Form, text: str, *, before: str) -> str:
        """Put the facts where nobody wrote; returns what counts as filled from now on."""
        if not form.fillable or item.self_realisation.strip() != before:
            return before
        item.self_realisation = text
        self.filled.append(item)
        return text

    def _made(self, item: EvaluationItem, key: str, found: Found) -> ItemFacts:
        source, levels = register.BY_KEY[key], self.rules.advice_of(key)
        advice = advise(levels, source.measures, found.figures) if found.figures is not None else None
        trace = {
            "format": TRACE_FORMAT,
            "source": key,
            "rule": self.rules.digest,
            "period": [self.period.start.isoformat(), self.period.end.isoformat()],
            "inputs": [dict(one) for one in found.inputs],
            "figures": {name: plain(value) for name, value in (found.figures or {}).items()},
            "levels": list(advice.steps) if advice else [],
        }
        made = ItemFacts(
            item=item,
            source=key,
            text=asdict(found.text),
            notice=asdict(found.notice) if found.notice.id else {},
            advised=advice.level if advice else None,
            trace=trace,
            gathered_at=self.at,
        )
        made.digest = _digest([made.text, made.notice, made.advised, made.trace])
        return made

    def write(self) -> int:
        """Store what differs; returns how many items that are."""
        ItemFacts.objects.filter(pk__in=self.gone).delete()
        ItemFacts.objects.bulk_create(
            self.new, batch_size=BATCH, update_conflicts=True, unique_fields=["item"], update_fields=WRITTEN
        )
        EvaluationItem.objects.bulk_update(self.filled, ["self_realisation"], batch_size=BATCH)
        return len(self.new) + len(self.gone)


def _digest(parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


@within_action
def refresh(people: Collection[int]) -> int:
    """Ask again for everybody whose form is open; returns how many items changed. Locks the forms in key order."""
    changed, at = 0, clock.now()
    ordered = sorted(set(people))
    for start in range(0, len(ordered), CHUNK):
        rows = Evaluation.objects.select_for_update(of=("self",)).select_related("cycle__rule_set")
        # A form that opens at this moment is waited for: it may have read the rows as they were before.
        chosen = rows.filter(employee_id__in=ordered[start : start + CHUNK], state__in=(S.DRAFT, *OPEN)).order_by("pk")
        alike: dict[tuple[int, str], list[Evaluation]] = defaultdict(list)
        for form in chosen:
            if form.state in OPEN:
                alike[form.cycle_id, form.rules_hash].append(form)
        for forms in alike.values():
            asked = [Form(one.pk, one.employee_id, one.state == S.SELF_ASSESSMENT) for one in forms]
            changed += gather(forms[0].cycle, asked, rules=forms[0].rules, at=at)
    return changed
