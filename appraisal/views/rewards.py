"""Pages of reward programmes: the list, one programme with its candidates, a new one, a nomination, the public list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.awards import actions, selectors
from appraisal.awards.policies import honours_visible_to, programmes_visible_to, runs_programmes
from appraisal.forms import one_line_end
from appraisal.pages import rewards as pages
from appraisal.pages.lists import uuid_text
from appraisal.policies import PREDICATE
from appraisal.views.doors import note_list, page
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible

MOST_HONOURS = 100
MOST_LISTED = 50


@require_safe
@page
def honours(request: Any) -> HttpResponse:
    """Who was given an award and agrees to be named, newest first; for everybody who is signed in."""
    rows = list(honours_visible_to(request.actor).order_by("-awarded_at", "-pk")[:MOST_HONOURS])
    return render(request, "appraisal/honours.html", {"rows": rows, "most": MOST_HONOURS})


@require_safe
@page
def programmes(request: Any) -> HttpResponse:
    """What is rewarded, and the awards the reader may know of."""
    context = {
        "programmes": list(programmes_visible_to(request.actor)[:MOST_LISTED]),
        "awards": list(selectors.awards_of(request.actor)[:MOST_LISTED]),
        "may_create": runs_programmes(request.actor),
    }
    return render(request, "appraisal/rewards.html", context)


@require_safe
@page
def programme(request: Any, public_id: UUID) -> HttpResponse:
    """One programme; with its candidates for who may nominate, whose reading is written down."""
    return show(request, public_id)


def show(request: Any, public_id: UUID, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of a programme, perhaps with what was refused."""
    shown = pages.programme_page(selectors.programme_for(request.actor, public_id), request.actor)
    forms = [one.form for one in (*shown.candidates, *shown.waiting)]
    if forms and request.method == "GET":
        note_list(forms, actor=request.actor, fields={PREDICATE})
    context = {"page": shown, "programme": shown.programme, "refused": refused}
    return render(request, "appraisal/reward.html", context, status=refused.status if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def create(request: Any) -> HttpResponseBase:
    """A new programme; HR chooses the cycle first, because the criteria follow its rules."""
    if not runs_programmes(request.actor):
        raise NotPermitted
    if request.method != "POST":
        return _form(request, {}, cycle=request.GET.get("cycle", ""))
    data = request.POST
    try:
        made = actions.create_programme(actor=request.actor, values=values_of(data))
    except (InvalidInput, GuardRefused) as refused:
        return _form(request, {name: data.get(name, "") for name in data}, cycle=data.get("cycle", ""), refused=refused)
    messages.success(request, _("The programme is open for nominations."))
    return redirect("appraisal:reward", public_id=made.public_id)


def values_of(data: QueryDict) -> dict[str, Any]:
    """The posted programme. Raises `NotVisible` for ids that are none."""
    ids = {name: uuid_text(data.get(name, "")) for name in ("unit", "cycle")}
    if not all(ids.values()):
        raise NotVisible
    periods = data.get("periods", "")
    return {
        "name": data.get("name", ""),
        "purpose": one_line_end(data.get("purpose", "")),
        "unit": UUID(ids["unit"]),
        "cycle": UUID(ids["cycle"]),
        "periods": int(periods) if periods.isascii() and periods.isdigit() and len(periods) < 4 else 0,
        "criteria": pages.posted_criteria({name: data.get(name, "") for name in data}),
    }


def _form(request: Any, data: dict[str, str], *, cycle: str, refused: DomainError | None = None) -> HttpResponse:
    context = {"page": pages.new_page(request.actor, data, cycle=cycle, refused=refused), "refused": refused}
    return render(request, "appraisal/reward_new.html", context, status=refused.status if refused else 200)


@require_POST
@page
def end(request: Any, public_id: UUID) -> HttpResponseBase:
    """Take no further nominations."""
    actions.end_programme(public_id, actor=request.actor)
    messages.success(request, _("The programme takes no further nominations."))
    return redirect("appraisal:reward", public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def nominate(request: Any, public_id: UUID, employee: UUID) -> HttpResponseBase:
    """One candidate with the reasons, and the form to nominate."""
    if request.method == "POST":
        reason = one_line_end(request.POST.get("reason", ""))
        try:
            made = actions.nominate(public_id, employee, actor=request.actor, reason=reason)
        except InvalidInput as refused:
            return _nomination(request, public_id, employee, reason=reason, refused=refused)
        except GuardRefused as refused:
            return show(request, public_id, refused=refused)
        messages.success(request, _("The nomination of %(person)s waits for HR.") % {"person": made.employee_name})
        return redirect("appraisal:award", public_id=made.public_id)
    return _nomination(request, public_id, employee)


def _nomination(
    request: Any, public_id: UUID, employee: UUID, *, reason: str = "", refused: DomainError | None = None
) -> HttpResponse:
    found = selectors.programme_for(request.actor, public_id)
    candidate = selectors.candidate_for(request.actor, found, employee)
    if request.method == "GET":
        note_list([candidate.form], actor=request.actor, fields={PREDICATE})
    faults = {one.field: str(one.message) for one in refused.details} if refused else {}
    context = {"programme": found, "candidate": candidate, "reason": reason, "faults": faults}
    return render(request, "appraisal/nominate.html", context, status=refused.status if refused else 200)
