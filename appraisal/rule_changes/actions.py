"""What HR does about the rules of a running cycle: draft a change, put a colleague's into force, discard one."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from appraisal.actions.base import step
from appraisal.models import Cycle, RuleChange, RuleSet
from appraisal.rule_changes.editions import editions_of
from appraisal.rule_changes.plan import LONGEST_WAIT, MOVABLE, choice_faults, choice_for, misfits
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import Conflict, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

LONGEST_REASON: Final = 4000


@action
def draft_change(
    cycle: UUID, *, actor: Actor, rule_set: UUID, choices: Mapping[str, str], reason: str, ask_days: int = 5
) -> RuleChange:
    """Draft a change of a running cycle; nothing moves before another officer puts it into force.

    404 for a cycle or rules the actor may not know of, 403 for others than HR of the whole cycle, 422 where the cycle
    does not run or the rules do not fit, 400 with every fault by its field, 409 where one is under way.
    """
    present = actors.reload(actor)
    found, wanted = _chosen(present, cycle, rule_set)
    if Role.HR.value not in policy_for(Cycle).roles_of(present, found):
        raise NotPermitted
    if str(found.state) != "running":
        raise GuardRefused(_("Only the rules of a running cycle can be changed."), code="cycle_not_running")
    if str(wanted.state) != "published":
        raise GuardRefused(_("The new rules are not published."), code="rules_do_not_fit")
    if missing := misfits(found.rules, wanted.rules):
        raise GuardRefused(" ".join(str(one) for one in missing), code="rules_do_not_fit")
    if {one.digest for one in editions_of(found).values()} == {wanted.content_hash}:
        raise GuardRefused(_("These are the rules the cycle has already."), code="rules_do_not_fit")
    if faults := _faults(found, wanted, choices, reason=reason, ask_days=ask_days):
        raise InvalidInput(details=tuple(faults))
    made = RuleChange(
        cycle=found,
        rule_set=wanted,
        rule_hash=wanted.content_hash,
        choices={state: choice_for(choices, state).value for state in MOVABLE},
        ask_days=ask_days,
        reason=reason.replace("\x00", "").strip(),
        author_id=present.user_id or 0,
        drafted_at=clock.now(),
    )
    try:
        engine.begin(made, actor=present, reason=made.reason)
    except IntegrityError as race:
        raise Conflict(_("Another change of these rules is under way."), code="change_under_way") from race
    return made


def _chosen(actor: Actor, cycle: UUID, rule_set: UUID) -> tuple[Cycle, RuleSet]:
    found = policy_for(Cycle).visible_to(actor).filter(public_id=cycle).first()
    wanted = policy_for(RuleSet).visible_to(actor).filter(public_id=rule_set).first()
    if found is None or wanted is None:
        raise NotVisible
    return found, wanted


def _faults(
    cycle: Cycle, wanted: RuleSet, choices: Mapping[str, str], *, reason: str, ask_days: int
) -> list[FieldFault]:
    bad = choice_faults(list(editions_of(cycle).values()), wanted.rules, choices)
    faults = [FieldFault(f"choices.{state}", str(message)) for state, message in bad.items()]
    if not reason.replace("\x00", "").strip():
        faults.append(FieldFault("reason", _("Say why the rules are changed.")))
    elif len(reason) > LONGEST_REASON:
        faults.append(FieldFault("reason", _("Please use at most %(limit)d characters.") % {"limit": LONGEST_REASON}))
    if not 1 <= ask_days <= LONGEST_WAIT:
        faults.append(FieldFault("ask_days", _("Choose between 1 and %(limit)d days.") % {"limit": LONGEST_WAIT}))
    return faults


def take(
    change: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of a change."""
    return step(RuleChange, change, name, actor=actor, version=version, payload=payload, key=key)
