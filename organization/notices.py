"""The words of notices about roles. Who gets which: ``notifications/routes.py``."""

from django.utils.translation import gettext_lazy as _

from organization.models import RoleGrant
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
