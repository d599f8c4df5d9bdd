"""Print as JSON who can sign in to the demo: username, password, name, roles, unit, what waits for them."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.personas import everyone


class Command(BaseCommand):
    """`manage.py demo_people`"""

    help = "Print as JSON who can sign in to the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no demo people here: this installation does not run with demo settings.")
        self.stdout.write(json.dumps([person.as_json() for person in everyone()], ensure_ascii=False, indent=1))
