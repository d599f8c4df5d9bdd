"""The page of one award: why, who decided, the certificate, and the steps open to the reader."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appraisal.awards import actions
from appraisal.awards.criteria import words_of
from appraisal.awards.policies import SUBJECT
from appraisal.awards.selectors import award_for
from appraisal.models import Award
from appraisal.views.doors import page, posted_step, row_of
from workflow.access import record_read
from workflow.engine import available
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput
from workflow.policies import policy_for

MAIN_ACTS = frozenset({"approve", "grant", "consent"})


@require_safe
@page
def award(request: Any, public_id: UUID) -> HttpResponse:
    """One award."""
    return show(request, award_for(request.actor, public_id))


def show(request: Any, found: Award, *, refused: DomainError | None = None) -> HttpResponse:
    """The page, perhaps with what was refused; who else than the person reads the reasons is written down."""
    actor, policy = request.actor, policy_for(Award)
    roles, fields = policy.roles_of(actor, found), policy.fields_for(actor, found)
    own = SUBJECT in roles
    if not own and request.method == "GET":
        record_read(found, actor=actor, fields=("grounds",), ground=",".join(sorted(roles)))
    offers = available(found, actor)
    context = {
        "award": found,
        "own": own,
        "fields": fields,
        "grounds": [words_of(ground) for ground in found.grounds],
        "main": [one for one in offers if one.name in MAIN_ACTS],
        "others": [one for one in offers if one.name not in MAIN_ACTS],
        "refused": refused,
    }
    return render(request, "appraisal/award.html", context, status=refused.status if refused else 200)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Approve, give, decline, take back; agree to be named or not."""
    found = award_for(request.actor, public_id)
    row = row_of(Award, request.POST.get("transition", ""))
    try:
        actions.take(
            public_id,
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, award_for(request.actor, found.public_id), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:award", public_id=public_id)
