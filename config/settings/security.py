"""What browsers and attackers meet: content security policy, cookies, headers, lock-out after failed sign-ins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from csp.constants import NONE, SELF

from config.env import Environment

YEAR_SECONDS: Final = 365 * 24 * 60 * 60
SESSION_SECONDS: Final = 12 * 60 * 60

CONTENT_SECURITY_POLICY: Final[dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# One office often shares one address: only the pair of name and address is locked, never the whole office.
AXES: Final[dict[str, Any]] = {
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_FAILURE_LIMIT": 8,
    "AXES_COOLOFF_TIME": timedelta(minutes=15),
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_ENABLE_ADMIN": False,
    "AXES_VERBOSE": False,
    "AXES_DISABLE_ACCESS_LOG": True,
    "AXES_SENSITIVE_PARAMETERS": ["username", "password"],
    "AXES_USERNAME_CALLABLE": "organization.authentication.lock_name",
    "AXES_CLIENT_IP_CALLABLE": "config.addresses.client_address",
    "AXES_LOCKOUT_CALLABLE": "config.errors.locked_out",
}

HEADERS: Final[dict[str, Any]] = {
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_AGE": SESSION_SECONDS,
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_FAILURE_VIEW": "config.errors.csrf_failure",
}


def transport(environment: Environment) -> dict[str, Any]:
    """Settings that need HTTPS: on in production, off on one's own machine."""
    secure = environment.is_production
    settings: dict[str, Any] = {
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "LANGUAGE_COOKIE_SECURE": secure,
        "SECURE_SSL_REDIRECT": secure,
        "SECURE_HSTS_SECONDS": YEAR_SECONDS if secure else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": secure,
        "SECURE_REDIRECT_EXEMPT": [r"^health(\.json|/)$"],
        "TRUSTED_PROXIES": environment.trusted_proxies,
    }
    if environment.trusted_proxies:
        settings["SECURE_PROXY_SSL_HEADER"] = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings
