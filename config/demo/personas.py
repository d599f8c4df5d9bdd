"""Who can sign in to the demo, what they are, and how much waits for them: for the sign-in page and `demo_people`."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisal.models import Evaluation, Objection
from cases.models import CoachingSession, Enrolment, ImprovementCase
from config.demo.people import PASSWORD
from organization.models import Appointment, Capacity, RoleGrant, User
from workflow.roles import Role

SHOWN: Final = 4


@dataclass(frozen=True)
class Persona:
    """One person of the demo."""

    username: str
    password: str
    name: str
    roles: tuple[str, ...]
    unit: str
    post: str
    waiting_for_them: int

    @property
    def waiting(self) -> str:
        """How much waits, in words; empty when nothing does."""
        count = self.waiting_for_them
        return ngettext("%(count)d task", "%(count)d tasks", count) % {"count": count} if count else ""

    def as_json(self) -> dict[str, Any]:
        """As `demo_people` prints it."""
        return {**asdict(self), "roles": list(self.roles), "waiting": self.waiting}


def _waiting() -> Counter[int]:
    """Open duties per employee, read in one statement; the requests that every training officer sees in another."""
    forms = Evaluation.objects.filter(cycle__state="running")
    duties = (
        (forms.filter(state="self_assessment"), "employee_id"),
        (forms.filter(state="supervisor_review"), "assessor_id"),
        (forms.filter(state="objection", disputed=False), "employee_id"),
        (Objection.objects.filter(state="filed"), "evaluation__assessor_id"),
        (Objection.objects.filter(state="answered"), "decider_id"),
        (ImprovementCase.objects.filter(state="opened"), "supervisor_id"),
        (ImprovementCase.objects.filter(state="planned"), "employee_id"),
        (CoachingSession.objects.filter(state="held", employee_answer=""), "case__employee_id"),
    )
    first, *others = (rows.order_by().values_list(person, flat=True) for rows, person in duties)
    found = Counter(first.union(*others, all=True))
    requested = Enrolment.objects.filter(state="requested").count()
    officers = RoleGrant.objects.filter(state="active", role=Role.TRAINING_OFFICER)
    for officer in officers.values_list("user__employee_id", flat=True):
        found[officer] += requested
    return found


def _roles() -> dict[int, list[str]]:
    """Role names per employee: granted, acting, assessing, being helped."""
    found: dict[int, list[str]] = defaultdict(list)
    for employee, role in RoleGrant.objects.filter(state="active").values_list("user__employee_id", "role"):
        if role not in found[employee]:
            found[employee].append(role)
    acting = Appointment.objects.exclude(capacity=Capacity.DEFINITIVE)
    for employee, capacity in acting.values_list("employee_id", "capacity"):
        found[employee].append(str(capacity))
    for employee in Evaluation.objects.exclude(assessor=None).values_list("assessor_id", flat=True).distinct():
        found[employee].append(Role.ASSESSOR.value)
    for employee in Evaluation.objects.values_list("employee_id", flat=True).distinct():
        found[employee].append(Role.SUBJECT.value)
    return found


def everyone() -> list[Persona]:
    """All accounts of the demo: those with granted roles first, then by how much waits for them."""
    waiting, roles = _waiting(), _roles()
    users = User.objects.filter(is_active=True, employee__isnull=False).select_related(
        "employee__unit", "employee__post"
    )
    found = [_persona(user, roles, waiting) for user in users.order_by("pk")]
    return sorted(found, key=lambda p: (_place(p), -p.waiting_for_them))


def _persona(user: User, roles: dict[int, list[str]], waiting: Counter[int]) -> Persona:
    employee = user.employee
    assert employee is not None
    return Persona(
        username=user.username,
        password=PASSWORD,
        name=employee.full_name,
        roles=tuple(roles[employee.pk]),
        unit=employee.unit.name,
        post=employee.post.title if employee.post else "",
        waiting_for_them=waiting[employee.pk],
    )


ORDER: Final = (Role.HR, Role.TRAINING_OFFICER, Role.COUNSELLOR, Role.AUDITOR, Role.ADMIN, Role.LEADER)


def _place(persona: Persona) -> int:
    places = [place for place, role in enumerate(ORDER) if role in persona.roles]
    return min(places, default=len(ORDER))


GROUPS: Final = (
    (gettext_lazy("Employees"), lambda p: p.roles == (Role.SUBJECT.value,)),
    (gettext_lazy("Assessors"), lambda p: Role.ASSESSOR in p.roles and _place(p) == len(ORDER)),
    (gettext_lazy("HR and training"), lambda p: {Role.HR, Role.TRAINING_OFFICER, Role.COUNSELLOR} & set(p.roles)),
    (gettext_lazy("Leaders"), lambda p: Role.LEADER in p.roles),
    (gettext_lazy("Audit and administration"), lambda p: {Role.AUDITOR, Role.ADMIN} & set(p.roles)),
)


def sign_in_groups() -> list[dict[str, Any]]:
    """A few people per role for the sign-in page; those with most to do come first."""
    people = everyone()
    deciders = set(Objection.objects.filter(state="answered").values_list("decider__user__username", flat=True))
    helped = ImprovementCase.objects.filter(state="active").values_list("employee__user__username", flat=True)
    groups = [{"label": label, "people": [p for p in people if fits(p)][:SHOWN]} for label, fits in GROUPS]
    groups.insert(2, {"label": _("Deciding on objections"), "people": _named(people, deciders)})
    groups.insert(3, {"label": _("In an improvement case"), "people": _named(people, set(helped))})
    return [group for group in groups if group["people"]]


def _named(people: Iterable[Persona], usernames: Collection[str]) -> list[Persona]:
    return [p for p in people if p.username in usernames][:SHOWN]
