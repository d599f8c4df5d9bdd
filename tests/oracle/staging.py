"""Puts drawn organisations side by side into the product's tables, and names its rows by their numbers.

Each stands in one of four regions: whose rules name an alternate decider or nobody, whose period is over or runs.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from appraisal.default_rules import default_rules
from appraisal.models import Evaluation
from organization import tree
from organization.actions import delegations
from organization.actions.delegations import DelegationData
from organization.models import (
    Appointment,
    AssessorOverride,
    Capacity,
    Duty,
    Employee,
    Post,
    RoleGrant,
    Unit,
    User,
)
from tests.appraisal import world as building
from tests.oracle.organisations import ALTERNATES, BEFORE, FILING, FOREVER, Holding, Organisation
from workflow import clock
from workflow.actors import Actor, actor_of
from workflow.transactions import durable

MONDAY = date(2026, 10, 5)
LONG_AGO = date(2024, 1, 1)
RUNS_UNTIL = date(2026, 12, 31)
# Whether the rules name an alternate decider, and whether the period runs on after the opening.
REGIONS = {
    "with, over": (True, False),
    "with, runs": (True, True),
    "without, over": (False, False),
    "without, runs": (False, True),
}
Key = tuple[int, int]


def region_of(of: Organisation) -> str:
    """The region an organisation stands in."""
    return next(name for name, kind in REGIONS.items() if kind == (of.alternate, of.running))


def moment(day: int, hour: int = 2) -> datetime:
    """Nine in the morning in Bangko on a numbered day."""
    return datetime(2026, 10, 5, hour, 0, tzinfo=UTC) + timedelta(days=day)


def on(day: int) -> date:
    """The date of a numbered day."""
    return MONDAY + timedelta(days=day)


def until(day: int) -> date | None:
    """The last day of a period; none for one without end."""
    return None if day >= FOREVER else on(day)


@dataclass
class Stage:
    """Rows by the number of the organisation and the person in it; HR officers by name."""

    organisations: list[Organisation]
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[Key, Employee] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    accounts: dict[Key, User] = field(default_factory=dict)
    posts: dict[Key, Post] = field(default_factory=dict)
    keys: dict[int, Key] = field(default_factory=dict)
    _known: dict[tuple[int, datetime], Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """An HR officer who is no employee, as stored now; what the world of the other tests is asked for."""
        return actor_of(self.users[name])

    def person(self, of: Organisation, number: int) -> Employee:
        """The row of a person; alternates have negative numbers and belong to no organisation."""
        return self.people[(of.number, number) if number >= 0 else (-1, number)]

    def account(self, of: Organisation, number: int) -> User:
        """The account of a person."""
        return self.accounts[(of.number, number) if number >= 0 else (-1, number)]

    def act_as(self, of: Organisation, number: int) -> Actor:
        """The person as an actor, as of now; read once for a moment. Steps read who acts anew themselves."""
        account = self.account(of, number)
        found = self._known.get((account.pk, clock.now()))
        if found is None:
            found = self._known[account.pk, clock.now()] = actor_of(account)
        return found

    def forms(self) -> dict[Key, Evaluation]:
        """The forms by person, read again."""
        rows = Evaluation.objects.select_related("cycle__rule_set", "unit").order_by("pk")
        return {self.keys[row.employee_id]: row for row in rows}

    def form(self, key: Key) -> Evaluation:
        """The form of one person, read again."""
        return Evaluation.objects.select_related("cycle__rule_set", "unit").get(employee=self.people[key])

    def number_of(self, employee_id: int | None) -> int | None:
        """The number of an employee within the organisation."""
        return None if employee_id is None else self.keys[employee_id][1]

    def numbers_of(self, user_ids: list[int]) -> set[int]:
        """The people behind accounts; officers without a person are left out."""
        keys = {user.pk: key[1] for key, user in self.accounts.items()}
        return {keys[one] for one in user_ids if one in keys}


def build(organisations: list[Organisation]) -> Stage:
    """All rows. The delegations come first, by the acts of people: what is saved is lawful on its day, and what makes
    a delegate unfit later (posts, named assessors, a departure) comes after."""
    stage = Stage(organisations)
    _units(stage)
    _posts(stage)
    _people(stage)
    _accounts(stage)
    _grants(stage)
    with clock.frozen(moment(BEFORE)):
        _delegations(stage)
    _dated(stage)
    return stage


def _units(stage: Stage) -> None:
    root = Unit.objects.create(code="regency", name="Regency", kind="regency")
    for code in (*REGIONS, "secretariat"):
        Unit.objects.create(code=code, name=code, kind="agency", parent=root)
    known = {unit.code: unit for unit in Unit.objects.all()}
    for of in stage.organisations:
        for number, above in enumerate(of.parents):
            region = known[region_of(of)]
            parent = region if above is None else known[f"{of.number}-{above}"]
            code = f"{of.number}-{number}"
            known[code] = Unit.objects.create(code=code, name=f"Unit {code}", kind="division", parent=parent)
    with durable():
        tree.rebuild(tree.lock_all())
    stage.units = {unit.code: unit for unit in Unit.objects.all()}


def _posts(stage: Stage) -> None:
    for of in stage.organisations:
        for place, post in enumerate(of.posts):
            stage.posts[of.number, place] = Post(
                unit=stage.units[f"{of.number}-{post.unit}"], title=f"Jabatan {of.number}-{place}",
                kind="pelaksana", is_head=post.heads,
            )  # fmt: skip
    stage.posts[-1, 0] = Post(unit=stage.units["secretariat"], title="Sekda", kind="jpt", is_head=True)
    Post.objects.bulk_create(stage.posts.values())
    for of in stage.organisations:
        for place, post in enumerate(of.posts):
            above = None if post.above is None else stage.posts[of.number, post.above]
            stage.posts[of.number, place].superior = above
    Post.objects.bulk_update(stage.posts.values(), ["superior"])


def _people(stage: Stage) -> None:
    for of in stage.organisations:
        for number, place in enumerate(of.home):
            stage.people[of.number, number] = _employee(stage, of, number, stage.posts[of.number, place])
    for number in ALTERNATES:
        stage.people[-1, number] = Employee(
            nip=f"19700101{-number:010d}", full_name=f"Cadangan {-number}", kind="pns",
            unit=stage.units["secretariat"], post=stage.posts[-1, 0], active=True,
        )  # fmt: skip
    Employee.objects.bulk_create(stage.people.values())
    stage.keys = {person.pk: key for key, person in stage.people.items()}


def _accounts(stage: Stage) -> None:
    for key, person in stage.people.items():
        stage.accounts[key] = User(username=f"u{key[0]}x{key[1]}", employee=person, password="!")
    for name in ("hana", "hari"):
        stage.users[name] = User(username=name, password="!")
    User.objects.bulk_create([*stage.accounts.values(), *stage.users.values()])


def _employee(stage: Stage, of: Organisation, number: int, post: Post) -> Employee:
    elected = number == 0
    return Employee(
        nip=None if elected else f"1985{of.number:08d}{number:06d}",
        full_name=f"Orang {of.number}-{number}",
        kind="elected" if elected else "pns",
        unit=post.unit,
        post=post,
    )


def appointment(stage: Stage, of: Organisation, one: Holding) -> Appointment:
    """A holding as a row."""
    return Appointment(
        employee=stage.person(of, one.person), post=stage.posts[of.number, one.post], capacity=one.capacity,
        valid_from=on(one.first), valid_to=until(one.last), may_assess=one.assesses, may_decide=one.decides,
        letter_number="" if one.capacity == "definitive" else f"800/{of.number}/{one.post}/{one.capacity}",
    )  # fmt: skip


def _dated(stage: Stage) -> None:
    Appointment.objects.bulk_create(
        appointment(stage, of, one) for of in stage.organisations for one in of.holdings
    )  # fmt: skip
    for number, capacity, first in ((-1, Capacity.DEFINITIVE, LONG_AGO), (-2, Capacity.PLH, on(FILING))):
        person, post = stage.people[-1, number], stage.posts[-1, 0]
        Appointment.objects.create(employee=person, post=post, capacity=capacity, valid_from=first)
    hana = stage.users["hana"]
    rows: list[Any] = [
        AssessorOverride(
            employee=stage.person(of, one.person), assessor=stage.person(of, one.assessor), valid_from=on(one.first),
            valid_to=until(one.last), reason="Proyek", author=hana, created_at=moment(0),
        )
        for of in stage.organisations
        for one in of.named
    ]  # fmt: skip
    AssessorOverride.objects.bulk_create(rows)
    gone = [stage.person(of, number).pk for of in stage.organisations for number in of.left]
    Employee.objects.filter(pk__in=gone).update(active=False)


def _grants(stage: Stage) -> None:
    granted = [(stage.users[name], "regency") for name in ("hana", "hari")]
    granted += [(stage.account(of, of.officer), f"{of.number}-0") for of in stage.organisations]
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role="hr", unit=stage.units[unit], valid_from=LONG_AGO, basis="SK")
        for user, unit in granted
    )


def _delegations(stage: Stage) -> None:
    for of in stage.organisations:
        for one in of.delegations:
            duties = tuple(duty.value for duty in Duty if getattr(one, duty.value))
            data = DelegationData(
                duties=duties, valid_from=on(one.first), valid_to=until(one.last) or date(2030, 1, 1),
                letter_number=f"800/{of.number}", letter_date=LONG_AGO, cause="Cuti",
            )  # fmt: skip
            hana, absent, delegate = stage.actor("hana"), stage.person(of, one.absent), stage.person(of, one.delegate)
            row = delegations.draft_delegation(absent, actor=hana, delegate=delegate, data=data)
            delegations.take(row.public_id, "activate", actor=hana, version=row.version, key=None)


def open_cycles(stage: Stage) -> None:
    """A cycle of each region, opened by its job on the first day."""
    # The stage has what these ask of a world: units by code and the actor "hana".
    world: Any = stage
    inhabited = {region_of(of) for of in stage.organisations}
    for region, (alternate, runs) in REGIONS.items():
        if region not in inhabited:
            continue
        rules = building.publish_rules(
            world, default_rules(alternate_decider="secretariat" if alternate else ""), name=region
        )
        until = {"period_until": RUNS_UNTIL} if runs else {}
        draft = building.draft_cycle(world, rules, unit=stage.units[region].public_id, name=region, **until)
        building.open_cycle(world, draft)
