"""Which posts somebody held when, as far as credit points ask: definitive holdings only.

Acting (Plt, Plh) earns nothing in a level: the person keeps the own one. Whoever has no dated holding at all is taken
to hold the present post throughout, because then nothing else is known.
"""

from collections.abc import Collection, Mapping
from datetime import date

from appraisal.annual.months import Stretch
from appraisal.credit.points import Held
from organization.models import Appointment, Capacity, Employee, PostKind


def posts_of(employee_ids: Collection[int]) -> Mapping[int, tuple[Held, ...]]:
    """The holdings of people by their id; two statements, whatever their number."""
    found: dict[int, list[Held]] = {}
    rows = Appointment.objects.filter(employee_id__in=employee_ids, capacity=Capacity.DEFINITIVE)
    for row in rows.select_related("post").order_by("valid_from", "pk"):
        stretch = Stretch(row.pk, row.valid_from, row.valid_to)
        found.setdefault(row.employee_id, []).append(_held(stretch, row.post.title, row.post.kind))
    undated = [pk for pk in employee_ids if pk not in found]
    if undated:
        people = Employee.objects.filter(pk__in=undated, post__isnull=False).select_related("post")
        for person in people:
            if person.post is not None:
                whole = Stretch(person.pk, date.min, None)
                found[person.pk] = [_held(whole, person.post.title, person.post.kind)]
    return {pk: tuple(held) for pk, held in found.items()}


def _held(stretch: Stretch, title: str, kind: str) -> Held:
    return Held(stretch, title, kind == PostKind.FUNCTIONAL)
