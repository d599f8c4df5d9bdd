"""The page of one case: where it stands, what is next, what is missing, and everything that happened."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import actions, criteria, files, selectors
from cases.counselling import selectors as counselling
from cases.duties import duties_of, summary_of
from cases.early_warning import warnings_of
from cases.guidance import selectors as guidance
from cases.machines.improvement_case import TRANSFERS
from cases.models import CoachingSession, Enrolment, ImprovementCase
from cases.stages import StageView, track
from cases.views import words
from cases.views.acts import ActForm, Refused, act_forms, attempt, perform
from cases.views.downloads import download
from cases.views.next_steps import next_steps
from workflow import clock
from workflow.access import record_read
from workflow.actors import actor_for
from workflow.errors import NotVisible
from workflow.policies import policy_for

ITEM_ACTS = ("record_progress", "extend_item")
STAGE_ACT = "close_stage"
# The one primary act of the page: the first of these that the person may take.
PRIMARY = (
    "acknowledge_handover",
    "propose",
    "agree",
    "start",
    "resume",
    "resume_planning",
    "close",
    "submit_for_review",
    "start_with_dissent",
)
MOVES = frozenset(TRANSFERS.values())
TALKING = ("opened", "planned", "active", "under_review")
QUIET = ("end_early",)
SHOWN_AT_ONCE = 10


@login_required
@require_GET
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one case."""
    return show(request, selectors.whole_case(actor_for(request), public_id))


