"""The catalogue, one's own trainings with the hours of the year, and the desk of the training officer."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import actions, selectors
from cases.forms import CatalogueForm, RequestForm, TrainingForm, carry_faults
from cases.learning_hours import FIRST_YEAR, JP_GOAL, looks_after
from cases.models import Enrolment, Training
from cases.paging import Order, page_of
from cases.verdicts import verdict_on
from cases.views.acts import Refused, attempt
from organization.days import today
from workflow.actors import actor_for
from workflow.errors import NotPermitted
from workflow.roles import Role
from workflow.row_by_row import uuids
from workflow.views import bulk_result

SIZE = 25


@login_required
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Trainings that are not over yet."""
    actor, form = actor_for(request), CatalogueForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = selectors.catalogue(today=today(), kind=wanted.get("kind", ""), text=wanted.get("q", ""))
    cursor = request.GET.get("after", "")
    page = page_of(rows, order=Order(("starts_on",)), cursor=cursor, salt=f"trainings:{actor.user_id}", size=SIZE)
    query = [(name, value) for name, value in request.GET.items() if name != "after"]
    context = {
        "rows": page.rows,
        "kinds": list(form.fields["kind"].choices),  # type: ignore[attr-defined]
        "wanted": wanted,
        "older": f"?{urlencode([*query, ('after', page.cursor)])}" if page.cursor else "",
        "newer": f"?{urlencode(query)}" if cursor else "",
        "hours": selectors.jp_of_year(actor.employee_id, today().year),
        "year": today().year,
        "jp_goal": JP_GOAL,
        "may_keep": actions.may_keep_catalogue(actor),
        "is_officer": actor.holds(Role.TRAINING_OFFICER),
        "looks_after": looks_after(actor),
    }
    return render(request, "cases/trainings.html", context)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own enrolments, and the hours of a year with the trainings they come from."""
    actor, now = actor_for(request), today().year
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed) <= now else now
    rows = list(selectors.enrolments_of(actor.employee_id)[:200])
    counted = [row for row in rows if row.completed_on is not None and row.completed_on.year == year]
    context = {
        "rows": rows,
        "counted": [row for row in counted if row.state == "completed"],
        "hours": selectors.jp_of_year(actor.employee_id, year),
        "year": year,
        "years": range(now, max(FIRST_YEAR, now - 4) - 1, -1),
        "jp_goal": JP_GOAL,
    }
    return render(request, "cases/trainings_mine.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One training; asking for a seat."""
    found = selectors.training_for(public_id)
    form = RequestForm(request.POST or None)
    if request.method != "POST":
        return _training_page(request, found, form)
    if not form.is_valid():
        return _training_page(request, found, form, status=422)
    result = attempt("request", {}, lambda: _request(request, found, form))
    if isinstance(result, Refused):
        carry_faults(form, result.error.details or [result.error.message])
        return _training_page(request, found, form, status=result.error.status)
    messages.success(request, _("Your request was sent to the training officer."))
    return redirect("cases:enrolment", result.public_id)


def _request(request: HttpRequest, found: Training, form: RequestForm) -> Enrolment:
    person = _case_person(request)
    wish = form.cleaned_data["wish"]
    return actions.request_enrolment(found, actor=actor_for(request), employee=person, wish=wish)


def _case_person(request: HttpRequest) -> Any:
    """The person of the case a supervisor, coach or HR came from; none: oneself."""
    wanted = request.POST.get("case") or request.GET.get("case")
    if not wanted:
        return None
    try:
        return selectors.case_for(actor_for(request), UUID(wanted)).employee
    except ValueError:
        return None


def _training_page(request: HttpRequest, found: Training, form: RequestForm, *, status: int = 200) -> HttpResponse:
    actor = actor_for(request)
    own = selectors.enrolments_of(actor.employee_id).filter(training=found).first()
    context = {
        "training": found,
        "form": form,
        "own": own,
        "person": _case_person(request),
        "case": request.POST.get("case") or request.GET.get("case", ""),
        "codes": [indicator.code for indicator in found.indicators.all()],
        "free": None if found.seats is None else max(found.seats - found.seats_taken, 0),  # type: ignore[attr-defined]
        "verdict": verdict_on(found.pk),
        "is_over": found.ends_on < today(),
        "may_request": actor.employee_id is not None,
    }
    return render(request, "cases/training.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def new_training(request: HttpRequest) -> HttpResponse:
    """Put a training into the catalogue."""
    actor = actor_for(request)
    if not actions.may_keep_catalogue(actor):
        raise NotPermitted
    form = TrainingForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "cases/training_new.html", {"form": form}, status=status)
    result = attempt(
        "add", {}, lambda: actions.add_training(actor=actor, values=form.values(), indicators=form.codes())
    )
    if isinstance(result, Refused):
        carry_faults(form, result.error.details or [result.error.message])
        return render(request, "cases/training_new.html", {"form": form}, status=result.error.status)
    messages.success(request, _("The training is in the catalogue."))
    return redirect("cases:training", result.public_id)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Enrolments that wait for the training officer, oldest first; decided ones on demand."""
    actor = actor_for(request)
    if not actor.holds(Role.TRAINING_OFFICER):
        raise NotPermitted
    state = request.GET.get("state", "requested")
    known = [(value, str(label)) for value, label in Enrolment.States.choices]
    rows = selectors.desk(actor).filter(state=state if state in Enrolment.States.values else "requested")
    wanted = uuids([request.GET.get("training", "")])
    rows = rows.filter(training__public_id=wanted[0]) if wanted else rows
    query = [("state", state), *(("training", str(one)) for one in wanted)]
    cursor = request.GET.get("after", "")
    page = page_of(rows, order=Order(("requested_at",)), cursor=cursor, salt=f"desk:{actor.user_id}", size=SIZE)
    context = {
        "rows": page.rows,
        "state": state,
        "states": known,
        "older": f"?{urlencode([*query, ('after', page.cursor)])}" if page.cursor else "",
        "newer": f"?{urlencode(query)}" if cursor else "",
    }
    return render(request, "cases/enrolments.html", context)


@login_required
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    """Give seats to the selected requests in the order they came; the answer says what became of each."""
    lines = actions.approve_many(request.POST.getlist("selected"), actor=actor_for(request))
    return bulk_result(
        request, lines, heading=_("Requests decided"), back=reverse("cases:enrolments"), address="cases:enrolment"
    )
