"""The way to everything that is kept by HR officers and administrators."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from organization.imports.kinds import import_kinds
from workflow.actors import actor_for
from workflow.roles import Role


@login_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Links to what the visitor may keep."""
    actor = actor_for(request)
    is_hr = actor.holds(Role.HR)
    context: dict[str, object] = {
        "is_hr": is_hr,
        "decides": is_hr or actor.holds(Role.ADMIN),
        "audits": actor.holds(Role.AUDITOR),
    }
    context["import_names"] = ", ".join(str(kind.name) for kind in import_kinds())
    return render(request, "organization/settings.html", context)
