"""What a file would change, as values: the preview shows it, the digest seals it, ``applying`` writes it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from organization.imports.faults import Fault

PostKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """``pk`` is None for a new unit; ``values`` holds only what differs (``parent`` as a code)."""

    row: int
    code: str
    pk: int | None
    values: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class PostChange:
    """``superior`` is the key of the post above; ``key`` is unit code and new title."""

    key: PostKey
    pk: int | None
    values: dict[str, Any]
    superior: PostKey | None
    sets_superior: bool


@dataclass(frozen=True, slots=True)
class PersonChange:
    row: int
    key: str
    pk: int | None
    values: dict[str, Any]
    post: PostKey | None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A new account, or another user name for the one a person has."""

    row: int
    key: str
    username: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class AppointmentChange:
    row: int
    key: str
    post: PostKey
    capacity: str
    pk: int | None
    valid_from: str
    valid_to: str
    letter_number: str


@dataclass(frozen=True, slots=True)
class EndOfAppointment:
    pk: int
    last_day: str


@dataclass(slots=True)
class Plan:
    units: list[UnitChange] = field(default_factory=list)
    posts: list[PostChange] = field(default_factory=list)
    people: list[PersonChange] = field(default_factory=list)
    accounts: list[AccountChange] = field(default_factory=list)
    appointments: list[AppointmentChange] = field(default_factory=list)
    ended: list[EndOfAppointment] = field(default_factory=list)
    unchanged: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.posts or self.people or self.accounts or self.appointments or self.ended)

    def counts(self) -> dict[str, dict[str, int]]:
        """New, changed and unchanged rows by kind."""
        ids: dict[str, list[int | None]] = {
            "units": [change.pk for change in self.units],
            "people": [change.pk for change in self.people],
            "appointments": [change.pk for change in self.appointments],
            "posts": [change.pk for change in self.posts],
        }
        found = {}
        for kind, changes in ids.items():
            new, unchanged = changes.count(None), self.unchanged.get(kind, 0)
            found[kind] = {"new": new, "changed": len(changes) - new, "unchanged": unchanged}
        new_accounts = sum(1 for change in self.accounts if change.is_new)
        found["accounts"] = {"new": new_accounts, "changed": len(self.accounts) - new_accounts, "unchanged": 0}
        return found

    def digest(self) -> str:
        """The same for the same changes: what was previewed can be told from what would be applied."""
        changes = (self.units, self.posts, self.people, self.accounts, self.appointments, self.ended)
        sealed = hashlib.sha256()
        for kind in changes:
            # Plain values in the order of the columns: their text is the same in every process.
            sealed.update("\n".join(map(repr, kind)).encode() + b"\f")
        return sealed.hexdigest()

    def count_unchanged(self, kind: str) -> None:
        self.unchanged[kind] = self.unchanged.get(kind, 0) + 1


def day_before(day: str) -> str:
    """The last day of what ends when something else begins."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
