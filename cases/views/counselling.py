"""Pages of counselling: what runs beside a case, one counselling, one talk, and the note behind its seal."""

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

from cases import selectors as case_selectors
from cases.appointments import entry_of_talk
from cases.counselling import actions, fitness, selectors
from cases.forms import AskForm, NoteForm, TalkForm, carry_faults
from cases.models import Counselling, CounsellingSession, ImprovementCase
from cases.paging import Order, page_of
from cases.views.acts import ActForm, Refused, act_forms, attempt, perform
from cases.views.downloads import calendar_file
from workflow import clock
from workflow.actors import actor_for
from workflow.errors import NotPermitted, NotVisible, StaleRevision
from workflow.policies import policy_for

ASKING = frozenset({"subject", "hr"})
PRIMARY = ("name_counsellor", "record")
QUIET = ("end", "take_back", "cancel")
NEWEST = Order(("-asked_at",))
SIZE = 50
USUAL_MINUTES = 60


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Counsellings the reader may know of: his own, those he holds, those he names counsellors for."""
    actor = actor_for(request)
    rows, cursor = selectors.desk(actor), request.GET.get("after", "")
    page = page_of(rows, order=NEWEST, cursor=cursor, salt="counsellings", size=SIZE)
    lines = [(one, "people" in policy_for(one).fields_for(actor, one)) for one in page.rows]
    return render(request, "cases/counsellings.html", {"lines": lines, "next": page.cursor})


@login_required
@require_http_methods(["GET", "POST"])
def of_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What runs beside a case, and asking for it or offering it."""
    actor = actor_for(request)
    case = case_selectors.case_for(actor, public_id)
    if not selectors.may_know(actor, case):
        raise NotVisible
    fit = fitness.offered_for(case)
    choices = [(str(person.public_id), person.full_name) for person in fit]
    if request.method != "POST":
        return _of_case(request, case, AskForm(choices=choices))
    form = AskForm(request.POST, choices=choices)
    if not form.is_valid():
        return _of_case(request, case, form, status=422)
    wanted = form.cleaned_data["counsellor"]
    result = attempt("ask", {}, lambda: actions.ask_counselling(case, actor=actor, counsellor=wanted and UUID(wanted)))
    if isinstance(result, Refused):
        carry_faults(form, result.error.details or [result.error.message])
        return _of_case(request, case, form, status=result.error.status)
    messages.success(request, _("Counselling was asked for."))
    return redirect("cases:counselling", result.public_id)


def _of_case(request: HttpRequest, case: ImprovementCase, form: AskForm, *, status: int = 200) -> HttpResponse:
    actor = actor_for(request)
    found = selectors.counsellings_of(actor, case)
    roles = policy_for(case).roles_of(actor, case)
    running = any(one.state != "ended" for one in found)
    context = {
        "case": case,
        "lines": [(one, "people" in policy_for(one).fields_for(actor, one)) for one in found],
        "form": form,
        "own": "subject" in roles,
        "ready": actions.is_set_up(),
        "may_ask": bool(roles & ASKING) and case.is_open and not running,
    }
    return render(request, "cases/counselling_of_case.html", context, status=status)


