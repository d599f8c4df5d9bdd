"""Who plays the year: the demo's offices and people, and actors of accounts also of people who came later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from config.demo import people
from config.demo.stage import Cast
from organization.models import Employee, User
from workflow.actors import Actor
from workflow.policies import policy_for

YEAR = 2026
SEED = 602_026


class Company(Cast):
    """The demo's cast; people who joined later have accounts too."""

    def user(self, employee_id: int | None) -> User:
        """Account of an employee, read where the plan does not know it."""
        known = self._users.get(employee_id or 0)
        if known is None:
            known = self._users[employee_id or 0] = User.objects.get(employee_id=employee_id)
        return known


@dataclass
class Troupe:
    """The company, what chance decides, and what happened to whom."""

    cast: Company
    random: Random
    joiners: list[int] = field(default_factory=list)
    leavers: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)

    def officer_who_may(self, name: str, subject: Any) -> Actor:
        """The HR officer who may take a step: never about an own superior, nor where the officer rates."""
        policy = policy_for(subject)
        return next(one for one in (self.cast.hr(), self.cast.other_hr()) if policy.may(one, name, subject))

    def some(self, found: Sequence[int], share: float) -> list[int]:
        """A share of rows, chosen by the seed; at least one where there are any."""
        count = min(len(found), max(1, round(len(found) * share)))
        return sorted(self.random.sample(list(found), count))


def gather(count: int) -> Troupe:
    """`count` people in the offices of the regency; their roles last from the autumn before the year."""
    regency = people.build(count, today=date(YEAR, 1, 1), since=date(YEAR - 1, 10, 1))
    return Troupe(Company(regency), Random(SEED))


def staff_of(troupe: Troupe) -> list[int]:
    """People who head nothing, run nothing (HR and the trainings are in office 04) and are still there, in order."""
    granted = User.objects.filter(role_grants__state="active").values("employee_id")
    rows = Employee.objects.filter(active=True, post__is_head=False).exclude(kind="elected").exclude(pk__in=granted)
    rows = rows.exclude(unit__code__startswith="04")
    return list(rows.order_by("pk").values_list("pk", flat=True))
