"""GET /dates/: how dates are counted, a worked example, and what a change would do. Reads only."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow.dates.what_if import EXAMPLE, WhatIfForm, answer
from workflow.holiday_table import calendar_of


@require_safe
@login_required
def dates(request: HttpRequest) -> HttpResponse:
    """The page; with a query the answer to it, 422 where the query makes no sense."""
    example = answer(EXAMPLE, calendar=calendar_of(str(EXAMPLE["zone"])))
    form = WhatIfForm(request.GET or None, initial=EXAMPLE)
    found = None
    if form.is_valid():
        found = answer(form.cleaned_data, calendar=calendar_of(form.cleaned_data["zone"]))
    context = {"form": form, "answer": found, "example": example}
    return render(request, "workflow/dates.html", context, status=422 if form.errors else 200)
