"""An appointment recorded in advance takes effect on its day, for many people in a constant number of statements."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from organization import current_posts
from organization.models import Appointment, Employee, Post
from tests.organization.conftest import World
from workflow import clock

MIDNIGHT = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)


def test_the_record_follows_the_appointment_on_its_day(world: World, django_assert_max_num_queries: Any) -> None:
    post = Post.objects.create(unit=world.units["1.06"], title="Analis", kind="pelaksana")
    for name in ("Siti", "Budi"):
        Appointment.objects.filter(employee=world.people[name]).update(valid_to=date(2026, 11, 30))
        Appointment.objects.create(employee=world.people[name], post=post, valid_from=date(2026, 12, 1))
    assert current_posts.settle() == 0
    with clock.frozen(MIDNIGHT.replace(hour=16, minute=59)):
        assert current_posts.settle() == 0
    with clock.frozen(MIDNIGHT):
        with django_assert_max_num_queries(10):
            assert current_posts.settle() == 2
        assert not current_posts.bring_up_to_date()
    siti = Employee.objects.get(full_name="Siti")
    assert (siti.post, siti.unit) == (post, world.units["1.06"])


def test_acting_does_not_move_anybody(world: World) -> None:
    world.acts("Siti", "1.06")
    assert current_posts.settle() == 0
