"""Stores the demo's offices, posts, people, acting officials, accounts and role grants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password

from config.demo.offices import REGENCY, walk
from config.demo.population import VACANT, Person, populate
from organization import tree
from organization.actions.grants import grant_role
from organization.models import Appointment, Capacity, Employee, Post, Unit, User
from workflow.actors import CLOCK
from workflow.roles import Role
from workflow.transactions import action

PASSWORD: Final = "bangko-2026"  # noqa: S105 - the demo's password, shown on its sign-in page
BATCH: Final = 2_000
OPENED: Final = date(2017, 1, 2)

# Who holds which role: (office, head or nth of the staff, role, office the role is for)
GRANTS: Final = (
    ("04.01", "head", Role.HR, "00"),
    ("04.01", 0, Role.HR, "00"),
    ("04.01", 1, Role.ADMIN, "00"),
    ("11.00", "head", Role.HR, "11"),
    ("04.02", "head", Role.TRAINING_OFFICER, "00"),
    # Not the one who coaches: whoever counsels has no other part in a case.
    ("04.02", 1, Role.COUNSELLOR, "00"),
    ("03", "head", Role.AUDITOR, "00"),
    ("03.01", "head", Role.AUDITOR, "00"),
    ("00", "head", Role.LEADER, "00"),
    ("01", "head", Role.LEADER, "00"),
    ("12", "head", Role.LEADER, "12"),
)


@dataclass(frozen=True)
class Regency:
    """What was stored, by the codes and numbers of the plan."""

    units: Mapping[str, Unit]
    people: Sequence[Person]
    employees: Mapping[int, Employee]
    users: Mapping[int, User]

    def head(self, code: str) -> User:
        """Account of the head of an office."""
        return self.users[next(p.number for p in self.people if p.office == code and p.is_head)]

    def staff(self, code: str, place: int) -> User:
        """Account of the nth person of an office who does not head it."""
        return self.users[[p.number for p in self.people if p.office == code and not p.is_head][place]]


def build(people: int, *, today: date, since: date) -> Regency:
    """Store the whole organisation as it is on `today`; roles are granted from `since`."""
    regency = _store(populate(people, today=today), today=today)
    for office, who, role, scope in GRANTS:
        user = regency.head(office) if who == "head" else regency.staff(office, int(who))
        grant_role(
            user, actor=CLOCK, role=role, unit=regency.units[scope], basis="SK Bupati Merangin Nomor 118 Tahun 2025",
            valid_from=since,
        )  # fmt: skip
    return regency


@action
def _store(people: Sequence[Person], *, today: date) -> Regency:
    units = _units()
    posts = _posts(units, people)
    employees = {
        p.number: Employee(
            nip=p.nip, full_name=p.full_name, kind=p.kind, grade=p.grade, sex=p.sex, birth_date=p.birth_date,
            unit=units[p.office], post=posts[p.office, p.post], email=f"{p.username}@contoh.invalid",
        )
        for p in people
    }  # fmt: skip
    Employee.objects.bulk_create(employees.values(), batch_size=BATCH)
    Appointment.objects.bulk_create(
        (Appointment(employee=employees[p.number], post=posts[p.office, p.post], valid_from=p.since) for p in people),
        batch_size=BATCH,
    )
    _acting(units, posts, people, employees, today)
    hashed = make_password(PASSWORD)
    users = {p.number: User(username=p.username, employee=employees[p.number], password=hashed) for p in people}
    User.objects.bulk_create(users.values(), batch_size=BATCH)
    return Regency(units, people, employees, users)


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for office, parent in walk(REGENCY):
        above = units[parent.code] if parent else None
        units[office.code] = Unit.objects.create(
            code=office.code, name=office.name, kind=office.kind, parent=above, valid_from=OPENED
        )
    tree.rebuild({unit.pk: unit for unit in units.values()})
    return units


def _posts(units: Mapping[str, Unit], people: Sequence[Person]) -> dict[tuple[str, str], Post]:
    posts = {
        (office.code, office.head): Post(
            unit=units[office.code], title=office.head, kind=office.head_kind, is_head=True
        )
        for office, _parent in walk(REGENCY)
    }
    for p in people:
        if (p.office, p.post) not in posts:
            posts[p.office, p.post] = Post(unit=units[p.office], title=p.post, kind=p.post_kind)
    Post.objects.bulk_create(posts.values(), batch_size=BATCH)
    return posts


def _acting(
    units: Mapping[str, Unit],
    posts: Mapping[tuple[str, str], Post],
    people: Sequence[Person],
    employees: Mapping[int, Employee],
    today: date,
) -> None:
    """Vacant heads: the secretary or another official of the same office acts for them."""
    heads = {office.code: office.head for office, _parent in walk(REGENCY)}
    for number, (code, capacity) in enumerate(VACANT.items(), start=1):
        near = [p for p in people if p.office.startswith(code.split(".", maxsplit=1)[0])]
        person = next((p for p in near if p.is_head), near[0])
        Appointment.objects.create(
            employee=employees[person.number],
            post=posts[code, heads[code]],
            capacity=Capacity(capacity),
            valid_from=today - timedelta(days=75),
            valid_to=today + timedelta(days=105),
            letter_number=f"800.1.3.1/{number:03d}/BKPSDMD/{today.year}",
            letter_date=today - timedelta(days=78),
            # The letter of a Plh leaves decisions to the one above.
            may_decide=capacity != "plh",
        )
