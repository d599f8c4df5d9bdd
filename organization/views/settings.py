"""The way to everything that is kept by HR officers and administrators."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workflow.actors import actor_for
from workflow.roles import Role


@login_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Links to what the visitor may keep."""
    actor = actor_for(request)
    is_hr = actor.holds(Role.HR)
    context = {"is_hr": is_hr, "decides": is_hr or actor.holds(Role.ADMIN), "audits": actor.holds(Role.AUDITOR)}
    return render(request, "organization/settings.html", context)
