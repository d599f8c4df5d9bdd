"""Mail through Django's interface: the console when no server is named."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote, urlsplit

from config.env import ConfigurationFault, Environment

TIMEOUT_SECONDS: Final = 10
SCHEMES: Final = frozenset({"smtp", "smtps"})


def mail_settings(environment: Environment) -> dict[str, Any]:
    """Settings of Django's mail for the address in EMAIL_URL."""
    if not environment.email_url:
        return {"EMAIL_BACKEND": "config.console_mail.LineBackend"}
    parts = urlsplit(environment.email_url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ConfigurationFault("EMAIL_URL must look like smtp://user:password@host:587 (or smtps://).")
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit,
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }
