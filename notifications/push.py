"""The way from the worker to the open pages: `{kind, id}` frames over Redis when there is one.

A frame is a nudge and may be lost: the inbox row is the truth, and a page that reconnects reads it. Without Redis
nothing is sent here; the hub of the web process looks into the inbox itself (``hub.py``).
"""

import json
import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import redis
from django.conf import settings

from notifications.models import InboxItem
from workflow import clock, live
from workflow.models import Job

logger = logging.getLogger("notifications.push")

CHANNEL: Final = "kinerja.notices"
INBOX: Final = "inbox"
JOB: Final = "job"
JOB_WINDOW: Final = timedelta(seconds=20)
TIMEOUT_SECONDS: Final = 1.0
OVERLAP: Final = 500


@dataclass(frozen=True)
class Frame:
    """What one person's pages are told: something of this kind with this id is new. Never any text.

    `version`: of a subject that several look at together, how far it has come.
    """

    user_id: int
    kind: str
    id: str
    version: int | None = None

    def for_browser(self) -> str:
        """The text sent over the socket."""
        said: dict[str, str | int] = {"kind": self.kind, "id": self.id}
        if self.version is not None:
            said["version"] = self.version
        return json.dumps(said, separators=(",", ":"))


def frames_of(item: InboxItem) -> tuple[Frame, Frame]:
    """The bell's frame and the frame for a page that shows the subject."""
    return (
        Frame(item.recipient_id, INBOX, str(item.public_id)),
        Frame(item.recipient_id, item.kind, str(item.subject_public_id)),
    )


def publish(frames: Sequence[Frame]) -> bool:
    """Hand frames to all web processes. False when there is no Redis or it is away; nothing else happens then."""
    if not frames or not settings.REDIS_URL:
        return False
    try:
        text = json.dumps([[frame.user_id, frame.kind, frame.id] for frame in frames])
        _client(settings.REDIS_URL).publish(CHANNEL, text)
    except (redis.RedisError, OSError) as error:
        logger.warning("live updates wait, Redis is away: %s", type(error).__name__)
        return False
    return True


def read_frames(message: Any) -> list[Frame]:
    """Frames of a message of the bus; a malformed one is nothing."""
    try:
        return [Frame(int(user_id), str(kind), str(id_)) for user_id, kind, id_ in json.loads(message)]
    except (ValueError, TypeError):
        return []


@dataclass
class InboxCursor:
    """How far a process has looked: into the inbox, at the progress of jobs (last sign of life, by job), and at what
    people look at together (the version each was told, by user and subject)."""

    last_id: int
    seen: frozenset[int] = frozenset()
    jobs: dict[int, datetime] = field(default_factory=dict)
    told: dict[tuple[int, UUID], int] = field(default_factory=dict)

    def forget(self, user_id: int) -> None:
        """Tell a person everything again: a page was opened, and what it shows may be a moment old."""
        self.told = {key: version for key, version in self.told.items() if key[0] != user_id}


def start_cursor() -> InboxCursor:
    """Begin at the newest row: what came before is on the page already."""
    newest = InboxItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    recent = InboxItem.objects.filter(pk__gt=newest - OVERLAP).values_list("pk", flat=True)
    return InboxCursor(last_id=newest, seen=frozenset(recent))


def new_frames(cursor: InboxCursor, user_ids: Iterable[int]) -> list[Frame]:
    """Frames of rows that appeared since the last look, for these users; moves the cursor on.

    Numbers are given before commit, so a lower one may appear later: the last few hundred are looked at again.
    """
    window = InboxItem.objects.filter(pk__gt=cursor.last_id - OVERLAP)
    rows = window.filter(recipient_id__in=list(user_ids)).order_by("pk")
    items = list(rows.only("pk", "public_id", "recipient_id", "kind", "subject_public_id"))
    newest = InboxItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    frames = [frame for item in items if item.pk not in cursor.seen for frame in frames_of(item)]
    cursor.last_id = max(cursor.last_id, newest)
    kept = {pk for pk in cursor.seen if pk > cursor.last_id - OVERLAP}
    cursor.seen = frozenset(kept | {item.pk for item in items})
    return frames


def job_frames(cursor: InboxCursor, user_ids: Iterable[int]) -> list[Frame]:
    """Frames for the long jobs of these users that moved on since the last look, or have just ended."""
    recent = clock.now() - JOB_WINDOW
    moved = Job.objects.filter(actor_id__in=list(user_ids), heartbeat_at__gte=recent)
    now_alive = {job.pk: job for job in moved.only("pk", "public_id", "actor_id", "heartbeat_at")}
    frames = [
        Frame(job.actor_id, JOB, str(job.public_id))
        for job in now_alive.values()
        if job.actor_id is not None and cursor.jobs.get(job.pk) != job.heartbeat_at
    ]
    cursor.jobs = {job.pk: job.heartbeat_at for job in now_alive.values() if job.heartbeat_at is not None}
    return frames


def live_frames(cursor: InboxCursor, user_ids: Collection[int]) -> list[Frame]:
    """Frames for subjects these users look at together that have another version than they were told."""
    present = frozenset(user_ids)
    now = {
        (user, one.public_id): (one.kind, one.version)
        for one in live.standings(present)
        for user in one.user_ids & present
    }
    told, cursor.told = cursor.told, {key: version for key, (_kind, version) in now.items()}
    return [
        Frame(user, kind, str(public_id), version)
        for (user, public_id), (kind, version) in now.items()
        if told.get((user, public_id)) != version
    ]


@lru_cache(maxsize=1)
def _client(url: str) -> Any:
    return redis.Redis.from_url(url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS)
