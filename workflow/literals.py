"""Words of the code written into a statement itself: names of states and the empty text, never what somebody typed.

PostgreSQL plans a statement that is sent often once for all values. Where a state is a value of the statement such a
plan cannot use an index over the rows of that state alone, and takes the state to be as frequent as any other.
"""

from typing import Any

from django.db.models import CharField, Value


class Fixed(Value):
    """A word as part of the statement: ``Q(state=Fixed(S.FINAL))``. Raises ValueError for anything but a name or ""."""

    def __init__(self, word: str) -> None:
        text = str(word)
        if text and not (text.isascii() and text.isidentifier()):
            raise ValueError("only a name of the code can be written into a statement")
        super().__init__(text, output_field=CharField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The word in quotes; it holds none itself."""
        return f"'{self.value}'", ()
