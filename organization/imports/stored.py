"""What is stored now, read set-wise for one file: by code, NIP, user name and post."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Q
from django.db.models.functions import Lower, Trim

from organization.imports.parsing import PeopleFile
from organization.models import Appointment, Capacity, Employee, Post, Unit, User

T = TypeVar("T")
CHUNK = 5_000


@dataclass(slots=True)
class Stored:
    units: dict[str, Unit] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    posts_by_id: dict[int, Post] = field(default_factory=dict)
    heads: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Employee] = field(default_factory=dict)
    owners: dict[str, int | None] = field(default_factory=dict)
    usernames: dict[int, str] = field(default_factory=dict)
    current: dict[int, Appointment] = field(default_factory=dict)
    holders: dict[int, list[Appointment]] = field(default_factory=dict)
    acting: dict[tuple[int, int, str, date], Appointment] = field(default_factory=dict)
    acting_at: dict[int, list[Appointment]] = field(default_factory=dict)
    letters: dict[str, list[Appointment]] = field(default_factory=dict)


def read_stored(parsed: PeopleFile) -> Stored:
    """The stored rows a file speaks of, in a constant number of queries per 5,000 people."""
    stored = Stored()
    stored.units = {unit.code: unit for unit in Unit.objects.all()}
    stored.codes = {unit.pk: unit.code for unit in stored.units.values()}
    codes = {row.get("kode_unit") for row in (*parsed.people, *parsed.acting)}
    codes |= {row.get("kode_unit_atasan") for row in parsed.people}
    _read_posts(stored, [unit.pk for code, unit in stored.units.items() if code in codes])
    _read_people(stored, parsed)
    _read_appointments(stored)
    _read_acting(stored, {row.get("kode_unit") for row in parsed.acting})
    _read_letters(stored, {letter_key(row.get("nomor_surat")) for row in parsed.acting} - {""})
    return stored


def key_of(nip: str, username: str) -> str:
    """How a row and a stored person find each other: by NIP, an elected official by user name."""
    return f"nip:{nip}" if nip else f"user:{username}"


def _read_posts(stored: Stored, unit_ids: list[int]) -> None:
    for chunk in _chunks(unit_ids):
        for post in Post.objects.filter(unit__in=chunk).order_by("pk"):
            code = stored.codes[post.unit_id]
            stored.posts[(code, post.title)] = stored.posts_by_id[post.pk] = post
            if post.is_head:
                stored.heads[code] = post


def _read_people(stored: Stored, parsed: PeopleFile) -> None:
    rows = (*parsed.people, *parsed.acting)
    nips = sorted({row.get("nip") for row in rows if row.get("nip")})
    names = sorted({row.get("nama_pengguna") for row in rows if row.get("nama_pengguna")} | set(nips))
    for chunk in _chunks(nips):
        for person in Employee.objects.filter(nip__in=chunk):
            stored.people[key_of(person.nip or "", "")] = person
    for names_chunk in _chunks(names):
        accounts = User.objects.filter(username__in=names_chunk).select_related("employee")
        for user in accounts:
            stored.owners[user.username] = user.employee_id
            if user.employee is not None and user.employee.nip is None:
                stored.people[key_of("", user.username)] = user.employee
    for ids in _chunks([person.pk for person in stored.people.values()]):
        stored.usernames.update(User.objects.filter(employee__in=ids).values_list("employee_id", "username"))


def _read_appointments(stored: Stored) -> None:
    """The latest definitive appointment of each person, who holds the head posts, and every acting one."""
    head_ids = [post.pk for post in stored.heads.values()]
    for ids in _chunks([person.pk for person in stored.people.values()]):
        rows = Appointment.objects.filter(employee__in=ids).select_related("post").order_by("valid_from", "pk")
        for held in rows:
            if held.capacity == Capacity.DEFINITIVE:
                stored.current[held.employee_id] = held
            else:
                stored.acting[(held.employee_id, held.post_id, held.capacity, held.valid_from)] = held
    open_ended = Q(valid_to__isnull=True, capacity=Capacity.DEFINITIVE)
    for ids in _chunks(head_ids):
        for held in Appointment.objects.filter(open_ended, post__in=ids).select_related("employee"):
            stored.holders.setdefault(held.post_id, []).append(held)


def _read_acting(stored: Stored, codes: Collection[str]) -> None:
    """Who else acts, acted or will act in the head posts for which the file names an acting official."""
    for ids in _chunks([post.pk for code, post in stored.heads.items() if code in codes]):
        rows = Appointment.objects.exclude(capacity=Capacity.DEFINITIVE).filter(post__in=ids)
        for held in rows.select_related("employee").order_by("valid_from", "pk"):
            stored.acting_at.setdefault(held.post_id, []).append(held)


def letter_key(number: str) -> str:
    """How a letter of the file and a stored one find each other: without case and outer spaces."""
    return number.strip().lower()


def _read_letters(stored: Stored, letters: Collection[str]) -> None:
    """Which assignments rest on the letters that the file names."""
    rows = Appointment.objects.exclude(capacity=Capacity.DEFINITIVE).annotate(letter=Lower(Trim("letter_number")))
    for numbers in _chunks(sorted(letters)):
        for held in rows.filter(letter__in=numbers):
            stored.letters.setdefault(letter_key(held.letter_number), []).append(held)


def _chunks(values: Iterable[T]) -> Iterable[list[T]]:
    ordered = list(values)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
