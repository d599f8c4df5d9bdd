"""Objections: the list, both sides on one page, what each writes saved as typed, the step that hands it on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appraisal.actions import objections as actions
from appraisal.actions.base import Saved
from appraisal.forms import ANSWER_NAMES, CLAIM_NAMES, RULING_NAMES, one_line_end, posted_items
from appraisal.models import Objection, ObjectionItem
from appraisal.pages import objection_list as lists
from appraisal.pages import objections as pages
from appraisal.pages.objection_clashes import clash_views
from appraisal.pages.objection_items import ruling_of, verdict_of
from appraisal.policies import RATINGS, REVIEW, SELF
from appraisal.views.doors import note_readings, page, posted_key, posted_version, visible
from appraisal.views.evaluations import following
from appraisal.views.saving import (
    Attempt,
    Part,
    autosave_answer,
    is_autosave,
    part_of_item,
    posted_revision,
    refusal_answer,
    save_parts,
)
from workflow.errors import Conflict, DomainError, GuardRefused, InvalidInput, StaleRevision
from workflow.policies import policy_for

RELATED = ("evaluation__cycle__rule_set", "evaluation__unit", "evaluation__employee", "decider")
LOOSE = ("statement", "private_note", "results_rating", "behaviour_rating")
ITEM_NAMES = (*CLAIM_NAMES, *ANSWER_NAMES, *RULING_NAMES)
STEPS = ("file", "file_late", "answer", "decide")


@require_safe
@page
def listing(request: Any) -> HttpResponse:
    """Objections the reader wrote, answers, decides or looks after."""
    filters = lists.read_filters(request.GET)
    found = lists.listing(request.actor, filters)
    context = {
        "listing": found,
        "filters": filters,
        "tabs": lists.tabs_of(request.actor, filters, path=request.path),
        "states": lists.state_options(),
        "more": following(request, found.next_cursor),
    }
    return render(request, "appraisal/objections.html", context)


def fresh(request: Any, public_id: UUID) -> Objection:
    """The objection as it stands, if the reader may know of it."""
    return visible(Objection, public_id, actor=request.actor, related=RELATED)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def detail(request: Any, public_id: UUID) -> HttpResponseBase:
    """Both sides. A post saves; with `act` it files, hands in the answers, or decides."""
    objection = fresh(request, public_id)
    if request.method == "POST":
        return autosave(request, objection) if is_autosave(request) else save(request, objection)
    return show(request, objection)


def show(
    request: Any,
    objection: Objection,
    *,
    attempt: Attempt | None = None,
    refused: DomainError | None = None,
    status: int = 200,
    about: str = "",
) -> HttpResponseBase:
    """The page, perhaps with what was refused and everything that was typed. `about`: the hearing that was posted."""
    faults = refused.details if about and refused and refused.status == 400 else attempt.faults if attempt else ()
    found = pages.page_of(objection, request.actor, typed=typed_of(request, faults, about))
    note(request, objection, found)
    clashes = clash_views(attempt.clashes, found) if attempt else ()
    context = {"page": found, "objection": objection, "evaluation": objection.evaluation, "refused": refused}
    context["handing_on"] = request.POST.get("act") in STEPS
    template = "appraisal/objection_conflict.html" if clashes else "appraisal/objection.html"
    status = refused.status if refused and status == 200 else status
    with timezone.override(str(objection.evaluation.unit.zone)):
        return render(request, template, context | {"clashes": clashes}, status=status)


def typed_of(request: Any, faults: Sequence[Any], about: str) -> pages.Typed:
    """What the post carried, to stand in the fields again."""
    if request.method != "POST":
        return pages.NOTHING_TYPED
    return pages.Typed(posted_items(request.POST, ITEM_NAMES), posted_loose(request.POST), faults, request.POST, about)


def posted_loose(data: Mapping[str, str]) -> dict[str, str]:
    """The posted fields that belong to no item."""
    return {name: one_line_end(data[name]) for name in LOOSE if name in data}


def note(request: Any, objection: Objection, found: pages.ObjectionPage) -> None:
    """Somebody else read the claims, and parts of the form with them."""
    form = objection.evaluation
    opened = policy_for(form).fields_for(request.actor, form) & {SELF, REVIEW, RATINGS}
    note_readings(request, [(objection, found.fields), (form, opened)], own=found.own)
    request.frame_path = reverse("appraisal:objections")


def attempt_of(request: Any, objection: Objection, *, goes_on: bool = False, without: UUID | None = None) -> Attempt:
    """Save everything the post carries, field group by field group; each action asks for its right and state."""
    parts = [*item_parts(request, objection, without=without), *loose_parts(request, objection)]
    goes_on = goes_on or request.POST.get("act") in STEPS
    return save_parts(parts, revision=posted_revision(request), goes_on=goes_on)


def item_parts(request: Any, objection: Objection, *, without: UUID | None) -> Iterable[Part]:
    """Claims by item of the form; answers and rulings by contested item."""
    own, rows = objection.public_id, list(objection.items.select_related("item"))
    contested = {row.public_id: row for row in rows}
    claimed = {row.item.public_id: row for row in rows}
    kinds: tuple[tuple[tuple[str, ...], Mapping[UUID, ObjectionItem], Callable[..., Saved]], ...] = (
        (CLAIM_NAMES, claimed, actions.save_claim),
        (ANSWER_NAMES, contested, actions.save_answer),
        (RULING_NAMES, contested, save_ruling),
    )
    for names, known, save_one in kinds:
        for item, values in posted_items(request.POST, names).items():
            if item != without:
                saver = partial(save_one, own, item, actor=request.actor)
                yield part_of_item(item, values, stored_of(known.get(item)), saver)


def stored_of(row: ObjectionItem | None) -> dict[str, Any]:
    """The stored texts under the names of the page."""
    if row is None:
        return {}
    names = (*CLAIM_NAMES, *ANSWER_NAMES, "ruling_reason")
    return {name: getattr(row, name) for name in names} | {"verdict": verdict_of(row.ruling, row.ruling_rating)}


def save_ruling(objection: UUID, item: UUID, *, actor: Any, revision: int | None, values: Mapping[str, str]) -> Saved:
    """The ruling with the page's one choice taken apart, and put together again where it was saved elsewhere."""
    columns = {name: value for name, value in values.items() if name != "verdict"}
    columns |= ruling_of(values["verdict"]) if "verdict" in values else {}
    try:
        return actions.save_ruling(objection, item, actor=actor, revision=revision, values=columns)
    except StaleRevision as stale:
        stored = stale.extra["current"]["stored"]
        stored["verdict"] = verdict_of(stored["ruling"], stored["ruling_rating"])
        raise
    except InvalidInput as invalid:
        names = {"ruling": "verdict", "ruling_rating": "verdict"}
        details = [type(one)(names.get(one.field, one.field), one.message) for one in invalid.details]
        raise InvalidInput(details=details) from None


