"""Conditions of the steps of rule sets and cycles: each with a code and a sentence.

Guards read the locked subject and its rows; they never write. A guard that reads the input says so.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from appraisal.rules import NUMERIC_2019
from workflow.machine import guard
from workflow.step import Step

# Rule sets


@guard("rules_incomplete", _("The rules are not complete yet."))
def content_is_complete(step: Step) -> Iterable[str]:
    from appraisal.rule_parsing import RuleFaults, parse_rules

    try:
        parse_rules(step.subject.content)
    except RuleFaults as found:
        return [f"{fault.path}: {fault.message}" for fault in found.faults]
    return []


@guard(
    "rules_in_use", _("A cycle that is being prepared or opened uses these rules, or a drafted change of rules does.")
)
def no_cycle_waits_for_rules(step: Step) -> Iterable[str]:
    cycles = step.subject.cycles.filter(state__in=("draft", "opening")).values_list("name", flat=True)
    changes = step.subject.rule_changes.filter(state="drafted").values_list("cycle__name", flat=True)
    return [*cycles, *changes]


# Cycles


@guard("rules_not_published", _("The rules of the cycle must be published first."))
def rules_are_published(step: Step) -> bool:
    return bool(step.subject.rule_set.state == "published")


@guard("rules_for_history", _("These rules are for history up to 2021/22. No cycle is opened with them."))
def rules_are_of_today(step: Step) -> bool:
    rule_set = step.subject.rule_set
    return not rule_set.content_hash or rule_set.rules.scheme != NUMERIC_2019


@guard("windows_do_not_fit", _("The windows of the phases do not fit together."))
def windows_fit(step: Step) -> Iterable[Any]:
    from appraisal.windows import faults_of

    cycle = step.subject
    return [fault.message for fault in faults_of(cycle.windows(), calibration=cycle.rule_set.rules.calibration)]


@guard("nobody_is_in", _("Nobody would be in this cycle."))
def somebody_is_in(step: Step) -> bool:
    from appraisal.eligibility import eligible

    return eligible(step.subject, at=step.at).exists()


@guard("forms_are_missing", _("Some forms are not made yet."))
def nobody_is_missing(step: Step) -> bool:
    from appraisal.eligibility import without_form

    return not without_form(step.subject, at=step.subject.opened_at or step.at).exists()


@guard("windows_only_grow", _("A window can only be extended, and at least one must be."), needs_input=True)
def windows_only_grow(step: Step) -> Iterable[Any]:
    from appraisal.windows import extension_faults

    return [fault.message for fault in extension_faults(step.subject, step.payload)]


@guard("still_open", _("Some evaluations or objections are still open."))
def nothing_is_open(step: Step) -> Iterable[str]:
    from appraisal.closing import open_counts

    return [f"{count.label}: {count.number}" for count in open_counts(step.subject)]
