"""Pages of plan templates: the list, and one template with its lines and former editions. HR only."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import actions
from cases.forms_templates import LineForms, TemplateForm
from cases.models import PlanTemplate, PlanTemplateEdition
from cases.views.acts import Refused, attempt
from organization.models import Unit
from workflow.actors import Actor, actor_for
from workflow.errors import FieldFault, NotPermitted, NotVisible, StaleRevision
from workflow.roles import Role

MOST_SHOWN = 200


@login_required
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """All templates, by unit."""
    actor = _reader(request)
    rows = PlanTemplate.objects.select_related("unit").order_by("unit__lft", "name")[:MOST_SHOWN]
    lines = [(row, len(row.content["lines"]), actions.may_keep(actor, row.unit)) for row in rows]
    return render(request, "cases/templates.html", {"lines": lines})


def _reader(request: HttpRequest) -> Actor:
    actor = actor_for(request)
    if not actions.may_read_templates(actor):
        raise NotPermitted
    return actor


@login_required
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, public_id: UUID | None = None) -> HttpResponse:
    """Write or change one template; its former editions stand below."""
    actor = _reader(request)
    found = _found(public_id)
    if found is None and not list(_units(actor)):
        raise NotPermitted
    form = TemplateForm(
        request.POST or None, initial=TemplateForm.of(found), units=list(_units(actor)), new=found is None
    )
    lines = LineForms(request.POST or None, prefix="line", initial=LineForms.of(found))
    if request.method != "POST":
        return _page(request, actor, found, form, lines)
    if found is not None and not actions.may_keep(actor, found.unit):
        raise NotPermitted
    if not (form.is_valid() and lines.is_valid()):
        return _page(request, actor, found, form, lines, status=422)
    result: Any = attempt("template", {}, lambda: _save(actor, found, form, lines))
    if isinstance(result, Refused):
        return _refused(request, actor, found, form, lines, result)
    messages.success(request, _("The template was saved as edition %(edition)d.") % {"edition": result.edition})
    return redirect("cases:template", result.public_id)


def _found(public_id: UUID | None) -> PlanTemplate | None:
    if public_id is None:
        return None
    found = PlanTemplate.objects.select_related("unit").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def _units(actor: Actor) -> Iterator[tuple[str, str]]:
    """The units an HR grant stands on, and the agencies below them: where templates make sense."""
    for first, last in actor.intervals(Role.HR):
        rows = Unit.objects.filter(lft__range=(first, last), kind__in=("regency", "agency")).order_by("lft")
        yield from ((str(unit.public_id), unit.name) for unit in rows)


def _save(actor: Actor, found: PlanTemplate | None, form: TemplateForm, lines: LineForms) -> PlanTemplate:
    values = form.values(lines.contents())
    if found is None:
        return actions.add_template(actor=actor, unit=form.cleaned_data["unit"], **values)
    return actions.change_template(found.public_id, actor=actor, edition=form.cleaned_data["edition"], **values)


def _refused(
    request: HttpRequest,
    actor: Actor,
    found: PlanTemplate | None,
    form: TemplateForm,
    lines: LineForms,
    refused: Refused,
) -> HttpResponse:
    """Faults stand at their line or field; a stale page shows the stored text and bases the next save on it."""
    for detail in refused.error.details or [refused.error.message]:
        field = str(getattr(detail, "field", ""))
        message = str(detail.message) if isinstance(detail, FieldFault) else str(detail)
        if not lines.carry(field, message):
            form.add_error(field if field in form.fields else None, message)
    stale = isinstance(refused.error, StaleRevision)
    if stale and found is not None:
        found.refresh_from_db()
        form.data = {**form.data.dict(), "edition": str(found.edition)}  # type: ignore[attr-defined]
    return _page(request, actor, found, form, lines, status=refused.error.status, stale=stale)


def _page(
    request: HttpRequest,
    actor: Actor,
    found: PlanTemplate | None,
    form: TemplateForm,
    lines: LineForms,
    *,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    editions = PlanTemplateEdition.objects.filter(template=found).select_related("saved_by__employee") if found else ()
    context = {
        "template": found,
        "form": form,
        "lines": lines,
        "editions": editions,
        "stale": stale,
        "may_save": found is None or actions.may_keep(actor, found.unit),
    }
    return render(request, "cases/template.html", context, status=status)
