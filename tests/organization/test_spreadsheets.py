"""Files of every shape come through as text or are refused with a sentence; nothing is evaluated."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from organization import spreadsheets
from organization.spreadsheets import CellKind, UnreadableFile


def xlsx(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            target.writestr(item.filename, change(content) if item.filename == part else content)
    return stream.getvalue()


def cells(data: bytes) -> list[list[tuple[str, str]]]:
    return [[(cell.text, cell.kind.value) for cell in line.cells] for line in spreadsheets.read(data)[0].lines]


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        spreadsheets.read(data)
    return refused.value.code


def test_xlsx_cells_keep_their_kind_and_become_text() -> None:
    values = ["  198503152010012007 ", 198503152010012007, 7, 4.5, True, date(2026, 1, 31), "=1+1", "#N/A", None]

    def fill(book: Workbook) -> None:
        book.active.append(values)  # type: ignore[union-attr]

    assert cells(xlsx(fill)) == [
        [
            ("198503152010012007", "text"),
            ("1.98503E+17", "number"),
            ("7", "number"),
            ("4.5", "number"),
            ("ya", "boolean"),
            ("2026-01-31", "date"),
            ("=1+1", "formula"),
            ("#N/A", "error"),
        ]
    ]


def test_datetime_cells_lose_the_time() -> None:
    data = xlsx(
        lambda book: book.active.append(
            [
                datetime(2026, 3, 1, 13, 30)  # noqa: DTZ001 - cells have no zone
            ]
        )
    )  # type: ignore[union-attr]
    assert cells(data) == [[("2026-03-01", "date")]]


def test_row_numbers_are_those_of_the_program_and_empty_rows_fall_away() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet["A2"], sheet["A5"], sheet["B4"] = "x", "y", "  "

    assert [line.number for line in spreadsheets.read(xlsx(fill))[0].lines] == [2, 5]


def test_hidden_sheets_and_merged_areas_are_told() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet["A1"] = "x"
        sheet.merge_cells("A1:B2")
        other = book.create_sheet("Rahasia")
        other.sheet_state = "veryHidden"

    first, second = spreadsheets.read(xlsx(fill))
    assert (first.hidden, first.merged) == (False, ("A1:B2",))
    assert (second.name, second.hidden, second.merged) == ("Rahasia", True, ())


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    text = f'nip{delimiter}nama{delimiter}"jabatan; x,y|z"\r\n0012{delimiter}José{delimiter}"a\nb"\r\nz\r\n'
    lines = spreadsheets.read(text.encode(encoding))[0].lines
    assert [cell.text for cell in lines[0].cells] == ["nip", "nama", "jabatan; x,y|z"]
    assert [cell.text for cell in lines[1].cells] == ["0012", "José", "a\nb"]
    assert [line.number for line in lines] == [1, 2, 4]


def test_csv_formulas_are_marked_and_a_guarding_apostrophe_falls_away() -> None:
    assert cells(b"a;b\n=1+1;'0012\n")[1] == [("=1+1", "formula"), ("0012", "text")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"x" * (spreadsheets.MAX_BYTES + 1), "too_big"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"a;b\n\x00\x01", "encoding"),
        (b"\xff\xfea", "encoding"),
        (b"%PDF-1.7\n\x81\x8d\x8f", "encoding"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(stream.getvalue()) == "damaged"


def test_entity_bombs_are_refused_in_sheets_and_strings() -> None:
    data = xlsx(lambda book: book.active.append(["x"]))  # type: ignore[union-attr]
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    def infect(content: bytes) -> bytes:
        return bomb + content.partition(b"?>")[2] if content.startswith(b"<?xml") else bomb + content

    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        assert refusal(repacked(data, part, infect)) == "entities", part


def test_a_zip_bomb_is_refused_by_its_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED_BYTES", 1024 * 1024)
    data = xlsx(lambda book: book.active.append(["x"]))  # type: ignore[union-attr]
    assert len(spreadsheets.read(data)) == 1
    zeros = b"\x20" * (spreadsheets.MAX_UNPACKED_BYTES + 1)
    assert refusal(repacked(data, "xl/styles.xml", lambda content: content + zeros)) == "bomb"


def test_too_many_parts_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(spreadsheets.MAX_PARTS + 1):
            archive.writestr(f"{number}.xml", "")
    assert refusal(stream.getvalue()) == "bomb"


def test_rows_up_to_the_limit_pass_and_one_more_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 3)
    assert len(spreadsheets.read(b"a\n1\n2\n3\n")[0].lines) == 4
    assert refusal(b"a\n1\n2\n3\n4\n") == "too_many_rows"

    def workbook(count: int) -> bytes:
        return xlsx(lambda book: [book.active.append([str(row)]) for row in range(count)] and None)  # type: ignore[union-attr]

    assert len(spreadsheets.read(workbook(4))[0].lines) == 4
    assert refusal(workbook(5)) == "too_many_rows"


def test_a_cell_far_below_is_not_lost_in_silence() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet["A1"], sheet["A1048576"] = "x", "y"

    assert refusal(xlsx(fill)) == "too_many_rows"


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet["A1"], sheet["XFD1"] = "x", "y"

    assert cells(xlsx(fill)) == [[("x", "text")]]


def test_a_cell_is_cut_just_past_its_limit() -> None:
    long = "x" * (spreadsheets.MAX_CELL * 2)
    (line,) = spreadsheets.read(long.encode())[0].lines
    assert line.cells[0].kind is CellKind.TEXT
    assert len(line.cells[0].text) == spreadsheets.MAX_CELL + 1
