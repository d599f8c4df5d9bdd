"""The people rows of a file: who is new, what differs, which post each holds since when, and who acts where."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from organization import nip
from organization.imports import planning_acting, planning_posts
from organization.imports.faults import quoted
from organization.imports.formats import PEOPLE
from organization.imports.plan import (
    AccountChange,
    AppointmentChange,
    EndOfAppointment,
    PersonChange,
    PostKey,
    day_before,
)
from organization.imports.reading import ImportRow
from organization.imports.stored import key_of
from organization.models import Capacity, Employee

if TYPE_CHECKING:
    from organization.imports.planning import Context

_FIELDS = {
    "nama": "full_name",
    "jenis_pegawai": "kind",
    "golongan": "grade",
    "jenis_kelamin": "sex",
    "tanggal_lahir": "birth_date",
    "surel": "email",
    "telepon": "phone",
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row with the post it names and the stored person it speaks of, if there is one."""

    row: ImportRow
    key: str
    person: Employee | None
    post: PostKey

    @property
    def since(self) -> str:
        return self.row.get("tmt_jabatan")


def plan_people(context: "Context") -> None:
    """Check and compare people, their posts, accounts and appointments, then the acting officials."""
    rows = _sound_rows(context)
    posts = planning_posts.plan_posts(context, rows)
    for found in rows:
        before = len(context.plan.people) + len(context.plan.appointments)
        _compare_person(context, found, posts)
        _compare_account(context, found)
        _compare_appointment(context, found, posts)
        _refuse_own_row(context, found, before)
    planning_posts.end_displaced_heads(context, rows, posts)
    planning_acting.plan_acting(context, rows, posts)


def _sound_rows(context: "Context") -> list[PersonRow]:
    seen: dict[str, int] = {}
    names: dict[str, int] = {}
    rows = []
    for row in context.parsed.people:
        key = key_of(row.get("nip"), row.get("nama_pengguna"))
        if not _is_first(context, row, seen, names, key):
            continue
        if _refers_soundly(context, row, context.stored.people.get(key)) and row.get("jabatan"):
            rows.append(PersonRow(row, key, context.stored.people.get(key), _post_key(context, row)))
    return rows


def _is_first(context: "Context", row: ImportRow, seen: dict[str, int], names: dict[str, int], key: str) -> bool:
    """Whether NIP and user name stand in the file for the first time and belong to nobody else."""
    digits, username = row.get("nip"), row.get("nama_pengguna")
    if not digits and not username:
        return False
    if digits and key in seen:
        context.fault(PEOPLE, row, "nip", "duplicate", quoted(digits))
        return False
    seen[key] = row.number
    if username:
        if username in names:
            context.fault(PEOPLE, row, "nama_pengguna", "duplicate", quoted(username))
            return False
        names[username] = row.number
    _check_username(context, row, key)
    return True


def _check_username(context: "Context", row: ImportRow, key: str) -> None:
    """A name nobody else has; one that looks like a NIP only for the person whose NIP it is."""
    username = row.get("nama_pengguna")
    person = context.stored.people.get(key)
    taken = username in context.stored.owners and (person is None or context.stored.owners[username] != person.pk)
    poses = nip.looks_like(username) and username != row.get("nip")
    if username and (taken or poses):
        context.fault(PEOPLE, row, "nama_pengguna", "username_taken", quoted(username))


def _refers_soundly(context: "Context", row: ImportRow, person: Employee | None) -> bool:
    code = row.get("kode_unit")
    if not code:
        return False
    if not context.knows_unit(code):
        context.fault(PEOPLE, row, "kode_unit", "unit_unknown", quoted(code))
        return False
    reached = context.within_scope(code)
    if not reached:
        context.fault(PEOPLE, row, "kode_unit", "outside_scope", quoted(code))
    elif person is not None and not context.within_scope(present := context.stored.codes[person.unit_id]):
        context.fault(PEOPLE, row, "nip", "outside_scope", quoted(present))
        return False
    return reached


