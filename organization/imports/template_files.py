"""Empty files to fill in, for each kind: a workbook with all sheets and a guide, and one CSV per sheet."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from organization.imports.columns import Column, Kind
from organization.imports.kinds import import_kinds
from organization.imports.reading import SheetFormat

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class TemplateFile:
    name: str
    media_type: str
    content: bytes


def find(name: str) -> TemplateFile | None:
    """The template of this name, or None."""
    for kind in import_kinds():
        if name == kind.workbook:
            return TemplateFile(name, XLSX, workbook(kind.formats))
        for fmt in kind.formats:
            if name == file_name(fmt):
                return TemplateFile(name, "text/csv; charset=utf-8", sheet_csv(fmt))
    return None


def file_name(fmt: SheetFormat) -> str:
    return fmt.title.lower().replace(" ", "-") + ".csv"


def workbook(formats: Sequence[SheetFormat]) -> bytes:
    """All sheets with headings only; every cell below is text, so that a NIP keeps its digits."""
    book = Workbook()
    guide = book.active
    if not isinstance(guide, Worksheet):
        raise TypeError("a new workbook has one sheet")
    guide.title = "Petunjuk"
    _fill_guide(guide, formats)
    for fmt in formats:
        _fill_sheet(book.create_sheet(fmt.title), fmt)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_csv(fmt: SheetFormat) -> bytes:
    """Headings only, as Excel in Indonesia opens it: semicolons, UTF-8 with its mark."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerow([column.name for column in fmt.columns])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _fill_sheet(sheet: Worksheet, fmt: SheetFormat) -> None:
    sheet.append([column.name for column in fmt.columns])
    for place, column in enumerate(fmt.columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, len(column.example) + 2)
        sheet.column_dimensions[letter].number_format = "@"
        sheet.cell(1, place).font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _fill_guide(sheet: Worksheet, formats: Sequence[SheetFormat]) -> None:
    sheet.append([_("Sheet"), _("Column"), _("Required"), _("What to write"), _("Example")])
    for fmt in formats:
        for column in fmt.columns:
            needed = _("yes") if column.required else ""
            sheet.append([fmt.title, column.name, needed, _explanation(column), column.example])
    for letter, width in zip("ABCDE", (12, 22, 10, 70, 32), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].number_format = "@"


def _explanation(column: Column) -> str:
    if column.kind is Kind.CHOICE:
        return _("One of: %(values)s") % {"values": ", ".join(column.choices)}
    texts = {
        Kind.CODE: _("Code without spaces, as text"),
        Kind.DIGITS: _("Digits, in a column formatted as text"),
        Kind.NIP: _("Digits, in a column formatted as text"),
        Kind.MONTH: _("Month, for example 2026-12 or Desember 2026"),
        Kind.WHOLE: _("A whole number of zero or more"),
        Kind.DECIMAL: _("A number, for example 1234 or 12,5"),
        Kind.DATE: _("Date, for example 2026-12-31 or 31-12-2026"),
        Kind.YES_NO: "ya / tidak",
        Kind.EMAIL: _("E-mail address"),
        Kind.USERNAME: _("Small letters, digits, dots; needed only for an elected official without NIP"),
        Kind.ZONE: "WIB / WITA / WIT",
    }
    return texts.get(column.kind, _("Text"))
