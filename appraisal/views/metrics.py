"""Service metrics: the list, one metric with its readings and shares, and what HR enters."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.actions import metrics as actions
from appraisal.metric_form import MetricForm, PeriodForm, ReadingForm
from appraisal.models import ServiceMetric
from appraisal.pages import metrics as pages
from appraisal.shares import form_rows, posted_lines
from appraisal.views.doors import page
from organization.access import units_visible_to
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role


def metric_of(request: Any, public_id: UUID) -> ServiceMetric:
    """The metric of the address; what the public feels is no secret inside the office."""
    rows = ServiceMetric.objects.filter(unit__in=units_visible_to(request.actor)).select_related("unit")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def written_by(request: Any, public_id: UUID) -> ServiceMetric:
    """The metric, where the reader may write it."""
    metric = metric_of(request, public_id)
    if not pages.writes_here(request.actor, metric):
        raise NotPermitted
    return metric


@require_safe
@page
def listing(request: Any) -> HttpResponse:
    """What the units measure and where it stands."""
    return render(request, "appraisal/metrics.html", pages.listing_of(request.actor, request.GET))


@require_safe
@page
def detail(request: Any, public_id: UUID) -> HttpResponse:
    """One metric over time."""
    return show(request, metric_of(request, public_id), ReadingForm())


def show(request: Any, metric: ServiceMetric, form: ReadingForm) -> HttpResponse:
    """The page of one metric, perhaps with a refused reading."""
    context = {"page": pages.page_of(metric, request.actor), "form": form}
    return render(request, "appraisal/metric.html", context, status=422 if form.errors else 200)


@require_POST
@page
def add_reading(request: Any, public_id: UUID) -> HttpResponseBase:
    """Enter the value of a day; a second one for the same day replaces it."""
    metric, form = written_by(request, public_id), ReadingForm(request.POST)
    if form.is_valid():
        try:
            actions.record_reading(metric, actor=request.actor, **form.cleaned_data)
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisal:metric", public_id=public_id)
    return show(request, metric, form)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def create(request: Any) -> HttpResponseBase:
    """Name a new metric."""
    if not request.actor.holds(Role.HR):
        raise NotPermitted
    form = MetricForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            unit = form.cleaned_data["unit"].public_id
            metric = actions.create_metric(actor=request.actor, unit=unit, values=form.values())
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The metric is stored. Enter its readings next."))
            return redirect("appraisal:metric", public_id=metric.public_id)
    context = {"form": form, "metric": None}
    return render(request, "appraisal/metric_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: Any, public_id: UUID) -> HttpResponseBase:
    """Change what a metric is called or aims at; its unit stays."""
    metric = written_by(request, public_id)
    form = MetricForm(request.POST or None, actor=request.actor, initial=MetricForm.initial_of(metric))
    del form.fields["unit"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_metric(metric, actor=request.actor, values=form.values())
        except InvalidInput as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisal:metric", public_id=public_id)
    context = {"form": form, "metric": metric}
    return render(request, "appraisal/metric_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def shares(request: Any, public_id: UUID) -> HttpResponseBase:
    """Who has which share in a period; all lines empty take the period away."""
    metric = written_by(request, public_id)
    given = {name: request.GET[name] for name in ("period_from", "period_until") if name in request.GET}
    form, faults = PeriodForm(request.POST or None, initial=given), list[FieldFault]()
    if request.method == "POST" and form.is_valid():
        try:
            lines = posted_lines(request.POST)
            actions.set_shares(metric, actor=request.actor, lines=lines, **form.cleaned_data)
        except InvalidInput as refused:
            faults = [one for one in refused.details if one.field not in form.fields]
            form.refuse(InvalidInput(details=[one for one in refused.details if one.field in form.fields] or faults))
        else:
            messages.success(request, _("Saved."))
            return redirect("appraisal:metric", public_id=public_id)
    context = {
        "metric": metric,
        "form": form,
        "rows": form_rows(stored_shares(metric, given), request.POST, faults),
        "shares_error": next((str(one.message) for one in faults if one.field == "shares"), ""),
    }
    return render(request, "appraisal/metric_shares.html", context, status=422 if form.errors or faults else 200)


def stored_shares(metric: ServiceMetric, given: Any) -> list[Any]:
    """The shares of the period of the address, as (NIP or name, share)."""
    form = PeriodForm(given)
    if not form.is_valid():
        return []
    rows = metric.shares.filter(**form.cleaned_data).select_related("employee").order_by("-share", "pk")
    return [(one.employee.full_name, one.share) for one in rows]