@login_required
@require_POST
def act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one transition of a case; a refusal shows the page again with everything typed."""
    found = selectors.case_for(actor_for(request), public_id)
    result = perform(request, found, zone=found.zone)
    if isinstance(result, Refused):
        whole = selectors.whole_case(actor_for(request), public_id)
        return show(request, whole, refused=result, status=result.error.status)
    messages.success(request, _("Done. The case is now: %(state)s.") % {"state": _state(result.subject)})
    try:
        selectors.case_for(actor_for(request), public_id)
    except NotVisible:
        # Handing a case over may end one's own sight of it.
        return redirect("cases:board")
    return redirect("cases:case", public_id)


def _state(found: Any) -> str:
    return str(dict(found.States.choices)[str(found.state)])


def show(
    request: HttpRequest, found: ImprovementCase, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """Answer with the page of a case."""
    actor = actor_for(request)
    roles = policy_for(found).roles_of(actor, found)
    opened = policy_for(found).fields_for(actor, found)
    if "subject" not in roles:
        record_read(found, actor=actor, fields=opened, ground=",".join(sorted(roles)))
    url = reverse("cases:act", args=[found.public_id])
    drawn = _offered(found, act_forms(found, actor, url=url, refused=refused))
    events = selectors.events_of_case(found, also=guidance.events_known_to(actor, found))
    checks = criteria.checklist(criteria.facts_of(found))
    told = words.timeline(events, actor, case=found, urls=_urls(found))
    context = {
        "case": found,
        "opened": opened,
        "rail": words.rail_of(found),
        "checks": checks,
        "facts": words.facts_of(found),
        "why": words.due_lines(getattr(found, "duty_explanation", "")),
        "case_events": [event for event in reversed(events) if event.kind == found.kind],
        "timeline": told[:SHOWN_AT_ONCE],
        "earlier": told[SHOWN_AT_ONCE:],
        "refused": refused,
        "may_plan": bool(roles & {"assessor", "coach"}) and found.may_be_planned,
        "may_meet": bool(roles & {"assessor", "coach"})
        and found.state in ("opened", "planned", "active", "under_review"),
        "may_attach": bool(roles & {"subject", "assessor", "coach"}) and found.state == "active",
        "handover": words.handover_of(events) if "handover" in opened and found.handover_at else "",
        "is_subject": "subject" in roles,
        "knows_counselling": counselling.may_know(actor, found),
        "knows_guidance": found.started_at is not None and guidance.may_know(actor, found),
        "warnings": warnings_of(found, now=clock.now()) if "plan" in opened else (),
        "hints": next_steps(found, roles, now=clock.now()),
        **_acts(found, drawn, ready=not any(check.missing for check in checks)),
    }
    return render(request, "cases/case.html", context, status=status)


def _offered(found: ImprovementCase, drawn: dict[str, ActForm]) -> dict[str, ActForm]:
    """Following is offered where the person sits elsewhere now; a supervisor who changed is looked at on the board."""
    elsewhere = found.unit_id != found.employee.unit_id
    left_out = set() if elsewhere else set(MOVES)
    if not found.handover_waits:
        left_out.add("acknowledge_handover")
    return {name: form for name, form in drawn.items() if form.open or name not in left_out}


def _acts(found: ImprovementCase, drawn: dict[str, ActForm], *, ready: bool) -> dict[str, Any]:
    """The primary act, the others, and the acts of each plan item. Submitting comes first only when all is ready."""
    whole = {name: form for name, form in drawn.items() if name not in ITEM_ACTS and name != STAGE_ACT}
    first = next((name for name in PRIMARY if name in whole and (ready or name != "submit_for_review")), None)
    primary = replace(whole.pop(first), kind="primary") if first else None
    rest = [replace(form, kind="quiet" if form.name in QUIET else "secondary") for form in whole.values()]
    lines = []
    for item in found.items.all():
        forms = (
            [] if item.is_done else [_for_item(drawn[name], str(item.public_id)) for name in ITEM_ACTS if name in drawn]
        )
        lines.append((item, forms))
    return {"primary": primary, "acts": rest, "lines": lines, "stages": _stages(found, drawn)}


def _stages(found: ImprovementCase, drawn: dict[str, ActForm]) -> list[tuple[StageView, ActForm | None]]:
    """The track; the act stands at the stage the work is in, once nothing is missing there."""
    act = drawn.get(STAGE_ACT)
    rows: list[tuple[StageView, ActForm | None]] = []
    for view in track(found):
        ready = act is not None and view.is_next and not view.missing
        rows.append(
            (view, _for_stage(act, view) if act is not None and (ready or (act.open and view.is_next)) else None)
        )
    return rows


def _for_stage(form: ActForm, view: StageView) -> ActForm:
    inputs = tuple(i for i in form.inputs if i.name != "stage")
    return replace(form, inputs=inputs, hidden=(("stage", str(view.stage.public_id)),))


def _for_item(form: ActForm, item: str) -> ActForm:
    """The same act with the plan item filled in; open only where it was refused."""
    inputs = tuple(replace(i, id=f"{i.id}-{item[:8]}") for i in form.inputs if i.name != "item")
    typed = next((i.value for i in form.inputs if i.name == "item"), "")
    return replace(form, inputs=inputs, hidden=(("item", item),), open=form.open and typed == item)


def _urls(found: ImprovementCase) -> Mapping[tuple[str, int], str]:
    urls = {(CoachingSession.kind, s.pk): reverse("cases:session", args=[s.public_id]) for s in found.sessions.all()}
    urls.update(
        {(Enrolment.kind, e.pk): reverse("cases:enrolment", args=[e.public_id]) for e in found.enrolments.all()}
    )
    return urls


@login_required
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, public_id: UUID, item: UUID) -> HttpResponse | FileResponse:
    """Hand in or download the evidence of one plan item."""
    actor = actor_for(request)
    if request.method == "POST":
        return _attach(request, selectors.case_for(actor, public_id), item)
    found = selectors.case_for(actor, public_id)
    line = found.items.filter(public_id=item, removed=False).exclude(evidence="").first()
    if line is None or "plan" not in policy_for(found).fields_for(actor, found):
        raise NotVisible
    return download(line.evidence, name=line.evidence_name, media_type=line.evidence_type)


@login_required
@require_GET
def progress(request: HttpRequest, public_id: UUID, item: UUID) -> HttpResponse:
    """Every entry of progress of one plan item."""
    actor = actor_for(request)
    found = selectors.case_for(actor, public_id)
    policy = policy_for(found)
    opened = policy.fields_for(actor, found)
    if "plan" not in opened:
        raise NotVisible
    roles = policy.roles_of(actor, found)
    if "subject" not in roles:
        record_read(found, actor=actor, fields=opened, ground=",".join(sorted(roles)))
    line, entries = selectors.entries_of(found, item)
    return render(request, "cases/progress.html", {"case": found, "line": line, "entries": entries})


@login_required
@require_GET
def duties(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The duties around a case, each met, late or open."""
    actor = actor_for(request)
    found = selectors.whole_case(actor, public_id)
    opened = policy_for(found).fields_for(actor, found)
    if "outcome" not in opened:
        raise NotVisible
    rows = duties_of(found, now=clock.now())
    context = {"case": found, "duties": rows, "summary": summary_of(rows)}
    return render(request, "cases/duties.html", context)


@login_required
@require_GET
def entry_evidence(request: HttpRequest, public_id: UUID, entry: UUID) -> FileResponse:
    """Download the file of one entry of progress."""
    actor = actor_for(request)
    found = selectors.case_for(actor, public_id)
    if "plan" not in policy_for(found).fields_for(actor, found):
        raise NotVisible
    row = selectors.entry_with_file(found, entry)
    return download(row.evidence, name=row.evidence_name, media_type=row.evidence_type)


def _attach(request: HttpRequest, found: ImprovementCase, item: UUID) -> HttpResponse:
    def work() -> Any:
        stored = files.store(request.FILES.get("file"), folder=f"cases/{found.pk}")
        return files.keep(
            stored, lambda: actions.attach_evidence(found, item=item, actor=actor_for(request), stored=stored)
        )

    result = attempt("evidence", {}, work)
    if isinstance(result, Refused):
        whole = selectors.whole_case(actor_for(request), found.public_id)
        return show(request, whole, refused=result, status=result.error.status)
    messages.success(request, _("The file was added."))
    return redirect("cases:case", found.public_id)
