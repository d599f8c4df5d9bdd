"""The printed tables are those of the code."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config.env import variable_rows
from config.management.commands import print_configuration


def test_every_variable_stands_in_the_readme() -> None:
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    assert print_configuration.filled(readme) == readme
    assert all(f"| `{row.name}` |" in readme for row in variable_rows())


def test_a_readme_without_markers_is_refused() -> None:
    with pytest.raises(CommandError, match="lacks the markers"):
        print_configuration.filled("# Title\n")


def test_a_stale_table_is_found() -> None:
    stale = f"{print_configuration.BEGIN}\n\nold\n\n{print_configuration.END}"
    assert print_configuration.filled(stale) != stale


def test_the_machine_tables_are_those_of_the_code() -> None:
    call_command("print_machines", "--check")
