"""The rows of acting officials (Plt, Plh): person, the unit whose head post is covered, from, to, letter."""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from organization.imports.faults import quoted
from organization.imports.formats import ACTING
from organization.imports.plan import AppointmentChange, PostKey
from organization.imports.reading import ImportRow
from organization.imports.stored import key_of, letter_key
from organization.models import Employee

if TYPE_CHECKING:
    from collections.abc import Sequence

    from organization.imports.planning import Context
    from organization.imports.planning_people import PersonRow
    from organization.imports.planning_posts import Posts


NO_END: Final = "9999-12-31"


def plan_acting(context: "Context", people: "Sequence[PersonRow]", posts: "Posts") -> None:
    """Check and compare the acting officials."""
    units = {found.key: found.post[0] for found in people}
    seen: set[tuple[str, str, str, str]] = set()
    sound: list[tuple[ImportRow, str]] = []
    for row in context.parsed.acting:
        key = key_of(row.get("nip"), "")
        identity = (key, row.get("kode_unit"), row.get("kapasitas"), row.get("dari"))
        if not all(identity) or not row.get("nip"):
            continue
        if identity in seen:
            context.fault(ACTING, row, "nip", "duplicate", quoted(row.get("nip")))
            continue
        seen.add(identity)
        if _is_sound(context, row, key, units, posts):
            _warn_above_himself(context, row, key, units)
            _compare(context, row, key, posts.heads[row.get("kode_unit")], posts)
            sound.append((row, key))
    _refuse_overlaps(context, sound, posts)
    _refuse_letters(context, sound, posts)


def _is_sound(context: "Context", row: ImportRow, key: str, units: dict[str, str], posts: "Posts") -> bool:
    before = len(context.plan.faults)
    code = row.get("kode_unit")
    if key not in units and key not in context.stored.people:
        context.fault(ACTING, row, "nip", "person_unknown", quoted(row.get("nip")))
    if not context.knows_unit(code):
        context.fault(ACTING, row, "kode_unit", "unit_unknown", quoted(code))
    elif not context.within_scope(code):
        context.fault(ACTING, row, "kode_unit", "outside_scope", quoted(code))
    elif code not in posts.heads:
        context.fault(ACTING, row, "kode_unit", "head_missing", quoted(code))
    if row.get("sampai") and row.get("sampai") < row.get("dari"):
        context.fault(ACTING, row, "sampai", "dates_reversed")
    return len(context.plan.faults) == before


def _refuse_overlaps(context: "Context", rows: "Sequence[tuple[ImportRow, str]]", posts: "Posts") -> None:
    """One acting official of a capacity per post and day, in the file and against what is stored and stays."""
    spans: dict[tuple[str, str], list[tuple[str, str, str, ImportRow | None]]] = defaultdict(list)
    replaced: set[tuple[str, str, str, str]] = set()
    for row, key in rows:
        seat = (row.get("kode_unit"), row.get("kapasitas"))
        spans[seat].append((row.get("dari"), row.get("sampai") or NO_END, row.get("nip"), row))
        replaced.add((*seat, key, row.get("dari")))
    for code in {row.get("kode_unit") for row, _key in rows}:
        for held in context.stored.acting_at.get(posts.id_of(posts.heads[code]) or 0, ()):
            first, last = held.valid_from.isoformat(), held.valid_to.isoformat() if held.valid_to else NO_END
            if (code, held.capacity, key_of(held.employee.nip or "", ""), first) not in replaced:
                spans[code, held.capacity].append((first, last, held.employee.full_name, None))
    for found in spans.values():
        _refuse_overlap(context, sorted(found, key=itemgetter(0, 1, 2)))


def _refuse_overlap(context: "Context", spans: "Sequence[tuple[str, str, str, ImportRow | None]]") -> None:
    for (_first, last, who, earlier), (first, _last, other, later) in pairwise(spans):
        if first <= last and later is not None:
            context.fault(ACTING, later, "dari", "acting_overlap", quoted(who))
        elif first <= last and earlier is not None:
            context.fault(
                ACTING, earlier, "sampai" if earlier.get("sampai") else "dari", "acting_overlap", quoted(other)
            )


def _refuse_letters(context: "Context", rows: "Sequence[tuple[ImportRow, str]]", posts: "Posts") -> None:
    """One letter per assignment, in the file and against what is stored and stays (`organization.acting`).

    A file names no date of the letter, so a number alone tells letters apart.
    """
    own = {row.number: _assignment(context, row, key, posts) for row, key in rows}
    rewritten = set(own.values())
    seen: set[str] = set()
    for row, _key in rows:
        letter = letter_key(row.get("nomor_surat"))
        if not letter:
            continue
        stored = {
            (held.employee_id, held.post_id, held.capacity, held.valid_from)
            for held in context.stored.letters.get(letter, ())
        }
        if letter in seen:
            context.fault(ACTING, row, "nomor_surat", "letter_twice", quoted(row.get("nomor_surat")))
        elif stored - rewritten:
            context.fault(ACTING, row, "nomor_surat", "letter_used", quoted(row.get("nomor_surat")))
        seen.add(letter)


def _assignment(context: "Context", row: ImportRow, key: str, posts: "Posts") -> tuple[int, int, str, date]:
    """Person, post, capacity and first day; 0 for what only this file brings."""
    person = context.stored.people.get(key)
    post = posts.id_of(posts.heads[row.get("kode_unit")])
    return (person.pk if person else 0, post or 0, row.get("kapasitas"), date.fromisoformat(row.get("dari")))


def _warn_above_himself(context: "Context", row: ImportRow, key: str, units: dict[str, str]) -> None:
    """Acting as head of the own unit or of one above it: the line passes over him, and the file says so."""
    person = context.stored.people.get(key)
    own = units.get(key) or (context.stored.codes[person.unit_id] if person else "")
    if own and context.is_below(own, row.get("kode_unit")):
        context.warn(ACTING, row, "nip", "acts_above_himself")


def _compare(context: "Context", row: ImportRow, key: str, post: PostKey, posts: "Posts") -> None:
    person, post_id = context.stored.people.get(key), posts.id_of(post)
    held = None
    if person is not None and post_id is not None:
        held = context.stored.acting.get(
            (person.pk, post_id, row.get("kapasitas"), date.fromisoformat(row.get("dari")))
        )
    wanted = (row.get("sampai"), row.get("nomor_surat"))
    if held is not None and (held.valid_to.isoformat() if held.valid_to else "", held.letter_number) == wanted:
        context.plan.count_unchanged("appointments")
        return
    _refuse_own(context, row, person)
    context.plan.appointments.append(
        AppointmentChange(
            row.number,
            key,
            post,
            row.get("kapasitas"),
            held.pk if held else None,
            row.get("dari"),
            row.get("sampai"),
            row.get("nomor_surat"),
        )
    )


def _refuse_own(context: "Context", row: ImportRow, person: Employee | None) -> None:
    if person is not None and person.pk == context.author_id:
        context.fault(ACTING, row, "nip", "own_row")
