"""The register of what can be imported: each kind says its sheets, what a file would change, and how that is written.

A batch names its kind; upload, preview, machine, permissions, pages, API and command are the same for all. The app
that owns the rows registers its kind when it starts; nothing here knows what the rows mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.utils.translation import gettext_lazy as _

from organization.imports.faults import Fault
from organization.imports.reading import ParsedFile, SheetFormat, read_file
from workflow.errors import Text

if TYPE_CHECKING:
    from organization.models import ImportBatch, Unit


class ImportPlan(Protocol):
    """What a file would change, as values: the preview counts it, the digest seals it, ``write`` stores it."""

    faults: list[Fault]
    warnings: list[Fault]

    @property
    def is_empty(self) -> bool:
        """Whether everything in the file is stored already."""

    def counts(self) -> dict[str, dict[str, int]]:
        """New, changed and unchanged rows by name of ``ImportKind.counted``."""

    def digest(self) -> str:
        """The same for the same changes."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose file it is: the unit the right reaches over (None: everywhere), and the person (None: the system)."""

    scope: "Unit | None"
    author_id: int | None


class ImportKind:
    """One kind of file. A subclass names its texts and formats and gives `plan` and `write`.

    ``workbook`` is the name of the template with all sheets; ``counted`` the words of the preview's
    lines; ``heads`` stand above its single lines.
    """

    key: ClassVar[str]
    name: ClassVar[Text]
    heading: ClassVar[Text]
    explanation: ClassVar[Text]
    file_label: ClassVar[Text]
    workbook: ClassVar[str]
    formats: ClassVar[tuple[SheetFormat, ...]]
    counted: ClassVar[Mapping[str, Text]]
    heads: ClassVar[tuple[Text, Text, Text]] = (_("Who or what"), _("Here"), _("In the export"))

    def parse(self, data: bytes) -> ParsedFile:
        """Read a file. Raises ``spreadsheets.UnreadableFile`` when it cannot be read at all."""
        parsed = ParsedFile()
        read_file(data, self.formats, into=parsed)
        return parsed

    def stored(self, content: Mapping[str, Any]) -> ParsedFile:
        """The rows a batch keeps for its preview."""
        return ParsedFile.from_json(content)

    def plan(self, parsed: Any, sender: Sender) -> ImportPlan:
        """Every fault, and what would change. Reads, never writes."""
        raise TypeError(f"{type(self).__name__} must say what a file would change.")

    def preview(self, _plan: Any) -> list[tuple[str, ...]]:
        """Single lines the page of a checked file shows: what, about whom, here, in the file; none for most kinds."""
        return []

    def write(self, plan: Any, batch: "ImportBatch") -> None:
        """Store a plan, inside the transaction of the step that applies the batch."""
        raise TypeError(f"{type(self).__name__} must say how a plan is stored.")


_kinds: dict[str, ImportKind] = {}


def register_import(kind: type[ImportKind]) -> type[ImportKind]:
    """Class decorator: offer this kind of file."""
    _kinds[kind.key] = kind()
    return kind


def import_kind(key: str) -> ImportKind:
    """The kind of a key. Raises ``LookupError`` for a key nobody registered."""
    try:
        return _kinds[key]
    except KeyError:
        raise LookupError(f"no kind of import is registered as {key!r}") from None


def import_kinds() -> tuple[ImportKind, ...]:
    """Every kind, in the order of registration: the organisation's own first."""
    return tuple(_kinds.values())
