"""One plan as its reader may see it: the text, what changed against the version in force, what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from appraisal.machines.plan import REASSIGNED_BY, WRITTEN_IN, PlanState
from appraisal.models import Plan, PlanVersion
from appraisal.plans.actions.writing import writes
from appraisal.plans.content import PlanText, read_text, without_parent
from appraisal.plans.pages.heads import PlanHead, head_of
from appraisal.plans.policies import AGREED, RETURNS, WORKING
from appraisal.plans.texts import offered_parents, working_text
from appraisal.plans.wording import Difference, TextView, differences, shown
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.errors import NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The page. `text` is empty where nothing is open to the reader yet; `edition`: of an agreed text, else 0."""

    head: PlanHead
    text: TextView | None
    edition: int
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]
    versions: tuple[PlanVersion, ...]
    acts: tuple[Available, ...]
    assessor_url: str
    edit_url: str
    expectations_url: str
    sees_returns: bool
    helper: str
    key: str


def page_of(plan: Plan, actor: Actor) -> PlanPage:
    """The page for one reader; at most six queries beside the plan."""
    head, offered = head_of(plan, actor), available(plan, actor)
    versions = tuple(plan.versions.all()) if AGREED in head.fields else ()
    text, edition = text_for(plan, head, versions)
    changed = bool(text) and edition == 0 and bool(versions)
    return PlanPage(
        head=head,
        text=shown(text) if text else None,
        edition=edition,
        differences=differences(read_text(versions[0].content), text) if changed and text else (),
        warnings=warnings_of(plan, text) if text and plan.state == PlanState.PROPOSED else (),
        versions=versions,
        acts=tuple(one for one in offered if one.name not in REASSIGNED_BY.values()),
        assessor_url=reverse("appraisal:plan-assessor", args=[plan.public_id]) if names_assessor(offered) else "",
        edit_url=edit_address(plan, head.roles, actor),
        expectations_url=expectations_address(plan, head.roles),
        sees_returns=RETURNS in head.fields,
        helper=plan.drafted_by.display_name if plan.drafted_by else "",
        key=uuid4().hex,
    )


def names_assessor(offered: Sequence[Available]) -> bool:
    """Whether the reader may name another assessor; that act has a page of its own."""
    return any(one.name in REASSIGNED_BY.values() for one in offered)


def text_for(plan: Plan, head: PlanHead, versions: Sequence[PlanVersion]) -> tuple[PlanText | None, int]:
    """The text being worked on where it differs and is open to the reader, else the version in force."""
    settled = plan.state in (PlanState.AGREED, PlanState.CLOSED) and versions
    if WORKING in head.fields and not settled:
        return working_text(plan), 0
    if versions:
        return read_text(versions[0].content), versions[0].edition
    return None, 0


def warnings_of(plan: Plan, text: PlanText) -> tuple[str, ...]:
    """What the assessor should know before agreeing; nothing of it stops him."""
    if plan.top:
        return (
            _("Nobody with a plan stands above: results follow from the performance agreement, not from a superior."),
        )
    numbers = without_parent(text)
    if not numbers:
        return ()
    words = {"numbers": ", ".join(map(str, numbers))}
    if not offered_parents(plan):
        return (_("Your own plan is not agreed yet, so these results carry on nothing: %(numbers)s.") % words,)
    return (_("These main results carry on no result of the superior: %(numbers)s.") % words,)


def edit_address(plan: Plan, roles: frozenset[str], actor: Actor) -> str:
    """The editor, for whoever writes the plan now."""
    open_now = plan.state in WRITTEN_IN and writes(plan, roles, actor)
    return reverse("appraisal:plan-edit", args=[plan.public_id]) if open_now else ""


def expectations_address(plan: Plan, roles: frozenset[str]) -> str:
    """Where the assessor writes what is expected, while the plan lies there."""
    lying = plan.state == PlanState.PROPOSED and Role.ASSESSOR.value in roles
    return reverse("appraisal:plan-expectations", args=[plan.public_id]) if lying else ""


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One agreed version, and what it changed against the one before."""

    head: PlanHead
    version: PlanVersion
    text: TextView
    differences: tuple[Difference, ...]
    newest: bool


def version_page(plan: Plan, edition: int, actor: Actor) -> VersionPage:
    """An agreed version; 404 where there is none, 403 where it is not open to the reader."""
    if AGREED not in policy_for(plan).fields_for(actor, plan):
        raise NotPermitted
    versions: dict[int, Any] = {one.edition: one for one in plan.versions.filter(edition__in=(edition, edition - 1))}
    if edition not in versions:
        raise NotVisible
    text, before = read_text(versions[edition].content), versions.get(edition - 1)
    changes = differences(read_text(before.content), text) if before else ()
    return VersionPage(head_of(plan, actor), versions[edition], shown(text), changes, plan.edition == edition)
