"""Tables of any length as files that are written while they are sent: CSV, and a workbook in which no cell acts.

Rows come one by one and go out in pieces, so that memory does not grow with their number (a workbook in memory takes
about a kilobyte per row). Small tables, which may be measured and kept, are in ``sheets.py``.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from workflow.documents.archives import Sink
from workflow.documents.packing import ANY_TIME
from workflow.sheets import CSV, XLSX, harmless

Row = Sequence[str]
ROWS_PER_PIECE: Final = 500
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # Style 0 is plain, 1 is text, 2 is the bold text of the heading; 49 is the built-in format "@".
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
        '<xf xfId="0" numFmtId="49" applyNumberFormat="1"/>'
        '<xf xfId="0" numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


@dataclass(frozen=True, slots=True)
class FilePieces:
    """A file that is written while it is sent."""

    pieces: Iterator[bytes]
    name: str
    media_type: str


def table_pieces(name: str, kind: str, heads: Row, rows: Iterable[Row]) -> FilePieces:
    """A table as a file of a kind of `sheets.KINDS`."""
    if kind == "csv":
        return FilePieces(csv_pieces(heads, rows), f"{name}.csv", CSV)
    return FilePieces(workbook_pieces(name, heads, rows), f"{name}.xlsx", XLSX)


def csv_pieces(heads: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """As Excel in Indonesia opens it: semicolons, UTF-8 with its mark, every field in quotes, nothing that acts."""
    yield b"\xef\xbb\xbf"
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(head) for head in heads])
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(cell) for cell in row])
        if number % ROWS_PER_PIECE == 0:
            yield _taken(stream)
    yield _taken(stream)


def workbook_pieces(name: str, heads: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """A workbook with one sheet; every cell is typed as text, so that it stays as it is and nothing is a formula."""
    sink: Any = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {**_PARTS, "xl/workbook.xml": _book(name)}
        for path, text in parts.items():
            archive.writestr(_info(path), (_HEAD + text).encode())
        with archive.open(_info("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{_FROZEN}<sheetData>'.encode())
            letters = [get_column_letter(place) for place in range(1, len(heads) + 1)]
            sheet.write(_line(1, letters, heads, style=2))
            lines: list[bytes] = []
            for number, row in enumerate(rows, 2):
                lines.append(_line(number, letters, row, style=1))
                if len(lines) == ROWS_PER_PIECE:
                    sheet.write(b"".join(lines))
                    lines.clear()
                    yield sink.take()
            sheet.write(b"".join(lines) + b"</sheetData></worksheet>")
    yield sink.take()


_OPEN: Final = '<t xml:space="preserve">'
_FROZEN: Final = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
    ' state="frozen"/></sheetView></sheetViews>'
)


def _book(name: str) -> str:
    shown = "".join(" " if one in "[]:*?/\\" else one for one in _clean(name))[:31]
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(shown, {chr(34): "&quot;"})}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _line(number: int, letters: Sequence[str], row: Row, *, style: int) -> bytes:
    cells = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is>{_OPEN}{escape(_clean(cell))}</t></is></c>'
        for letter, cell in zip(letters, row, strict=True)
        if cell
    )
    return f'<row r="{number}">{cells}</row>'.encode()


def _clean(text: str) -> str:
    """Without what XML cannot hold; half of a character pair becomes a question mark."""
    return ILLEGAL_CHARACTERS_RE.sub("", text).encode("utf-8", "replace").decode()


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, ANY_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _taken(stream: io.StringIO) -> bytes:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.encode("utf-8", "replace")
