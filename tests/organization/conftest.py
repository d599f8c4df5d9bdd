"""A small regency for the tests: three levels of units, heads, staff, and accounts with and without roles."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from organization import nip
from organization.actions import grants as grant_actions
from organization.actions import units as unit_actions
from organization.actions.units import UnitData
from organization.models import (
    Appointment,
    Capacity,
    Employee,
    EmployeeKind,
    Post,
    PostKind,
    RoleGrant,
    Sex,
    Unit,
    User,
)
from tests.layers import Layer, given, stands_on
from workflow import clock
from workflow.actors import CLOCK, Actor, actor_of
from workflow.roles import Role

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PASSWORD = "Cukup-panjang-2026"


def make_nip(serial: int, sex: str = Sex.FEMALE) -> str:
    return nip.make(birth_date=date(1985, 3, 15), start=date(2010, 1, 1), sex=sex, serial=serial)


@dataclass
class World:
    """Units by code, people by name; every person has an account of the same name."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Employee] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    serial: int = 0

    def unit(self, code: str, kind: str, parent: str = "") -> Unit:
        above = self.units[parent] if parent else None
        self.units[code] = unit_actions.add_unit(UnitData(code, f"Unit {code}", kind), actor=CLOCK, parent=above)
        for known in Unit.objects.all():
            self.units[known.code] = known
        return self.units[code]

    def person(self, name: str, unit: str, *, head: bool = False, since: date = date(2024, 1, 1)) -> Employee:
        self.serial += 1
        title = f"Kepala {unit}" if head else f"Staf {unit}"
        kind = PostKind.JPT if head else PostKind.STAFF
        post, _made = Post.objects.get_or_create(
            unit=self.units[unit], title=title, defaults={"kind": kind, "is_head": head}
        )
        person = Employee.objects.create(
            nip=make_nip(self.serial), full_name=name, kind=EmployeeKind.PNS, unit=self.units[unit], post=post
        )
        Appointment.objects.create(employee=person, post=post, valid_from=since)
        self.people[name] = person
        self.users[name] = User.objects.create_user(name.lower(), PASSWORD, employee=person)
        return person

    def acts(self, name: str, unit: str, capacity: str = Capacity.PLT, **dates: Any) -> Appointment:
        post = Post.objects.get(unit=self.units[unit], is_head=True)
        dates.setdefault("valid_from", date(2026, 1, 1))
        return Appointment.objects.create(
            employee=self.people[name], post=post, capacity=capacity, letter_number="800/1", **dates
        )

    def post(self, unit: str) -> Post:
        post, _made = Post.objects.get_or_create(
            unit=self.units[unit], is_head=True, defaults={"title": f"Kepala {unit}", "kind": PostKind.JPT}
        )
        return post

    def grant(self, name: str, role: str, unit: str, **dates: Any) -> RoleGrant:
        return grant_actions.grant_role(
            self.users[name], actor=CLOCK, role=role, unit=self.units[unit], basis="SK 1/2026", **dates
        )

    def actor(self, name: str) -> Actor:
        return actor_of(self.users[name])


@pytest.fixture
def _noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def make_world() -> World:
    """``1`` regency (Bupati) > ``1.05`` department (Kadis) > ``1.05.01`` division (Kabid, Staf), ``1.06`` agency."""
    made = World()
    made.unit("1", "regency")
    made.unit("1.05", "department", "1")
    made.unit("1.05.01", "division", "1.05")
    made.unit("1.06", "agency", "1")
    for name, unit, head in (
        ("Bupati", "1", True),
        ("Kadis", "1.05", True),
        ("Kabid", "1.05.01", True),
        ("Siti", "1.05.01", False),
        ("Budi", "1.05.01", False),
        ("Kaban", "1.06", True),
        ("Hera", "1.06", False),
        ("Adi", "1.06", False),
    ):
        made.person(name, unit, head=head)
    made.grant("Hera", Role.HR, "1")
    return made


REGENCY = Layer(make_world, at=NOON)


@pytest.fixture
@stands_on(REGENCY)
def world(db: None, _noon: None) -> World:
    """The regency of `make_world`, its clock standing at noon."""
    made: World = given(REGENCY)
    return made


def workbook(**sheets: list[list[Any]]) -> bytes:
    """An .xlsx of the given rows; ``Plt_Plh`` becomes ``Plt Plh``."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
