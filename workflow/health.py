"""How the installation is: each part examined on its own, with a number and a verdict.

Failing means: nobody can work (database away, a trigger missing). Degraded means: people can work, something comes
later (worker away, queue long, Redis away, incidents open).
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from workflow import clock, incidents, sweep, triggers
from workflow.errors import Text
from workflow.models import Incident, Job, OutboxMessage

logger = logging.getLogger("workflow.health")

LATE_AFTER: Final = timedelta(minutes=1)
REDIS_TIMEOUT_SECONDS: Final = 1.0

Verdict = Literal["ok", "degraded", "failing"]

WORDS: Final[dict[str, Text]] = {
    "complete": _("complete"),
    "away": _("away"),
    "not used": _("not used"),
    "reachable": _("reachable"),
    "not yet": _("not looked at yet"),
}


@dataclass(frozen=True)
class Part:
    """One part: its verdict and the number or word behind it."""

    name: str
    label: Text
    verdict: Verdict
    value: str

    @property
    def shown(self) -> Text:
        """The value for people; a number stays as it is."""
        return WORDS.get(self.value, self.value)


@dataclass(frozen=True)
class Health:
    """All parts; the whole is as good as its worst part."""

    parts: tuple[Part, ...]

    @property
    def verdict(self) -> Verdict:
        found = {part.verdict for part in self.parts}
        return "failing" if "failing" in found else "degraded" if "degraded" in found else "ok"


_further: list[Callable[[], Part]] = []


def register_part(part: Callable[[], Part]) -> Callable[[], Part]:
    """Add a part that a higher app looks after."""
    _further.append(part)
    return part


def examine() -> Health:
    """Look at every part now. Without a database nothing else can be asked."""
    database = _database()
    if database.verdict == "failing":
        return Health(parts=(database,))
    return Health(parts=(database, *(part() for part in (*PARTS, *_further))))


def _database() -> Part:
    label = _("Database")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.exception("database away: %s", type(error).__name__)
        return Part("database", label, "failing", "away")
    return Part("database", label, "ok", connection.vendor)


def _triggers() -> Part:
    missing = triggers.missing_triggers()
    return Part("triggers", _("Database triggers"), "failing" if missing else "ok", ", ".join(missing) or "complete")


def _queue() -> Part:
    now = clock.now()
    waiting = Job.objects.filter(state=Job.State.QUEUED).exclude(next_try_at__gt=now)
    return _age("queue", _("Oldest waiting job"), waiting.aggregate(oldest=Min("created_at"))["oldest"])


def _outbox() -> Part:
    waiting = OutboxMessage.objects.filter(relayed_at__isnull=True, attempts__lt=incidents.TRIES)
    return _age("outbox", _("Oldest message not passed on"), waiting.aggregate(oldest=Min("created_at"))["oldest"])


def _deadlines() -> Part:
    late = sweep.overdue(before=clock.now() - LATE_AFTER).count()
    return Part("deadlines", _("Deadlines passed without effect"), "degraded" if late else "ok", str(late))


def _incidents() -> Part:
    count = Incident.objects.filter(resolved_at__isnull=True).count()
    return Part("incidents", _("Open incidents"), "degraded" if count else "ok", str(count))


def _redis() -> Part:
    label = _("Redis")
    if not settings.REDIS_URL:
        return Part("redis", label, "ok", "not used")
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        )
        with client:
            client.ping()
    except (redis.RedisError, OSError):
        return Part("redis", label, "degraded", "away")
    return Part("redis", label, "ok", "reachable")


def _age(name: str, label: Text, oldest: datetime | None) -> Part:
    if oldest is None:
        return Part(name, label, "ok", "0 s")
    age = max(clock.now() - oldest, timedelta(0))
    return Part(name, label, "degraded" if age > LATE_AFTER else "ok", f"{int(age.total_seconds())} s")


PARTS: Final[tuple[Callable[[], Part], ...]] = (_triggers, _queue, _outbox, _deadlines, _incidents, _redis)


def open_incidents(*, limit: int = 100) -> Iterator[Incident]:
    """Open incidents, newest first."""
    return iter(Incident.objects.filter(resolved_at__isnull=True).order_by("-pk")[:limit])
