"""Documents and tables of a whole cycle: made in one job, taken along as one archive, streamed as CSV or workbook."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from appraisal.actions.cycle_papers import print_cycle
from appraisal.documents.cycle_papers import stock_of
from appraisal.models import Cycle
from appraisal.pages.cycle_files import archive_file, may_take_tables, prints, table_file
from appraisal.views.doors import page, visible
from workflow.api.files import streamed
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted
from workflow.streams import FilePieces

RELATED = ("unit", "rule_set")


@require_safe
@page
def show(request: Any, public_id: UUID) -> HttpResponse:
    """What can be made and taken along."""
    return _show(request, visible(Cycle, public_id, actor=request.actor, related=RELATED))


def _show(request: Any, cycle: Cycle, *, refused: DomainError | None = None) -> HttpResponse:
    if not may_take_tables(request.actor):
        raise NotPermitted
    makes = prints(cycle, request.actor)
    stock = stock_of(cycle, request.actor) if makes else []
    context = {"cycle": cycle, "stock": stock, "prints": makes, "refused": refused}
    return render(request, "appraisal/cycle_papers.html", context, status=refused.status if refused else 200)


@require_POST
@page
def make(request: Any, public_id: UUID) -> HttpResponseBase:
    """Make all documents of a kind; leads to the progress of the job."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    try:
        job = print_cycle(public_id, request.POST.get("kind", ""), actor=request.actor)
    except (GuardRefused, InvalidInput) as refused:
        return _show(request, cycle, refused=refused)
    return redirect("workflow:job", public_id=job.public_id)


@require_safe
@page
def archive(request: Any, public_id: UUID, kind: str) -> HttpResponseBase:
    """All documents of a kind that are made and that the reader may have, as one ZIP."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    return sent(request, archive_file(cycle, kind, actor=request.actor))


@require_safe
@page
def table(request: Any, public_id: UUID, what: str, kind: str) -> HttpResponseBase:
    """The cycle as a table of any length."""
    cycle = visible(Cycle, public_id, actor=request.actor, related=RELATED)
    return sent(request, table_file(cycle, what, kind, actor=request.actor))


def sent(request: Any, found: FilePieces) -> HttpResponseBase:
    """The file on its way."""
    return streamed(request, found.pieces, name=found.name, media_type=found.media_type)
