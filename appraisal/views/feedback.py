"""Feedback: asking people, a round, what one is asked for, giving it, giving unasked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.dialogue import giving, rounds, selectors
from appraisal.dialogue.forms import RoundForm
from appraisal.dialogue.targets import offered_for
from appraisal.models import Feedback, FeedbackRound
from appraisal.pages import feedback as pages
from appraisal.pages.lists import uuid_text
from appraisal.views.doors import page, posted_key, posted_version, row_of, visible
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_round(request: Any, public_id: UUID) -> HttpResponseBase:
    """Ask people about a person, as that person or the superior."""
    year = selectors.year_for(request.actor, public_id, None)
    found = pages.asking(request.actor, year)
    form = RoundForm(
        request.POST or None, offered=offered_for(year), colleagues=found.colleagues, initial={"names": "named"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = rounds.ask(year.employee, form.question_asked(), actor=request.actor)
        except (InvalidInput, GuardRefused) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Those you named are asked and get a notice."))
            return redirect("appraisal:feedback-round", public_id=made.public_id)
    context = {"form": form, "page": found}
    return render(request, "appraisal/feedback_round_new.html", context, status=422 if form.errors else 200)


@require_safe
@page
def feedback_round(request: Any, public_id: UUID) -> HttpResponse:
    """One round: what was asked, of whom (as far as the reader may know), and what came."""
    return show_round(request, visible(FeedbackRound, public_id, actor=request.actor))


def show_round(request: Any, one: FeedbackRound, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of a round, perhaps after a refused step."""
    context = {"page": pages.round_page(one, request.actor), "refused": refused}
    if request.method == "GET":
        selectors.note_reading(request.actor, one.year, ("feedback",))
    return render(request, "appraisal/feedback_round.html", context, status=refused.status if refused else 200)


@require_POST
@page
def round_transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Cancel a round."""
    one, data = visible(FeedbackRound, public_id, actor=request.actor), request.POST
    row = row_of(FeedbackRound, data.get("transition", ""))
    try:
        rounds.take(public_id, row.name, actor=request.actor, version=posted_version(data), key=posted_key(data))
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show_round(request, visible(FeedbackRound, one.public_id, actor=request.actor), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:feedback-round", public_id=public_id)


@require_safe
@page
def mine(request: Any) -> HttpResponse:
    """What the reader is asked for, and what the reader gave."""
    if request.actor.employee_id is None:
        raise NotVisible
    return render(request, "appraisal/feedback_mine.html", {"page": pages.mine_of(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def feedback(request: Any, public_id: UUID) -> HttpResponseBase:
    """One giver's feedback: to give for the giver, to read for those who may."""
    one = visible(Feedback, public_id, actor=request.actor)
    return give(request, one) if request.method == "POST" else show(request, one)


def show(
    request: Any, one: Feedback, *, refused: DomainError | None = None, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page of one feedback, perhaps with what was refused and everything that was typed."""
    found = pages.feedback_page(one, request.actor, typed=typed or {}, refused=refused)
    if request.method == "GET" and not found.giver:
        selectors.note_reading(request.actor, one.year, ("feedback",))
    status = refused.status if refused else 200
    return render(request, "appraisal/feedback.html", {"page": found, "refused": refused}, status=status)


def give(request: Any, one: Feedback) -> HttpResponseBase:
    """Give what was typed."""
    written = pages.posted_texts(request.POST, giving.asked_about(one))
    version, key = posted_version(request.POST), posted_key(request.POST)
    try:
        giving.give(one.public_id, actor=request.actor, version=version, written=written, key=key)
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(Feedback, one.public_id, actor=request.actor), refused=refused, typed=written)
    messages.success(request, _("Thank you. What you wrote was handed over."))
    return redirect("appraisal:feedback-mine")


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Decline."""
    visible(Feedback, public_id, actor=request.actor)
    row, data = row_of(Feedback, request.POST.get("transition", "")), request.POST
    try:
        giving.take(public_id, row.name, actor=request.actor, version=posted_version(data), key=posted_key(data))
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, visible(Feedback, public_id, actor=request.actor), refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:feedback-mine")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def unasked(request: Any) -> HttpResponseBase:
    """Give named feedback to a colleague by full name: first whom, then what about."""
    if request.actor.employee_id is None:
        raise NotPermitted
    data = request.POST if request.method == "POST" else request.GET
    found = pages.unasked_page(request.actor, data)
    if request.method != "POST" or found.year is None:
        return render(request, "appraisal/feedback_new.html", {"page": found}, status=found.status)
    written = pages.posted_texts(request.POST, found.asked)
    unit = uuid_text(data.get("unit", ""))
    try:
        giving.give_unasked(
            actor=request.actor, to=data.get("to", ""), written=written, unit=UUID(unit) if unit else None
        )
    except (GuardRefused, InvalidInput) as refused:
        again = pages.unasked_page(request.actor, data, refused=refused)
        return render(
            request, "appraisal/feedback_new.html", {"page": again, "refused": refused}, status=refused.status
        )
    messages.success(request, _("Thank you. What you wrote was handed over."))
    return redirect("appraisal:feedback-mine")
