"""The form of a draft of rules, part by part: saved as typed on its revision, rows added, moved and removed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appraisal.actions import rule_sets as actions
from appraisal.editions import words
from appraisal.editions.structure import changed_by
from appraisal.models import RuleSet
from appraisal.pages import rule_set_form as pages
from appraisal.views.doors import page, visible
from appraisal.views.saving import is_autosave, posted_revision, refusal_answer
from workflow import clock
from workflow.errors import DomainError, InvalidInput, NotPermitted, NotVisible, StaleRevision
from workflow.policies import policy_for
from workflow.roles import Role

FIRST = "general"


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: Any, public_id: UUID, part: str = FIRST) -> HttpResponseBase:
    """One part of a draft. A post saves; with `do` it also changes the rows."""
    rule_set = visible(RuleSet, public_id, actor=request.actor, related=("unit",))
    if part not in words.PARTS:
        raise NotVisible
    if Role.HR.value not in policy_for(RuleSet).roles_of(request.actor, rule_set) or rule_set.state != "draft":
        raise NotPermitted
    if request.method != "POST":
        return show(request, rule_set, part)
    return autosave(request, rule_set, part) if is_autosave(request) else save(request, rule_set, part)


def show(request: Any, rule_set: RuleSet, part: str, *, refused: DomainError | None = None) -> HttpResponse:
    """The part as it is stored, perhaps after a refusal."""
    context = {"page": pages.form_page(rule_set, part), "rule_set": rule_set, "refused": refused}
    return render(request, "appraisal/rule_set_edit.html", context, status=refused.status if refused else 200)


def save(request: Any, rule_set: RuleSet, part: str) -> HttpResponseBase:
    """A post without script, and every change of rows."""
    content = pages.typed_content(rule_set, part, request.POST)
    act = request.POST.get("do", "")[:200]
    try:
        store(request, rule_set, changed_by(content, act, name=new_name(request, act)))
    except StaleRevision:
        return conflict(request, rule_set, part)
    except InvalidInput as refused:
        return show(request, rule_set, part, refused=refused)
    messages.success(request, _("Saved."))
    return redirect(pages.address(rule_set, part))


def store(request: Any, rule_set: RuleSet, content: Mapping[str, Any]) -> int:
    """Save on the revision the page was built from; gives the revision to go on with."""
    revision = posted_revision(request)
    if content == rule_set.content and revision == rule_set.revision:
        return revision
    return actions.save_rule_set(rule_set.public_id, actor=request.actor, revision=revision, content=content).revision


def new_name(request: Any, act: str) -> str:
    """What was typed beside the button that adds a row."""
    _verb, _colon, what = act.partition(":")
    return str(request.POST.get(f"new.{what.replace(':', '.')}", ""))[:400]


def conflict(request: Any, rule_set: RuleSet, part: str) -> HttpResponseBase:
    """Both texts of every field that differs, and what was typed into rows that are gone."""
    fresh = visible(RuleSet, rule_set.public_id, actor=request.actor, related=("unit",))
    clashes = pages.clashes_of(fresh, part, request.POST)
    strays = pages.strays_of(fresh, part, request.POST)
    if not clashes and not strays and not request.POST.get("do"):
        return redirect(pages.address(fresh, part))
    context = {"page": pages.form_page(fresh, part), "rule_set": fresh, "clashes": clashes, "strays": strays}
    return render(request, "appraisal/rule_set_conflict.html", context, status=409)


def autosave(request: Any, rule_set: RuleSet, part: str) -> HttpResponseBase:
    """The answer for the page's script: saved, or both texts."""
    try:
        revision = store(request, rule_set, pages.typed_content(rule_set, part, request.POST))
    except StaleRevision:
        fresh = visible(RuleSet, rule_set.public_id, actor=request.actor)
        clashes = pages.clashes_of(fresh, part, request.POST)
        fields = {clash.field.name: pages.theirs_for_script(clash) for clash in clashes}
        current = {"revision": fresh.revision, "fields": fields}
        return JsonResponse({"code": "stale_revision", "current": current}, status=409)
    except DomainError as refused:
        return refusal_answer(refused)
    return JsonResponse({"revision": revision, "saved_at": clock.now().isoformat(), "fragments": True})
