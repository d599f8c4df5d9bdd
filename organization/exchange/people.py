"""People of a national export (SIASN): name, grade, contact and post. A value is taken over as an import of one row.

The import knows every rule already (whose row it is, who heads a unit, when a post may begin), so this row goes the
same way as one in a file of people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from organization.actions.imports import scope_of
from organization.days import today
from organization.exchange.comparing import ExchangePlan, Finding, chunks
from organization.exchange.kinds import DAY, ExchangeKind, beyond, day_of, reaches, register_exchange, twice
from organization.imports import applying, planning
from organization.imports.columns import Column, Kind
from organization.imports.formats import PEOPLE as STORED_SHEET
from organization.imports.kinds import Sender
from organization.imports.parsing import PeopleFile
from organization.imports.reading import ImportRow, ParsedFile, SheetFormat
from organization.models import Appointment, Capacity, Difference, Employee, ImportBatch, Unit
from workflow.actors import Actor
from workflow.errors import GuardRefused
from workflow.transactions import within_action

# Heading of the export → column of the person; all of them are optional, an empty cell says nothing.
PLAIN: Final[Mapping[str, str]] = {
    "nama": "full_name",
    "golongan": "grade",
    "jenis_kelamin": "sex",
    "tanggal_lahir": "birth_date",
    "surel": "email",
    "telepon": "phone",
}
PLACE: Final = "jabatan"
# What an export may say besides, and what is needed to put somebody into a post or to add him.
PLACED: Final = ("jenis_pegawai", "kode_unit", "jabatan", "jenis_jabatan", "tmt_jabatan", "nomor_sk")
_KNOWN: Final = {column.name: column for column in STORED_SHEET.columns}


def _optional(name: str) -> Column:
    """The same column as in the file of people, but nothing must be in it."""
    known = _KNOWN[name]
    return replace(known, required=False)


SHEET = SheetFormat(
    "people",
    "Pegawai SIASN",
    (
        Column("nip", Kind.NIP, required=True, also=("nip_baru", "nip_ni_pppk"), example="198503152010012007"),
        *(_optional(name) for name in (*PLAIN, *PLACED)),
        DAY,
    ),
    frozenset({DAY.name}),
    ("pegawai", "people"),
)


@register_exchange
class PeopleExchange(ExchangeKind):
    """What SIASN says of people."""

    key = "exchange-people"
    name = _("Compare: people (SIASN)")
    heading = _("Compare people with a national export")
    explanation = _("Names, grades, contact and posts of a SIASN export against what is stored here.")
    file_label = _("Export of people")
    workbook = "banding-pegawai.xlsx"
    formats = (SHEET,)
    source = "SIASN BKN"
    labels: ClassVar = {
        "nama": _("Name"),
        "golongan": _("Grade"),
        "jenis_kelamin": _("Sex"),
        "tanggal_lahir": _("Date of birth"),
        "surel": _("E-mail"),
        "telepon": _("Phone"),
        PLACE: _("Post"),
        "pegawai": _("Person"),
    }

    def compare(self, parsed: ParsedFile, sender: Sender, plan: ExchangePlan) -> None:
        """Three statements per thousand rows, and two more."""
        rows = parsed.rows(SHEET.key)
        plan.faults += twice(SHEET.title, rows, "nip")
        people, held = people_of(row.get("nip") for row in rows)
        units, imported = {unit.code: unit for unit in Unit.objects.all()}, last_import()
        for row in rows:
            person = people.get(row.get("nip"))
            if person is None:
                self._unknown(row, units, sender, plan)
            elif not reaches(sender, person.unit):
                plan.warnings.append(beyond(SHEET.title, row, "nip", person.unit))
            elif person.pk != sender.author_id:
                self._compare(row, person, held.get(person.pk), imported, plan)

    def _unknown(self, row: ImportRow, units: Mapping[str, Unit], sender: Sender, plan: ExchangePlan) -> None:
        """Somebody the export has and nobody here knows; without a unit that is known here it is a remark alone."""
        unit = units.get(row.get("kode_unit"))
        if unit is None or not reaches(sender, unit):
            fault = beyond(SHEET.title, row, "kode_unit", unit) if unit else None
            plan.warnings.append(fault or _unplaced(row))
            return
        theirs = " · ".join(part for part in (row.get("nama"), row.get("jabatan")) if part)
        # Sorted: a kept file comes back with its columns in another order.
        given = tuple(sorted((name, value) for name, value in row.values.items() if name in _KNOWN))
        plan.differs(Finding(row.number, row.get("nip"), "pegawai", "", theirs, unit.pk, day_of(row), given=given))

    def _compare(
        self, row: ImportRow, person: Employee, held: Appointment | None, imported: date | None, plan: ExchangePlan
    ) -> None:
        plan.same(row.get("nip"), "pegawai")
        for name, column in PLAIN.items():
            theirs = row.get(name)
            ours = str(getattr(person, column) or "")
            if not theirs:
                continue
            if ours == theirs:
                plan.same(row.get("nip"), name)
                continue
            plan.differs(_finding(row, person, name, ours, theirs, source="record", day=imported))
        self._compare_place(row, person, held, plan)

    def _compare_place(self, row: ImportRow, person: Employee, held: Appointment | None, plan: ExchangePlan) -> None:
        title, code = row.get("jabatan"), row.get("kode_unit") or person.unit.code
        if not title:
            return
        ours = f"{person.unit.code} · {person.post.title}" if person.post else person.unit.code
        theirs = f"{code} · {title}"
        if ours == theirs:
            plan.same(row.get("nip"), PLACE)
            return
        names = ("kode_unit", "jabatan", "jenis_jabatan", "tmt_jabatan", "nomor_sk")
        given = tuple((name, row.get(name)) for name in names if row.get(name))
        day = held.valid_from if held else None
        plan.differs(_finding(row, person, PLACE, ours, theirs, source="appointment", day=day, given=given))

    @within_action
    def take_over(self, difference: Difference, *, actor: Actor, at: datetime) -> None:
        """One row of people, planned and written as every other; what the plan finds wrong refuses the decision."""
        values = dict(difference.given) if difference.employee_id is None else _stored_row(difference.employee_id)
        if difference.field in PLAIN:
            values[difference.field] = difference.theirs
        elif difference.field == PLACE:
            values |= {"tmt_jabatan": difference.their_date.isoformat(), "kepala_unit": "tidak", **difference.given}
        values["nip"] = difference.subject_key
        missing = [column.name for column in STORED_SHEET.columns if column.required and not values.get(column.name)]
        if missing:
            raise _refused([str(_("The export does not say: %(column)s")) % {"column": name} for name in missing])
        file = PeopleFile({"people": [ImportRow(1, values)]})
        plan = planning.make_plan(file, scope=scope_of(actor), author_id=actor.employee_id)
        if plan.faults:
            raise _refused([f"{fault.column}: {fault.message}" for fault in plan.faults])
        applying.write(plan)

    def value_label(self, field: str, value: str) -> str:
        """Codes in words."""
        from organization.models.people import Sex

        return str(Sex(value).label) if field == "jenis_kelamin" and value in Sex.values else value


def _refused(sentences: list[str]) -> GuardRefused:
    return GuardRefused(
        _("It cannot be taken over as it is. Change it by hand, or put it onto the correction list."),
        code="cannot_take_over",
        details=sentences,
    )


def _finding(row: ImportRow, person: Employee, name: str, ours: str, theirs: str, **more: Any) -> Finding:
    return Finding(
        row.number,
        row.get("nip"),
        name,
        ours,
        theirs,
        person.unit_id,
        day_of(row),
        employee_id=person.pk,
        our_source=more["source"],
        our_date=more["day"],
        given=more.get("given", ()),
    )


def _unplaced(row: ImportRow) -> Any:
    from organization.imports.faults import Fault

    return Fault(SHEET.title, row.number, "nip", "person_unknown", row.get("nip"))


def people_of(nips: Iterable[str]) -> tuple[dict[str, Employee], dict[int, Appointment]]:
    """The people of these numbers with unit and post, and since when each holds the post."""
    people: dict[str, Employee] = {}
    held: dict[int, Appointment] = {}
    for chunk in chunks(sorted({nip for nip in nips if nip})):
        found = list(Employee.objects.filter(nip__in=chunk).select_related("unit", "post"))
        people |= {person.nip or "": person for person in found}
        rows = Appointment.objects.filter(employee__in=found, capacity=Capacity.DEFINITIVE, valid_from__lte=today())
        held |= {row.employee_id: row for row in rows.order_by("valid_from", "pk")}
    return people, held


def last_import() -> date | None:
    """The day of the last file of people that was applied: how old what is stored may be."""
    applied = ImportBatch.objects.filter(about="people", applied_at__isnull=False).order_by("-applied_at").first()
    return applied.applied_at.date() if applied and applied.applied_at else None


def _stored_row(employee_id: int) -> dict[str, str]:
    """A person as a row of the file of people; columns that are left out stay as they are."""
    person = Employee.objects.select_related("unit", "post").get(pk=employee_id)
    held = Appointment.objects.filter(employee=person, capacity=Capacity.DEFINITIVE, valid_from__lte=today())
    current = held.order_by("-valid_from", "-pk").first()
    post = person.post
    return {
        "nama": person.full_name,
        "jenis_pegawai": person.kind,
        "kode_unit": person.unit.code,
        "jabatan": post.title if post else "",
        "jenis_jabatan": post.kind if post else "",
        "kepala_unit": "ya" if post and post.is_head else "tidak",
        "tmt_jabatan": current.valid_from.isoformat() if current else "",
    }
