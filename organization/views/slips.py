"""One-time passwords on paper: choose people of a unit, print, hand out. Shown once, in the answer that made them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from organization import access, selectors
from organization.actions import accounts
from organization.models import Employee
from organization.views.doors import employee_for, unit_by_code
from workflow.actors import actor_for
from workflow.errors import InvalidInput, NotPermitted


@login_required
@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """The people of a unit who cannot sign in yet, to choose from."""
    actor = actor_for(request)
    units = list(selectors.managed_units(actor)[:2_000])
    if not units:
        raise NotPermitted
    code = request.GET.get("unit", "")
    unit = unit_by_code(actor, code) if code else units[0]
    people = accounts.people_without_password(unit, actor=actor) if unit else []
    context = {
        "units": [(u.code, "  " * u.depth + u.name) for u in units],
        "unit": unit,
        "people": people,
        "choices": [(str(p.public_id), f"{p.full_name} · {p.unit.name}") for p in people[: accounts.SLIPS_AT_ONCE]],
        "chosen": [str(p.public_id) for p in people[: accounts.SLIPS_AT_ONCE]],
        "waiting": len(people),
        "limit": accounts.SLIPS_AT_ONCE,
    }
    return render(request, "organization/slips.html", context)


@never_cache
@login_required
@require_POST
def print_slips(request: HttpRequest) -> HttpResponse:
    """Make the slips of the chosen people; the page is the only place where the passwords can be read."""
    actor = actor_for(request)
    chosen = _ids(request.POST.getlist("selected"))
    if not chosen:
        raise InvalidInput(_("Choose at least one person."))
    rows = access.employees_visible_to(actor).filter(public_id__in=chosen).order_by("unit__lft", "full_name", "pk")
    return _sheet(request, list(rows))


@never_cache
@login_required
@require_POST
def reset(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new one-time password for one person who lost his own."""
    return _sheet(request, [employee_for(actor_for(request), public_id)])


def _sheet(request: HttpRequest, people: list[Employee]) -> HttpResponse:
    made = accounts.print_slips(people, actor=actor_for(request))
    address = request.build_absolute_uri("/")
    return render(request, "organization/slip_sheet.html", {"slips": made, "address": address})


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[: accounts.SLIPS_AT_ONCE + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
