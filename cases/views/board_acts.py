"""What HR does from the board: one coach or one training for many cases, and the board as a file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import actions, exports, selectors
from cases.actions.moves import uuids
from cases.board import may_assign
from cases.views.board import filters_of, show
from cases.views.bulk import bulk_result
from cases.views.downloads import sheet_answer
from organization.selectors import find_person
from workflow.actors import actor_for
from workflow.errors import NotPermitted


@login_required
@require_POST
def assign_coach(request: HttpRequest) -> HttpResponse:
    """Name one coach for the selected cases; the answer says what became of each."""
    actor = actor_for(request)
    if not may_assign(actor):
        raise NotPermitted
    typed, reason = request.POST.get("coach", ""), request.POST.get("reason", "").strip()[:1000]
    handover, selected = request.POST.get("handover", "").strip()[:4000], request.POST.getlist("selected")
    coach = find_person(typed)
    if coach is None or not selected:
        fault = _fault(
            selected, _("Nobody was found by this name or NIP, or more than one person. Please enter the NIP.")
        )
        kept = {
            "fault": fault,
            "typed_coach": typed,
            "typed_reason": reason,
            "typed_handover": handover,
            "selected": set(selected),
        }
        return show(request, kept, status=422)
    lines = actions.assign_coach_each(selected, coach=coach, actor=actor, reason=reason, handover=handover)
    return bulk_result(
        request, lines, heading=_("One coach for several cases"), back=back(request), address="cases:case"
    )


@login_required
@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """Ask for a seat in one training for the people of the selected cases."""
    actor = actor_for(request)
    if not may_assign(actor):
        raise NotPermitted
    selected, wanted = request.POST.getlist("selected"), uuids([request.POST.get("training", "")])
    offer = selectors.offer_of(wanted[0]) if wanted else None
    if offer is None or not selected:
        kept = {"fault": _fault(selected, _("Please choose a training first.")), "selected": set(selected)}
        return show(request, kept, status=422)
    lines = actions.enrol_each(selected, training=offer, actor=actor)
    heading = _("Seats asked for: %(training)s") % {"training": offer.title}
    return bulk_result(request, lines, heading=heading, back=back(request), address="cases:case")


def _fault(selected: list[str], otherwise: str) -> str:
    return otherwise if selected else _("Please select at least one case first.")


def back(request: HttpRequest) -> str:
    """The board as it was filtered; never an address of somebody else's choosing."""
    asked, own = request.POST.get("next", ""), reverse("cases:board")
    return asked if asked == own or asked.startswith(f"{own}?") else own


@login_required
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The cases under the present filters as a file; who took whose data out is recorded."""
    actor = actor_for(request)
    return sheet_answer(exports.board_file(actor, filters_of(request), kind=kind, read=request.method == "GET"))
