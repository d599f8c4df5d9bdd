"""Writing the plan: goal and day, and one page per line. A stale page overwrites nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions, selectors
from cases.forms import ItemForm, PlanForm, carry_faults
from cases.models import ImprovementCase, PlanItem
from cases.views.acts import Refused, attempt
from workflow.actors import actor_for
from workflow.errors import NotPermitted, NotVisible, StaleRevision, StateConflict
from workflow.policies import policy_for

WRITERS = frozenset({"assessor", "coach"})


def _case_to_write(request: HttpRequest, public_id: UUID) -> ImprovementCase:
    """The case, for those who write its plan while it is written."""
    actor = actor_for(request)
    found = selectors.case_for(actor, public_id)
    if not policy_for(found).roles_of(actor, found) & WRITERS:
        raise NotPermitted
    if not found.may_be_planned:
        raise StateConflict
    return found


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Goal, day, number of sessions, and the lines as a list."""
    case = _case_to_write(request, public_id)
    if request.method != "POST":
        return _plan_page(request, case, PlanForm(initial=_stored(case)))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, case, form, status=422)
    values, revision = form.values(), form.cleaned_data["revision"]
    result = attempt(
        "plan", {}, lambda: actions.change_plan(case, actor=actor_for(request), revision=revision, values=values)
    )
    if isinstance(result, Refused):
        return _plan_refused(request, case, form, result)
    messages.success(request, _("The plan was saved."))
    return redirect("cases:plan", case.public_id)


def _stored(case: ImprovementCase) -> dict[str, Any]:
    return {
        "revision": case.plan_revision,
        "goal": case.goal,
        "target_on": case.target_on,
        "sessions_required": case.sessions_required,
        "sessions_every_days": case.sessions_every_days,
        "stage_months": case.stage_months,
    }


def _plan_refused(request: HttpRequest, case: ImprovementCase, form: PlanForm, refused: Refused) -> HttpResponse:
    """What was typed stays; a stale page also shows what is stored, and the next save is based on it."""
    carry_faults(form, refused.error.details or [refused.error.message])
    more: dict[str, Any] = {}
    if isinstance(refused.error, StaleRevision):
        stored = selectors.case_for(actor_for(request), case.public_id)
        form.data = {**form.data.dict(), "revision": str(stored.plan_revision)}  # type: ignore[attr-defined]
        more = {"mine": form.data.get("goal", ""), "theirs": stored.goal}
    return _plan_page(request, case, form, status=refused.error.status, **more)


def _plan_page(
    request: HttpRequest, case: ImprovementCase, form: PlanForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    items = PlanItem.objects.filter(case=case, removed=False).select_related("training")
    return render(request, "cases/plan.html", {"case": case, "form": form, "items": items, **more}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, public_id: UUID, item: UUID | None = None) -> HttpResponse:
    """Add or change one line of the plan."""
    case = _case_to_write(request, public_id)
    line = _line(case, item)
    if request.method != "POST":
        first = ItemForm.of(line) if line else {"kind": "measure", "owner": "employee", "required": True}
        return _item_page(request, case, line, ItemForm(initial=first))
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _item_page(request, case, line, form, status=422)
    result = attempt("item", {}, lambda: _save(request, case, line, form))
    if isinstance(result, Refused):
        return _item_refused(request, case, line, form, result)
    messages.success(request, _("The plan item was saved."))
    return redirect("cases:plan", case.public_id)


def _line(case: ImprovementCase, public_id: UUID | None) -> PlanItem | None:
    if public_id is None:
        return None
    found = PlanItem.objects.filter(case=case, public_id=public_id, removed=False).first()
    if found is None:
        raise NotVisible
    return found


def _save(request: HttpRequest, case: ImprovementCase, line: PlanItem | None, form: ItemForm) -> PlanItem:
    actor = actor_for(request)
    if line is None:
        return actions.add_item(case, actor=actor, values=form.values())
    revision = form.cleaned_data["revision"]
    return actions.change_item(case, item=line.public_id, actor=actor, revision=revision, values=form.values())


def _item_refused(
    request: HttpRequest, case: ImprovementCase, line: PlanItem | None, form: ItemForm, refused: Refused
) -> HttpResponse:
    carry_faults(form, refused.error.details or [refused.error.message])
    if isinstance(refused.error, StaleRevision) and line is not None:
        line.refresh_from_db()
        form.data = {**form.data.dict(), "revision": str(line.revision)}  # type: ignore[attr-defined]
    return _item_page(request, case, line, form, status=refused.error.status)


def _item_page(
    request: HttpRequest, case: ImprovementCase, line: PlanItem | None, form: ItemForm, *, status: int = 200
) -> HttpResponse:
    stale = status == 409 and line is not None
    context = {"case": case, "line": line, "form": form, "stale": stale}
    return render(request, "cases/plan_item.html", context, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, public_id: UUID, item: UUID) -> HttpResponse:
    """Take one line out of the plan."""
    case = _case_to_write(request, public_id)
    revision = request.POST.get("revision", "")
    actions.remove_item(
        case, item=item, actor=actor_for(request), revision=int(revision) if revision.isdigit() else None
    )
    messages.success(request, _("The plan item was taken out."))
    return redirect("cases:plan", case.public_id)
