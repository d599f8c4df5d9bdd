"""The rows of acting officials (Plt, Plh): person, the unit whose head post is covered, from, to, letter."""

from datetime import date
from typing import TYPE_CHECKING

from organization.imports.faults import quoted
from organization.imports.formats import ACTING
from organization.imports.plan import AppointmentChange, PostKey
from organization.imports.reading import ImportRow
from organization.imports.stored import key_of
from organization.models import Employee

if TYPE_CHECKING:
    from collections.abc import Sequence

    from organization.imports.planning import Context
    from organization.imports.planning_people import PersonRow
    from organization.imports.planning_posts import Posts


def plan_acting(context: "Context", people: "Sequence[PersonRow]", posts: "Posts") -> None:
    """Check and compare the acting officials."""
    units = {found.key: found.post[0] for found in people}
    seen: set[tuple[str, str, str, str]] = set()
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
