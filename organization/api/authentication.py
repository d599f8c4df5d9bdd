"""Bearer tokens: ``Authorization: Bearer kb_…``. Only their digest is stored; a revoked one ends at once."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from organization.actions import tokens
from organization.models import User

SCHEME = "bearer"


class BearerAuthentication(BaseAuthentication):
    """The account a live token belongs to."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """The owner of the token, None without a bearer header. Raises ``AuthenticationFailed`` (401)."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        user = tokens.user_of_token(secret.strip()) if secret.isascii() else None
        if user is None:
            raise AuthenticationFailed(_("This token is not valid, or no longer."))
        return user, SCHEME

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes it."""

    target_class = BearerAuthentication
    name = "bearerAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": SCHEME}
