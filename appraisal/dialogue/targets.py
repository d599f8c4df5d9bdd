"""What an entry, a text or an agreement can belong to: items of the rules that hold for the person, plan results.

A target travels as its key (``item:disiplin``, ``plan:<id>``, empty: the work as a whole) and is stored with its name
of that day, so that a later edition of the rules or the plan leaves it readable.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.models import Cycle, DialogueYear, Evaluation, PlanVersion, RuleSet, TargetKind
from appraisal.models.dialogue import LONGEST_LABEL
from appraisal.plans.content import read_text
from appraisal.plans.texts import version_at
from appraisal.rules import RuleContent, Words

LIVE_CYCLES: Final = ("opening", "running", "closing", "closed")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing something can belong to."""

    kind: str = ""
    code: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.code}" if self.kind else ""

    @property
    def label(self) -> str:
        """In the language of the page."""
        if not self.kind:
            return str(TargetKind.GENERAL.label)
        return Words(self.labels.get("id", self.code), self.labels.get("en", self.code)).pick(get_language())

    def as_data(self) -> dict[str, Any]:
        """As a round keeps it."""
        return {"kind": self.kind, "code": self.code, "labels": dict(self.labels)}

    def as_columns(self) -> dict[str, Any]:
        """As a row keeps it."""
        return columns_of(self.as_data())


GENERAL: Final = Target()


def read_target(data: Mapping[str, Any]) -> Target:
    """What `as_data` wrote."""
    return Target(data["kind"], data["code"], data["labels"])


def target_of(row: Any) -> Target:
    """The target of a row."""
    return Target(row.target_kind, row.target_code, row.target_labels)


def columns_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """A stored target as columns of a row."""
    return {"target_kind": data["kind"], "target_code": data["code"], "target_labels": data["labels"]}


def with_general(targets: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The targets of a round as its giver is asked about them: at last the work as a whole."""
    return [*targets, GENERAL.as_data()]


def offered_for(year: DialogueYear) -> tuple[Target, ...]:
    """Everything that can be named for a person in a year; at most four statements."""
    return (*_items(rules_for(year)), *_results(year))


def items_for(year: DialogueYear) -> tuple[Target, ...]:
    """The items alone: what anybody may write about unasked. A plan is not for everybody to read."""
    return tuple(_items(rules_for(year)))


def rules_for(year: DialogueYear) -> RuleContent | None:
    """The rules of the newest form of the year, else of the newest cycle, else the newest published ones."""
    first, last = year.days
    forms = Evaluation.objects.filter(
        employee_id=year.employee_id, cycle__period_from__lte=last, cycle__period_until__gte=first
    )
    form = forms.exclude(state="cancelled").select_related("cycle__rule_set").order_by("-cycle__period_until").first()
    if form is not None:
        return form.rules
    cycles = Cycle.objects.filter(state__in=LIVE_CYCLES).select_related("rule_set").order_by("-period_until")
    cycle = cycles.first()
    if cycle is not None:
        return cycle.rules
    published = RuleSet.objects.filter(state="published").order_by("-pk").first()
    return published.rules if published else None


def chosen(keys: Sequence[str], offered: Sequence[Target]) -> list[Target]:
    """The targets of these keys, each once and in the order they are offered. Raises `LookupError` for another key."""
    known = {one.key: one for one in (*offered, GENERAL)}
    wanted = {known[key].key for key in keys}
    return [one for one in known.values() if one.key in wanted]


def options(offered: Sequence[Target]) -> list[tuple[str, str]]:
    """For a list to choose from."""
    kinds = {TargetKind.ITEM.value: "", TargetKind.PLAN.value: _("Plan: ")}
    return [("", GENERAL.label), *((one.key, f"{kinds[one.kind]}{one.label}") for one in offered)]


def _items(rules: RuleContent | None) -> list[Target]:
    if rules is None:
        return []
    return [
        Target(TargetKind.ITEM.value, one.code, {"id": one.label.id, "en": one.label.en}) for one in rules.indicators
    ]


def _results(year: DialogueYear) -> list[Target]:
    first, last = year.days
    rows = PlanVersion.objects.filter(
        plan__employee_id=year.employee_id, plan__period_from__lte=last, plan__period_until__gte=first
    )
    found: Any = version_at(rows.select_related("plan"), last)
    if found is None:
        return []
    titles = [(one.id, one.title[:LONGEST_LABEL]) for one in read_text(found[0].content).results]
    return [Target(TargetKind.PLAN.value, code, {"id": title, "en": title}) for code, title in titles]
