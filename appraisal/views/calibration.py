"""Pages of calibration rooms: the list, a new room and its seats, the room with its live part, one move."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appraisal.calibration import actions, selectors
from appraisal.calibration.policies import HR, RATINGS, prepares_rooms
from appraisal.models import CalibrationEntry, CalibrationRoom
from appraisal.pages import calibration as pages
from appraisal.views.doors import note_readings, page, posted_inputs, posted_key, posted_step, posted_version, row_of
from workflow.errors import Conflict, DomainError, FieldFault, GuardRefused, InvalidInput, NotPermitted
from workflow.policies import policy_for

MOST_LISTED = 100


@require_safe
@page
def rooms(request: Any) -> HttpResponse:
    """The rooms the reader may know of."""
    found = list(selectors.rooms_of(request.actor)[:MOST_LISTED])
    context = {"rooms": found, "may_prepare": prepares_rooms(request.actor)}
    return render(request, "appraisal/rooms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def create(request: Any) -> HttpResponseBase:
    """A new room; HR chooses cycle and unit first, because the people who may sit there follow from them."""
    if not prepares_rooms(request.actor):
        raise NotPermitted
    if request.method != "POST":
        return _new(request, request.GET)
    data = request.POST
    try:
        made = actions.prepare_room(
            actor=request.actor, cycle=_id(data, "cycle"), unit=_id(data, "unit"), **_seats(data)
        )
    except (InvalidInput, GuardRefused) as refused:
        return _new(request, data, refused=refused)
    messages.success(request, _("The room is prepared. Open it when the meeting begins."))
    return redirect("appraisal:room", public_id=made.public_id)


def _new(request: Any, data: QueryDict, *, refused: DomainError | None = None) -> HttpResponse:
    shown = pages.new_page(
        request.actor,
        cycle=data.get("cycle", ""),
        unit=data.get("unit", ""),
        moderator=data.get("moderator", ""),
        members=data.getlist("members"),
        refused=refused,
    )
    context = {"page": shown, "refused": refused}
    return render(request, "appraisal/room_new.html", context, status=refused.status if refused else 200)


def _id(data: QueryDict, name: str) -> UUID:
    found = pages.ids_of([data.get(name, "")])
    if not found:
        raise InvalidInput(details=[FieldFault(name, _("Please choose one of the offered values."))])
    return found[0]


def _seats(data: QueryDict) -> dict[str, Any]:
    return {"moderator": _id(data, "moderator"), "members": pages.ids_of(data.getlist("members"))}


@require_http_methods(["GET", "HEAD", "POST"])
@page
def seats(request: Any, public_id: UUID) -> HttpResponseBase:
    """Other people for a room that is prepared or open."""
    room = selectors.room_for(request.actor, public_id)
    if HR not in policy_for(CalibrationRoom).roles_of(request.actor, room):
        raise NotPermitted
    if request.method != "POST":
        return _seating(request, room, actions.seats_as_data(room))
    data = request.POST
    typed = {"moderator": data.get("moderator", ""), "members": data.getlist("members")}
    try:
        revision = posted_version(data, "revision")
        actions.save_seats(public_id, actor=request.actor, revision=revision, **_seats(data))
    except (InvalidInput, Conflict) as refused:
        return _seating(request, selectors.room_for(request.actor, public_id), typed, refused=refused)
    messages.success(request, _("The seats are changed."))
    return redirect("appraisal:room", public_id=public_id)


def _seating(
    request: Any, room: CalibrationRoom, typed: dict[str, Any], *, refused: DomainError | None = None
) -> HttpResponse:
    context = {"page": pages.seats_page(room, **typed, refused=refused), "room": room, "refused": refused}
    return render(request, "appraisal/room_seats.html", context, status=refused.status if refused else 200)


@require_safe
@page
def room(request: Any, public_id: UUID) -> HttpResponse:
    """One room."""
    return show(request, public_id)


@require_safe
@page
def live(request: Any, public_id: UUID) -> HttpResponse:
    """The part of a room that changes with every move; pages fetch it when they are told so."""
    shown = pages.room_page(selectors.room_for(request.actor, public_id), request.actor)
    return render(request, "appraisal/room_live.html", {"page": shown, "room": shown.room})


def show(request: Any, public_id: UUID, *, refused: DomainError | None = None) -> HttpResponse:
    """The page of a room, perhaps with what was refused; who reads ratings is written down."""
    shown = pages.room_page(selectors.room_for(request.actor, public_id), request.actor)
    if request.method == "GET" and shown.rows:
        note_readings(request, [(shown.room, frozenset({RATINGS}))], own=False)
    context = {"page": shown, "room": shown.room, "refused": refused}
    return render(request, "appraisal/room.html", context, status=refused.status if refused else 200)


@require_POST
@page
def transition(request: Any, public_id: UUID) -> HttpResponseBase:
    """Open, seal, open again, release, call off."""
    found = selectors.room_for(request.actor, public_id)
    row = row_of(CalibrationRoom, request.POST.get("transition", ""))
    try:
        actions.take(
            public_id,
            row.name,
            **posted_step(request, row),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        return show(request, found.public_id, refused=refused)
    messages.success(request, _("Done: %(act)s.") % {"act": row.label})
    return redirect("appraisal:room", public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def entry(request: Any, public_id: UUID) -> HttpResponseBase:
    """One person on the table, and the form of a move."""
    found = selectors.entry_for(request.actor, public_id)
    if request.method != "POST":
        note_readings(request, [(found, frozenset({RATINGS}))], own=False)
        return _move(request, found, {})
    row, data = row_of(CalibrationEntry, request.POST.get("transition", "move")), request.POST
    payload = posted_inputs(row, data)
    try:
        actions.move(
            public_id,
            row.name,
            actor=request.actor,
            version=posted_version(data),
            payload=payload,
            key=posted_key(data),
        )
    except (Conflict, GuardRefused, InvalidInput) as refused:
        typed = {name: data.get(name, "") for name in ("results_rating", "behaviour_rating", "reason")}
        return _move(request, selectors.entry_for(request.actor, public_id), typed, refused=refused)
    messages.success(request, _("Moved. Everybody in the room sees it now."))
    return redirect("appraisal:room", public_id=found.room.public_id)


def _move(
    request: Any, found: CalibrationEntry, typed: dict[str, str], *, refused: DomainError | None = None
) -> HttpResponse:
    shown = pages.move_page(found, request.actor, typed, refused=refused)
    context = {"page": shown, "entry": found, "room": found.room, "refused": refused}
    return render(request, "appraisal/room_entry.html", context, status=refused.status if refused else 200)
