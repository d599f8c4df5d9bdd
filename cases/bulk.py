"""One act on many rows, row by row: who was taken, who was refused and why. Each row is a step of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from workflow.errors import DomainError

MOST_ROWS = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What became of one row. `said` is the sentence of the refusal, or what was done; `code` names the refusal."""

    public_id: str
    name: str
    taken: bool
    said: str
    code: str = ""


def one_by_one(
    rows: Iterable[T], act: Callable[[T], str], *, name_of: Callable[[T], tuple[str, str]]
) -> list[BulkLine]:
    """Do `act` with each row; a refusal is a line of the answer and never stops the others.

    `name_of` gives the public id and the words by which the reader knows the row.
    """
    found = []
    for row in rows:
        public_id, name = name_of(row)
        try:
            found.append(BulkLine(public_id, name, taken=True, said=act(row)))
        except DomainError as error:
            found.append(BulkLine(public_id, name, taken=False, said=sentence_of(error), code=error.code))
    return found


def sentence_of(error: DomainError) -> str:
    """The refusal in one line: what it says, and what is missing."""
    missing = [str(getattr(detail, "message", detail)) for detail in error.details]
    return " ".join([str(error.message), *missing])
