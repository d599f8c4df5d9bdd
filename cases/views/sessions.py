"""Coaching sessions: planning one, and the page with its record and the two answers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import actions, selectors
from cases.appointments import entry_of_session
from cases.forms import SessionForm, carry_faults
from cases.models import CoachingSession, ImprovementCase
from cases.views.acts import ActForm, Refused, act_forms, attempt, perform
from cases.views.downloads import calendar_file
from workflow import clock
from workflow.access import record_read
from workflow.actors import actor_for
from workflow.errors import NotPermitted
from workflow.policies import policy_for

LEADERS = frozenset({"assessor", "coach"})
PRIMARY = ("record", "acknowledge")
USUAL_MINUTES = 60


@login_required
@require_http_methods(["GET", "POST"])
def plan_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan a talk."""
    case = selectors.case_for(actor_for(request), public_id)
    if not policy_for(case).roles_of(actor_for(request), case) & LEADERS:
        raise NotPermitted
    with timezone.override(case.zone):
        if request.method != "POST":
            return _plan_page(request, case, SessionForm())
        form = SessionForm(request.POST)
        if not form.is_valid():
            return _plan_page(request, case, form, status=422)
        result = attempt("plan", {}, lambda: _plan(request, case, form))
        if isinstance(result, Refused):
            carry_faults(form, result.error.details or [result.error.message])
            return _plan_page(request, case, form, status=result.error.status)
    messages.success(request, _("The session is planned."))
    return redirect("cases:session", result.public_id)


def _plan(request: HttpRequest, case: ImprovementCase, form: SessionForm) -> CoachingSession:
    return actions.plan_session(case, actor=actor_for(request), **form.cleaned_data)


def _plan_page(request: HttpRequest, case: ImprovementCase, form: SessionForm, *, status: int = 200) -> HttpResponse:
    return render(request, "cases/session_new.html", {"case": case, "form": form}, status=status)


@login_required
@require_GET
def session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one session."""
    return _show(request, selectors.session_for(actor_for(request), public_id))


@login_required
@require_POST
def act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one transition of a session; a refusal shows the page again with everything typed."""
    found = selectors.session_for(actor_for(request), public_id)
    result = perform(request, found, zone=found.case.zone)
    if isinstance(result, Refused):
        fresh = selectors.session_for(actor_for(request), public_id)
        return _show(request, fresh, refused=result, status=result.error.status)
    messages.success(request, _("Done."))
    return redirect("cases:session", public_id)


@login_required
@require_GET
def calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The appointment as a calendar file, for those who meet; one called off withdraws the entry."""
    actor = actor_for(request)
    found = selectors.session_for(actor, public_id)
    if "notes" not in policy_for(found).fields_for(actor, found):
        raise NotPermitted
    url = request.build_absolute_uri(reverse("cases:session", args=[public_id]))
    return calendar_file(entry_of_session(found, url=url), name="session")


def _show(
    request: HttpRequest, found: CoachingSession, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_for(request)
    roles, opened = policy_for(found).roles_of(actor, found), policy_for(found).fields_for(actor, found)
    if "subject" not in roles:
        record_read(found, actor=actor, fields=opened, ground=",".join(sorted(roles)))
    url = reverse("cases:session_act", args=[found.public_id])
    with timezone.override(found.case.zone):
        drawn = act_forms(found, actor, url=url, refused=refused, values=_known(found))
        context = {
            "session": found,
            "case": found.case,
            "opened": opened,
            "refused": refused,
            "missed_because": selectors.reason_of(found, "session.missed") if "absence" in opened else "",
            "leader": found.led_by or found.case.coach or found.case.supervisor,
            **_acts(drawn),
        }
        return render(request, "cases/session.html", context, status=status)


def _known(found: CoachingSession) -> dict[str, Any]:
    """What a record form starts with: the planned time once it has passed, else the hour that has just gone."""
    begun = found.held_at or min(found.planned_at, clock.now() - timedelta(minutes=USUAL_MINUTES))
    return {
        "held_at": begun,
        "planned_at": found.planned_at,
        "minutes": found.minutes or USUAL_MINUTES,
        "notes": found.notes,
        "agreements": found.agreements,
    }


def _acts(drawn: dict[str, ActForm]) -> dict[str, Any]:
    name = next((name for name in PRIMARY if name in drawn), None)
    primary = replace(drawn.pop(name), kind="primary") if name else None
    rest = [replace(form, kind="quiet" if form.name == "cancel" else "secondary") for form in drawn.values()]
    return {"primary": primary, "acts": rest}
