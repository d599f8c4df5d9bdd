"""How the organisation's kinds are named where many kinds stand together (`workflow.naming`)."""

from workflow.naming import name_kind

name_kind("organization.role_grant", title="user__username", page="organization:grant", person="user__employee")
name_kind("organization.import_batch", title="file_name", page="organization:import")
name_kind("organization.delegation", title="absent__full_name", page="organization:delegation", person="absent")
