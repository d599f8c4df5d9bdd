"""Seal the record of today and print the root to hand out; `--verify` holds all seals against the record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.models import DailySeal
from workflow.seals import seal_day, seal_holds


class Command(BaseCommand):
    """`manage.py seal_day [--verify]`"""

    help = "Seal the record of today, or verify all seals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            broken = [str(s.on) for s in DailySeal.objects.order_by("on") if not seal_holds(s)]
            if broken:
                raise CommandError(f"the record differs from the seals of: {', '.join(broken)}")
            self.stdout.write("All seals hold.")
            return
        seal = seal_day()
        self.stdout.write(f"{seal.on:%Y-%m-%d} {seal.root} ({seal.subjects} subjects)")
