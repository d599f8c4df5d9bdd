"""The register of acting officials: who acts in which post on a day, by which letter; and which posts are vacant."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from organization import acting, tree
from organization.days import today
from organization.views.doors import day_of, unit_by_code
from workflow.actors import actor_for

SHOWN = 300


@login_required
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """As on a date, for the whole or for one unit and everything below it."""
    actor = actor_for(request)
    on: date = day_of(request) or today()
    code = request.GET.get("unit", "").strip()
    unit = unit_by_code(actor, code) if code else None
    rows, vacant = acting.acting_on(on), acting.vacant_on(on)
    if code:
        inside = tree.subtree(unit, "post__unit__") if unit else None
        rows = rows.filter(inside) if inside is not None else rows.none()
        vacant = vacant.filter(tree.subtree(unit, "unit__")) if unit else vacant.none()
    context = {
        "on": on,
        "is_today": on == today(),
        "code": code,
        "rows": list(rows[:SHOWN]),
        "vacant": list(vacant[:SHOWN]),
    }
    return render(request, "organization/register.html", context)
