"""`manage.py seed_holidays`: fill the holiday table for 2024 to 2028; years already entered stay untouched."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow import holiday_table


class Command(BaseCommand):
    """Seed the holiday table; running it again changes nothing."""

    help = "Writes Indonesian national holidays and joint leave for years that have none yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{holiday_table.seed()} days written")
