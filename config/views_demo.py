"""The demo clock: see where it stands, move it on. Exists in demo settings only."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflow import clock, demo_clock
from workflow.sweep import sweep_all

STEPS = (1, 7, 14, 30, 182)


@require_http_methods(["GET", "POST"])
def clock_page(request: HttpRequest) -> HttpResponse:
    """Move the demo clock by one of the offered steps; what became due takes effect at once."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        return _move(request)
    context: dict[str, Any] = {"steps": STEPS, "now": clock.now(), "offset": clock.demo_offset()}
    return render(request, "config/demo_clock.html", context)


def _move(request: HttpRequest) -> HttpResponse:
    days = request.POST.get("days", "")
    if days not in {str(step) for step in STEPS}:
        messages.error(request, _("Please choose one of the offered values."))
        return redirect("demo_clock")
    demo_clock.move_on(timedelta(days=int(days)))
    swept = sweep_all(patient=True)
    messages.success(
        request,
        _("The clock stands %(days)s days later. %(count)d deadlines took effect.")
        % {"days": days, "count": swept.fired},
    )
    return redirect("demo_clock")
