"""Database, channel layer and task queue, as values of the environment. SQLite embedded, PostgreSQL by address."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from config.env import ConfigurationFault, Environment

POSTGRES_SCHEMES: Final = frozenset({"postgres", "postgresql"})
POOL_WAIT_SECONDS: Final = 20

SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    " PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)


def uses_postgres(environment: Environment) -> bool:
    """Whether an address of PostgreSQL was given."""
    return bool(environment.database_url)


def default_database(environment: Environment, *, data_dir: Path) -> dict[str, Any]:
    """The one database of the installation. Transactions are opened by actions alone, never per request."""
    if uses_postgres(environment):
        return _postgres(environment)
    return _sqlite(data_dir / "kinerja.sqlite3")


def _sqlite(path: Path) -> dict[str, Any]:
    """IMMEDIATE makes writers queue instead of failing half-way; WAL lets readers pass writers."""
    return {
        "ENGINE": "workflow.db.sqlite3",
        "NAME": str(path),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }


def _postgres(environment: Environment) -> dict[str, Any]:
    parts = urlsplit(environment.database_url)
    if parts.scheme not in POSTGRES_SCHEMES or not parts.path.strip("/"):
        raise ConfigurationFault("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    # Statements are bound by the server and prepared from their second run: less parsing on the path of every
    # step. Not from the first (0): a migration runs several statements as one, which cannot be prepared.
    options |= {"server_side_binding": True, "prepare_threshold": 1}
    if environment.database_pool_size:
        options["pool"] = {"min_size": 1, "max_size": environment.database_pool_size, "timeout": POOL_WAIT_SECONDS}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def channel_layers(environment: Environment) -> dict[str, Any]:
    """Redis between processes, memory inside one. Losing either only delays what a page shows."""
    if environment.redis_url:
        return {
            "default": {
                "BACKEND": "channels_redis.core.RedisChannelLayer",
                "CONFIG": {"hosts": [environment.redis_url], "capacity": 1000, "expiry": 30},
            }
        }
    return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


def task_backends(environment: Environment) -> dict[str, Any]:
    """Django's tasks interface over the embedded queue, or over Procrastinate where workers share PostgreSQL."""
    if uses_postgres(environment):
        backend = "workflow.queue.procrastinate.ProcrastinateBackend"
    else:
        backend = "django_tasks_db.DatabaseBackend"
    return {"default": {"BACKEND": backend, "QUEUES": []}}


def queue_apps(environment: Environment) -> list[str]:
    """Apps that hold the queue's tables; Procrastinate's migrations run on PostgreSQL only."""
    return ["procrastinate.contrib.django"] if uses_postgres(environment) else ["django_tasks_db"]
