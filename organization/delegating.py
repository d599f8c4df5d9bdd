"""Who may act in the place of an absent person: the faults of a delegation, and who stands in for whom on a day.

Sideways or up, never down: whoever stands below the absent person is or may be rated by him. Never a chain, never two
delegates for one duty on one day. Dates count in local days, both included. Writes nothing.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organization.days import in_force, today
from organization.models import Appointment, Capacity, Delegation, Employee, Post, PostKind, User
from organization.models.delegations import Duty
from organization.reporting import AssessorLine, lines_upwards
from workflow import transactions
from workflow.errors import FieldFault

HIGHEST_CLIMB: Final = 20
# The order of posts by authority (PP 11/2017: JPT, administrator, pengawas; the other posts lead nobody by rank).
_RANKS: Final[dict[str, int]] = {
    PostKind.ELECTED: 4,
    PostKind.JPT: 3,
    PostKind.ADMINISTRATOR: 2,
    PostKind.SUPERVISOR: 1,
    PostKind.FUNCTIONAL: 0,
    PostKind.STAFF: 0,
}


def faults_of(row: Delegation) -> list[FieldFault]:
    """Every reason why this delegation cannot come into force, at the field it concerns; empty when it can.

    Inside a transaction both people are locked first, so that two delegations cannot meet into a chain unseen.
    """
    if row.absent_id == row.delegate_id:
        return [FieldFault("delegate", _("Nobody stands in for himself. Choose somebody else."))]
    if transactions.inside():
        people = Employee.objects.filter(pk__in=(row.absent_id, row.delegate_id)).order_by("pk")
        list(people.select_for_update().values_list("pk", flat=True))
    return [*_unfit(row), *_clashes(row)]


def _unfit(row: Delegation) -> Iterator[FieldFault]:
    absent, delegate = row.absent, row.delegate
    if not delegate.active or not User.objects.filter(employee=delegate, is_active=True).exists():
        sentence = _("This person has no account in use and could not act. Choose somebody else.")
        yield FieldFault("delegate", sentence)
    if any(is_below(delegate, absent.pk, on) for on in (row.valid_from, row.valid_to)):
        sentence = _("%(name)s stands below the absent person. Choose somebody beside or above that person.")
        yield FieldFault("delegate", sentence % {"name": delegate.full_name})
    elif _rank(delegate.post) < _rank(absent.post):
        sentence = _("%(name)s holds a lower kind of post. Choose somebody beside or above the absent person.")
        yield FieldFault("delegate", sentence % {"name": delegate.full_name})


def is_below(person: Employee, above: int, on: date) -> bool:
    """Whether the one person stands below the other on a day: in the line of assessment, or in a unit the other heads.

    The second counts also while somebody acts for that head, and leaves out who heads the same unit.
    """
    return _is_rated_below(person.pk, above, on) or _is_led_by(person, above, on)


def _is_led_by(person: Employee, above: int, on: date) -> bool:
    held = Appointment.objects.filter(in_force(on))
    own = held.filter(employee=person, capacity=Capacity.DEFINITIVE).select_related("post__unit")
    post = next((one.post for one in own.order_by("-valid_from", "-pk")), person.post)
    unit = post.unit if post is not None else person.unit
    led = Q(post__is_head=True, post__unit__lft__lte=unit.lft, post__unit__rght__gte=unit.rght)
    if post is not None and post.superior_id is not None:
        led |= Q(post_id=post.superior_id)
    leading = held.filter(led, employee_id=above)
    return leading.exclude(post_id__in=held.filter(employee=person).values("post_id")).exists()


def _is_rated_below(person: int, above: int, on: date) -> bool:
    line_of = lines_upwards((person,), on)
    current, seen = person, {person}
    for _step in range(HIGHEST_CLIMB):
        line = line_of(current)
        if line is None or line.assessor is None or line.assessor.pk in seen:
            return False
        if above in {line.assessor.pk, line.superior.pk if line.superior else None}:
            return True
        current = line.assessor.pk
        seen.add(current)
    return False


def _rank(post: Post | None) -> int:
    return _RANKS.get(post.kind, 0) if post is not None else 0


def _clashes(row: Delegation) -> Iterator[FieldFault]:
    """Against the delegations in force on one of its days: a chain in either direction, a second delegate."""
    others = Delegation.objects.filter(state="active", valid_from__lte=row.valid_to, valid_to__gte=row.valid_from)
    others = others.exclude(pk=row.pk)
    if others.filter(absent_id=row.delegate_id).exists():
        sentence = _("This person has a delegate of his own on these days. Choose somebody else, or other days.")
        yield FieldFault("delegate", sentence)
    if others.filter(delegate_id=row.absent_id).exists():
        sentence = _("Who acts for somebody else cannot pass it on. Revoke that delegation, or choose other days.")
        yield FieldFault("absent", sentence)
    same = Q(pk__in=())
    for duty in row.duties:
        same |= Q(**{duty: True})
    if others.filter(same, absent_id=row.absent_id).exists():
        sentence = _("Another delegate has one of these duties on these days. Revoke that, or choose other days.")
        yield FieldFault("valid_from", sentence)


def delegates_of(employee_id: int | None, duty: Duty, *, on: date | None = None) -> list[int]:
    """Ids of the people who act for a person in a duty on a day (today)."""
    return delegates_of_any((employee_id,) if employee_id is not None else (), duty, on=on)


def delegates_of_any(employee_ids: Collection[int], duty: Duty, *, on: date | None = None) -> list[int]:
    """The same for several people; one statement, none for nobody."""
    if not employee_ids:
        return []
    rows = Delegation.objects.filter(
        in_force(on or today()), state="active", absent_id__in=employee_ids, absent__active=True, **{duty.value: True}
    )
    return sorted(set(rows.values_list("delegate_id", flat=True)))


def stand_ins_of(line: AssessorLine, person: Employee, on: date) -> list[Delegation]:
    """Delegations that held on a day for a person's assessor (assessing) and the one above (deciding)."""
    seats = Q(pk__in=())
    if line.assessor is not None:
        seats |= Q(absent=line.assessor, assessing=True)
    if line.superior is not None:
        seats |= Q(absent=line.superior, deciding=True)
    return list(held_on(on).filter(seats).exclude(delegate=person).select_related("absent", "delegate"))


def held_on(on: date) -> QuerySet[Delegation]:
    """Delegations that held on a day, past or present: a revoked one until the day of its revocation."""
    revoked_later = Q(state="revoked", activated_at__isnull=False, state_since__date__gt=on)
    return Delegation.objects.filter(in_force(on), Q(state__in=("active", "ended")) | revoked_later).filter(
        activated_at__isnull=False, activated_at__date__lte=on
    )
