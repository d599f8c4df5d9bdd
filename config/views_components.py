"""The living page of components: every part with realistic texts, drawn by the code that all pages use."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config import examples
from config.ui.icons import ICONS
from workflow import clock


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """`/components/`: no data of anyone, no rights needed."""
    now = clock.now()
    context = {
        "now": now,
        "soon": now + timedelta(hours=5),
        "later": now + timedelta(days=4),
        "late": now - timedelta(days=2),
        "icons": sorted(ICONS),
        "form": examples.example_form(),
        **examples.parts(now=now),
    }
    return render(request, "components/living_page.html", context)
