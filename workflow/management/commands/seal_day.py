"""Seal the record of today and print the code and root to hand out; `--verify` holds all seals against the record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.auditing.verifying import SEAL, findings, line_of
from workflow.documents.codes import grouped
from workflow.seals import seal_day


class Command(BaseCommand):
    """`manage.py seal_day [--verify]`"""

    help = "Seal the record of today, or verify all seals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            broken = [line_of(found) for found in findings(kinds=(SEAL,))]
            if broken:
                raise CommandError("the record differs from its seals:\n" + "\n".join(broken))
            self.stdout.write("All seals hold.")
            return
        seal = seal_day()
        self.stdout.write(f"{seal.on:%Y-%m-%d} {grouped(seal.code)} {seal.root} ({seal.subjects} subjects)")