def loose_parts(request: Any, objection: Objection) -> Iterable[Part]:
    """The statement of the employee, the note of the decider."""
    own, actor, posted = objection.public_id, request.actor, posted_loose(request.POST)

    def save_statement(*, revision: int | None, values: Mapping[str, str]) -> Saved:
        return actions.save_statement(own, actor=actor, revision=revision, statement=values["statement"])

    def save_note(*, revision: int | None, values: Mapping[str, str]) -> Saved:
        return actions.save_private_note(own, actor=actor, revision=revision, note=values["private_note"])

    for name, save_one in (("statement", save_statement), ("private_note", save_note)):
        if name in posted:
            yield Part({name: name}, {name: posted[name]}, {name: getattr(objection, name)}, save_one)


def autosave(request: Any, objection: Objection) -> HttpResponseBase:
    """The answer for the page's script."""
    try:
        attempt = attempt_of(request, objection)
    except DomainError as refused:
        return refusal_answer(refused)
    present = fresh(request, objection.public_id)
    roles = policy_for(present).roles_of(request.actor, present)
    revision = pages.REVISIONS.get(pages.writing_of(present, roles), "claim_revision")
    return autosave_answer(attempt, current_revision=getattr(present, revision))


def save(request: Any, objection: Objection) -> HttpResponseBase:
    """A post without script, and handing on. What came too late is shown again, to be copied."""
    try:
        attempt = attempt_of(request, objection)
    except (Conflict, GuardRefused) as refused:
        return show(request, fresh(request, objection.public_id), refused=refused)
    if not attempt.clean:
        return unclean(request, objection.public_id, attempt)
    act = request.POST.get("act")
    if act not in STEPS:
        messages.success(request, _("Saved."))
        return redirect("appraisal:objection", public_id=objection.public_id)
    return go_on(request, objection, act)


def unclean(request: Any, public_id: UUID, attempt: Attempt) -> HttpResponseBase:
    """Both texts, or the faults at their fields."""
    return show(request, fresh(request, public_id), attempt=attempt, status=409 if attempt.clashes else 400)


def go_on(request: Any, objection: Objection, act: str) -> HttpResponseBase:
    """File, hand in the answers, decide; a refusal says what is missing and keeps everything."""
    common = {"actor": request.actor, "version": posted_version(request.POST), "key": posted_key(request.POST)}
    try:
        if act == "decide":
            actions.take(objection.public_id, act, payload=chosen_areas(request.POST), **common)
        else:
            actions.take(objection.public_id, act, **common)
    except (GuardRefused, InvalidInput, Conflict) as refused:
        return show(request, fresh(request, objection.public_id), refused=refused)
    messages.success(request, said(act, objection))
    return redirect("appraisal:objection", public_id=objection.public_id)


def chosen_areas(data: Mapping[str, str]) -> dict[str, str]:
    """The decider's own judgements, where one was chosen."""
    return {name: data[name] for name in ("results_rating", "behaviour_rating") if data.get(name)}


def said(act: str, objection: Objection) -> str:
    """What happened and what comes next."""
    form = objection.evaluation
    words = {
        "file": _("Filed. %(assessor)s answers next; you will get a notice."),
        "file_late": _(
            "Received out of time. The result stands until somebody admits your objection; you get a notice."
        ),
        "answer": _("Your answers are handed in. The decision comes next."),
        "decide": _("Decided. %(employee)s gets a notice with your reasons."),
    }
    return words[act] % {"assessor": form.assessor_name, "employee": form.employee_name}
