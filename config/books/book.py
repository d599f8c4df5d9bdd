"""One invariant, and how it is asked of either database.

A statement gives one text per row that breaks it ("evaluation 12"): ids and codes, never names, scores or words.
JSON is opened by three words that both databases are taught: `JSON_TEXT(column, path)` is one value as text,
`JSON_ROWS(column, path) AS alias` the elements of a list (`alias.value`), `JSON_COUNT(column, path)` their number.
A fourth one counts on: `DAY_AFTER(column)`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection

JSON: Final = re.compile(r"JSON_(TEXT|ROWS|COUNT)\(([\w.]+), ([\w.]+)\)(?: AS (\w+))?")
DAY_AFTER: Final = re.compile(r"DAY_AFTER\(([\w.]+)\)")
POSTGRES: Final = {
    "TEXT": "({column} #>> '{{{path}}}')",
    "ROWS": "jsonb_array_elements({column} #> '{{{path}}}') AS {alias}(value)",
    "COUNT": "jsonb_array_length({column} #> '{{{path}}}')",
}
SQLITE: Final = {
    "TEXT": "json_extract({column}, '$.{path}')",
    "ROWS": "json_each({column}, '$.{path}') AS {alias}",
    "COUNT": "json_array_length({column}, '$.{path}')",
}


@dataclass(frozen=True, slots=True)
class Book:
    """An invariant: its name, what it means, and the statement that gives each row that breaks it."""

    name: str
    meaning: str
    sql: str

    def statement(self) -> str:
        """The statement in the words of the database that is used."""
        postgres = connection.vendor == "postgresql"
        words = POSTGRES if postgres else SQLITE

        def said(found: re.Match[str]) -> str:
            word, column, path, alias = found.groups()
            inner = path.replace(".", ",") if postgres else path
            text = words[word].format(column=column, path=inner, alias=alias)
            return text if word == "ROWS" or alias is None else f"{text} AS {alias}"

        return DAY_AFTER.sub(r"(\1 + 1)" if postgres else r"date(\1, '+1 day')", JSON.sub(said, self.sql))

    def broken_by(self) -> Iterator[str]:
        """What each row that breaks it is called; nothing where the book balances."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement())
            found = cursor.fetchall()
        yield from (str(row[0]) for row in found)


@dataclass(frozen=True, slots=True)
class Break:
    """One row that breaks a book."""

    book: str
    row: str


def breaks_of(books: Iterable[Book]) -> Iterator[Break]:
    """Every row that breaks one of the books, book by book."""
    for book in books:
        for row in book.broken_by():
            yield Break(book.name, row)
