"""Verify the hash chains of all subjects and name every altered, missing or cut entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.history import verify_all


class Command(BaseCommand):
    """`manage.py verify_audit [--kind appraisal.evaluation]`; exit code 1 when a chain does not hold."""

    help = "Verify the hash chains of all subjects."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", action="append", default=[])

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for fault in verify_all(kinds=tuple(options["kind"])):
            count += 1
            self.stdout.write(f"{fault.kind} {fault.subject_id} version {fault.version}: {fault.fault}")
        if count:
            raise CommandError(f"{count} places do not verify.")
        self.stdout.write("All chains verify.")
