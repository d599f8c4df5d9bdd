"""pg_dump and pg_restore with the connection of the settings. The password goes by environment, never by argument."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class DumpFault(Exception):
    """A client program is missing or refused; the message is what it said."""


def dump(target: Path, *, settings: Mapping[str, Any]) -> None:
    """Write the whole database in PostgreSQL's own format."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", settings=settings)


def restore(source: Path, *, settings: Mapping[str, Any]) -> None:
    """Replace the whole schema by the dump, in one transaction: either all of it or nothing."""
    # Tables added since the dump was made must go as well; --clean alone would leave them.
    emptying = source.with_suffix(".empty.sql")
    emptying.write_text("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n", encoding="ascii")
    contents = source.with_suffix(".list")
    _run("pg_restore", "--list", f"--file={contents}", str(source), settings=None)
    kept = [line for line in contents.read_text(encoding="utf-8").splitlines() if " SCHEMA - public " not in line]
    contents.write_text("\n".join(kept) + "\n", encoding="utf-8")
    script = source.with_suffix(".sql")
    plain = ("--no-owner", "--no-privileges", f"--use-list={contents}", f"--file={script}")
    _run("pg_restore", *plain, str(source), settings=None)
    strict = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _run("psql", *strict, f"--file={emptying}", f"--file={script}", settings=settings)


def _run(program: str, *arguments: str, settings: Mapping[str, Any] | None) -> None:
    command = [program, *arguments]
    variables = dict(os.environ)
    if settings is not None:
        variables |= _connection_variables(settings)
    try:
        answer = subprocess.run(  # noqa: S603 - fixed programs, no shell
            command, env=variables, check=False, capture_output=True, text=True
        )
    except FileNotFoundError as fault:
        raise DumpFault(f"{program} is not installed (package postgresql-client).") from fault
    if answer.returncode != 0:
        raise DumpFault(f"{program} failed: {answer.stderr.strip()}")


def _connection_variables(settings: Mapping[str, Any]) -> dict[str, str]:
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    return {variable: str(settings[key]) for variable, key in names.items() if settings.get(key)}