def _post_key(context: "Context", row: ImportRow) -> PostKey:
    return (row.get("kode_unit"), row.get("jabatan"))


def _compare_person(context: "Context", found: PersonRow, posts: "planning_posts.Posts") -> None:
    values: dict[str, Any] = {
        name: found.row.get(column) for column, name in _FIELDS.items() if column in found.row.values
    }
    if "birth_date" in values:
        values["birth_date"] = values["birth_date"] or None
    if "aktif" in found.row.values:
        values["active"] = found.row.get("aktif") != "tidak"
    if found.person is None:
        values["nip"] = found.row.get("nip") or None
        context.plan.people.append(PersonChange(found.row.number, found.key, None, values, found.post))
        return
    differing = {name: value for name, value in values.items() if _stored_value(found.person, name) != value}
    moves = _has_begun(context, found) and posts.id_of(found.post) != found.person.post_id
    if differing or moves:
        post = found.post if moves else None
        context.plan.people.append(PersonChange(found.row.number, found.key, found.person.pk, differing, post))
    else:
        context.plan.count_unchanged("people")


def _has_begun(context: "Context", found: PersonRow) -> bool:
    """Whether the row's post is held today: not one still to come, not one given up since for a later one."""
    current = context.stored.current.get(found.person.pk) if found.person else None
    overtaken = current is not None and current.valid_from.isoformat() > found.since
    return bool(found.since) and found.since <= context.day.isoformat() and not overtaken


def _stored_value(person: Employee, name: str) -> Any:
    value = getattr(person, name)
    return value.isoformat() if isinstance(value, date) else value


def _compare_account(context: "Context", found: PersonRow) -> None:
    wanted = found.row.get("nama_pengguna")
    present = context.stored.usernames.get(found.person.pk) if found.person else None
    if present is None:
        name = wanted or found.row.get("nip")
        context.plan.accounts.append(AccountChange(found.row.number, found.key, name, is_new=True))
    elif wanted and wanted != present:
        context.plan.accounts.append(AccountChange(found.row.number, found.key, wanted, is_new=False))


def _compare_appointment(context: "Context", found: PersonRow, posts: "planning_posts.Posts") -> None:
    if not found.since:
        return
    letter = found.row.get("nomor_sk")
    current = context.stored.current.get(found.person.pk) if found.person else None
    change = AppointmentChange(
        found.row.number, found.key, found.post, Capacity.DEFINITIVE.value, None, found.since, "", letter
    )
    if current is None:
        context.plan.appointments.append(change)
    elif posts.id_of(found.post) == current.post_id:
        _compare_same_post(context, found, change)
    elif found.since <= current.valid_from.isoformat():
        context.fault(PEOPLE, found.row, "tmt_jabatan", "starts_too_early", current.valid_from.isoformat())
    else:
        if current.valid_to is None or current.valid_to.isoformat() >= found.since:
            context.plan.ended.append(EndOfAppointment(current.pk, day_before(found.since)))
        context.plan.appointments.append(change)


def _compare_same_post(context: "Context", found: PersonRow, change: AppointmentChange) -> None:
    current = context.stored.current[found.person.pk]  # type: ignore[union-attr]
    letter = found.row.get("nomor_sk") if "nomor_sk" in found.row.values else current.letter_number
    ends = current.valid_to.isoformat() if current.valid_to else ""
    if ends and ends < found.since:
        context.plan.appointments.append(change)
    elif (current.valid_from.isoformat(), current.letter_number) == (found.since, letter):
        context.plan.count_unchanged("appointments")
    else:
        context.plan.appointments.append(
            AppointmentChange(
                change.row, change.key, change.post, change.capacity, current.pk, found.since, ends, letter
            )
        )


def _refuse_own_row(context: "Context", found: PersonRow, before: int) -> None:
    """Nobody changes his own data by a file."""
    changed = len(context.plan.people) + len(context.plan.appointments) > before
    if changed and found.person is not None and found.person.pk == context.author_id:
        context.fault(PEOPLE, found.row, "nip", "own_row")
