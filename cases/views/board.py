"""The board of cases: as a table or in columns by stage, with the figures HR steers by."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cases import board as reading
from cases import selectors
from cases.board import NOBODY, Filters, Load, days_here, may_assign, reads_figures
from cases.machines.improvement_case import OPEN_STATES, CaseState
from cases.models import ImprovementCase, Training
from cases.paging import page_of
from cases.views.opening import may_open
from cases.views.words import due_lines
from organization.days import today
from workflow import clock
from workflow.actors import Actor, actor_for
from workflow.roles import Role

SIZE = 50
SHOWN_AGENCIES = 12
TRAININGS = 60


def filters_of(request: HttpRequest) -> Filters:
    """Read the address; what makes no sense does not narrow."""
    state = request.GET.get("state", "")
    return Filters(
        state=state if state in CaseState.values or state == "ended" else "",
        unit=request.GET.get("unit", ""),
        late=request.GET.get("late") == "1",
        warned=request.GET.get("warned") == "1",
        mine=request.GET.get("mine") == "1",
        coach=_coach(request.GET.get("coach", "")),
        text=request.GET.get("q", "").strip()[:100],
        sort=request.GET.get("sort", "stuck"),
    )


def _coach(text: str) -> str:
    if text == NOBODY:
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The visible cases."""
    return show(request, {})


def show(request: HttpRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    """The board, also as the answer to an act that was refused; `more` carries what had been typed."""
    actor, filters = actor_for(request), filters_of(request)
    view = "columns" if request.GET.get("view") == "columns" else "table"
    rows, loads = reading.rows_of(actor, filters), reading.workload(actor)
    context = {
        "view": view,
        "filters": filters,
        "counts": selectors.board_counts(actor),
        "states": _state_options(),
        "units": [("", _("All units")), *((u.code, u.name) for u in selectors.units_of_board(actor))],
        "coaches": _coach_options(loads),
        "may_assign": may_assign(actor),
        "may_open": may_open(actor),
        "leads": actor.holds(Role.LEADER),
        "led": selectors.counts_for_leader(actor) if actor.holds(Role.LEADER) else [],
        "address": request.get_full_path(),
        "other_view": _address(request, view="" if view == "columns" else "columns"),
        "query": _address(request, view="").removeprefix("?"),
        **(_columns(rows) if view == "columns" else _table(request, rows, filters, actor)),
        **(_steering(actor, loads) if reads_figures(actor) else {}),
        **more,
    }
    return render(request, "cases/board.html", context, status=status)


def _address(request: HttpRequest, **changed: str) -> str:
    """The same filters with some parameters changed; empty ones are left out, paging starts again."""
    query = {name: value for name, value in request.GET.items() if name != "after"} | changed
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


def _table(request: HttpRequest, rows: Any, filters: Filters, actor: Actor) -> dict[str, Any]:
    cursor = request.GET.get("after", "")
    page = page_of(rows, order=filters.order, cursor=cursor, salt=f"cases:{actor.user_id}", size=SIZE)
    query = [(k, v) for k, v in request.GET.items() if k != "after"]
    found: dict[str, Any] = {
        "rows": aged(page.rows),
        "older": f"?{urlencode([*query, ('after', page.cursor)])}" if page.cursor else "",
        "newer": f"?{urlencode(query)}" if cursor else "",
    }
    if may_assign(actor):
        offers = selectors.catalogue(today=today()).order_by("starts_on", "pk")[:TRAININGS]
        found["trainings"] = [(str(one.public_id), _offer_words(one)) for one in offers]
    return found


def _offer_words(offer: Training) -> str:
    """A choice that fits on a phone; the first day tells runs of the same training apart."""
    return f"{Truncator(offer.title).chars(22)}, {date_format(offer.starts_on, 'j M')}"


def aged(cases: Sequence[ImprovementCase]) -> list[dict[str, Any]]:
    """Each case with the whole local days it has been in its state."""
    now = clock.now()

    return [
        {
            "case": case,
            "days": days_here(case.state_since or case.opened_at, zone=case.zone, now=now),
            "why": due_lines(getattr(case, "duty_explanation", "")),
        }
        for case in cases
    ]


def _columns(rows: Any) -> dict[str, Any]:
    labels = {str(state.value): str(state.label) for state in CaseState}
    found = reading.columns_of(rows)
    columns = [
        {"key": stage, "label": labels[stage], "count": number, "cards": aged(cards), "more": number - len(cards)}
        for stage, number, cards in found
    ]
    return {"columns": columns, "rows": any(number for _stage, number, _cards in found)}


def _steering(actor: Actor, loads: list[Load]) -> dict[str, Any]:
    """Workload, cases by agency, and cases opened and ended by month."""
    agencies, months = reading.by_agency(actor), reading.by_month(actor, today=today())
    top = agencies[0] if agencies else None
    return {
        "loads": loads,
        "agencies": [(name, number, _late_words(late)) for name, number, late in agencies[:SHOWN_AGENCIES]],
        "agencies_title": _("%(name)s has the most open cases: %(count)s") % {"name": top[0], "count": top[1]}
        if top
        else "",
        "months": (
            (_("Opened"), tuple((month.first, Decimal(month.opened)) for month in months)),
            (_("Ended"), tuple((month.first, Decimal(month.ended)) for month in months)),
        ),
        "months_title": _months_title(sum(m.opened for m in months), sum(m.ended for m in months)),
    }


def _late_words(late: int) -> str:
    return ngettext("%(count)d overdue", "%(count)d overdue", late) % {"count": late} if late else ""


def _months_title(opened: int, ended: int) -> str:
    words = {"opened": opened, "ended": ended}
    return _("In twelve months %(opened)s cases were opened and %(ended)s ended") % words


def _coach_options(loads: list[Load]) -> list[tuple[str, str]]:
    named = sorted((load.name, load.public_id, load.open) for load in loads if load.public_id)
    options = [(public_id, f"{name} ({number})") for name, public_id, number in named]
    return [("", _("All coaches")), (NOBODY, _("No coach yet")), *options]


def _state_options() -> list[tuple[str, str]]:
    states = [(state.value, str(state.label)) for state in CaseState if state in OPEN_STATES]
    return [("", _("All open cases")), *states, ("ended", _("Ended cases"))]
