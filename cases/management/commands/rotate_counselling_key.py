"""Seal every counselling note with the newest key, so that older keys can be put away; or make a key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.counselling import sealing
from cases.counselling.actions import is_set_up, seal_anew


class Command(BaseCommand):
    """`manage.py rotate_counselling_key [--make-key]`; may be stopped and run again, the product may keep running."""

    help = "Seal all counselling notes with the first key of COUNSELLING_KEY, or print a fresh key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--make-key", action="store_true", help="only print a fresh key")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["make_key"]:
            self.stdout.write(sealing.new_key())
            return
        if not is_set_up():
            raise CommandError("COUNSELLING_KEY is not set; there is nothing to seal with.")
        changed, after, lost = 0, 0, list[int]()
        while True:
            more, last, unopened = seal_anew(after=after)
            changed, lost = changed + more, lost + unopened
            if last == after:
                break
            after = last
        self.stdout.write(f"{changed} notes sealed with the newest key.")
        if lost:
            raise CommandError(f"{len(lost)} notes do not open with any installed key; keep the old keys installed.")
