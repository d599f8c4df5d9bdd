"""Read the books: what must hold across all tables, each asked by one statement; name every row that breaks one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.books.book import breaks_of
from config.books.register import all_books


class Command(BaseCommand):
    """`manage.py verify_books [--list]`; exit code 1 when a book does not balance. Changes nothing."""

    help = "Ask every invariant of the database and name the rows that break one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="say what each book means and ask nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        books = all_books()
        if options["list"]:
            for book in books:
                self.stdout.write(f"{book.name}: {book.meaning}")
            return
        count = 0
        for found in breaks_of(books):
            count += 1
            self.stdout.write(f"{found.book}: {found.row}")
        if count:
            raise CommandError(f"{count} rows break one of {len(books)} books.")
        self.stdout.write(f"All {len(books)} books balance.")
