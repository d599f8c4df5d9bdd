"""Home and worklist: what waits for the reader, what the reader waits for, and the receipt of several documents."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from appraisal.pages import home as pages
from appraisal.views.doors import page
from workflow.documents.receipts import acknowledge_each
from workflow.narrowing import choice_of, kinds_in, narrowed
from workflow.row_by_row import uuids
from workflow.views import bulk_result
from workflow.worklist import Seat, worklist_of

ON_HOME = 8
ON_TASKS = 50


@require_safe
@page
def home(request: Any) -> HttpResponse:
    """The first page after signing in."""
    work = worklist_of(request.actor, limit=ON_HOME)
    context = {"work": work, "current": pages.own_forms(work, request.actor), "name": request.actor.label}
    return render(request, "appraisal/home.html", context)


@require_safe
@page
def tasks(request: Any) -> HttpResponse:
    """The whole worklist, narrowed by `?kind=`, `?late=1` and `?capacity=`."""
    choice = choice_of(request.GET)
    work = narrowed(request.actor, choice, limit=ON_TASKS)
    kinds = kinds_in(work, chosen=choice.kind)
    everything = ("", pgettext("filter", "All"))
    receipts = sum(task.takes_receipt for task in work.tasks)
    context = {
        "work": work,
        "choice": choice,
        "kinds": [everything, *sorted(kinds.items(), key=lambda kind: kind[1])],
        "seats": [everything, *Seat.choices],
        "bulk": "bulk-receipts" if receipts > 1 else "",
        "address": request.get_full_path(),
    }
    return render(request, "appraisal/tasks.html", context)


@require_POST
@page
def receipts(request: Any) -> HttpResponse:
    """Acknowledge the receipt of the selected documents; the answer says what became of each."""
    lines = acknowledge_each(uuids(request.POST.getlist("selected")), actor=request.actor)
    asked, own = request.POST.get("next", ""), reverse("tasks")
    back = asked if asked.startswith(f"{own}?") else own
    return bulk_result(
        request, lines, heading=_("Receipt of several documents"), back=back, address="workflow:document"
    )
