"""In which post and capacity a person stands on a day: what a signature says of whoever signs. Reads, never writes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from organization.days import in_force
from organization.models import Appointment, Capacity, Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """A post with the capacity in which it is held; the letter is that of a Plt or Plh."""

    post: str = ""
    capacity: str = ""
    letter: str = ""


Held = dict[int, list[Appointment]]


def posts_held(employee_ids: Collection[int | None], on: date) -> Held:
    """What these people hold on a day, in one statement."""
    found: Held = {}
    rows = Appointment.objects.filter(in_force(on), employee_id__in=[pk for pk in employee_ids if pk])
    for row in rows.select_related("post__unit").order_by("-valid_from", "-pk"):
        found.setdefault(row.employee_id, []).append(row)
    return found


def standing_over(unit: Unit, held: Iterable[Appointment], *, title: str = "") -> Standing:
    """As what somebody stands over a unit: in the post of that title, else as the nearest head above the unit,
    else in the own post."""
    rows = list(held)
    named = [row for row in rows if title and row.post.title == title]
    heads = [row for row in rows if row.post.is_head and row.post.unit.lft <= unit.lft <= row.post.unit.rght]
    heads.sort(key=lambda row: -row.post.unit.lft)
    return _as_standing([*named, *heads], rows)


def own_standing(held: Iterable[Appointment]) -> Standing:
    """The own post: the definitive one, else the one somebody acts in."""
    return _as_standing([], list(held))


def _as_standing(first: list[Appointment], rest: list[Appointment]) -> Standing:
    definitive = [row for row in rest if row.capacity == Capacity.DEFINITIVE]
    for row in (*first, *definitive, *rest):
        acting = row.capacity != Capacity.DEFINITIVE
        return Standing(row.post.title, row.capacity, row.letter_number if acting else "")
    return Standing()
