"""The demo's stage: a clock that can be set, actors of accounts, and the sweep of what has become due."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from config.demo.people import Regency
from organization.models import User
from workflow import clock
from workflow.actors import Actor, actor_of
from workflow.sweep import sweep_all

ZONE: Final = ZoneInfo("Asia/Jakarta")


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A local time of the office as an instant."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


@contextmanager
def on(day: date, hour: int = 9, minute: int = 0) -> Iterator[datetime]:
    """Stand on a day of the past; everything done inside is dated then."""
    instant = moment(day, hour, minute)
    with clock.frozen(instant):
        yield instant


def let_time_pass(until: date) -> None:
    """What was due by the end of a day takes effect, each at its own moment."""
    with on(until + timedelta(days=1), 0, 5):
        sweep_all()


class Cast:
    """Actors by employee; read when asked, so that rights are those of the day the stage stands on."""

    def __init__(self, regency: Regency) -> None:
        self.regency = regency
        self._users: dict[int, User] = {user.employee_id: user for user in regency.users.values() if user.employee_id}

    def user(self, employee_id: int | None) -> User:
        """Account of an employee."""
        return self._users[employee_id or 0]

    def actor(self, employee_id: int | None) -> Actor:
        """Actor of an employee on this day."""
        return actor_of(self.user(employee_id), channel="page")

    def hr(self) -> Actor:
        """The HR officer of the regency who runs the cycles."""
        return actor_of(self.regency.head("04.01"))

    def other_hr(self) -> Actor:
        """A second HR officer."""
        return actor_of(self.regency.staff("04.01", 0))

    def training_officer(self) -> Actor:
        """The training officer of the regency."""
        return actor_of(self.regency.head("04.02"))
