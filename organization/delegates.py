"""Whom one may choose as a delegate: officials who stand beside or above the absent person, and people one sees anyway.

Heads of units are named on every page of a unit; who chooses a delegate learns nothing else of them here.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from organization import access
from organization.days import in_force, today
from organization.models import Appointment, Capacity, Delegation, Employee, Unit
from workflow.actors import Actor
from workflow.policies import policy_for

MOST: Final = 60


def choosable_by(actor: Actor) -> QuerySet[Employee]:
    """People the actor may name as a delegate: those he may know of, and whoever heads a unit today."""
    heads = Appointment.objects.filter(in_force(today()), employee=OuterRef("pk"), post__is_head=True)
    known = access.employees_visible_to(actor).order_by().values("pk")
    rows = Employee.objects.filter(active=True).filter(Q(pk__in=known) | Exists(heads))
    return rows.select_related("unit", "post")


def proposed_for(absent: Employee, actor: Actor) -> list[Employee]:
    """Likely delegates, nearest first: who heads a unit beside the absent person's or above it, and colleagues."""
    held = Appointment.objects.filter(in_force(today()), employee=absent, post__is_head=True)
    own = held.filter(capacity=Capacity.DEFINITIVE).select_related("post__unit").first()
    unit: Unit = own.post.unit if own is not None else absent.unit
    above = Q(lft__lt=unit.lft, rght__gt=unit.rght)
    beside = Q(parent_id=unit.parent_id) if unit.parent_id is not None and own is not None else Q(pk=unit.pk)
    units = Unit.objects.filter(above | beside).exclude(pk=unit.pk if own is not None else 0)
    heads = Appointment.objects.filter(in_force(today()), post__is_head=True, post__unit__in=units)
    rows = Employee.objects.filter(active=True, pk__in=heads.values("employee_id")).exclude(pk=absent.pk)
    found = list(rows.select_related("unit", "post").order_by("-unit__lft", "full_name")[:MOST])
    if own is None:
        peers = access.employees_visible_to(actor).filter(unit=absent.unit, active=True).exclude(pk=absent.pk)
        found += [one for one in peers.order_by("full_name")[:MOST] if one not in found]
    return found[:MOST]


def delegations_visible_to(actor: Actor) -> QuerySet[Delegation]:
    """Delegations the actor may know of, those of today's interest first."""
    return policy_for(Delegation).visible_to(actor).select_related("absent__post", "delegate__post")
