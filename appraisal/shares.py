"""Shares of several people in one thing: who contributed how much, a hundred per cent together.

What belongs here: reading and checking a list of shares, for service metrics and innovations alike. Who may write
them and where they are kept is not known here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from organization.models import Employee
from organization.selectors import find_person
from workflow.errors import FieldFault, InvalidInput

HUNDRED: Final = Decimal(100)
MOST: Final = 20
SPARE: Final = 3
_NUMBER: Final = re.compile(r"^\d{1,3}([.,]\d{1,2})?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part, in per cent."""

    employee_id: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was sent: who is meant (found or not) and the share as typed."""

    place: int
    person: Employee | None
    share: str


def posted_lines(data: Mapping[str, str]) -> list[Line]:
    """The lines of a form (`person-1`, `share-1` …); lines without a word are passed over."""
    lines = []
    for place in range(1, MOST + SPARE + 1):
        name, share = data.get(f"person-{place}", "").strip(), data.get(f"share-{place}", "").strip()
        if name or share:
            lines.append(Line(place, find_person(name), share))
    return lines


def sent_lines(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines of a program: `employee` (id) and `share`."""
    sent = list(rows)
    ids: set[UUID] = {row["employee"] for row in sent}
    known = {one.public_id: one for one in Employee.objects.filter(public_id__in=ids, active=True)}
    return [Line(place, known.get(row["employee"]), str(row["share"])) for place, row in enumerate(sent, start=1)]


def checked(lines: Sequence[Line], *, complete: bool) -> list[Share]:
    """The shares of the lines. ``complete``: they must total a hundred. Raises `InvalidInput` with every fault."""
    faults: list[FieldFault] = []
    found: dict[int, Decimal] = {}
    for line in lines:
        share = _share_of(line, faults)
        if line.person is None:
            faults.append(FieldFault(f"person-{line.place}", _("No active employee was found.")))
        elif line.person.pk in found:
            faults.append(FieldFault(f"person-{line.place}", _("This person stands here twice.")))
        elif share is not None:
            found[line.person.pk] = share
    if len(lines) > MOST:
        faults.append(FieldFault("shares", _("At most %(most)d people can be named.") % {"most": MOST}))
    total = sum(found.values(), Decimal(0))
    if not faults and (total > HUNDRED or (complete and total != HUNDRED)):
        faults.append(FieldFault("shares", _("The shares total %(total)s; they must total 100.") % {"total": total}))
    if faults:
        raise InvalidInput(details=faults)
    return [Share(pk, share) for pk, share in found.items()]


def _share_of(line: Line, faults: list[FieldFault]) -> Decimal | None:
    text = line.share.removesuffix("%").strip()
    share = Decimal(text.replace(",", ".")) if _NUMBER.match(text) else None
    if share is None or not 0 < share <= HUNDRED:
        faults.append(
            FieldFault(
                f"share-{line.place}", _("Please enter a share above 0 and up to 100, with two decimals at most.")
            )
        )
        return None
    return share


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form as the page shows it."""

    place: int
    person: str
    share: str
    person_error: str = ""
    share_error: str = ""

    @property
    def name(self) -> str:
        """The number as text: it ends the names of the fields."""
        return str(self.place)


def form_rows(
    stored: Sequence[tuple[str, Decimal]], typed: Mapping[str, str], faults: Iterable[FieldFault] = ()
) -> list[Row]:
    """The lines to show: what was typed where it was refused, else what is stored, and some empty ones."""
    errors = {one.field: str(one.message) for one in faults}
    given = [(name, f"{share.normalize():f}") for name, share in stored]
    if typed:
        given = [(typed.get(f"person-{n}", ""), typed.get(f"share-{n}", "")) for n in range(1, MOST + SPARE + 1)]
        while given and not any(given[-1]):
            given.pop()
    given += [("", "")] * SPARE
    return [
        Row(place, name, share, errors.get(f"person-{place}", ""), errors.get(f"share-{place}", ""))
        for place, (name, share) in enumerate(given[: MOST + SPARE], start=1)
    ]
