"""From a file to rows of canonical text, with every fault of shape by sheet, row and column.

What belongs here: reading any kind of file by its formats. Which sheets a kind of file has is said by its formats;
what rows mean against each other and against what is stored is planning.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from organization import spreadsheets
from organization.imports.columns import CellFault, Column, heading, value_of
from organization.imports.faults import Fault, quoted
from organization.spreadsheets import EMPTY, Line, Sheet

MINIMUM_LIKENESS = 2
GUIDE_SHEETS = frozenset({"petunjuk", "guide", "instructions", "keterangan"})
# Given the values of a row and the columns already found faulty: further (column, code, value).
RowCheck = Callable[[Mapping[str, str], frozenset[str]], list[tuple[str, str, str]]]


def nothing_more(_values: Mapping[str, str], _faulty: frozenset[str]) -> list[tuple[str, str, str]]:
    """The check of rows whose cells are judged one by one."""
    return []


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """``key`` names the rows in a batch, ``title`` the sheet in the workbook; ``signs`` are columns only it has.

    ``needed`` are columns that must be there although a cell of them may be empty; ``check`` looks at a row as a whole.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    signs: frozenset[str]
    also: tuple[str, ...] = ()
    needed: frozenset[str] = frozenset()
    check: RowCheck = nothing_more


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row; a column the file does not have is absent, an empty cell is ""."""

    number: int
    values: dict[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass
class ParsedFile:
    """The rows of a file by the key of their format."""

    found: dict[str, list[ImportRow]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def rows(self, key: str) -> list[ImportRow]:
        return self.found.get(key, [])

    def as_json(self) -> dict[str, Any]:
        return {key: [[row.number, row.values] for row in rows] for key, rows in self.found.items()}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        return cls({key: [ImportRow(number, values) for number, values in rows] for key, rows in content.items()})


def read_file(data: bytes, formats: Sequence[SheetFormat], *, into: ParsedFile) -> None:
    """Read a file into rows. Raises ``spreadsheets.UnreadableFile`` when it cannot be read at all."""
    for sheet in spreadsheets.read(data):
        if not sheet.lines or heading(sheet.name) in GUIDE_SHEETS:
            continue
        fmt = _format_of(sheet, formats)
        if fmt is None:
            into.faults.append(Fault(sheet.name, 0, "", "unknown_sheet"))
        elif fmt.key in into.found:
            into.faults.append(Fault(sheet.name, 0, "", "sheet_twice"))
        else:
            into.found[fmt.key] = []
            _read_sheet(sheet, fmt, into)
    if not into.found and not into.faults:
        into.faults.append(Fault("", 0, "", "no_sheet"))


def _format_of(sheet: Sheet, formats: Sequence[SheetFormat]) -> SheetFormat | None:
    """By the sheet's name, else by headings that only one kind of sheet has."""
    name = heading(sheet.name)
    for fmt in formats:
        if name == heading(fmt.title) or name in fmt.also:
            return fmt
    headings = {heading(cell.text) for cell in sheet.lines[0].cells}
    best = max(formats, key=lambda fmt: _likeness(fmt, headings))
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
    for line in sheet.lines[1:]:
        values, faults = _values(line, columns, fmt)
        faulty = frozenset(fault.column for fault in faults)
        faults += [Fault(fmt.title, line.number, *found) for found in fmt.check(values, faulty)]
        parsed.faults.extend(faults)
        parsed.found[fmt.key].append(ImportRow(line.number, values))


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
    required = [column.name for column in fmt.columns if column.required or column.name in fmt.needed]
    faults += [Fault(fmt.title, line.number, name, "column_missing") for name in required if name not in found]
    return list(found.values()), faults


def _values(line: Line, columns: Sequence[tuple[int, Column]], fmt: SheetFormat) -> tuple[dict[str, str], list[Fault]]:
    values, faults = {}, []
    for place, column in columns:
        cell = line.cells[place] if place < len(line.cells) else EMPTY
        try:
            values[column.name] = value_of(cell, column)
        except CellFault as fault:
            values[column.name] = ""
            faults.append(Fault(fmt.title, line.number, column.name, str(fault), quoted(cell.text)))
    return values, faults
