"""Pages of segments of a period: the list, one to read or to write as typed, closing and excusing."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.forms import one_line_end
from appraisal.models import PeriodSegment
from appraisal.pages import segments as pages
from appraisal.segments import actions
from appraisal.views.doors import (
    note_reading,
    page,
    posted_step,
    row_of,
    visible,
)
from appraisal.views.saving import (
    Attempt,
    Part,
    autosave_answer,
    is_autosave,
    posted_revision,
    refusal_answer,
    save_parts,
)
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput, NotPermitted
from workflow.policies import policy_for

RELATED = ("evaluation__cycle__rule_set", "evaluation__unit")


@require_safe
@page
def segments(request: Any) -> HttpResponse:
    """Own segments to close, and those the reader reads or watches over."""
    return render(request, "appraisal/segments.html", {"rows": list(pages.listed(request.actor))})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def segment(request: Any, public_id: UUID) -> HttpResponseBase:
    """One segment. A post saves; `act=close` goes on from there."""
    row = found(request, public_id)
    if request.method != "POST":
        return show(request, row)
    return autosave(request, row) if is_autosave(request) else save(request, row)


def found(request: Any, public_id: UUID) -> PeriodSegment:
    """The segment as it stands."""
    return visible(PeriodSegment, public_id, actor=request.actor, related=RELATED)


def show(
    request: Any,
    row: PeriodSegment,
    *,
    attempt: Attempt | None = None,
    refused: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, perhaps with what was refused; what was typed stands in the fields."""
    shown = pages.page_of(row, request.actor, typed=posted_values(request))
    fields = policy_for(row).fields_for(request.actor, row)
    own = request.actor.employee_id == row.evaluation.employee_id
    note_reading(request, row, fields=fields, own=own or shown.writes)
    faults = [(f"id_{one.field}", str(one.message)) for one in attempt.faults] if attempt else []
    clashes = attempt.clashes if attempt else []
    context = {"page": shown, "refused": refused, "faults": faults, "clashes": clashes, "posted": request.POST}
    return render(request, "appraisal/segment.html", context, status=refused.status if refused else status)


def posted_values(request: Any) -> dict[str, str]:
    """What the post carries of the draft."""
    data = request.POST if request.method == "POST" else {}
    return {name: one_line_end(data[name]) for name in actions.FIELDS if name in data}


def attempt_of(request: Any, row: PeriodSegment) -> Attempt:
    """Save what was typed."""
    posted = posted_values(request)
    part = Part(
        {name: name for name in posted},
        posted,
        actions.stored_values(row),
        partial(actions.save, row.public_id, actor=request.actor),
    )
    goes_on = request.POST.get("act") == "close"
    return save_parts([part] if posted else [], revision=posted_revision(request), goes_on=goes_on)


def autosave(request: Any, row: PeriodSegment) -> HttpResponseBase:
    """The answer for the page's script."""
    try:
        attempt = attempt_of(request, row)
    except DomainError as refused:
        return refusal_answer(refused)
    return autosave_answer(attempt, current_revision=found(request, row.public_id).revision)


def save(request: Any, row: PeriodSegment) -> HttpResponseBase:
    """A post without script, and closing."""
    if request.POST.get("act") != "close" and not posted_values(request):
        raise NotPermitted
    attempt = attempt_of(request, row)
    if not attempt.clean:
        status = 409 if attempt.clashes else 400
        return show(request, found(request, row.public_id), attempt=attempt, status=status)
    if request.POST.get("act") != "close":
        messages.success(request, _("Saved."))
        return redirect("appraisal:segment", public_id=row.public_id)
    return step(request, row.public_id, "close")


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Close or excuse."""
    found(request, public_id)
    return step(request, public_id, request.POST.get("transition", ""))


def step(request: Any, public_id: UUID, name: str) -> HttpResponseBase:
    """Take a step; a refusal shows the page again."""
    row = row_of(PeriodSegment, name)
    try:
        actions.take(
            public_id,
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, found(request, public_id), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:segment", public_id=public_id)
