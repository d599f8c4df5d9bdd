"""The register of acting officials (Plt, Plh): what may not be saved, and who acts in which post on a day.

A register is only worth something when each row stands alone: one acting official of a kind per post and day, one
letter per assignment, and no dates by which people would assess each other in a circle.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from organization.days import in_force
from organization.models import Appointment, Capacity, Employee, Post
from organization.reporting import circles_through
from workflow.errors import FieldFault, GuardRefused
from workflow.naming import before_stop

# How many days within a period are looked at for circles: those on which somebody else's holding begins or ends.
MOST_DAYS: Final = 24


def faults_of(row: Appointment) -> list[FieldFault]:
    """Why this appointment cannot be recorded, at the field it concerns; only head posts have one holder."""
    if row.capacity == Capacity.DEFINITIVE:
        return _overlaps(row) if row.post.is_head else []
    return [*_letter_faults(row), *_overlaps(row)]


def _letter_faults(row: Appointment) -> list[FieldFault]:
    faults = []
    if row.letter_date is None:
        faults.append(FieldFault("letter_date", _("A Plt or Plh needs the date of its letter.")))
    elif row.valid_to is not None and row.letter_date > row.valid_to:
        faults.append(FieldFault("letter_date", _("The letter cannot be dated after the last day. Check both dates.")))
    if not (row.may_assess or row.may_decide):
        faults.append(FieldFault("powers", _("Tick what the letter allows: assessing, deciding, or both.")))
    same = Appointment.objects.exclude(capacity=Capacity.DEFINITIVE).exclude(pk=row.pk)
    other = same.filter(letter_number__iexact=row.letter_number, letter_date=row.letter_date)
    used = other.exclude(letter_date=None).select_related("employee", "post").first()
    if used is not None:
        names = {"person": used.employee.full_name, "post": used.post.title}
        sentence = _("This letter is already recorded: %(person)s, %(post)s. Check the number.")
        faults.append(FieldFault("letter_number", sentence % names))
    return faults


def _overlaps(row: Appointment) -> list[FieldFault]:
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from)
    begun = Q(valid_from__lte=row.valid_to) if row.valid_to is not None else Q()
    rows = Appointment.objects.filter(lasting & begun, post_id=row.post_id, capacity=row.capacity).exclude(pk=row.pk)
    other = rows.select_related("employee").order_by("valid_from").first()
    if other is None:
        return []
    names = {"person": other.employee.full_name, "capacity": other.get_capacity_display()}
    sentence = _(
        "On some of these days %(person)s already holds this post: %(capacity)s. End that first, or choose other days."
    )
    return [FieldFault("valid_from", sentence % names)]


def refuse_circles(person: Employee, first: date, last: date | None) -> None:
    """Raise GuardRefused where, on a day from first to last, people would assess each other in a circle through him."""
    for day in _days_to_look_at(first, last):
        refuse_circles_on(day, {person.pk})


def refuse_circles_on(day: date, people: Collection[int]) -> None:
    """The same for several people on one day; five statements."""
    for names in circles_through(people, day):
        told = {"names": before_stop(", ".join(names)), "day": day.isoformat()}
        sentence = _(
            "On %(day)s people would assess each other in a circle: %(names)s. "
            "Choose other days, or name another assessor for one of them first."
        )
        raise GuardRefused(sentence % told, code="acting_circle")


def _days_to_look_at(first: date, last: date | None) -> list[date]:
    """The first day, and the days inside the period on which somebody else's holding begins."""
    inside = Q(valid_from__gt=first)
    if last is not None:
        inside &= Q(valid_from__lte=last)
    rows = Appointment.objects.filter(inside).order_by("valid_from").values_list("valid_from", flat=True)
    return [first, *rows.distinct()[: MOST_DAYS - 1]]


def acting_on(on: date) -> QuerySet[Appointment]:
    """Who acts on a day in a post of the lines of assessment, in the order of the units."""
    below = Exists(Post.objects.filter(superior=OuterRef("post_id")))
    rows = Appointment.objects.filter(in_force(on), Q(post__is_head=True) | below, employee__active=True)
    rows = rows.exclude(capacity=Capacity.DEFINITIVE).select_related("employee", "post__unit")
    return rows.order_by("post__unit__lft", "post_id", "capacity", "pk")


def vacant_on(on: date) -> QuerySet[Post]:
    """Head posts that nobody holds for good on a day, in the order of the units."""
    held = Appointment.objects.filter(
        in_force(on), post=OuterRef("pk"), capacity=Capacity.DEFINITIVE, employee__active=True
    )
    return Post.objects.filter(~Exists(held), is_head=True).select_related("unit").order_by("unit__lft")
