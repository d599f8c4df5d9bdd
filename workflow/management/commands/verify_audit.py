"""Verify chains and daily seals and name every altered, missing, inserted, rewritten or cut entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.auditing.verifying import findings, line_of
from workflow.documents.codes import grouped, read_code
from workflow.models import DailySeal


class Command(BaseCommand):
    """`manage.py verify_audit [--kind appraisal.evaluation] [--code ABCD-…]`; exit code 1 when anything does not hold.

    `--code` asks whether a printed seal is one of this record: a record rewritten as a whole, seals and all, does not
    know it any more.
    """

    help = "Verify the hash chains of all subjects and the daily seals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", action="append", default=[])
        parser.add_argument("--code", action="append", default=[], help="code of a printed seal")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for finding in findings(kinds=tuple(options["kind"])):
            count += 1
            self.stdout.write(line_of(finding))
        for typed in options["code"]:
            code = read_code(typed)
            if not code or not DailySeal.objects.filter(code=code).exists():
                count += 1
                self.stdout.write(f"seal {grouped(code) or typed}: unknown")
        if count:
            raise CommandError(f"{count} places do not verify.")
        self.stdout.write("All chains and seals verify.")
