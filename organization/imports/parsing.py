"""From a file to rows of canonical text, with every fault of shape by sheet, row and column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from organization import nip, spreadsheets
from organization.imports.columns import CellFault, Column, heading, value_of
from organization.imports.faults import Fault, quoted
from organization.imports.formats import FORMATS, GUIDE_SHEETS, PEOPLE, SheetFormat
from organization.models import EmployeeKind
from organization.spreadsheets import EMPTY, Line, Sheet

MINIMUM_LIKENESS = 2


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row; a column the file does not have is absent, an empty cell is ""."""

    number: int
    values: dict[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(slots=True)
class ParsedFile:
    units: list[ImportRow] = field(default_factory=list)
    people: list[ImportRow] = field(default_factory=list)
    acting: list[ImportRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def rows(self, key: str) -> list[ImportRow]:
        found: list[ImportRow] = getattr(self, key)
        return found

    def as_json(self) -> dict[str, Any]:
        return {fmt.key: [[row.number, row.values] for row in self.rows(fmt.key)] for fmt in FORMATS}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "ParsedFile":
        rows = {fmt.key: [ImportRow(number, values) for number, values in content.get(fmt.key, ())] for fmt in FORMATS}
        return cls(units=rows["units"], people=rows["people"], acting=rows["acting"])


def parse(data: bytes) -> ParsedFile:
    """Read a file. Raises ``spreadsheets.UnreadableFile`` when it cannot be read at all."""
    parsed = ParsedFile()
    seen: set[str] = set()
    for sheet in spreadsheets.read(data):
        if not sheet.lines or heading(sheet.name) in GUIDE_SHEETS:
            continue
        fmt = _format_of(sheet)
        if fmt is None:
            parsed.faults.append(Fault(sheet.name, 0, "", "unknown_sheet"))
        elif fmt.key in seen:
            parsed.faults.append(Fault(sheet.name, 0, "", "sheet_twice"))
        else:
            seen.add(fmt.key)
            _read_sheet(sheet, fmt, parsed)
    if not seen and not parsed.faults:
        parsed.faults.append(Fault("", 0, "", "no_sheet"))
    return parsed


def _format_of(sheet: Sheet) -> SheetFormat | None:
    """By the sheet's name, else by headings that only one kind of sheet has."""
    name = heading(sheet.name)
    for fmt in FORMATS:
        if name == heading(fmt.title) or name in fmt.also:
            return fmt
    headings = {heading(cell.text) for cell in sheet.lines[0].cells}
    best = max(FORMATS, key=lambda fmt: _likeness(fmt, headings))
    return best if _likeness(best, headings) >= MINIMUM_LIKENESS else None


def _likeness(fmt: SheetFormat, headings: set[str]) -> int:
    """How many headings the sheet shares with a format; one that only this format has counts for many."""
    shared = [column for column in fmt.columns if headings & {column.name, *column.also}]
    return sum(10 if column.name in fmt.signs else 1 for column in shared)


def _read_sheet(sheet: Sheet, fmt: SheetFormat, parsed: ParsedFile) -> None:
    if sheet.hidden:
        parsed.faults.append(Fault(fmt.title, 0, "", "hidden_sheet"))
    parsed.faults.extend(Fault(fmt.title, 0, "", "merged_cells", area) for area in sheet.merged)
    columns, faults = _columns(sheet.lines[0], fmt)
    parsed.faults.extend(faults)
    if len(sheet.lines) == 1:
        parsed.faults.append(Fault(fmt.title, 0, "", "no_rows"))
    has_nip = any(column.name == "nip" for _place, column in columns)
    for line in sheet.lines[1:]:
        values, faults = _values(line, columns, fmt)
        if fmt is PEOPLE and has_nip:
            faults += _nip_faults(line.number, values, wrong={fault.column for fault in faults})
        parsed.faults.extend(faults)
        parsed.rows(fmt.key).append(ImportRow(line.number, values))


def _columns(line: Line, fmt: SheetFormat) -> tuple[list[tuple[int, Column]], list[Fault]]:
    names = {alias: column for column in fmt.columns for alias in (column.name, *column.also)}
    found: dict[str, tuple[int, Column]] = {}
    faults = []
    for place, cell in enumerate(line.cells):
        if not cell.text:
            continue
        column = names.get(heading(cell.text))
        if column is None:
            faults.append(Fault(fmt.title, line.number, "", "column_unknown", quoted(cell.text)))
        elif column.name in found:
            faults.append(Fault(fmt.title, line.number, column.name, "column_twice"))
        else:
            found[column.name] = (place, column)
    required = [column for column in fmt.columns if column.required or (fmt is PEOPLE and column.name == "nip")]
    faults += [
        Fault(fmt.title, line.number, column.name, "column_missing") for column in required if column.name not in found
    ]
    return list(found.values()), faults


def _values(line: Line, columns: Sequence[tuple[int, Column]], fmt: SheetFormat) -> tuple[dict[str, str], list[Fault]]:
    values, faults = {}, []
    for place, column in columns:
        cell = line.cells[place] if place < len(line.cells) else EMPTY
        try:
            values[column.name] = _value(cell, column)
        except CellFault as fault:
            values[column.name] = ""
            faults.append(Fault(fmt.title, line.number, column.name, str(fault), quoted(cell.text)))
    return values, faults


def _value(cell: spreadsheets.Cell, column: Column) -> str:
    if column.name != "nip":
        return value_of(cell, column)
    if cell.kind is spreadsheets.CellKind.NUMBER:
        raise CellFault("nip_is_number")
    return nip.clean(value_of(cell, column))


def _nip_faults(number: int, values: dict[str, str], wrong: set[str]) -> list[Fault]:
    """Faults of the number itself; where the kind of person is unclear, only what holds for every kind."""
    digits, kind = values["nip"], values.get("jenis_pegawai", "")
    if "nip" in wrong:
        return []
    if digits:
        notes = nip.check(digits, kind=kind or EmployeeKind.PPPK)
        return [Fault(PEOPLE.title, number, "nip", n.code, quoted(digits)) for n in notes if n.is_error]
    if kind == EmployeeKind.ELECTED:
        missing = not values.get("nama_pengguna") and "nama_pengguna" not in wrong
        return [Fault(PEOPLE.title, number, "nama_pengguna", "required")] if missing else []
    return [] if "jenis_pegawai" in wrong else [Fault(PEOPLE.title, number, "nip", "kind_without_nip")]


def nip_warnings(rows: Iterable[ImportRow]) -> Iterator[Fault]:
    """Findings about a NIP that do not stop the import."""
    for row in rows:
        if not row.get("nip"):
            continue
        born = date.fromisoformat(row.get("tanggal_lahir")) if row.get("tanggal_lahir") else None
        notes = nip.check(row.get("nip"), kind=row.get("jenis_pegawai"), sex=row.get("jenis_kelamin"), birth_date=born)
        yield from (Fault(PEOPLE.title, row.number, "nip", n.code) for n in notes if not n.is_error)
