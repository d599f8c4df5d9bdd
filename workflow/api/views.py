"""What every view of the API shares: who asks, in which language, how refusals look, what is read and written."""

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.metadata import BaseMetadata
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from workflow.actors import Actor, actor_of
from workflow.api.parsers import LengthRequired, StrictJSONParser
from workflow.api.problems import exception_handler
from workflow.api.schema import ProblemSchema

CHANNEL = "rest"


class SignedIn(BasePermission):
    """Only a person with an active account whose password is his own. Everything further is the policies' matter."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Refuse anonymous people (401) and one-time passwords not yet replaced (403)."""
        user = request.user
        if not (user.is_authenticated and user.is_active):
            return False
        if getattr(user, "must_change_password", False):
            raise exceptions.PermissionDenied(
                _("Set a password of your own on the pages first."), code="password_change_required"
            )
        return True


class Methods(BaseMetadata):
    """The answer to OPTIONS: the methods, and nothing about data."""

    def determine_metadata(self, request: Request, view: APIView) -> dict[str, Any]:
        """Name the methods of this address."""
        return {"methods": view.allowed_methods}


class ApiView(APIView):
    """First base of every view and viewset of the API; alone for what is no list (`me`, `tokens`, …)."""

    permission_classes = [SignedIn]
    parser_classes = [StrictJSONParser]
    renderer_classes = [JSONRenderer]
    metadata_class = Methods
    schema = ProblemSchema()

    @cached_property
    def actor(self) -> Actor:
        """The person acting, read from the database once per request."""
        identity = str(getattr(self.request, "request_id", "") or uuid.uuid4().hex)
        return actor_of(self.request.user, request_id=identity, channel=CHANNEL)

    def read_body(self, shape: type[Serializer[Any]]) -> dict[str, Any]:
        """The validated body in a shape; a body that does not fit is 400 with every wrong field named."""
        serializer = shape(data=self.request.data, context={"actor": self.actor})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def get_exception_handler(self) -> Any:
        """Problem details, whatever the settings say."""
        return exception_handler

    def perform_authentication(self, request: Request) -> None:
        """Sign in, then choose the language: a program's wish, else the person's own, else the office's."""
        asked = asked_language(request)
        translation.activate(asked or settings.LANGUAGE_CODE)
        super().perform_authentication(request)
        own = str(getattr(request.user, "language", "") or "")
        if not asked and own in dict(settings.LANGUAGES):
            translation.activate(own)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A body whose length is not announced would be read as no body at all: refuse it instead."""
        super().initial(request, *args, **kwargs)
        if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
            raise LengthRequired(_("The length of the body must be announced."))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing of the API is kept by caches that several people share."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(answer, ("Authorization", "Accept-Language"))
        return answer


def asked_language(request: Request) -> str:
    """The first language of Accept-Language that the product speaks; empty when there is none."""
    known = dict(settings.LANGUAGES)
    for part in request.headers.get("Accept-Language", "").split(","):
        wanted = part.split(";")[0].strip().lower()[:2]
        if wanted in known:
            return wanted
    return ""
