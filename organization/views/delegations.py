"""Delegations for an absence: the list, drafting one, one with what may be done about it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organization import delegates
from organization.actions import delegations as delegation_actions
from organization.actions.delegations import DelegationData
from organization.delegation_forms import DelegationForm
from organization.models import Delegation, Employee
from organization.views.doors import employee_for, key_of, managed_employee_for, one_of, version_of
from workflow.actors import Actor, actor_for
from workflow.engine import available
from workflow.errors import DomainError, FieldFault, InvalidInput, NotPermitted
from workflow.history import history_of
from workflow.models import Event

SHOWN = 200
ACTS = ("activate", "discard", "revoke")


@login_required
@require_GET
def delegations(request: HttpRequest) -> HttpResponse:
    """Those given, held and watched over."""
    actor = actor_for(request)
    rows = delegates.delegations_visible_to(actor).order_by("-valid_to", "-pk")[:SHOWN]
    context = {"rows": list(rows), "me": actor.employee_id}
    return render(request, "organization/delegations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_delegation(request: HttpRequest, public_id: UUID | None = None) -> HttpResponse:
    """Draft one for oneself, or as HR officer for somebody absent."""
    actor = actor_for(request)
    absent = _absent(actor, public_id)
    form = DelegationForm(request.POST or None, proposed=delegates.proposed_for(absent, actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = _draft(actor, absent, form)
        except DomainError as refused:
            if refused.status in (403, 404):
                raise
            form.refuse(refused)
        else:
            messages.success(request, _("The delegation is prepared. It holds once it is put into force."))
            return redirect("organization:delegation", public_id=made.public_id)
    context = {"form": form, "absent": absent, "own": absent.pk == actor.employee_id}
    return render(request, "organization/delegation_new.html", context, status=422 if form.errors else 200)


def _absent(actor: Actor, public_id: UUID | None) -> Employee:
    if public_id is None:
        if actor.employee_id is None:
            raise NotPermitted
        return Employee.objects.select_related("unit", "post").get(pk=actor.employee_id)
    found = employee_for(actor, public_id)
    return found if found.pk == actor.employee_id else managed_employee_for(actor, public_id)


def _draft(actor: Actor, absent: Employee, form: DelegationForm) -> Delegation:
    values: dict[str, Any] = dict(form.cleaned_data)
    chosen = delegates.choosable_by(actor).filter(public_id=values.pop("delegate")).first()
    if chosen is None:
        raise InvalidInput(details=(FieldFault("delegate", _("Nobody you may name has this NIP.")),))
    values["duties"] = tuple(values["duties"])
    return delegation_actions.draft_delegation(absent, actor=actor, delegate=chosen, data=DelegationData(**values))


@login_required
@require_GET
def delegation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One delegation: who for whom, in what, until when, by which letter, and its story."""
    actor = actor_for(request)
    found = one_of(delegates.delegations_visible_to(actor), public_id)
    context = {
        "delegation": found,
        "acts": [offer for offer in available(found, actor) if offer.name in ACTS],
        "story": _story(found),
        "me": actor.employee_id,
    }
    return render(request, "organization/delegation.html", context)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the story."""

    title: str
    at: datetime
    who: str
    text: str = ""


def _story(found: Delegation) -> list[Happened]:
    """What happened, newest first; the reason of a revocation stands with it."""
    words = {
        "delegation.created": _("Prepared"),
        "delegation.activated": _("Put into force"),
        "delegation.discarded": _("Draft discarded"),
        "delegation.revoked": _("Revoked"),
        "delegation.ended": _("Ended with its last day"),
        "delegation.expired": _("The time was over before it came into force"),
    }
    rows = history_of(found).select_related("actor__employee")
    return [
        Happened(
            title=words[event.name],
            at=event.effective_at,
            who=event.actor.display_name if event.actor else _("The system"),
            text=_reason(event),
        )
        for event in reversed(rows)
    ]


def _reason(event: Event) -> str:
    text = getattr(event, "text", None)
    return str(json.loads(text.content).get("reason", "")) if text is not None and text.content else ""


@login_required
@require_POST
def move_delegation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put it into force, discard the draft, or revoke it with a reason."""
    actor = actor_for(request)
    one_of(delegates.delegations_visible_to(actor), public_id)
    name = request.POST.get("transition", "")
    if name not in ACTS:
        raise InvalidInput(code="unknown_transition")
    payload = {"reason": request.POST.get("reason", "")} if name == "revoke" else {}
    delegation_actions.take(
        public_id, name, actor=actor, version=version_of(request), payload=payload, key=key_of(request)
    )
    told = {
        "activate": _("The delegation is in force."),
        "discard": _("The draft is discarded."),
        "revoke": _("The delegation is revoked."),
    }
    messages.success(request, told[name])
    return redirect("organization:delegation", public_id=public_id)