@login_required
@require_GET
def counselling(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One counselling with its talks."""
    return _show(request, selectors.counselling_for(actor_for(request), public_id))


@login_required
@require_POST
def act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one transition of a counselling."""
    found = selectors.counselling_for(actor_for(request), public_id)
    result = perform(request, found, zone=found.case.zone)
    if isinstance(result, Refused):
        fresh = selectors.counselling_for(actor_for(request), public_id)
        return _show(request, fresh, refused=result, status=result.error.status)
    messages.success(request, _("Done."))
    return redirect("cases:counselling", public_id)


def _show(
    request: HttpRequest, found: Counselling, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_for(request)
    roles = policy_for(found).roles_of(actor, found)
    options = {}
    if "hr" in roles and found.state != "ended":
        fit = fitness.offered_for(found.case)
        options["counsellor"] = [(str(one.public_id), one.full_name) for one in fit if one.pk != found.counsellor_id]
    url = reverse("cases:counselling_act", args=[found.public_id])
    wished = {"counsellor": str(found.wished.public_id)} if found.wished else {}
    drawn = act_forms(found, actor, url=url, refused=refused, options=options, values=wished)
    context = {
        "counselling": found,
        "case": found.case,
        "opened": policy_for(found).fields_for(actor, found),
        "refused": refused,
        "own": "subject" in roles,
        "may_plan": "counsellor" in roles and found.state == "active",
        "sees_case": bool(roles & {"subject", "assessor", "hr", "auditor"}),
        **_acts(drawn),
    }
    with timezone.override(found.case.zone):
        return render(request, "cases/counselling.html", context, status=status)


def _acts(drawn: dict[str, ActForm]) -> dict[str, Any]:
    name = next((name for name in PRIMARY if name in drawn and not drawn[name].blocked), None)
    primary = replace(drawn.pop(name), kind="primary") if name else None
    rest = [replace(form, kind="quiet" if form.name in QUIET else "secondary") for form in drawn.values()]
    return {"primary": primary, "acts": rest}


@login_required
@require_http_methods(["GET", "POST"])
def plan_talk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Arrange a talk."""
    actor = actor_for(request)
    found = selectors.counselling_for(actor, public_id)
    if "counsellor" not in policy_for(found).roles_of(actor, found):
        raise NotPermitted
    with timezone.override(found.case.zone):
        form = TalkForm(request.POST or None)
        status = 200
        if request.method == "POST":
            result = _plan(request, found, form)
            if isinstance(result, CounsellingSession):
                messages.success(request, _("The talk is arranged."))
                return redirect("cases:talk", result.public_id)
            status = result
        context = {"counselling": found, "case": found.case, "form": form}
        return render(request, "cases/talk_new.html", context, status=status)


def _plan(request: HttpRequest, found: Counselling, form: TalkForm) -> CounsellingSession | int:
    """The talk made, or the status of the refusal with its sentences in the form."""
    if not form.is_valid():
        return 422
    values = form.cleaned_data
    result = attempt("plan", {}, lambda: actions.plan_talk(found, actor=actor_for(request), **values))
    if isinstance(result, Refused):
        carry_faults(form, result.error.details or [result.error.message])
        return result.error.status
    made: CounsellingSession = result
    return made


@login_required
@require_GET
def talk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One talk: that it is, and when; for the two who talk also what can be done."""
    return _show_talk(request, selectors.talk_for(actor_for(request), public_id))


@login_required
@require_POST
def talk_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one transition of a talk."""
    found = selectors.talk_for(actor_for(request), public_id)
    result = perform(request, found, zone=found.counselling.case.zone)
    if isinstance(result, Refused):
        fresh = selectors.talk_for(actor_for(request), public_id)
        return _show_talk(request, fresh, refused=result, status=result.error.status)
    messages.success(request, _("Done."))
    return redirect("cases:talk", public_id)


@login_required
@require_GET
def calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The appointment as a calendar file for the two who talk: it says when, and nothing of what it is."""
    actor = actor_for(request)
    found = selectors.talk_for(actor, public_id)
    if "talk" not in policy_for(found).fields_for(actor, found):
        raise NotPermitted
    return calendar_file(entry_of_talk(found), name="appointment")


def _show_talk(
    request: HttpRequest, found: CounsellingSession, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    actor, case = actor_for(request), found.counselling.case
    opened = policy_for(found).fields_for(actor, found)
    with timezone.override(case.zone):
        begun = min(found.planned_at, clock.now() - timedelta(minutes=USUAL_MINUTES))
        known = {"held_at": begun, "planned_at": found.planned_at, "minutes": USUAL_MINUTES}
        url = reverse("cases:talk_act", args=[found.public_id])
        drawn = act_forms(found, actor, url=url, refused=refused, values=known)
        context = {
            "talk": found,
            "case": case,
            "opened": opened,
            "refused": refused,
            "may_write": "note" in opened and found.counsellor_id == actor.employee_id and found.state == "held",
            "openings": selectors.openings_of(found) if "openings" in opened else [],
            **_acts(drawn),
        }
        return render(request, "cases/talk.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the note of a talk; its counsellor writes here. Nothing typed is kept by the browser."""
    actor = actor_for(request)
    found = selectors.talk_for(actor, public_id)
    if request.method != "POST":
        text, revision = actions.open_note(found, actor=actor)
        return _note_page(request, found, NoteForm(initial={"text": text, "revision": revision}), text=text)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _note_page(request, found, form, status=422)
    values = form.cleaned_data
    result = attempt(
        "note",
        {},
        lambda: actions.write_note(found, actor=actor, revision=values["revision"], text=values["text"]),
    )
    if isinstance(result, Refused):
        return _note_refused(request, found, form, result)
    messages.success(request, _("The note is saved under its seal."))
    return redirect("cases:talk", found.public_id)


def _note_refused(request: HttpRequest, found: CounsellingSession, form: NoteForm, refused: Refused) -> HttpResponse:
    """What was typed stays; a stale page also shows what is stored, and the next save is based on it."""
    carry_faults(form, refused.error.details or [refused.error.message])
    theirs = ""
    if isinstance(refused.error, StaleRevision):
        current = refused.error.extra["current"]
        theirs = current["fields"]["text"]
        form.data = {**form.data.dict(), "revision": str(current["revision"])}  # type: ignore[attr-defined]
    return _note_page(request, found, form, status=refused.error.status, theirs=theirs)


def _note_page(
    request: HttpRequest, found: CounsellingSession, form: NoteForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    actor = actor_for(request)
    writes = "counsellor" in policy_for(found).roles_of(actor, found) and found.state == "held"
    context = {"talk": found, "case": found.counselling.case, "form": form, "writes": writes, **more}
    with timezone.override(found.counselling.case.zone):
        return render(request, "cases/talk_note.html", context, status=status)
