"""All books in the order in which they are read."""

from config.books.book import Book
from config.books.facts import FACTS
from config.books.forms import FORMS
from config.books.help import HELP
from config.books.record import record
from config.books.segments import SEGMENTS
from config.books.years import YEARS


def all_books() -> tuple[Book, ...]:
    """Every invariant of the product."""
    return (*record(), *FORMS, *SEGMENTS, *HELP, *YEARS, *FACTS)
