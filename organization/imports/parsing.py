"""Files of units, people and acting officials as rows, and what a row of people says about its NIP."""

from collections.abc import Iterable, Iterator
from datetime import date

from organization import nip
from organization.imports.faults import Fault
from organization.imports.formats import FORMATS, PEOPLE
from organization.imports.reading import ImportRow, ParsedFile, read_file

__all__ = ["ImportRow", "PeopleFile", "nip_warnings", "parse"]


class PeopleFile(ParsedFile):
    """Rows of units, people and acting officials; a kind that is missing has none."""

    @property
    def units(self) -> list[ImportRow]:
        return self.rows("units")

    @property
    def people(self) -> list[ImportRow]:
        return self.rows("people")

    @property
    def acting(self) -> list[ImportRow]:
        return self.rows("acting")


def parse(data: bytes) -> PeopleFile:
    """Read a file. Raises ``spreadsheets.UnreadableFile`` when it cannot be read at all."""
    parsed = PeopleFile()
    read_file(data, FORMATS, into=parsed)
    return parsed


def nip_warnings(rows: Iterable[ImportRow]) -> Iterator[Fault]:
    """Findings about a NIP that do not stop the import."""
    for row in rows:
        if not row.get("nip"):
            continue
        born = date.fromisoformat(row.get("tanggal_lahir")) if row.get("tanggal_lahir") else None
        notes = nip.check(row.get("nip"), kind=row.get("jenis_pegawai"), sex=row.get("jenis_kelamin"), birth_date=born)
        yield from (Fault(PEOPLE.title, row.number, "nip", n.code) for n in notes if not n.is_error)
