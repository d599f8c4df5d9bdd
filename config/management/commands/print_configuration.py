"""Prints the table of environment variables into the README, between its markers."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.env import variable_rows

BEGIN: Final = "<!-- configuration -->"
END: Final = "<!-- /configuration -->"
BETWEEN: Final = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)


def table() -> str:
    """The table as Markdown."""
    lines = ["| Variable | Type | Default | Meaning |", "| --- | --- | --- | --- |"]
    lines += [f"| `{row.name}` | {row.kind} | {row.default} | {row.description} |" for row in variable_rows()]
    return "\n".join(lines)


def filled(text: str) -> str:
    """The README with its table renewed; a README without markers is a fault."""
    if not BETWEEN.search(text):
        raise CommandError(f"The README lacks the markers {BEGIN} and {END}.")
    return BETWEEN.sub(lambda _match: f"{BEGIN}\n\n{table()}\n\n{END}", text)


class Command(BaseCommand):
    help = "Print the table of environment variables into the README."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the table is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        readme = Path(settings.BASE_DIR) / "README.md"
        before = readme.read_text(encoding="utf-8")
        after = filled(before)
        if options["check"] and before != after:
            raise CommandError("The README's configuration table is stale; run make docs.")
        if before != after:
            readme.write_text(after, encoding="utf-8")
        self.stdout.write("The configuration table is up to date.")
