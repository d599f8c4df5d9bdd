"""Persons who moved: the dry listing of cases that have not followed, and letting the chosen ones follow."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.board import may_assign
from cases.transfers import moved_cases
from cases.views.bulk import bulk_result
from workflow import clock
from workflow.actors import actor_for
from workflow.errors import NotPermitted


@login_required
@require_http_methods(["GET", "POST"])
def moved(request: HttpRequest) -> HttpResponse:
    """Who moved and where each case would go; nothing happens by looking."""
    actor = actor_for(request)
    if not may_assign(actor):
        raise NotPermitted
    if request.method == "POST":
        lines = actions.transfer_each(request.POST.getlist("selected"), actor=actor)
        heading = _("Cases that followed their people")
        return bulk_result(request, lines, heading=heading, back=reverse("cases:moved"), address="cases:case")
    return render(request, "cases/moved.html", {"rows": moved_cases(actor, at=clock.now())})
