"""Assembles /api/v1/ from the apps.

An app takes part by a module `<app>.api.routes` with `ROUTES`, a list of (prefix, viewset, basename), and may add
`urlpatterns` for addresses that are no viewset. An address nobody serves answers with a problem, like everything here.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.urls import include, path, re_path
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from config.apidocs import ReferencePage, schema_in
from workflow.api.views import ApiView
from workflow.errors import NotVisible

NAME: Final = "kinerja-api-v1"


class Router(SimpleRouter):
    """Every resource of every app, addressed by public id, with a closing slash."""


@extend_schema(exclude=True)
class SchemaDocument(ApiView, SpectacularJSONAPIView):
    """GET /api/v1/schema/: the OpenAPI document, for those who are signed in; `lang` chooses the language."""

    def _get_schema_response(self, request: Request) -> Response:
        named = {"Content-Disposition": f'inline; filename="{NAME}.json"'}
        return Response(schema_in(get_language() or settings.LANGUAGE_CODE), headers=named)


@extend_schema(exclude=True)
class Nowhere(ApiView):
    """Every other address below /api/v1/: the same 404 as for a record that does not exist."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the sign-in first, then refuse whatever the method is."""
        super().initial(request, *args, **kwargs)
        raise NotVisible

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Never reached; names the one method that is answered."""
        raise NotVisible


def assemble() -> list[Any]:
    """URL patterns below /api/v1/; what an app mounts by hand comes before the router's patterns."""
    router = Router()
    patterns: list[Any] = []
    for name in settings.OWN_APPS:
        module = import_module(f"{name}.api.routes")
        for prefix, viewset, basename in module.ROUTES:
            router.register(prefix, viewset, basename=basename)
        patterns += getattr(module, "urlpatterns", [])
    return [*patterns, path("", include(router.urls))]


urlpatterns = [
    path("schema/", SchemaDocument.as_view(), name="schema"),
    path("docs/", ReferencePage.as_view(), name="docs"),
    *assemble(),
    re_path(r"^.*$", Nowhere.as_view(), name="nowhere"),
]
