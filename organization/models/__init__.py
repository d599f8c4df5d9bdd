"""The tables of the organisation; nothing here decides, see ``actions`` and ``policies``."""

from organization.models.access import ApiToken, UnitUserObjectPermission
from organization.models.delegations import Delegation, Duty
from organization.models.exchange import Difference
from organization.models.grants import GRANTABLE_ROLES, RoleGrant
from organization.models.imports import ImportBatch
from organization.models.people import Employee, EmployeeKind, Sex, User
from organization.models.posts import Appointment, AssessorOverride, Capacity, Post, PostKind
from organization.models.units import OPD_KINDS, Unit, UnitKind

__all__ = [
    "GRANTABLE_ROLES",
    "OPD_KINDS",
    "ApiToken",
    "Appointment",
    "AssessorOverride",
    "Capacity",
    "Delegation",
    "Difference",
    "Duty",
    "Employee",
    "EmployeeKind",
    "ImportBatch",
    "Post",
    "PostKind",
    "RoleGrant",
    "Sex",
    "Unit",
    "UnitKind",
    "UnitUserObjectPermission",
    "User",
]
