"""Database, channel layer and queue follow the environment."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from config.console_mail import LineBackend
from config.env import ConfigurationFault, read
from config.settings import databases, mail, security

POSTGRES = {"DATABASE_URL": "postgres://kinerja:s%40fe@db.example:5433/office?sslmode=require"}


def test_sqlite_writers_queue_and_readers_pass(tmp_path: Path) -> None:
    made = databases.default_database(read({}), data_dir=tmp_path)
    assert made["ENGINE"] == "workflow.db.sqlite3"
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]
    assert made["ATOMIC_REQUESTS"] is False


def test_an_address_chooses_postgresql(tmp_path: Path) -> None:
    made = databases.default_database(read(POSTGRES), data_dir=tmp_path)
    assert made["ENGINE"] == "django.db.backends.postgresql"
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == ("kinerja", "s@fe", "db.example", "5433")
    assert made["NAME"] == "office"
    assert made["OPTIONS"]["sslmode"] == "require"
    assert made["OPTIONS"]["pool"]["max_size"] == 10
    assert made["ATOMIC_REQUESTS"] is False


def test_the_pool_can_be_switched_off(tmp_path: Path) -> None:
    made = databases.default_database(read(POSTGRES | {"DATABASE_POOL_SIZE": "0"}), data_dir=tmp_path)
    assert "pool" not in made["OPTIONS"]


@pytest.mark.parametrize("address", ["mysql://host/name", "postgres://host", "postgres://host/"])
def test_another_address_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="DATABASE_URL must look like"):
        databases.default_database(read({"DATABASE_URL": address}), data_dir=tmp_path)


def test_the_queue_fits_the_database() -> None:
    assert databases.queue_apps(read({})) == ["django_tasks_db"]
    assert databases.queue_apps(read(POSTGRES)) == ["procrastinate.contrib.django"]
    backend = databases.task_backends(read(POSTGRES))["default"]["BACKEND"]
    assert backend == "workflow.queue.procrastinate.ProcrastinateBackend"
    assert databases.task_backends(read({}))["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"


def test_redis_carries_updates_only_when_named() -> None:
    assert "InMemory" in databases.channel_layers(read({}))["default"]["BACKEND"]
    layer = databases.channel_layers(read({"REDIS_URL": "redis://cache.example/1"}))["default"]
    assert layer["CONFIG"]["hosts"] == ["redis://cache.example/1"]


def test_mail_goes_to_the_console_without_a_server() -> None:
    assert mail.mail_settings(read({}))["EMAIL_BACKEND"] == "config.console_mail.LineBackend"


def test_mail_on_the_console_is_one_line() -> None:
    stream = StringIO()
    message = EmailMessage(subject="Masa keberatan dimulai", body="Text", to=["siti@contoh.invalid"])
    assert LineBackend(stream=stream).send_messages([message]) == 1
    assert stream.getvalue() == "Mail to siti@contoh.invalid: Masa keberatan dimulai\n"


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://user:pa%2Fss@mail.example", 587, True, False),
        ("smtps://user:pa%2Fss@mail.example", 465, False, True),
        ("smtp://user:pa%2Fss@mail.example:2525", 2525, True, False),
    ],
)
def test_mail_always_travels_encrypted(address: str, port: int, *, tls: bool, ssl: bool) -> None:
    made = mail.mail_settings(read({"EMAIL_URL": address}))
    assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert made["EMAIL_HOST_PASSWORD"] == "pa/ss"


def test_a_wrong_mail_address_is_refused() -> None:
    with pytest.raises(ConfigurationFault, match="EMAIL_URL must look like"):
        mail.mail_settings(read({"EMAIL_URL": "mail.example"}))


def test_cookies_and_redirects_follow_https() -> None:
    safe = {"ENVIRONMENT": "production", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "a.example"}
    assert security.transport(read(safe))["SESSION_COOKIE_SECURE"] is True
    assert security.transport(read(safe))["SECURE_SSL_REDIRECT"] is True
    assert security.transport(read({}))["SESSION_COOKIE_SECURE"] is False


def test_the_proxy_header_counts_only_behind_a_proxy() -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in security.transport(read({}))
    behind = security.transport(read({"TRUSTED_PROXIES": "1"}))
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
