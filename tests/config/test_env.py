"""The environment: types, defaults, and what production refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from config.env import LEAST_KEY_LENGTH, ConfigurationFault, Environment, read, variable_rows
from config.keys import local_counselling_key, local_secret_key

SAFE = {"ENVIRONMENT": "production", "SECRET_KEY": "k" * LEAST_KEY_LENGTH, "ALLOWED_HOSTS": "kinerja.example"}


def test_nothing_set_is_a_local_demo_on_this_machine() -> None:
    environment = read({})
    assert environment.shows_demo
    assert not environment.is_production
    assert (environment.host, environment.port) == ("127.0.0.1", 8000)
    assert environment.database_url == ""


def test_values_arrive_typed() -> None:
    environment = read({"PORT": "9000", "DEBUG": "Yes", "DEMO": "off", "ALLOWED_HOSTS": "a.example, b.example,"})
    assert environment.port == 9000
    assert environment.debug is True
    assert environment.demo is False
    assert environment.allowed_hosts == ("a.example", "b.example")


def test_an_empty_variable_counts_as_absent() -> None:
    assert read({"PORT": "", "DEMO": " "}) == read({})


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT must be a whole number, not 'eighty'."),
        ({"PORT": "-1"}, "PORT must be a whole number, not '-1'."),
        ({"DEBUG": "maybe"}, "DEBUG must be true or false, not 'maybe'."),
        ({"ENVIRONMENT": "staging"}, "ENVIRONMENT must be local or production, not 'staging'."),
    ],
)
def test_a_wrong_value_names_its_variable(variables: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationFault, match=sentence.replace(".", r"\.")):
        read(variables)


@pytest.mark.parametrize(
    ("change", "start"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"COUNSELLING_KEY": "too-short"}, "COUNSELLING_KEY must hold keys of 32 random bytes"),
        ({"SECRET_KEY": "k" * (LEAST_KEY_LENGTH - 1)}, "SECRET_KEY is too short"),
        ({"DEBUG": "true"}, "DEBUG must be off"),
        ({"DEMO": "true"}, "DEMO must be off"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], start: str) -> None:
    with pytest.raises(ConfigurationFault, match=start):
        read(SAFE | change)


def test_production_starts_when_all_is_given() -> None:
    environment = read(SAFE)
    assert environment.is_production
    assert not environment.shows_demo


def test_counselling_keys_are_read_and_never_repeated_in_a_fault() -> None:
    good, short = "b25seS1mb3ItdGVzdHMtMzItYnl0ZXMtb2Yta2V5ISE=", "c2VjcmV0LWJ1dC10b28tc2hvcnQ="
    assert read({"COUNSELLING_KEY": f"{good}, {good}"}).counselling_key == (good, good)
    with pytest.raises(ConfigurationFault) as caught:
        read({"COUNSELLING_KEY": f"{good},{short}"})
    assert short not in str(caught.value)


def test_a_local_installation_makes_its_keys_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = local_counselling_key(tmp_path)
    assert local_counselling_key(tmp_path) == first != local_secret_key(tmp_path)
    assert read({"COUNSELLING_KEY": first}).counselling_key == (first,)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_production_has_no_counselling_key_of_its_own_making() -> None:
    assert read(SAFE).counselling_key == ()


def test_every_variable_has_a_row_with_a_sentence() -> None:
    rows = {row.name: row for row in variable_rows()}
    assert rows.keys() == {declared.name.upper() for declared in fields(Environment)}
    assert all(row.description.endswith(".") and row.kind and row.default for row in rows.values())
    assert rows["PORT"].default == "`8000`"
    assert rows["DATABASE_URL"].default == "empty"
    assert rows["TRUSTED_PROXIES"].default == "`0`"


def run_check(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


def test_the_start_stops_with_one_sentence(tmp_path: object) -> None:
    answer = run_check(ENVIRONMENT="production", DATA_DIR=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        "Cannot start: SECRET_KEY is missing: set it to at least 50 random characters before starting."
    )


def test_production_passes_the_deployment_checks(tmp_path: object) -> None:
    key = "".join(chr(33 + position % 90) for position in range(64))
    answer = run_check(**SAFE | {"SECRET_KEY": key}, DATA_DIR=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
