"""Roles on units: who holds what on which basis; give one, take one away."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organization import grants as rules
from organization import selectors
from organization.actions import grants as grant_actions
from organization.forms import GrantForm
from organization.models import RoleGrant
from organization.views.doors import day_of, key_of, one_of, person_by_number, unit_by_code, user_of, version_of
from workflow.actors import Actor, actor_for
from workflow.engine import available
from workflow.errors import DomainError, FieldFault, InvalidInput, NotPermitted
from workflow.naming import before_stop

SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def grants(request: HttpRequest) -> HttpResponse:
    """The grants the visitor may see, and the form to give one for those who decide."""
    actor = actor_for(request)
    form = GrantForm(request.POST or None)
    decides = any(actor.holds(role) for role in rules.AUTHORITY)
    if request.method == "POST" and not decides:
        raise NotPermitted
    if request.method == "POST" and form.is_valid():
        try:
            made = _give(actor, form)
        except DomainError as refused:
            if refused.status == 404:
                raise
            form.refuse(refused)
        else:
            told = {"name": made.user.display_name, "role": made.get_role_display(), "unit": made.unit.name}
            messages.success(request, _("%(name)s now holds the role %(role)s on %(unit)s.") % told)
            return redirect("organization:grants")
    on = day_of(request)
    found = selectors.grants_visible_to(actor) if on is None else selectors.grants_held_on(actor, on)
    rows = found.order_by("state", "unit__lft", "role", "pk")[:SHOWN]
    context = {
        "on": on,
        "rows": [(row, available(row, actor) if on is None else ()) for row in rows],
        "form": form,
        "decides": decides,
    }
    return render(request, "organization/grants.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def grant(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The address of one grant: its line in the list."""
    found = one_of(selectors.grants_visible_to(actor_for(request)), public_id)
    return redirect(f"{reverse('organization:grants')}#grant-{found.public_id}")


def _give(actor: Actor, form: GrantForm) -> RoleGrant:
    values = dict(form.cleaned_data)
    person = person_by_number(actor, values.pop("person"))
    user = user_of(person) if person else None
    unit = unit_by_code(actor, values.pop("unit"))
    if user is None:
        raise InvalidInput(details=(FieldFault("person", _("Nobody you may see has an account by this name.")),))
    if unit is None:
        raise InvalidInput(details=(FieldFault("unit", _("There is no unit with this code.")),))
    return grant_actions.grant_role(user, actor=actor, unit=unit, **values)


@login_required
@require_POST
def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a role away, with a reason."""
    actor = actor_for(request)
    taken = one_of(selectors.grants_visible_to(actor), public_id)
    grant_actions.revoke_role(
        public_id,
        actor=actor,
        version=version_of(request),
        reason=request.POST.get("reason", ""),
        key=key_of(request),
    )
    name = before_stop(taken.user.display_name)
    messages.success(request, _("The role is taken away from %(name)s.") % {"name": name})
    return redirect("organization:grants")
