"""Sign-in by NIP or user name, tolerant of case and spaces; the answer tells nothing about which accounts exist."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from organization import nip
from organization.models import User
from workflow import clock


def normalized(name: str) -> str:
    """The name as accounts keep it: a NIP without spaces, a user name in small letters."""
    compact = nip.clean(name).lower()
    return compact[:60]


def lock_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The name failed attempts are counted under: the same for every way of writing it."""
    given = (credentials or {}).get("username") or (request.POST.get("username") if request else "") or ""
    return normalized(str(given))


class NipOrUsernameBackend(BaseBackend):
    """Accepts an active account's user name or its person's NIP with the password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_more: Any
    ) -> User | None:
        if not username or password is None:
            return None
        user = _find(normalized(username))
        if user is None:
            # As much work as for an account that exists: the time must not tell names apart.
            make_password(password)
            return None
        matches = user.check_password(password)
        return user if matches and _may_sign_in(user) else None

    def get_user(self, user_id: int) -> User | None:
        """The account of a session; a disabled one is signed out by its next request."""
        user = User.objects.select_related("employee").filter(pk=user_id).first()
        return user if user is not None and _is_present(user) else None


def _find(name: str) -> User | None:
    accounts = User.objects.select_related("employee")
    found = accounts.filter(employee__nip=name).first() if nip.looks_like(name) else None
    return found or accounts.filter(username=name).first()


def _is_present(user: User) -> bool:
    return user.is_active and (user.employee is None or user.employee.active)


def _may_sign_in(user: User) -> bool:
    return _is_present(user) and not user.one_time_expired(clock.now())
