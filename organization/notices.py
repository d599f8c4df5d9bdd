"""The words of notices about roles and delegations. Who gets which: ``notifications/routes.py``."""

from django.utils.translation import gettext_lazy as _

from organization.models import Delegation, RoleGrant
from workflow.notices import notice_text


def _role(grant: RoleGrant) -> dict[str, str]:
    return {"role": grant.get_role_display(), "unit": grant.unit.name}


notice_text(
    "role_grant.created",
    title=_("You now hold the role %(role)s for %(unit)s"),
    body=_("It covers the unit and everything below it. The basis stands with the role."),
    mail=_("A role was given to you."),
    action=_("Look at the role"),
    link="organization:grant",
    params=_role,
)
notice_text(
    "role_grant.revoked",
    title=_("You no longer hold the role %(role)s for %(unit)s"),
    body=_("What follows from your posts stays as it is."),
    mail=_("A role was taken from you."),
    action=_("Look at the role"),
    link="organization:grant",
    params=_role,
)


def _delegation(row: Delegation) -> dict[str, str]:
    from django.utils.formats import date_format

    days = {"first": row.valid_from, "last": row.valid_to}
    names = {"absent": row.absent.full_name, "delegate": row.delegate.full_name}
    return {**names, **{name: date_format(day, "j F Y") for name, day in days.items()}}


notice_text(
    "delegation.activated",
    title=_("You act for %(absent)s from %(first)s to %(last)s"),
    body=_("What you do so is recorded with the post of the absent official and the number of the letter."),
    mail=_("You act for an absent official."),
    action=_("Look at the delegation"),
    link="organization:delegation",
    params=_delegation,
)
notice_text(
    "delegation.activated.absent",
    title=_("%(delegate)s acts for you from %(first)s to %(last)s"),
    body=_("It ends by itself after the last day. You can revoke it earlier."),
    mail=_("Somebody acts for you while you are away."),
    action=_("Look at the delegation"),
    link="organization:delegation",
    params=_delegation,
)
notice_text(
    "delegation.revoked",
    title=_("You no longer act for %(absent)s"),
    body=_("The delegation was revoked. What you did until then stands."),
    mail=_("A delegation was revoked."),
    action=_("Look at the delegation"),
    link="organization:delegation",
    params=_delegation,
)
notice_text(
    "delegation.revoked.absent",
    title=_("%(delegate)s no longer acts for you"),
    body=_("The delegation was revoked."),
    mail=_("A delegation was revoked."),
    action=_("Look at the delegation"),
    link="organization:delegation",
    params=_delegation,
)
notice_text(
    "delegation.ended",
    title=_("The delegation of %(absent)s to %(delegate)s has ended"),
    body=_("Its last day is over."),
    mail=_("A delegation has ended."),
    action=_("Look at the delegation"),
    link="organization:delegation",
    params=_delegation,
)
