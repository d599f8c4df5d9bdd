"""`manage.py relay_once`: hand over everything that waits in the outbox, once, and say how much."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow import outbox


class Command(BaseCommand):
    """Relay without a worker, for operators and tests."""

    help = "Hands over the messages that wait in the outbox."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"relayed {outbox.relay_all()}")
