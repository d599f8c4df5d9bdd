"""Who belongs to a cycle: one query for the dry run, the opening and the check that nobody is missing."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from organization.models import Employee
from organization.tree import subtree


def in_filter(cycle: Any) -> QuerySet[Employee]:
    """Active employees of the cycle's kinds in its unit and below, exempt or not."""
    inside = subtree(cycle.unit, "unit__")
    return Employee.objects.filter(inside, active=True, kind__in=cycle.kinds).order_by("pk")


def exempt_from(cycle: Any, *, at: datetime) -> QuerySet[Any]:
    """The exemptions of a person that hold at a moment, for an `Exists` over people."""
    from appraisal.models import CycleExemption

    return CycleExemption.objects.filter(cycle=cycle, employee=OuterRef("pk"), created_at__lte=at)


def eligible(cycle: Any, *, at: datetime) -> QuerySet[Employee]:
    """Those who get a form: in the filter and not exempt. ``at`` is the moment of opening."""
    return in_filter(cycle).filter(~Exists(exempt_from(cycle, at=at)))


def without_form(cycle: Any, *, at: datetime) -> QuerySet[Employee]:
    """Those of them who have none yet."""
    from appraisal.models import Evaluation

    own = Evaluation.objects.filter(cycle=cycle, employee=OuterRef("pk"))
    return eligible(cycle, at=at).filter(~Exists(own))
