"""Tells by its exit code whether anybody has an account yet (0: yes, 1: no)."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Exit with 0 when the installation has accounts, with 1 when it is new."

    def handle(self, *args: Any, **options: Any) -> None:
        if not get_user_model()._default_manager.exists():
            raise CommandError("There are no accounts yet.", returncode=1)
