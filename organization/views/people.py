"""The list of people and one person: posts, assessor with the reason, named assessors, account."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from organization import access, nip, selectors
from organization.actions import accounts
from organization.actions import people as people_actions
from organization.days import today
from organization.delegating import stand_ins_of
from organization.forms import AppointmentForm, AssessorForm
from organization.models import Employee, EmployeeKind, Post
from organization.reporting import assessor_of
from organization.views.doors import (
    day_of,
    employee_for,
    managed_employee_for,
    one_of,
    person_by_number,
    unit_by_code,
    user_of,
)
from workflow.actors import Actor, actor_for
from workflow.errors import DomainError, FieldFault, InvalidInput

SIZE = 50


@login_required
@require_GET
def employees(request: HttpRequest) -> HttpResponse:
    """People the visitor may know of, by name; search, unit and kind stand in the address."""
    actor = actor_for(request)
    text, code = request.GET.get("q", "").strip()[:100], request.GET.get("unit", "")
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in EmployeeKind.values else ""
    unit = unit_by_code(actor, code) if code else None
    rows = selectors.employees(actor, text=text, unit=unit, kind=kind)
    if code and unit is None:
        rows = rows.none()
    shown, cursor = _page(rows, request.GET.get("after", ""), salt=f"employees:{actor.user_id}")
    headed = access.headed_intervals(actor)
    query = [(name, value) for name, value in request.GET.items() if name != "after"]
    context = {
        "people": [(person, _masked(actor, person, headed)) for person in shown],
        "text": text,
        "code": code,
        "kind": kind,
        "kinds": [("", _("All kinds")), *EmployeeKind.choices],
        "agencies": [("", _("All units")), *((u.code, u.name) for u in _agencies(actor))],
        "older": f"?{urlencode([*query, ('after', cursor)])}" if cursor else "",
        "newer": f"?{urlencode(query)}" if request.GET.get("after") else "",
    }
    return render(request, "organization/employees.html", context)


def _masked(actor: Actor, person: Employee, headed: tuple[tuple[int, int], ...]) -> str:
    """The NIP for a list; empty for a visitor without the right to it."""
    return nip.masked(person.nip) if access.IDENTITY in access.fields_of(actor, person, headed) else ""


def _agencies(actor: Actor) -> list[Any]:
    return list(access.units_visible_to(actor).filter(depth__lte=1).order_by("lft")[:200])


def _page(rows: QuerySet[Employee], cursor: str, *, salt: str) -> tuple[list[Employee], str]:
    """People behind the last one seen; a broken cursor starts at the beginning."""
    ordered = rows.order_by("full_name", "pk")
    try:
        seen = signing.loads(cursor, salt=salt) if cursor else None
    except signing.BadSignature:
        seen = None
    last = Employee.objects.filter(public_id=seen).first() if seen else None
    if last is not None:
        ordered = ordered.filter(Q(full_name__gt=last.full_name) | Q(full_name=last.full_name, pk__gt=last.pk))
    found = list(ordered[: SIZE + 1])
    more = len(found) > SIZE
    return found[:SIZE], signing.dumps(str(found[SIZE - 1].public_id), salt=salt) if more else ""


@login_required
@require_GET
def employee(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person, as far as the visitor may know him."""
    actor = actor_for(request)
    headed = access.headed_intervals(actor)
    return _answer(request, actor, employee_for(actor, public_id, headed), {}, headed)


def _answer(
    request: HttpRequest,
    actor: Actor,
    person: Employee,
    forms: dict[str, Any],
    headed: access.Intervals | None = None,
) -> HttpResponse:
    fields = access.fields_of(actor, person, headed)
    sees_line = access.LINE in fields
    sees_account = access.ACCOUNT in fields
    now = today(person.unit.zone)
    on = day_of(request) or now
    line = assessor_of(person, on) if sees_line else None
    context = {
        "person": person,
        "fields": fields,
        "appointments": selectors.appointments_of(person) if sees_line else [],
        "overrides": selectors.overrides_of(person) if sees_line else [],
        "line": line,
        "stand_ins": stand_ins_of(line, person, on) if line is not None else [],
        "on": on,
        "is_today": on == now,
        "account": user_of(person) if sees_account else None,
        "manages": access.manages_person(actor, person),
        "today": now,
        "assessor_form": AssessorForm(),
        "appointment_form": AppointmentForm(initial={"unit": person.unit.code}),
        **forms,
    }
    return render(request, "organization/employee.html", context, status=422 if forms else 200)


@login_required
@require_POST
def name_assessor(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name an assessor with a reason."""
    actor = actor_for(request)
    person, form = managed_employee_for(actor, public_id), AssessorForm(request.POST)
    if form.is_valid():
        try:
            values = dict(form.cleaned_data)
            assessor = person_by_number(actor, values.pop("assessor"))
            if assessor is None:
                raise InvalidInput(details=(FieldFault("assessor", _("Nobody you may see has this NIP.")),))
            people_actions.name_assessor(person, actor=actor, assessor=assessor, **values)
        except DomainError as refused:
            _pass_on(refused)
            form.refuse(refused)
        else:
            messages.success(request, _("The assessor is named. The reason is kept with it."))
            return redirect("organization:employee", public_id=public_id)
    return _answer(request, actor, person, {"assessor_form": form, "open_act": "assessor"})


@login_required
@require_POST
def end_override(request: HttpRequest, public_id: UUID, override_id: UUID) -> HttpResponse:
    """Return to the computed line from tomorrow on."""
    actor = actor_for(request)
    person = managed_employee_for(actor, public_id)
    override = one_of(person.assessor_overrides.all(), override_id)
    people_actions.end_override(override, actor=actor, last_day=max(today(person.unit.zone), override.valid_from))
    messages.success(request, _("From tomorrow the computed line holds again."))
    return redirect("organization:employee", public_id=public_id)


@login_required
@require_POST
def appoint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record an appointment, definitive or acting."""
    actor = actor_for(request)
    person, form = managed_employee_for(actor, public_id), AppointmentForm(request.POST)
    if form.is_valid():
        try:
            values = dict(form.cleaned_data)
            post = _post(actor, values.pop("unit"), values.pop("title"))
            people_actions.appoint(person, actor=actor, post=post, **values)
        except DomainError as refused:
            _pass_on(refused)
            form.refuse(refused)
        else:
            messages.success(request, _("The appointment is recorded."))
            return redirect("organization:employee", public_id=public_id)
    return _answer(request, actor, person, {"appointment_form": form, "open_act": "appoint"})


def _post(actor: Actor, code: str, title: str) -> Post:
    unit = unit_by_code(actor, code)
    if unit is None:
        raise InvalidInput(details=(FieldFault("unit", _("There is no unit with this code.")),))
    post = Post.objects.select_related("unit").filter(unit=unit, title__iexact=title.strip()).first()
    if post is None:
        raise InvalidInput(details=(FieldFault("title", _("This unit has no post with this title.")),))
    return post


@login_required
@require_POST
def set_account(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open or close a person's account."""
    actor = actor_for(request)
    person = managed_employee_for(actor, public_id)
    is_open = request.POST.get("open") == "1"
    accounts.set_account_open(person, actor=actor, is_open=is_open)
    messages.success(request, _("The account is open.") if is_open else _("The account is closed."))
    return redirect("organization:employee", public_id=public_id)


def _pass_on(refused: DomainError) -> None:
    """A missing right is answered with its page, not at the form."""
    if refused.status in (403, 404):
        raise refused
