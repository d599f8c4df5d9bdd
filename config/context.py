"""What every page knows: the installation, and the frame around its visitor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.frame import Frame


def product(request: HttpRequest) -> dict[str, object]:
    """Name of the product, whether it is the demo, and the languages to choose from."""
    return {"APP_NAME": settings.APP_NAME, "DEMO": settings.DEMO, "LANGUAGES": settings.LANGUAGES}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame and its navigation; nothing is read before a template shows it."""
    made = Frame(request)
    return {"frame": made, "navigation": SimpleLazyObject(lambda: made.navigation)}
