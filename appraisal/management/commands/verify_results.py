"""Compute all stored results again, in SQL from the ratings and from their own trace, and name what differs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appraisal.verification.results import chunks_after, differences


class Command(BaseCommand):
    """`manage.py verify_results`; exit code 1 when a result differs. Changes nothing."""

    help = "Compute all stored results again and name those that differ."

    def handle(self, *args: Any, **options: Any) -> None:
        looked_at = wrong = 0
        for first, last, number in chunks_after(0):
            looked_at += number
            for one in differences(first, last):
                wrong += 1
                self.stdout.write(f"evaluation {one.evaluation} ({one.public_id}): {', '.join(one.what)}")
        if wrong:
            raise CommandError(f"{wrong} of {looked_at} evaluations have a result that differs.")
        self.stdout.write(f"All results of {looked_at} evaluations are confirmed.")
