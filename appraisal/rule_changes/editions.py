"""Under which rules the forms of one cycle are, and which of them a change concerns.

A form keeps the hash of its rules, or nothing while it goes by its cycle; that is the key of an edition here.
"""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.models import Cycle, Evaluation, ResultRecord, RuleChange, RuleSet
from appraisal.rule_changes.plan import MOVABLE, Choice, choice_for, takes_calibrated
from appraisal.rules import RuleContent

IN_FORCE = ("applying", "applied")


def keys_of(cycle: Cycle, digest: str) -> tuple[str, ...]:
    """What a form may keep that is under rules with this hash: also nothing, where they are the cycle's own."""
    return ("", digest) if digest == cycle.rule_hash else (digest,)


def editions_of(cycle: Cycle) -> dict[str, RuleContent]:
    """The cycle's own rules first, then those that a change moved forms to; one statement."""
    moved = Evaluation.objects.filter(cycle=cycle, rule_set__isnull=False)
    found = RuleSet.objects.filter(pk__in=moved.values("rule_set")).order_by("pk")
    return {"": cycle.rules, **{one.content_hash: one.rules for one in found}}


def had_result() -> Exists:
    """Whether a form ever had a result; one that was reopened has its earlier ones."""
    return Exists(ResultRecord.objects.filter(evaluation=OuterRef("pk")))


def concerned(
    cycle: Cycle, new: RuleContent, choices: Mapping[str, str], editions: Mapping[str, RuleContent]
) -> "QuerySet[Evaluation]":
    """The forms that a change moves or asks about.

    Not those under these rules already, not inside a room, none that ever had a result, and none in calibration that
    would get an item nobody rates there.
    """
    states = [state for state in MOVABLE if choice_for(choices, state) != Choice.KEEP]
    unfit = [key for key, old in editions.items() if not takes_calibrated(old, new)]
    rows = Evaluation.objects.filter(~had_result(), cycle=cycle, state__in=states, room__isnull=True)
    return rows.exclude(rule_hash__in=keys_of(cycle, new.digest)).exclude(state="calibration", rule_hash__in=unfit)


def forms_of(change: RuleChange) -> "QuerySet[Evaluation]":
    """The forms a change concerns now; those that were moved or asked are still among the asked."""
    return concerned(change.cycle, change.rule_set.rules, change.choices, editions_of(change.cycle))


def reached_by(change: RuleChange) -> "QuerySet[Evaluation]":
    """The forms that were moved to its rules in its cycle, and those whose person was asked."""
    return Evaluation.objects.filter(Q(rule_hash=change.rule_hash) | Q(rule_offer=change), cycle=change.cycle_id)


def rules_for_joiners(cycle: Cycle) -> RuleSet | None:
    """The rules of a form that is made now, where the last change that moved forms not yet open says so.

    None: the cycle's own.
    """
    changes = RuleChange.objects.filter(cycle=cycle, state__in=IN_FORCE).select_related("rule_set")
    for change in changes.order_by("-applied_at", "-pk"):
        if choice_for(change.choices, "draft") == Choice.MOVE:
            return None if change.rule_hash == cycle.rule_hash else change.rule_set
    return None
