"""Texts in Indonesian, a template that can be written in one line, and one signed-in acting head."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from organization.actions import units
from organization.actions.units import UnitData
from organization.models import Appointment, Capacity, Employee, EmployeeKind, Post, PostKind, UnitKind, User
from workflow.actors import CLOCK

Render = Callable[..., str]


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


@pytest.fixture
def render() -> Render:
    """`render("{% button label='Kirim' %}", name=value)` as a page would."""

    def rendered(source: str, **context: Any) -> str:
        return Template("{% load i18n ui %}" + source).render(Context(context))

    return rendered


@pytest.fixture
def acting_head(db: None) -> User:
    """Staff of a unit who also heads it for the time being (Plt)."""
    unit = units.add_unit(UnitData("01", "Dinas Kependudukan", UnitKind.values[0]), actor=CLOCK, parent=None)
    head = Post.objects.create(unit=unit, title="Kepala Dinas Kependudukan", kind=PostKind.JPT, is_head=True)
    staff = Post.objects.create(unit=unit, title="Analis", kind=PostKind.STAFF)
    person = Employee.objects.create(
        full_name="Drs. H. Marwan Effendi, M.Si.", kind=EmployeeKind.ELECTED, unit=unit, post=staff
    )
    Appointment.objects.create(employee=person, post=staff, valid_from=date(2024, 1, 1))
    Appointment.objects.create(employee=person, post=head, capacity=Capacity.PLT, valid_from=date(2024, 1, 1))
    return User.objects.create_user("marwan", "Cukup-panjang-2026", employee=person)
