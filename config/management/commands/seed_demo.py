"""Fill an empty installation with the demo regency. Demo settings only."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo import settle
from config.demo.build import build
from config.demo.population import SMALLEST
from organization.models import User
from workflow import clock, seals
from workflow.sweep import sweep_all


class Command(BaseCommand):
    """`manage.py seed_demo [--people 600] [--today 2026-11-23]`"""

    help = "Fill an empty installation with the demo regency."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=600, help="how many people (120 to 100000)")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="the day everything leads up to")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo regency is refused here: this installation does not run with demo settings.")
        if User.objects.exists():
            raise CommandError("There are accounts already. Start anew with: make demo-reset")
        size = options["people"]
        if not SMALLEST <= size <= 100_000:
            raise CommandError(f"--people takes {SMALLEST} to 100000.")
        today = options["today"] or clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        build(size=size, today=today, say=self._say)
        self._say("what is due by now, and the notices of the last days")
        sweep_all()
        settle.notices(since=clock.now() - timedelta(days=10))
        seals.seal_yesterday()
        self._say("done")

    def _say(self, what: str) -> None:
        self.stdout.write(f"  demo: {what}")
        self.stdout.flush()
