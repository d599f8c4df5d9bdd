"""Install (again) the database triggers that guard states and events."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow import triggers


class Command(BaseCommand):
    """`manage.py install_triggers`"""

    help = "Install the database triggers that guard states and events."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        triggers.install()
        self.stdout.write(f"{len(triggers.expected_triggers())} triggers are in place.")
