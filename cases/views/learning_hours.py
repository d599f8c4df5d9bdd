"""Learning hours by person and unit, for training officers and HR; as a page and as files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from cases import exports
from cases import learning_hours as reading
from cases.learning_hours import FIRST_YEAR, JP_GOAL
from cases.paging import Order, page_of
from cases.views.downloads import sheet_answer
from organization.days import today
from workflow.actors import Actor, actor_for
from workflow.errors import NotPermitted, NotVisible
from workflow.sheets import KINDS, file_of

SIZE = 50
SHOWN_AGENCIES = 16
MOST_EXPORTED = 20_000
ORDERS = {
    "unit": Order(("unit__lft", "full_name")),
    "name": Order(("full_name",)),
    "hours": Order(("hours", "full_name")),
}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what makes no sense does not narrow."""

    year: int
    unit: str = ""
    text: str = ""
    below: bool = False
    sort: str = "unit"

    @property
    def order(self) -> Order:
        """The order asked for; unknown names sort by unit."""
        found = ORDERS.get(self.sort.removeprefix("-"), ORDERS["unit"])
        return found.turned() if self.sort.startswith("-") else found

    def rows(self, actor: Actor) -> Any:
        """The people under these filters."""
        return reading.hours_list(actor, year=self.year, below=self.below, unit=self.unit, text=self.text)


def wanted_of(data: Mapping[str, str]) -> Wanted:
    """Read the address."""
    typed, now = data.get("year", ""), today().year
    year = int(typed) if typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed) <= now else now
    return Wanted(
        year=year,
        unit=data.get("unit", ""),
        text=data.get("q", "").strip()[:100],
        below=data.get("below") == "1",
        sort=data.get("sort", "unit"),
    )


@login_required
@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """Who has reached 20 JP in a year, and who has not."""
    actor, wanted = actor_for(request), wanted_of(request.GET)
    if not reading.looks_after(actor):
        raise NotPermitted
    cursor = request.GET.get("after", "")
    page = page_of(wanted.rows(actor), order=wanted.order, cursor=cursor, salt=f"hours:{actor.user_id}", size=SIZE)
    agencies = reading.by_agency(actor, year=wanted.year)
    query = [(name, value) for name, value in request.GET.items() if name != "after"]
    people, below = sum(line.people for _code, line in agencies), sum(line.below for _code, line in agencies)
    context = {
        "rows": page.rows,
        "older": f"?{urlencode([*query, ('after', page.cursor)])}" if page.cursor else "",
        "newer": f"?{urlencode(query)}" if cursor else "",
        "query": urlencode(query),
        "people_count": people,
        "below_count": below,
        "units": [("", _("All agencies")), *sorted(((code, line.unit) for code, line in agencies), key=lambda o: o[1])],
        "years": [(str(year), str(year)) for year in range(today().year, FIRST_YEAR - 1, -1)],
        "year": wanted.year,
        "year_text": str(wanted.year),
        "unit": wanted.unit,
        "text": wanted.text,
        "below": wanted.below,
        "jp_goal": JP_GOAL,
        **_plot(agencies),
    }
    return render(request, "cases/learning_hours.html", context)


def _plot(agencies: list[tuple[str, Any]]) -> dict[str, Any]:
    bars = [
        (line.unit, round(100 * line.below / line.people), f"{line.below} / {line.people}")
        for _code, line in agencies[:SHOWN_AGENCIES]
    ]
    title = _("%(name)s is furthest from 20 JP for everybody") % {"name": bars[0][0]} if bars else ""
    return {"agencies": bars, "agencies_title": title}


@login_required
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The hours under the present filters as a file; who took whose hours out is recorded."""
    actor, wanted = actor_for(request), wanted_of(request.GET)
    if not reading.looks_after(actor):
        raise NotPermitted
    if kind not in KINDS:
        raise NotVisible
    rows = reading.lines_of(wanted.rows(actor).order_by(*wanted.order.names())[:MOST_EXPORTED])
    if request.method == "GET":
        counted = exports.counted_enrolments(actor, [row.employee_id for row in rows if row.hours], year=wanted.year)
        exports.note_reads(counted, actor=actor, fields={"result"})
    return sheet_answer(file_of(exports.hours_grid(rows, year=wanted.year), name="jam-pelajaran", kind=kind))
