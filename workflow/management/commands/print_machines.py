"""Print the table and diagram of every machine into the README of its app, between markers."""

import re
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from workflow.diagrams import markdown_table, mermaid
from workflow.machine import Machine
from workflow.tables import machines


def readme_of(model: type[Machine]) -> Path:
    """README of the app a machine belongs to."""
    return Path(apps.get_app_config(model._meta.app_label).path) / "README.md"


def block(model: type[Machine]) -> str:
    """What stands between the markers of one machine."""
    with translation.override("en"):
        return (
            f"<!-- machine:{model.kind} -->\n\n{markdown_table(model)}\n\n"
            f"```mermaid\n{mermaid(model)}\n```\n\n<!-- /machine -->"
        )


def filled(text: str, model: type[Machine]) -> str:
    """The README text with this machine's block renewed; appended when there is no marker yet."""
    pattern = re.compile(rf"<!-- machine:{re.escape(model.kind)} -->.*?<!-- /machine -->", re.DOTALL)
    if pattern.search(text):
        return pattern.sub(lambda _match: block(model), text)
    return f"{text.rstrip()}\n\n## Machine `{model.kind}`\n\n{block(model)}\n"


class Command(BaseCommand):
    """`manage.py print_machines [--check]`"""

    help = "Print the table and diagram of every machine into the READMEs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether a README is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for model in machines():
            path = readme_of(model)
            if Path(settings.BASE_DIR) / "tests" in path.parents:
                continue
            before = path.read_text() if path.exists() else f"# {model._meta.app_label}\n"
            after = filled(before, model)
            if before != after:
                stale.append(model.kind)
                if not options["check"]:
                    path.write_text(after)
        if stale and options["check"]:
            raise CommandError(f"stale in README: {', '.join(stale)} (run: manage.py print_machines)")
        self.stdout.write(f"{len(stale)} machine tables renewed." if stale else "All machine tables are up to date.")
