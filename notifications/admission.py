"""Who may listen: a socket is admitted with a ticket of its session and account, asked about again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from workflow import clock

NOT_SIGNED_IN: Final = 4401
SIGNED_OUT: Final = 4403
TOO_MANY: Final = 4408
TOO_SLOW: Final = 4413
TOO_LOUD: Final = 4429


@dataclass(frozen=True)
class Ticket:
    """What admitted a socket: the account, its session, and a stamp that changes with the password."""

    user_id: int
    session_key: str
    stamp: str


def ticket_for(user: Any, session_key: str | None) -> Ticket | None:
    """A ticket for a signed-in, active user with a stored session; else None."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or not session_key:
        return None
    return Ticket(user_id=user.pk, session_key=session_key, stamp=user.get_session_auth_hash())


def still_valid(tickets: Iterable[Ticket]) -> frozenset[Ticket]:
    """Those whose session exists, has not expired, and whose account is active with the same password.

    Two statements for any number of sockets.
    """
    asked = list(tickets)
    users = {
        user.pk: user.get_session_auth_hash()
        for user in get_user_model().objects.filter(pk__in={ticket.user_id for ticket in asked}, is_active=True)
    }
    sessions = _live_sessions({ticket.session_key for ticket in asked})
    return frozenset(
        ticket
        for ticket in asked
        if ticket.session_key in sessions and constant_time_compare(users.get(ticket.user_id, ""), ticket.stamp)
    )


def _live_sessions(keys: set[str]) -> set[str]:
    if settings.SESSION_ENGINE != "django.contrib.sessions.backends.db":
        raise RuntimeError("live sockets need sessions in the database, where signing out is seen by all")
    # Sessions expire by real time, also while the demo clock is ahead.
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now() - clock.demo_offset())
    return set(live.values_list("session_key", flat=True))
