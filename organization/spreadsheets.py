"""Read .xlsx and .csv as rows of text. Nothing is evaluated; what a cell is (number, formula, date) is kept beside it.

Limits stand before parsing, so that a bomb is refused in bounded time and memory. What the columns mean is not
known here, see ``organization.imports``.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 120 * 1024 * 1024
MAX_PARTS: Final = 200
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 40
MAX_CELL: Final = 2_000
_WIDE_TEXT: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")
_DELIMITERS: Final = (";", ",", "\t", "|")


class CellKind(StrEnum):
    """What stood in the cell; only text and dates come through unchanged."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    kind: CellKind


EMPTY: Final = Cell("", CellKind.EMPTY)


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its number as the person sees it in the program."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    lines: tuple[Line, ...]
    hidden: bool = False
    merged: tuple[str, ...] = ()


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is for the person who sent it."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def read(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file; the kind is found from its content, never from its name.

    Raises ``UnreadableFile`` for anything that is too big, damaged, protected or not a spreadsheet.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("too_big", _("The file is larger than 10 MB."))
    if not data.strip():
        raise UnreadableFile("empty", _("The file is empty."))
    if data.startswith(b"PK\x03\x04"):
        return _read_xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            "old_excel", _("This is an old or protected Excel file; save it as .xlsx without password.")
        )
    return (_read_csv(data),)


# --- xlsx


def _read_xlsx(data: bytes) -> tuple[Sheet, ...]:
    _refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        merged = _merged_ranges(data)
        return tuple(
            Sheet(sheet.title, tuple(_lines(sheet)), sheet.sheet_state != "visible", merged.get(_path(sheet), ()))
            for sheet in book.worksheets
        )
    except _DAMAGED as error:
        if _is_hostile(error):
            raise UnreadableFile("entities", _("The file contains forbidden definitions and was refused.")) from error
        raise UnreadableFile("damaged", _("The file is damaged or is not a spreadsheet.")) from error


def _is_hostile(error: BaseException | None) -> bool:
    """Whether entity definitions were at the root of it: the reader wraps the first error in its own."""
    while error is not None:
        if isinstance(error, DefusedXmlException):
            return True
        error = error.__cause__ or error.__context__
    return False


_DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    OverflowError,
)


def _refuse_bombs(data: bytes) -> None:
    """The archive's own directory is believed only as an upper bound: a part is never read past its stated size."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile("damaged", _("The file is damaged or is not a spreadsheet.")) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise UnreadableFile("bomb", _("The file unpacks to more than is allowed and was refused."))


def _path(sheet: Any) -> str:
    """Where openpyxl read the sheet from; its read-only sheets name it in no public attribute."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _merged_ranges(data: bytes) -> dict[str, tuple[str, ...]]:
    """Merged areas by part name: read-only sheets do not tell them, so the parts are scanned."""
    found: dict[str, tuple[str, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                content = archive.read(part)
                # Parsing a sheet twice costs seconds; without the word there is nothing to find.
                if b"mergeCell" in content or content.startswith(_WIDE_TEXT):
                    found[part.filename] = tuple(_merge_references(io.BytesIO(content)))
    return found


def _merge_references(stream: Any) -> Iterator[str]:
    for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
        name = element.tag.rpartition("}")[2]
        if name == "mergeCell":
            yield str(element.get("ref", ""))[:40]
        if name in {"row", "mergeCell"}:
            element.clear()


def _lines(sheet: Any) -> Iterator[Line]:
    """Rows without the empty ones; more rows than allowed refuse the file rather than cut it.

    A gap comes as one and the same row again and again: a cell far below the rest costs no look at each row between.
    """
    gap: Any = None
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if row is gap:
            continue
        if all(cell.value is None for cell in row):
            gap = row
            continue
        line = Line(number, _trimmed([_cell(cell.value, cell.data_type) for cell in row]))
        if line.is_empty:
            continue
        if number > MAX_ROWS + 1:
            raise _too_many_rows()
        yield line


def _trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    """Without the empty cells at the end, which programs add as they please."""
    while cells and cells[-1] is EMPTY:
        cells.pop()
    return tuple(cells)


def _too_many_rows() -> UnreadableFile:
    return UnreadableFile("too_many_rows", _("The file has more than 50,000 rows; please split it."))


def _cell(value: object, data_type: str) -> Cell:
    if value is None or value == "":
        return EMPTY
    if data_type in _MARKED:
        return Cell(str(value)[:MAX_CELL], _MARKED[data_type])
    return _text_cell(value) if isinstance(value, str) else _typed_cell(value)


_MARKED = {"f": CellKind.FORMULA, "e": CellKind.ERROR}


def _typed_cell(value: object) -> Cell:
    if isinstance(value, bool):
        return Cell("ya" if value else "tidak", CellKind.BOOLEAN)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), CellKind.DATE)
    if isinstance(value, date):
        return Cell(value.isoformat(), CellKind.DATE)
    if isinstance(value, int | float):
        return Cell(_number_text(value), CellKind.NUMBER)
    return _text_cell(str(value))  # a duration or a time of day


def _number_text(value: float) -> str:
    """A number as the program would show it: whole numbers without a fraction, long ones in scientific form."""
    if abs(value) >= 1e11:
        return f"{float(value):.5E}"
    return str(int(value)) if value == int(value) else repr(value)


def _text_cell(raw: str) -> Cell:
    text = raw.strip().removeprefix("'")
    return Cell(text[: MAX_CELL + 1], CellKind.TEXT) if text else EMPTY


# --- csv


def _read_csv(data: bytes) -> Sheet:
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        return Sheet("", tuple(_csv_lines(reader)))
    except csv.Error as error:
        raise UnreadableFile("damaged", _("The file is damaged or is not a spreadsheet.")) from error


def _decode(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else the Windows code page; control characters mean it is no text at all."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
            return text
    raise UnreadableFile("encoding", _("The text of the file cannot be read; save it as “CSV UTF-8” or as .xlsx."))


def _delimiter(text: str) -> str:
    """The sign that separates most columns of the first line that holds anything."""
    for line in text.splitlines():
        if line.strip():
            unquoted = "".join(line.split('"')[::2])
            return max(_DELIMITERS, key=unquoted.count)
    return ";"


def _csv_lines(reader: Any) -> Iterator[Line]:
    rows: Iterable[list[str]] = reader
    number = 1
    for row in rows:
        line = Line(number, _trimmed([_csv_cell(value) for value in row[:MAX_COLUMNS]]))
        number = reader.line_num + 1
        if line.is_empty:
            continue
        if line.number > MAX_ROWS + 1:
            raise _too_many_rows()
        yield line


def _csv_cell(raw: str) -> Cell:
    cell = _text_cell(raw)
    return Cell(cell.text[:MAX_CELL], CellKind.FORMULA) if cell.text.startswith("=") else cell
