"""The own account: who I am here, what I may do where, and tokens for programs."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organization import selectors
from organization.actions import tokens as token_actions
from organization.days import holds_on, today
from organization.forms import TokenForm
from organization.models import User
from organization.reporting import assessor_of
from workflow.actors import actor_for
from workflow.errors import DomainError


@login_required
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """You and your authority: person, posts held today, assessor with the reason, roles."""
    user = request.user
    assert isinstance(user, User)
    employee = user.employee
    context = {
        "account": user,
        "employee": employee,
        "held": [a for a in selectors.appointments_of(employee) if holds_on(a, today())] if employee else [],
        "line": assessor_of(employee, today(employee.unit.zone)) if employee else None,
        "grants": selectors.grants_in_force(user.pk),
        "stands_in": actor_for(request).stands_in,
    }
    return render(request, "organization/profile.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The own tokens; a new one is shown once, in the answer that made it."""
    user = request.user
    assert isinstance(user, User)
    actor, form, secret = actor_for(request), TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = token_actions.issue_token(user, actor=actor, name=form.cleaned_data["name"])
            form = TokenForm()
        except DomainError as refused:
            form.refuse(refused)
    context = {"form": form, "secret": secret, "tokens": list(selectors.tokens_of(actor)[:100])}
    return render(request, "organization/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke_token(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one of the own tokens."""
    token = token_actions.revoke_token(public_id, actor=actor_for(request))
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
    return redirect("organization:tokens")
