"""Who may be a counsellor of one person: appointed to it, and with no power over that person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import ImprovementCase
from organization.days import in_force, today
from organization.models import Employee, RoleGrant
from organization.reporting import assessor_of
from workflow import calendars
from workflow.roles import Role

MOST_OFFERED = 50


@dataclass(frozen=True)
class Powers:
    """Who is appointed as counsellor where a case is, and who has power over its person; by employee."""

    person: int
    appointed: frozenset[int]
    assessors: frozenset[int]
    deciders: frozenset[int]
    coaches: frozenset[int]
    hr: frozenset[int]

    def against(self, candidate: int) -> list[str]:
        """Why somebody cannot counsel the person, one sentence each; empty when he can."""
        if candidate == self.person:
            return [_("Nobody counsels himself.")]
        rules = (
            (candidate not in self.appointed, _("This person was not appointed as a counsellor for this unit.")),
            (candidate in self.assessors, _("The assessor cannot be the counsellor.")),
            (candidate in self.deciders, _("Whoever decides about objections cannot be the counsellor.")),
            (candidate in self.coaches, _("The coach cannot be the counsellor.")),
            (candidate in self.hr, _("An HR officer of this unit cannot be the counsellor.")),
        )
        return [sentence for broken, sentence in rules if broken]


def powers_over(case: ImprovementCase, *, at: datetime) -> Powers:
    """Everybody's stand to the person of a case on the day; a constant number of statements.

    DOMAIN 6: an independent counsellor named by the agency. Independent means here: neither the supervisor of the
    case, the coach, the assessor of the day or the superior who decides objections, nor HR over the person's unit.
    """
    line = assessor_of(case.employee, calendars.local_day(at, zone=case.zone))
    assessors = {case.supervisor_id, line.assessor.pk if line.assessor else None}
    return Powers(
        person=case.employee_id,
        appointed=_holding(Role.COUNSELLOR, case),
        assessors=frozenset(pk for pk in assessors if pk is not None),
        deciders=frozenset({line.superior.pk} if line.superior else ()),
        coaches=frozenset({case.coach_id} if case.coach_id else ()),
        hr=_holding(Role.HR, case),
    )


def _grants_above(case: ImprovementCase) -> QuerySet[RoleGrant]:
    """Grants in force over the person's unit, of active people with active accounts."""
    rows = RoleGrant.objects.filter(
        in_force(today()), state="active", user__is_active=True, user__employee__active=True
    )
    return rows.filter(unit__lft__lte=case.unit.lft, unit__rght__gte=case.unit.rght)


def _holding(role: Role, case: ImprovementCase) -> frozenset[int]:
    return frozenset(_grants_above(case).filter(role=role).values_list("user__employee_id", flat=True))


def conflicts(person: Employee, *, case: ImprovementCase, at: datetime) -> list[str]:
    """Why this employee cannot counsel the person of a case; empty when he can."""
    return powers_over(case, at=at).against(person.pk)


def offered_for(case: ImprovementCase) -> list[Employee]:
    """Who is offered as counsellor, by name, in one statement; the guard looks at the line of the day besides."""
    grants = _grants_above(case)
    hr = grants.filter(role=Role.HR).values("user__employee_id")
    appointed = grants.filter(role=Role.COUNSELLOR).values("user__employee_id")
    powers = [pk for pk in (case.employee_id, case.supervisor_id, case.coach_id) if pk is not None]
    rows = Employee.objects.filter(pk__in=appointed).exclude(pk__in=hr).exclude(pk__in=powers)
    return list(rows.order_by("full_name", "pk")[:MOST_OFFERED])
