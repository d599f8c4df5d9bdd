"""Pages that read rule sets: what changed since another edition, and one example computed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from appraisal.editions import example as examples
from appraisal.models import RuleSet
from appraisal.pages import rule_set_changes as pages
from appraisal.rule_parsing import RuleFaults
from appraisal.views.doors import page, visible
from workflow.errors import GuardRefused, InvalidInput, NotVisible


@require_safe
@page
def changes(request: Any, public_id: UUID) -> HttpResponse:
    """Every difference in a sentence; `with` names the other edition."""
    rule_set = visible(RuleSet, public_id, actor=request.actor, related=("unit", "previous"))
    refused, found = None, pages.Changes(None, rule_set, ())
    try:
        found = pages.changes_of(rule_set, request.actor, other=_chosen(request.GET.get("with", "")))
    except GuardRefused as refusal:
        refused = refusal
    options = [(str(one.public_id), str(one)) for one in pages.offered(rule_set, request.actor)]
    context = {"rule_set": rule_set, "changes": found, "options": options, "refused": refused}
    return render(request, "appraisal/rule_set_changes.html", context)


def _chosen(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotVisible from None


@require_safe
@page
def example(request: Any, public_id: UUID) -> HttpResponse:
    """Ratings typed into the address, the result with the way there. Nothing is stored, nobody is named."""
    rule_set = visible(RuleSet, public_id, actor=request.actor, related=("unit",))
    try:
        content = rule_set.rules
    except RuleFaults:
        raise NotVisible from None
    faults: dict[str, str] = {}
    result = None
    if request.GET:
        try:
            result = examples.computed(content, request.GET)
        except InvalidInput as invalid:
            faults = {one.field: str(one.message) for one in invalid.details}
    context = {
        "rule_set": rule_set,
        "fields": examples.fields_of(content, request.GET, faults),
        "asks_innovation": any(band.innovation for band in content.bands),
        "innovation": request.GET.get(examples.INNOVATION) == "on",
        "result": result,
        "predicate": content.predicate(result.predicate) if result else None,
        "predicate_label": content.predicate(result.predicate).label.pick(get_language()) if result else "",
        "meaning": content.predicate(result.predicate).meaning.pick(get_language()) if result else "",
        "lines": examples.lines_of(content, result.trace) if result else (),
        "asks": result is not None and examples.asks_for(content, result.trace),
        "faults": faults,
    }
    return render(request, "appraisal/rule_set_example.html", context, status=400 if faults else 200)
