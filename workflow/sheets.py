"""Tables as files: CSV as Excel in Indonesia opens it, and a workbook in which no cell acts.

What a table holds, and whether the reader may have it, is known to whoever makes it.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
KINDS: Final = ("csv", "xlsx")
# What makes a spreadsheet program take a text for a formula, also in its wide forms.
ACTIVE: Final = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
Row = Sequence[str]


class Tabular(Protocol):
    """A table with its heading; every cell is text already."""

    @property
    def name(self) -> str: ...
    @property
    def heads(self) -> Row: ...
    @property
    def rows(self) -> Sequence[Row]: ...


@dataclass(frozen=True, slots=True)
class Grid:
    """The plain form of a table."""

    name: str
    heads: Row
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The bytes to hand out."""

    name: str
    media_type: str
    content: bytes


def harmless(text: str) -> str:
    """A text that no spreadsheet program runs: an apostrophe before anything that could begin a formula."""
    cleaned = text.replace("\x00", "")
    begins = cleaned.lstrip(" \u00a0\ufeff\u200b")
    return f"'{cleaned}" if begins.startswith(ACTIVE) else cleaned


def as_csv(sheet: Tabular) -> bytes:
    """As Excel in Indonesia opens it: semicolons, UTF-8 with its mark, every field in quotes."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(head) for head in sheet.heads])
    writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def as_workbook(sheet: Tabular) -> bytes:
    """Every cell is typed as text, so that the text survives as it is and nothing is a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name[:31])
    page.freeze_panes = "A2"
    page.append([text_cell(page, head, bold=True) for head in sheet.heads])
    for row in sheet.rows:
        page.append([text_cell(page, cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text_cell(page: Any, text: str, *, bold: bool = False) -> Any:
    """A cell that holds text whatever it begins with."""
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def file_of(sheet: Tabular, *, name: str, kind: str) -> SheetFile:
    """The table as a file of the wanted kind."""
    if kind == "csv":
        return SheetFile(f"{name}.csv", CSV, as_csv(sheet))
    return SheetFile(f"{name}.xlsx", XLSX, as_workbook(sheet))
