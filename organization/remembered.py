"""What the organisation's subjects tell of a day that has passed (`workflow.as_on`)."""

from organization.models import Delegation, Difference, ImportBatch, RoleGrant
from workflow.as_on.remembered import remember

remember(
    Delegation,
    page="organization:delegation",
    title="absent__full_name",
    related=("absent", "delegate"),
    shows_dates=True,
)
remember(Difference, page="organization:difference", history_group="difference")
remember(ImportBatch, page="organization:import", title="file_name")
remember(RoleGrant, page="organization:grant", title="user__display_name", related=("user__employee",))
