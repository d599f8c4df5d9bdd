"""`manage.py sweep_once`: let passed deadlines take effect, once, and say how many."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow import sweep


class Command(BaseCommand):
    """Sweep without a worker, for operators and tests."""

    help = "Lets all deadlines that have passed take effect."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep.sweep_all()
        self.stdout.write(f"fired {swept.fired}, refused {swept.refused}, to be tried again {swept.failed}")
