"""Pages of rule sets: list, one edition in words, publishing, retiring, new editions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appraisal.actions import rule_sets as actions
from appraisal.editions import words
from appraisal.models import RuleSet
from appraisal.pages import rule_sets as pages
from appraisal.views.doors import page, posted_step, row_of, visible
from workflow.engine import fire
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput


@require_safe
@page
def listing(request: Any) -> HttpResponse:
    """Rule sets by name, newest edition first."""
    context = {"rows": list(pages.visible_rule_sets(request.actor)[:100])}
    return render(request, "appraisal/rule_sets.html", context)


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """One edition in words, with what keeps a draft from being published."""
    return show(request, visible(RuleSet, public_id, actor=request.actor, related=("unit",)))


def show(request: Any, rule_set: RuleSet, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of one edition, perhaps after a refused act."""
    context = {
        "page": pages.rule_set_page(rule_set, request.actor),
        "rule_set": rule_set,
        "refused": refused,
        "areas": words.AREAS,
    }
    return render(request, "appraisal/rule_set.html", context, status=refused.status if refused else 200)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Publish or retire an edition."""
    visible(RuleSet, public_id, actor=request.actor)
    row = row_of(RuleSet, request.POST.get("transition", ""))
    try:
        fire(
            (RuleSet, public_id),
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(RuleSet, public_id, actor=request.actor, related=("unit",)), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:rule-set", public_id=public_id)


@require_POST
@page
def new_edition(request: Any, public_id: UUID) -> HttpResponseBase:
    """A draft that begins with the content of this edition."""
    draft = actions.new_edition(public_id, actor=request.actor)
    messages.success(request, _("A new draft was made. The edition it comes from stays as it is."))
    return redirect("appraisal:rule-set", public_id=draft.public_id)
