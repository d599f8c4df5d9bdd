"""The closing page of a case: live what is still missing, the outcomes, the duties, the weak items then and now."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import closing as reading
from cases import criteria, selectors
from cases.duties import duties_of, summary_of
from cases.models import ImprovementCase
from cases.views.acts import Refused, act_forms, perform
from workflow import clock
from workflow.access import record_read
from workflow.actors import actor_for
from workflow.errors import NotVisible
from workflow.policies import policy_for

ACTS = ("close", "send_back", "end_early", "submit_for_review")


@login_required
@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look at a case before it is closed, and close it; a refusal keeps everything typed."""
    actor = actor_for(request)
    found = selectors.whole_case(actor, public_id)
    if "outcome" not in policy_for(found).fields_for(actor, found):
        raise NotVisible
    if request.method != "POST":
        return _show(request, found)
    result = perform(request, selectors.case_for(actor, public_id), zone=found.zone)
    if isinstance(result, Refused):
        return _show(request, selectors.whole_case(actor, public_id), refused=result, status=result.error.status)
    messages.success(request, _("Done."))
    return redirect("cases:case", public_id)


def _show(
    request: HttpRequest, found: ImprovementCase, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_for(request)
    policy = policy_for(found)
    roles, opened = policy.roles_of(actor, found), policy.fields_for(actor, found)
    if "subject" not in roles:
        record_read(found, actor=actor, fields=opened, ground=",".join(sorted(roles)))
    checks = criteria.checklist(criteria.facts_of(found))
    rows = duties_of(found, now=found.closed_at or clock.now())
    context = {
        "case": found,
        "opened": opened,
        "refused": refused,
        "checks": checks,
        "missing": sum(len(check.missing) for check in checks),
        "choices": reading.choices(),
        "compared": reading.compared(found),
        "duties": rows,
        "summary": summary_of(rows),
        "follow_up_words": reading.follow_up_words(),
        "follow_up_draft": reading.follow_up_draft(),
        "acts": _acts(found, request, refused),
    }
    return render(request, "cases/closing.html", context, status=status)


def _acts(found: ImprovementCase, request: HttpRequest, refused: Refused | None) -> list[Any]:
    url = reverse("cases:closing", args=[found.public_id])
    drawn = act_forms(found, actor_for(request), url=url, refused=refused)
    kinds = {"close": "primary", "end_early": "quiet"}
    return [replace(drawn[name], kind=kinds.get(name, "secondary")) for name in ACTS if name in drawn]
