"""Pages of the two forms that follow guidance: those of a case, one form to write, one to read. Saved as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import selectors as case_selectors
from cases.actions.moves import Seen
from cases.guidance import actions, fields, pages, selectors
from cases.guidance.addressee import guide_of, reader_for
from cases.guidance.wording import AGREEMENT, LEVELS
from cases.models import GuidanceEvaluation, GuidanceFeedback
from cases.paging import Order, page_of
from cases.views.acts import ActForm, Refused, act_forms, attempt, perform, version_of
from organization.models import Employee
from workflow import clock
from workflow.access import record_read
from workflow.actors import actor_for
from workflow.errors import DomainError, NotVisible, StaleRevision, Text
from workflow.policies import policy_for

NEWEST: Final = Order(("-handed_in_at",))
SIZE: Final = 50
HAND_IN: Final = "hand_in"


@dataclass(frozen=True)
class Sheet:
    """One of the two forms: its table, its scale, its addresses and page."""

    model: Any
    scale: tuple[tuple[int, Text], ...]
    page: str
    act: str
    template: str


FEEDBACK = Sheet(GuidanceFeedback, AGREEMENT, "cases:feedback", "cases:feedback_act", "cases/feedback.html")
EVALUATION = Sheet(GuidanceEvaluation, LEVELS, "cases:evaluation", "cases:evaluation_act", "cases/evaluation.html")


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Feedback that was handed in: the reader's own, what was handed in to him, what HR and auditors know of."""
    actor = actor_for(request)
    page = page_of(selectors.desk(actor), order=NEWEST, cursor=request.GET.get("after", ""), salt="feedback", size=SIZE)
    return render(request, "cases/feedbacks.html", {"rows": page.rows, "next": page.cursor})


@login_required
@require_GET
def of_case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Both forms of a case, as far as the reader may know of them."""
    actor = actor_for(request)
    case = case_selectors.case_for(actor, public_id)
    if not selectors.may_know(actor, case):
        raise NotVisible
    feedback, evaluations = selectors.forms_of(actor, case)
    own = "subject" in policy_for(case).roles_of(actor, case)
    context = {"case": case, "feedback": feedback, "evaluations": evaluations, "own": own}
    return render(request, "cases/guidance_of_case.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """B.1.8: the employee writes, the guide's superior reads."""
    return _page(request, FEEDBACK, public_id)


@login_required
@require_POST
def feedback_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one transition of feedback."""
    return _act(request, FEEDBACK, public_id)


@login_required
@require_http_methods(["GET", "POST"])
def evaluation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """B.1.9: whoever guides writes, the employee, supervisor and HR read."""
    return _page(request, EVALUATION, public_id)


@login_required
@require_POST
def evaluation_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one transition of an evaluation."""
    return _act(request, EVALUATION, public_id)


def _act(request: HttpRequest, sheet: Sheet, public_id: UUID) -> HttpResponse:
    found = selectors.form_for(sheet.model, actor_for(request), public_id)
    result = perform(request, found, zone=found.case.zone)
    if isinstance(result, Refused):
        fresh = selectors.form_for(sheet.model, actor_for(request), public_id)
        return _show(request, sheet, fresh, refused=result, status=result.error.status)
    messages.success(request, _("Done."))
    return redirect(sheet.page, public_id)


def _page(request: HttpRequest, sheet: Sheet, public_id: UUID) -> HttpResponse:
    found = selectors.form_for(sheet.model, actor_for(request), public_id)
    if request.method != "POST":
        return _show(request, sheet, found)
    if request.headers.get("X-Autosave") == "1":
        return _autosave(request, found)
    return _post(request, sheet, found)


def _posted(request: HttpRequest) -> dict[str, Any]:
    """The posted answers by field; an emptied score is None, one that is no number stays text for the rule to name."""
    found: dict[str, Any] = {}
    for name, typed in request.POST.items():
        if name.startswith(fields.SCORE):
            text = str(typed)
            found[name] = (int(text) if text.isascii() and text.isdigit() and len(text) < 3 else text) or None
        elif name.startswith(fields.REASON) or name == fields.REMARKS:
            found[name] = str(typed)
    return found


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _save(request: HttpRequest, found: Any, values: Mapping[str, Any]) -> Any:
    return actions.save_answers(found, actor=actor_for(request), revision=_revision(request), values=values)


def _autosave(request: HttpRequest, found: Any) -> JsonResponse:
    """The answer for the page's script: saved, both texts, or the faults."""
    try:
        saved = _save(request, found, _posted(request))
    except StaleRevision as stale:
        return JsonResponse({"code": stale.code, "current": stale.extra["current"]}, status=stale.status)
    except DomainError as refused:
        details = [{"field": name, "message": text} for name, text in pages.faults_at(refused.details).items()]
        body = {"code": refused.code, "detail": str(refused.message), "details": details}
        return JsonResponse(body, status=refused.status)
    return JsonResponse({"revision": saved.revision, "saved_at": clock.now().isoformat()})


