"""Pages of a change of the rules: the list of a cycle, the draft with its dry run, one change, the forms concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Cycle, Evaluation, RuleChange, RuleSet
from appraisal.pages.lists import PAGE as LISTED
from appraisal.pages.lists import Filters, behind, cursor_of, uuid_text
from appraisal.pages.rule_change_words import Told, told
from appraisal.pages.story import story_of
from appraisal.pages.timeline import Entry, events_of
from appraisal.rule_changes.editions import editions_of, forms_of, reached_by
from appraisal.rule_changes.plan import ASKED, LONGEST_WAIT, MOVABLE, Choice, choice_faults, choice_for, misfits
from appraisal.rule_changes.reading import dry_run, dry_run_of
from appraisal.rules import RuleContent
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.models import Job
from workflow.policies import policy_for
from workflow.roles import Role

MOST_LISTED: Final = 50
MOST_EDITIONS: Final = 40


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """What becomes of the forms in one state, as a field."""

    name: str
    label: str | Promise
    options: Sequence[tuple[str, str]]
    value: str
    error: str | Promise = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    """The draft of a change: the edition, the choices, and the dry run once an edition is chosen."""

    cycle: Cycle
    editions: Sequence[tuple[str, str]]
    wanted: RuleSet | None
    misfits: Sequence[str | Promise]
    fields: Sequence[ChoiceField]
    told: Told | None
    longest: int


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One change. ``told``: what it would do, while it is drafted; the numbers afterwards."""

    change: RuleChange
    acts: Sequence[Available]
    choices: Sequence[tuple[str | Promise, str | Promise]]
    told: Told | None
    moved: int
    waiting: int
    job: Job | None
    story: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form a change concerns, and what becomes of it or became of it."""

    evaluation: Evaluation
    what: str


def makes_changes(cycle: Cycle, actor: Actor) -> bool:
    """Whether the actor may draft a change of this cycle."""
    return Role.HR.value in policy_for(Cycle).roles_of(actor, cycle)


def changes_of(cycle: Cycle, actor: Actor) -> "QuerySet[RuleChange]":
    """The changes of a cycle the actor may know of, the newest first."""
    return policy_for(RuleChange).visible_to(actor).filter(cycle=cycle).order_by("-drafted_at", "-pk")


def read_choices(data: Mapping[str, Any]) -> dict[str, str]:
    """The choices of an address or a post; what is not said is kept."""
    return {state: str(data.get(state, Choice.KEEP))[:10] for state in MOVABLE}


def new_page(cycle: Cycle, actor: Actor, data: Mapping[str, Any]) -> NewPage:
    """The page of the draft. Without a choice of rules it only asks for them."""
    rows = policy_for(RuleSet).visible_to(actor).filter(state="published").order_by("-pk")[:MOST_EDITIONS]
    known = {str(one.public_id): one for one in rows}
    wanted = known.get(uuid_text(str(data.get("rule_set", ""))))
    choices, olds = read_choices(data), editions_of(cycle)
    unfit = misfits(cycle.rules, wanted.rules) if wanted else []
    faults = choice_faults(list(olds.values()), wanted.rules, choices) if wanted and not unfit else {}
    valid = wanted is not None and not unfit and not faults
    return NewPage(
        cycle=cycle,
        editions=[(key, str(one)) for key, one in known.items()],
        wanted=wanted,
        misfits=unfit,
        fields=_fields(cycle.rules, choices, faults),
        told=told(dry_run(cycle, wanted.rules, choices)) if wanted is not None and valid else None,
        longest=LONGEST_WAIT,
    )


def _fields(rules: RuleContent, choices: Mapping[str, str], faults: Mapping[str, str | Promise]) -> list[ChoiceField]:
    found = []
    for state in MOVABLE:
        if state == "calibration" and not rules.calibration:
            continue
        offered = [one for one in Choice if one != Choice.ASK or state in ASKED]
        options = [(one.value, str(one.label)) for one in offered]
        label = EvaluationState(state).label
        found.append(ChoiceField(state, label, options, choices[state], faults.get(state, "")))
    return found


def change_page(change: RuleChange, actor: Actor) -> ChangePage:
    """One change for its page."""
    drafted, history = str(change.state) == "drafted", events_of(change)
    numbers = {"moved": 0, "waiting": 0} if drafted else reached_by(change).aggregate(
        moved=Count("pk", filter=Q(rule_hash=change.rule_hash)), waiting=Count("pk", filter=Q(rule_offer=change))
    )  # fmt: skip
    states = [state for state in MOVABLE if state != "calibration" or change.cycle.rules.calibration]
    return ChangePage(
        change=change,
        acts=available(change, actor),
        choices=[(EvaluationState(one).label, choice_for(change.choices, one).label) for one in states],
        told=told(dry_run_of(change)) if drafted else None,
        moved=numbers["moved"],
        waiting=numbers["waiting"],
        job=Job.objects.filter(pk=change.job_id).first() if change.job_id and change.state == "applying" else None,
        story=story_of(RuleChange, history),
    )


def forms_page(change: RuleChange, actor: Actor, after: tuple[str, int] | None) -> tuple[list[FormLine], str]:
    """The forms by name, and where the list goes on."""
    rows = forms_of(change) if str(change.state) == "drafted" else reached_by(change)
    filters = Filters(sort="name", after=after)
    mine = policy_for(Evaluation).visible_to(actor).filter(pk__in=rows.values("pk")).select_related("unit", "cycle")
    found = list(behind(mine, filters).order_by("employee_name", "pk")[: LISTED + 1])
    lines = [FormLine(one, what_becomes(change, one)) for one in found[:LISTED]]
    return lines, cursor_of(found[LISTED - 1], filters) if len(found) > LISTED else ""


def what_becomes(change: RuleChange, form: Evaluation) -> str:
    """In a few words what the change does, or did, to a form."""
    if str(change.state) == "drafted":
        moves = choice_for(change.choices, str(form.state)) == Choice.MOVE
        return _("would move") if moves else _("would be asked")
    if form.rule_hash == change.rule_hash:
        return _("goes by the new rules")
    return _("asked, no answer yet") if is_asked(change, form) else _("asked, keeps the old rules")


def is_asked(change: RuleChange, form: Evaluation, *, now: datetime | None = None) -> bool:
    """Whether the person concerned may still agree."""
    from workflow import clock

    asks = choice_for(change.choices, str(form.state)) == Choice.ASK
    return asks and change.asked_until is not None and (now or clock.now()) <= change.asked_until
