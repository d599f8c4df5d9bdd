"""The head of every page of one plan: where it stands, who holds it, until when, what marks it carries."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appraisal.machines.plan import PlanState as S
from appraisal.models import Plan
from appraisal.pages.heads import CAPACITIES, Mark
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.roles import Role

Words = str | Promise

RAIL: Final[tuple[tuple[str, Words], ...]] = (
    (S.DRAFT, _("Drafting")),
    (S.PROPOSED, _("With the assessor")),
    (S.AGREED, _("Agreed")),
    (S.CLOSED, _("Closed")),
)
# Where the states beside the straight way stand on the rail.
PLACE: Final = {S.RETURNED: S.DRAFT, S.CHANGED: S.DRAFT}


@dataclass(frozen=True, slots=True)
class Part:
    """A page of this plan."""

    label: Words
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What stands above every page of a plan. `own`: it is the reader's; `writes`: the reader writes it now."""

    plan: Plan
    own: bool
    roles: frozenset[str]
    fields: frozenset[str]
    sentence: str
    marks: tuple[Mark, ...]
    parts: tuple[Part, ...]
    assessor_capacity: Words

    @property
    def steps(self) -> tuple[tuple[str, Words], ...]:
        return RAIL

    @property
    def current(self) -> str:
        """The step of the rail."""
        return str(PLACE.get(S(self.plan.state), self.plan.state))

    @property
    def ended(self) -> bool:
        return bool(self.plan.state == S.CLOSED)


def head_of(plan: Plan, actor: Actor) -> PlanHead:
    """The head for one reader; no query but those of the policy."""
    policy = policy_for(plan)
    roles, fields = policy.roles_of(actor, plan), policy.fields_for(actor, plan)
    own = Role.SUBJECT.value in roles
    return PlanHead(
        plan=plan,
        own=own,
        roles=roles,
        fields=fields,
        sentence=sentence_of(plan, own=own),
        marks=marks_of(plan),
        parts=parts_of(plan, fields),
        assessor_capacity=CAPACITIES.get(plan.assessor_capacity, ""),
    )


def sentence_of(plan: Plan, *, own: bool) -> str:
    """Who holds it and what comes next."""
    names = {"name": plan.employee_name, "assessor": plan.assessor_name or gettext("the assessor")}
    if plan.state == S.PROPOSED:
        return gettext("%(assessor)s reads it and agrees, or returns it with a reason.") % names
    if plan.state == S.AGREED:
        return gettext("It is in force. Either side may ask for a change.")
    if plan.state == S.CLOSED:
        return gettext("The time of this plan is over; every agreed version stays readable.")
    if own:
        return {
            S.DRAFT: gettext("You are writing it. Propose it to %(assessor)s when it is ready."),
            S.RETURNED: gettext("%(assessor)s returned it. Please look at the reason and propose it again."),
            S.CHANGED: gettext("You are writing the new version. Until it is agreed, the former one is in force."),
        }[S(plan.state)] % names
    if plan.edition:
        return gettext("%(name)s is writing a new version. Until it is agreed, the former one is in force.") % names
    return gettext("%(name)s is writing it. You see it when it is proposed.") % names


def marks_of(plan: Plan) -> tuple[Mark, ...]:
    """Returned, being changed, drafted by the office, at the top of the tree."""
    found = (
        (plan.state == S.RETURNED, Mark(_("Returned"), "attention", "return")),
        (plan.state == S.CHANGED, Mark(_("Being changed"), "attention", "edit")),
        (plan.drafted_by_id is not None, Mark(_("Drafted by the office"), "neutral", "hand")),
        (plan.top, Mark(_("Top of the tree"), "neutral", "units")),
    )
    return tuple(mark for present, mark in found if present)


def parts_of(plan: Plan, fields: frozenset[str]) -> tuple[Part, ...]:
    """The pages of this plan that the reader can use now."""
    wanted: list[tuple[bool, Words, str]] = [
        (True, _("Plan"), "plan"),
        ("history" in fields, _("History"), "plan-history"),
    ]
    return tuple(
        Part(label, reverse(f"appraisal:{name}", args=[plan.public_id]), name) for there, label, name in wanted if there
    )
