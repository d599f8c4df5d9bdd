"""Role grants: give one with its basis, take one away with a reason."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from organization import grants
from organization.actors import lock_account
from organization.days import DATES_REVERSED, today
from organization.models import GRANTABLE_ROLES, RoleGrant, Unit, User
from workflow import actors as workflow_actors
from workflow import engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted
from workflow.transactions import action


@action
def grant_role(
    user: User,
    *,
    actor: Actor,
    role: str,
    unit: Unit,
    basis: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RoleGrant:
    """Give a person a role on a unit and everything below it. Nobody gives himself anything."""
    account = lock_account(user.pk)
    actor = workflow_actors.reload(actor)
    starts = valid_from or today(unit.zone)
    _check_shape(role, basis, starts, valid_to)
    if not actor.is_clock and not grants.may_decide(actor, role=role, position=unit.lft, user_id=user.pk):
        raise NotPermitted
    if not account.is_active:
        raise GuardRefused(_("The account of this person is closed."), code="account_closed")
    if RoleGrant.objects.filter(user=account, role=role, unit=unit, state="active").exists():
        raise GuardRefused(_("This person already holds the role on this unit."), code="already_granted")
    grant = RoleGrant(
        user=account,
        role=role,
        unit=unit,
        valid_from=starts,
        valid_to=valid_to,
        basis=basis.strip(),
        author_id=actor.user_id,
    )
    engine.begin(grant, actor=actor)
    grants.write_permission(grant)
    return grant


def revoke_role(public_id: UUID, *, actor: Actor, version: int, reason: str, key: str | None = None) -> Outcome:
    """Take a role away; it is gone for the next step of its holder."""
    return engine.fire(
        (RoleGrant, public_id), "revoke", actor=actor, version=version, payload={"reason": reason}, key=key
    )


def _check_shape(role: str, basis: str, starts: date, ends: date | None) -> None:
    faults = []
    if role not in {known.value for known in GRANTABLE_ROLES}:
        faults.append(FieldFault("role", str(_("Choose one of the roles."))))
    if not basis.strip() or len(basis) > 300:
        faults.append(FieldFault("basis", str(_("State the letter or decision in up to 300 characters."))))
    if ends is not None and ends < starts:
        faults.append(FieldFault("valid_to", str(DATES_REVERSED)))
    if faults:
        raise InvalidInput(details=tuple(faults))
