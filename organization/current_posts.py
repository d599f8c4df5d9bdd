"""Brings the current post and unit of people up to date when an appointment recorded in advance begins."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from organization.days import in_force, today
from organization.models import Appointment, Capacity, Employee, Post
from organization.moves import people_moved
from workflow import clock
from workflow.transactions import action
from workflow.worker import every

CHUNK = 1_000


@every(600.0, name="current posts")
def bring_up_to_date() -> bool:
    """One chunk of people whose post began or changed; whether there may be more."""
    return settle() == CHUNK


@action
def settle() -> int:
    """Write the post and unit of today for up to 1,000 people whose record differs; return how many."""
    waiting = list(_waiting().order_by("pk")[:CHUNK])
    units = dict(Post.objects.filter(pk__in={due for _pk, due in waiting}).values_list("pk", "unit_id"))
    people = Employee.objects.select_for_update().in_bulk([pk for pk, _due in waiting])
    for pk, due in waiting:
        people[pk].post_id, people[pk].unit_id = due, units[due]
    Employee.objects.bulk_update(people.values(), ("post", "unit"), batch_size=CHUNK)
    people_moved(sorted(people), at=clock.now())
    return len(waiting)


def _waiting() -> QuerySet[Employee, tuple[int, int]]:
    """People whose latest definitive appointment in force names another post than their record."""
    held = Appointment.objects.filter(in_force(today()), employee=OuterRef("pk"), capacity=Capacity.DEFINITIVE)
    latest = Subquery(held.order_by("-valid_from", "-pk").values("post_id")[:1])
    rows = Employee.objects.filter(active=True).annotate(due_post=latest).filter(due_post__isnull=False)
    return rows.filter(Q(post__isnull=True) | ~Q(post_id=F("due_post"))).values_list("pk", "due_post")
