"""One enrolment: its acts, its certificates."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import actions, files, selectors
from cases.machines.enrolment import USEFULNESS
from cases.models import Enrolment
from cases.views import words
from cases.views.acts import ActForm, Refused, act_forms, attempt, perform
from cases.views.downloads import download
from cases.views.happenings import title_of
from cases.waiting_line import place_in_line
from workflow.actors import Actor, actor_for
from workflow.errors import NotVisible
from workflow.history import history_of
from workflow.policies import policy_for

MAY_UPLOAD = frozenset({"subject", "training_officer"})
PRIMARY = ("approve", "queue", "attend", "complete", "evaluate")
QUIET = ("cancel", "miss")


@login_required
@require_GET
def enrolment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one enrolment."""
    return _show(request, selectors.enrolment_for(actor_for(request), public_id))


@login_required
@require_POST
def act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one transition of an enrolment; a refusal shows the page again with everything typed."""
    found = selectors.enrolment_for(actor_for(request), public_id)
    result = perform(request, found, zone=found.unit.zone)
    if isinstance(result, Refused):
        fresh = selectors.enrolment_for(actor_for(request), public_id)
        return _show(request, fresh, refused=result, status=result.error.status)
    messages.success(request, _("Done."))
    return redirect("cases:enrolment", public_id)


@login_required
@require_POST
def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand in a certificate."""
    found = selectors.enrolment_for(actor_for(request), public_id)
    number = request.POST.get("number", "")

    def work() -> Any:
        stored = files.store(request.FILES.get("file"), folder="certificates")
        actor = actor_for(request)
        return files.keep(stored, lambda: actions.upload_certificate(found, actor=actor, stored=stored, number=number))

    result = attempt("upload", {"number": number}, work)
    if isinstance(result, Refused):
        fresh = selectors.enrolment_for(actor_for(request), public_id)
        return _show(request, fresh, refused=result, status=result.error.status)
    messages.success(request, _("The certificate was added."))
    return redirect("cases:enrolment", public_id)


@login_required
@require_GET
def certificate(request: HttpRequest, public_id: UUID, certificate: UUID) -> FileResponse:
    """Download a certificate."""
    found = selectors.enrolment_for(actor_for(request), public_id)
    row = next((c for c in found.certificates.all() if c.public_id == certificate), None)
    if row is None or "certificate" not in policy_for(found).fields_for(actor_for(request), found):
        raise NotVisible
    return download(row.file, name=row.name, media_type=row.media_type)


def _show(request: HttpRequest, found: Enrolment, *, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    actor = actor_for(request)
    roles, opened = policy_for(found).roles_of(actor, found), policy_for(found).fields_for(actor, found)
    given = list(found.certificates.all()) if "certificate" in opened else []
    url = reverse("cases:enrolment_act", args=[found.public_id])
    options = {"certificate": [(str(c.public_id), f"{c.name} {c.number}".strip()) for c in given]}
    values = {"jp_hours": found.training.jp_hours, "result": "passed", **_newest(options["certificate"])}
    context = {
        "enrolment": found,
        "training": found.training,
        "opened": opened,
        "refused": refused,
        "files": [_file(found, c) for c in given],
        "may_upload": bool(roles & MAY_UPLOAD) and found.state in ("approved", "attended"),
        "is_subject": "subject" in roles,
        "place": place_in_line(found) if roles & MAY_UPLOAD else 0,
        "verdict_words": dict(USEFULNESS).get(str(found.usefulness), ""),
        "timeline": _timeline(found, actor, opened),
        **_acts(act_forms(found, actor, url=url, refused=refused, options=options, values=values)),
    }
    return render(request, "cases/enrolment.html", context, status=status)


def _newest(offered: list[tuple[str, str]]) -> dict[str, str]:
    return {"certificate": offered[0][0]} if offered else {}


def _file(found: Enrolment, row: Any) -> dict[str, Any]:
    url = reverse("cases:certificate", args=[found.public_id, row.public_id])
    return {"name": row.name, "url": url, "size": row.size, "media_type": row.media_type}


def _timeline(found: Enrolment, actor: Actor, opened: frozenset[str]) -> list[words.Entry]:
    """The steps, newest first, with their reasons where they are open: as over REST."""
    events = history_of(found).select_related("actor__employee").order_by("-version")
    return [
        words.Entry(
            title=title_of(event),
            at=event.effective_at,
            who=words.who_of(event),
            text=words.typed_with(event, actor, opened),
        )
        for event in events
    ]


def _acts(drawn: dict[str, ActForm]) -> dict[str, Any]:
    """The next act first; of seat and waiting list, the one that is possible now."""
    if "queue" in drawn and drawn["queue"].blocked:
        del drawn["queue"]
    if "evaluate" in drawn and drawn["evaluate"].blocked:
        del drawn["evaluate"]
    offered = [name for name in PRIMARY if name in drawn]
    name = next((name for name in offered if not drawn[name].blocked), next(iter(offered), None))
    primary = drawn.pop(name) if name else None
    if primary is not None:
        primary = replace(primary, kind="primary", open=primary.open or primary.name == "evaluate")
    rest = [replace(form, kind="quiet" if form.name in QUIET else "secondary") for form in drawn.values()]
    return {"primary": primary, "acts": rest}