def _post(request: HttpRequest, sheet: Sheet, found: Any) -> HttpResponse:
    """A post without script, and handing in: answers are saved first, then the form is signed."""
    handing_in, typed = request.POST.get("act") == HAND_IN, _posted(request)
    if not (handing_in and found.state != "draft"):
        result = attempt("save", {}, lambda: _save(request, found, typed))
        if isinstance(result, Refused):
            answer = _clash if isinstance(result.error, StaleRevision) else _refuse
            return answer(request, sheet, found, typed, result)
    if not handing_in:
        messages.success(request, _("Saved."))
        return redirect(sheet.page, found.public_id)
    result = attempt(HAND_IN, {}, lambda: actions.hand_in(found, _seen(request)))
    fresh = selectors.form_for(sheet.model, actor_for(request), found.public_id)
    if isinstance(result, Refused):
        return _show(request, sheet, fresh, refused=result, status=result.error.status)
    messages.success(request, _("Handed in. It can be read, and changed no more."))
    return redirect(sheet.page, found.public_id)


def _seen(request: HttpRequest) -> Seen:
    return Seen(actor_for(request), version_of(request), request.POST.get("key") or None)


def _refuse(request: HttpRequest, sheet: Sheet, found: Any, typed: Mapping[str, Any], refused: Refused) -> HttpResponse:
    """Everything typed stays, with the sentences at their fields."""
    return _show(request, sheet, found, refused=refused, typed=typed, status=refused.error.status)


def _clash(request: HttpRequest, sheet: Sheet, found: Any, typed: Mapping[str, Any], refused: Refused) -> HttpResponse:
    """The form was saved elsewhere meanwhile: field by field both texts, and the person chooses."""
    current = refused.error.extra["current"]
    clashes = pages.clashes_of(found, sheet.scale, typed=typed, stored=current["fields"])
    context = {
        "form": found,
        "case": found.case,
        "clashes": clashes,
        "revision": current["revision"],
        "url": reverse(sheet.page, args=[found.public_id]),
    }
    return render(request, "cases/guidance_conflict.html", context, status=refused.error.status)


def _show(
    request: HttpRequest,
    sheet: Sheet,
    found: Any,
    *,
    refused: Refused | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_for(request)
    policy = policy_for(found)
    roles, opened = policy.roles_of(actor, found), policy.fields_for(actor, found)
    if opened and "subject" not in roles:
        record_read(found, actor=actor, fields=opened, ground=",".join(sorted(roles)))
    writes = found.state == "draft" and actions.WRITERS[found.kind] in roles
    url = reverse(sheet.act, args=[found.public_id])
    drawn = {} if writes else act_forms(found, actor, url=url, refused=refused)
    faults = _faults(found, refused) if writes else {}
    lines = pages.lines_of(found, sheet.scale, typed=typed, faults=faults) if opened else []
    context = {
        "form": found,
        "case": found.case,
        "own": "subject" in roles,
        "opened": opened,
        "writes": writes,
        "lines": lines,
        "wrong": pages.summary_of(lines),
        "faults": faults,
        "scale": [(str(value), str(label)) for value, label in sheet.scale],
        "remarks": (typed or {}).get(fields.REMARKS, getattr(found, fields.REMARKS, "")) if opened else "",
        "figures": pages.figures_of(lines),
        "refused": refused,
        "key": uuid4().hex,
        "knows_case": policy_for(found.case).sees(actor, found.case),
        "facts": _facts(found, writes=writes),
        **_acts(drawn),
    }
    with timezone.override(found.case.zone):
        return render(request, sheet.template, context, status=status)


def _faults(found: Any, refused: Refused | None) -> dict[str, str]:
    if refused is None:
        return {}
    return pages.gaps_of(found) if refused.name == HAND_IN else pages.faults_at(refused.error.details)


def _facts(found: Any, *, writes: bool) -> list[tuple[str, str]]:
    """Who guides, and who reads: while feedback is written, who it would be today."""
    case = found.case
    if not isinstance(found, GuidanceFeedback):
        return _named(_("Guide"), found.written_by or case.coach or case.supervisor)
    facts = _named(_("Guide"), found.guide or case.coach or case.supervisor)
    instead = _("an HR officer of the unit, because nobody stands above the guide")
    if writes:
        reader = Employee.objects.filter(pk=reader_for(case, guide_of(case), at=clock.now()) or 0).first()
        return [*facts, (_("Would read it today"), reader.full_name if reader else instead)]
    if found.handed_in_at is None:
        return facts
    return [*facts, (_("Reader"), found.reader.full_name if found.reader else instead)]


def _named(label: str, person: Any) -> list[tuple[str, str]]:
    return [(label, person.full_name)] if person else []


def _acts(drawn: dict[str, ActForm]) -> dict[str, Any]:
    """Taking note is the one primary act; the others stand below. Handing in belongs to the form that is written."""
    rest = [form for name, form in drawn.items() if name not in ("take_note", HAND_IN)]
    first = drawn.get("take_note")
    return {"primary": replace(first, kind="primary") if first else None, "acts": rest}
