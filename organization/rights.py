"""What one person may do on a day, and on which ground: posts, roles, delegations, and who is assessed by him.

Everything is derived from dated rows and the reporting line of that day; nothing is stored. Of roles and delegations
the reader sees those he may know of, of people the names of those he may know of; the counts are whole.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from organization import access, tree
from organization.days import in_force
from organization.delegating import held_on
from organization.models import Appointment, AssessorOverride, Capacity, Delegation, Employee, Post, RoleGrant
from organization.reporting import AssessorLine, lines_for
from organization.selectors import grants_held_on
from workflow.actors import Actor
from workflow.policies import policy_for

MOST_NAMES: Final = 20
# Roles that look after accounts, posts and rights; a head or a leader reads of these what the person's page shows.
_OPENED_BY: Final = frozenset({access.IDENTITY, access.ACCOUNT})


@dataclass(frozen=True, slots=True)
class Under:
    """One person below: the ground is the post or the naming that leads to the official, with the letter of an acting
    one."""

    person: Employee
    post: str
    capacity: str
    letter: str
    explanation: str

    @property
    def acting(self) -> bool:
        """Whether it rests on a Plt or Plh."""
        return self.capacity not in ("", Capacity.DEFINITIVE.value)


@dataclass(frozen=True, slots=True)
class Below:
    """The people below in one relation: how many, and the first of those the reader may know of, by name."""

    count: int
    people: tuple[Under, ...]

    @property
    def hidden(self) -> int:
        """How many are counted and not named."""
        return self.count - len(self.people)


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything one person holds on a day. `stands_in` and `absent`: delegations held and given."""

    person: Employee
    on: date
    appointments: tuple[Appointment, ...]
    grants: tuple[RoleGrant, ...]
    stands_in: tuple[Delegation, ...]
    absent: tuple[Delegation, ...]
    assesses: Below
    stands_above: Below


Told = Callable[[Employee, AssessorLine], Under]


def may_read_rights(fields: frozenset[str]) -> bool:
    """Whether these field groups of a person open the rights: the person, HR, auditors and administrators."""
    return access.LINE in fields and bool(_OPENED_BY & fields)


def rights_of(person: Employee, *, actor: Actor, on: date, headed: access.Intervals | None = None) -> Rights:
    """The rights of a person on a day, as far as the reader may know of them; a constant number of statements.

    ``headed`` saves the query for the units the reader heads where a page has them already.
    """
    held = tuple(person.appointments.filter(in_force(on)).select_related("post__unit").order_by("-valid_from", "-pk"))
    names = _candidates(person, held, on, access.employees_visible_to(actor, headed))
    lines = lines_for(names, on)
    assessed = {pk: line for pk, line in lines.items() if line.assessor is not None and line.assessor.pk == person.pk}
    above = {pk: line for pk, line in lines.items() if line.superior is not None and line.superior.pk == person.pk}
    delegations = policy_for(Delegation).visible_to(actor).filter(pk__in=held_on(on).values("pk"))
    given = list(delegations.filter(Q(absent=person) | Q(delegate=person)).order_by("valid_from", "pk"))
    grants = grants_held_on(actor, on).filter(user__employee=person).select_related("unit", "author__employee")
    return Rights(
        person=person,
        on=on,
        appointments=held,
        grants=tuple(grants.order_by("unit__lft", "role")),
        stands_in=tuple(one for one in given if one.delegate_id == person.pk),
        absent=tuple(one for one in given if one.absent_id == person.pk),
        assesses=_below(assessed, names, _as_assessor),
        stands_above=_below(above, names, _as_superior),
    )


def _candidates(
    person: Employee, held: Collection[Appointment], on: date, known: "QuerySet[Employee]"
) -> dict[int, Employee | None]:
    """Everybody whose line may lead to the person on the day, by name: below his units, below his posts, named by HR.

    Too many is harmless: the line of each is found afterwards. None stands for whoever is not among the ``known``.
    """
    posts = [one.post_id for one in held]
    headed = [(one.post.unit.lft, one.post.unit.rght) for one in held if one.post.is_head]
    chain = [Q(**{f"{'__'.join(['superior'] * depth)}__in": posts}) for depth in (1, 2, 3, 4)]
    below = Post.objects.filter(chain[0] | chain[1] | chain[2] | chain[3])
    there = tree.within(headed, "post__unit__") | Q(post__in=below)
    placed = Appointment.objects.filter(there, in_force(on)).values("employee_id")
    named = AssessorOverride.objects.filter(in_force(on)).values("employee_id")
    recorded = tree.within(headed, "unit__") | Q(post__in=below)
    rows = Employee.objects.filter(recorded | Q(pk__in=placed) | Q(pk__in=named), active=True).exclude(pk=person.pk)
    rows = rows.annotate(known=Exists(known.order_by().filter(pk=OuterRef("pk")))).order_by("full_name", "pk")
    return {row.pk: row if row.known else None for row in rows.only("public_id", "full_name")}


def _as_assessor(person: Employee, line: AssessorLine) -> Under:
    return Under(person, line.assessor_post, line.capacity, line.letter_number, line.explanation)


def _as_superior(person: Employee, line: AssessorLine) -> Under:
    return Under(person, line.superior_post, line.superior_capacity, "", line.explanation)


def _below(lines: dict[int, AssessorLine], names: dict[int, Employee | None], told: Told) -> Below:
    first = [told(person, lines[pk]) for pk, person in names.items() if pk in lines and person is not None][:MOST_NAMES]
    return Below(len(lines), tuple(first))
