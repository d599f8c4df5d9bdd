"""Empties the PostgreSQL database of a demo: every table, trigger and function of its schema."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Remove everything from the PostgreSQL database of a demo. Refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Really do it.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Refused: this is not a demo.")
        if not options["yes"]:
            raise CommandError("Refused without --yes: everything in this database would be lost.")
        if connection.vendor != "postgresql":
            raise CommandError("Only for PostgreSQL; with SQLite the file is removed by make demo-reset.")
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
