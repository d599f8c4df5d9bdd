"""Every address of the product: the pages of each app, the API, the language switch, the error pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from config.views_components import components
from config.views_demo import clock_page
from config.views_search import results

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("api/v1/", include(("config.api", "api"))),
    path("i18n/setlang/", set_language, name="set_language"),
    *([path("demo/clock/", clock_page, name="demo_clock")] if settings.DEMO else []),
    path("search/", results, name="search"),
    path("components/", components, name="components"),
    *[path("", include(f"{name}.urls")) for name in settings.OWN_APPS],
]
