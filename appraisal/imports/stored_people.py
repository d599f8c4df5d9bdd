"""Who the rows of a file speak of: people by NIP, with the unit in which the sender's right is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass

from organization.imports.kinds import Sender
from organization.models import Employee

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Person:
    """A stored person as a row refers to them."""

    pk: int
    name: str
    unit_code: str
    unit_position: int


def people_by_nip(nips: Iterable[str]) -> dict[str, Person]:
    """The people of these numbers; one statement per 5,000."""
    wanted, found = sorted({one for one in nips if one}), {}
    for start in range(0, len(wanted), CHUNK):
        rows = Employee.objects.filter(nip__in=wanted[start : start + CHUNK])
        for nip, pk, name, code, position in rows.values_list("nip", "pk", "full_name", "unit__code", "unit__lft"):
            found[str(nip)] = Person(pk, name, code, position)
    return found


def reaches(sender: Sender, position: int) -> bool:
    """Whether the sender's right covers a unit with this place in the tree."""
    return sender.scope is None or sender.scope.lft <= position <= sender.scope.rght
