"""Write a plan: units, posts, people, accounts, appointments, each set-wise, inside the transaction of its step."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from organization import acting, tree
from organization.actors import rights_changed
from organization.imports.plan import AppointmentChange, Plan, PostKey
from organization.models import Appointment, Capacity, Employee, Post, Unit, User
from organization.moves import people_moved
from workflow import clock
from workflow.transactions import within_action

CHUNK = 500


@within_action
def write(plan: Plan) -> None:
    """Write the changes of a plan in the order in which they refer to each other."""
    writer = _Writer(plan)
    writer.units()
    writer.posts()
    writer.people()
    writer.accounts()
    writer.appointments()
    people_moved(writer.moved(), at=clock.now())


class _Writer:
    """One application; knows the keys of what it has just created."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.by_code: dict[str, int] = {}
        self.by_post: dict[PostKey, int] = {}
        self.by_person: dict[str, int] = {}

    def units(self) -> None:
        changes = self.plan.units
        units = tree.lock_all() if changes else {unit.pk: unit for unit in Unit.objects.all()}
        self.by_code = {unit.code: unit.pk for unit in units.values()}
        if not changes:
            return
        made = [_unit(change.code, change.values) for change in changes if change.pk is None]
        for unit in Unit.objects.bulk_create(made, batch_size=CHUNK):
            units[unit.pk] = unit
            self.by_code[unit.code] = unit.pk
        changed = []
        for change in changes:
            unit = units[self.by_code[change.code]]
            if "parent" in change.values:
                parent = change.values["parent"]
                unit.parent_id = self.by_code[parent] if parent else None
            _assign(unit, {name: value for name, value in change.values.items() if name != "parent"})
            changed.append(unit)
        columns = ("parent", "name", "kind", "zone", "valid_from", "valid_to")
        Unit.objects.bulk_update(changed, columns, batch_size=CHUNK)
        tree.rebuild(units)

    def posts(self) -> None:
        named = {change.key[0] for change in self.plan.posts} | {a.post[0] for a in self.plan.appointments}
        named |= {change.superior[0] for change in self.plan.posts if change.superior}
        ids = [self.by_code[code] for code in named]
        stored = {post.pk: post for chunk in _chunks(ids) for post in Post.objects.filter(unit__in=chunk)}
        for change in sorted(self.plan.posts, key=lambda change: bool(change.values.get("is_head"))):
            if change.pk is not None and change.values:
                Post.objects.filter(pk=change.pk).update(**change.values)
                _assign(stored[change.pk], change.values)
        codes = {pk: code for code, pk in self.by_code.items()}
        self.by_post = {(codes[post.unit_id], post.title): post.pk for post in stored.values()}
        new = [change for change in self.plan.posts if change.pk is None]
        made = [Post(unit_id=self.by_code[change.key[0]], **change.values) for change in new]
        for change, post in zip(new, Post.objects.bulk_create(made, batch_size=CHUNK), strict=True):
            self.by_post[change.key] = post.pk
        for change in self.plan.posts:
            if change.sets_superior and (change.superior or change.pk is not None):
                superior = self.by_post[change.superior] if change.superior else None
                Post.objects.filter(pk=self.by_post[change.key]).update(superior_id=superior)

    def people(self) -> None:
        changes = self.plan.people
        held = _people_by_id(change.pk for change in changes if change.pk is not None)
        made: list[Employee] = []
        changed: list[Employee] = []
        for change in changes:
            person = held[change.pk] if change.pk is not None else Employee()
            _assign(person, change.values)
            if change.post is not None:
                person.post_id, person.unit_id = self.by_post[change.post], self.by_code[change.post[0]]
            (changed if change.pk is not None else made).append(person)
        columns = [f.name for f in Employee._meta.concrete_fields if f.name not in {"id", "public_id", "nip"}]
        Employee.objects.bulk_update(changed, columns, batch_size=CHUNK)
        left = [change.pk for change in changes if change.pk is not None and "active" in change.values]
        rights_changed(User.objects.filter(employee__in=left).values_list("pk", flat=True))
        created = Employee.objects.bulk_create(made, batch_size=CHUNK)
        keys = [change.key for change in changes if change.pk is None]
        self.by_person = {key: person.pk for key, person in zip(keys, created, strict=True)}

    def moved(self) -> list[int]:
        """People the file knew already and put into a post."""
        return sorted(change.pk for change in self.plan.people if change.pk is not None and change.post is not None)

    def accounts(self) -> None:
        """New accounts cannot sign in until a slip is printed."""
        self._find_people({change.key for change in self.plan.accounts})
        new = [
            User(username=change.username, password=_no_password(), employee_id=self.by_person[change.key])
            for change in self.plan.accounts
            if change.is_new
        ]
        User.objects.bulk_create(new, batch_size=CHUNK)
        for change in self.plan.accounts:
            if not change.is_new:
                User.objects.filter(employee=self.by_person[change.key]).update(username=change.username)

    def appointments(self) -> None:
        for ended in self.plan.ended:
            Appointment.objects.filter(pk=ended.pk).update(valid_to=ended.last_day)
        self._find_people({change.key for change in self.plan.appointments})
        made = [self._appointment(change) for change in self.plan.appointments if change.pk is None]
        Appointment.objects.bulk_create(made, batch_size=CHUNK)
        changed = [self._appointment(change) for change in self.plan.appointments if change.pk is not None]
        Appointment.objects.bulk_update(changed, ("valid_from", "valid_to", "letter_number"), batch_size=CHUNK)
        _refuse_circles([row for row in (*made, *changed) if row.capacity != Capacity.DEFINITIVE])

    def _appointment(self, change: AppointmentChange) -> Appointment:
        return Appointment(
            pk=change.pk,
            employee_id=self.by_person[change.key],
            post_id=self.by_post[change.post],
            capacity=change.capacity,
            valid_from=date.fromisoformat(change.valid_from),
            valid_to=date.fromisoformat(change.valid_to) if change.valid_to else None,
            letter_number=change.letter_number,
        )

    def _find_people(self, keys: set[str]) -> None:
        missing = [key for key in keys if key not in self.by_person]
        nips = [key.removeprefix("nip:") for key in missing if key.startswith("nip:")]
        names = [key.removeprefix("user:") for key in missing if key.startswith("user:")]
        for chunk in _chunks(nips):
            rows = Employee.objects.filter(nip__in=chunk).values_list("nip", "pk")
            self.by_person.update({f"nip:{nip}": pk for nip, pk in rows})
        for chunk in _chunks(names):
            accounts = User.objects.filter(username__in=chunk, employee__isnull=False)
            for username, pk in accounts.values_list("username", "employee_id"):
                if pk is not None:
                    self.by_person[f"user:{username}"] = pk


def _refuse_circles(acting_rows: Iterable[Appointment]) -> None:
    """No file may make people assess each other: looked at on the first day of each acting official."""
    by_day: dict[date, set[int]] = defaultdict(set)
    for row in acting_rows:
        by_day[row.valid_from].add(row.employee_id)
    for day, people in sorted(by_day.items()):
        acting.refuse_circles_on(day, people)


def _no_password() -> str:
    """What no password matches; Django's own maker of these takes a second per thousand accounts."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def _unit(code: str, values: dict[str, Any]) -> Unit:
    unit = Unit(code=code)
    _assign(unit, {name: value for name, value in values.items() if name != "parent"})
    return unit


def _assign(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _people_by_id(ids: Iterable[int]) -> dict[int, Employee]:
    return {
        person.pk: person
        for chunk in _chunks(ids)
        for person in Employee.objects.select_for_update().filter(pk__in=chunk).order_by("pk")
    }


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + 5_000] for start in range(0, len(ordered), 5_000))
