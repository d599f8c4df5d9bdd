"""Segments as pages show them: one to close, the history of a period with its proposal, the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.models import Evaluation, PeriodSegment
from appraisal.pages.items import levels_of
from appraisal.pages.timeline import Entry, timeline_of
from appraisal.segments.combining import AreaProposal, Combined, months_between
from appraisal.segments.planned import planned_in
from appraisal.segments.policies import HISTORY, NOTE, RATINGS, WORK, WRITTEN_IN
from appraisal.segments.reading import COUNTS, combined_of, segments_of
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.history import history_of
from workflow.models import Deadline
from workflow.policies import policy_for

MOST_LISTED: Final = 200
AREAS: Final[Mapping[str, str | Promise]] = {"results": _("Rating of results"), "behaviour": _("Rating of behaviour")}
NOT_COUNTED: Final[Mapping[str, str | Promise]] = {
    "open": _("still open, does not count yet"),
    "lapsed": _("not closed in time, does not count"),
    "excused": _("excused by HR, does not count"),
    "cancelled": _("ended with the form, does not count"),
}


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """One segment in the history of a period."""

    row: PeriodSegment
    months: int
    results: str
    behaviour: str
    note: str
    excluded: str | Promise


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What is proposed for one area: the level, and the sum it comes from."""

    label: str | Promise
    level: str
    mean: Decimal
    months: int
    terms: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PeriodHistory:
    """Who assessed which days of a period, and what follows for the whole."""

    lines: tuple[SegmentLine, ...]
    proposals: tuple[ProposalView, ...]
    own_url: str = ""


@dataclass(frozen=True, slots=True)
class SegmentPage:
    """One segment for one reader."""

    row: PeriodSegment
    evaluation: Evaluation
    months: int
    writes: bool
    reads: bool
    tells: bool
    values: Mapping[str, Any]
    levels: tuple[tuple[int, str], ...]
    planned: tuple[str, ...]
    close: Available | None
    acts: tuple[Available, ...]
    ends: datetime | None
    story: tuple[Entry, ...]
    results: str
    behaviour: str
    url: str
    key: str

    @property
    def is_current(self) -> bool:
        """Whether it is the running one, which the approval of the form closes."""
        return str(self.row.state) == "current"


def listed(actor: Actor) -> "QuerySet[PeriodSegment]":
    """Segments the reader may know of, those that wait first."""
    rows: QuerySet[PeriodSegment] = policy_for(PeriodSegment).visible_to(actor)
    return rows.order_by("closed_at", "-first_day", "-pk")[:MOST_LISTED]


def history_for(evaluation: Evaluation, *, actor: Actor | None = None, final: bool = False) -> PeriodHistory | None:
    """The history of a segmented form for who reads its ratings; None where the assessor never changed.

    ``actor``: the present assessor, who is led to the own months. ``final``: the whole is rated, nothing waits.
    """
    rows = segments_of(evaluation)
    if not rows:
        return None
    found = combined_of(evaluation)
    lines = tuple(_line(evaluation, row, found) for row in rows)
    proposals = tuple(_proposal(evaluation, one) for one in found.proposals.values())
    mine = [row for row in rows if actor is not None and not final and str(row.state) == "current"]
    return PeriodHistory(lines, proposals, own_url=address_of(mine[0]) if mine else "")


def _line(evaluation: Evaluation, row: PeriodSegment, found: Combined) -> SegmentLine:
    state = str(row.state)
    counts = state in COUNTS
    months = len(found.months[row.pk])
    unrated = _("not rated separately, does not count") if row.results_rating is None else ""
    short = _("no month has its 15th day here, does not count") if not months else ""
    return SegmentLine(
        row=row,
        months=months,
        results=_level(evaluation, row.results_rating if counts else None),
        behaviour=_level(evaluation, row.behaviour_rating if counts else None),
        note=row.note if counts else "",
        excluded=NOT_COUNTED.get(state, "") or short or unrated,
    )


def _proposal(evaluation: Evaluation, one: AreaProposal) -> ProposalView:
    terms = tuple((term.months, _level(evaluation, term.level)) for term in one.terms)
    return ProposalView(AREAS[one.area], _level(evaluation, one.level), one.shown_mean, one.months, terms)


def _level(evaluation: Evaluation, rating: int | None) -> str:
    return evaluation.rules.level_label(rating, get_language()) if rating is not None else ""


def page_of(row: PeriodSegment, actor: Actor, *, typed: Mapping[str, str]) -> SegmentPage:
    """The page for one reader; ``typed`` is what was posted and refused."""
    form = row.evaluation
    fields = policy_for(row).fields_for(actor, row)
    offered = {one.name: one for one in available(row, actor)}
    writes, reads = WORK in fields and str(row.state) in WRITTEN_IN, RATINGS in fields
    stored = {"results_rating": row.results_rating, "behaviour_rating": row.behaviour_rating, "note": row.note}
    return SegmentPage(
        row=row,
        evaluation=form,
        months=len(months_between(row.first_day, row.last_day)),
        writes=writes,
        reads=reads and NOTE in fields and not writes,
        tells=HISTORY in fields,
        values={**stored, **typed} if writes else {},
        levels=levels_of(form.rules),
        planned=planned_in(row) if writes else (),
        close=offered.get("close"),
        acts=tuple(one for one in offered.values() if one.name != "close"),
        ends=_ends(row),
        story=tuple(_story(row)) if HISTORY in fields else (),
        results=_level(form, row.results_rating) if reads else "",
        behaviour=_level(form, row.behaviour_rating) if reads else "",
        url=address_of(row),
        key=uuid4().hex,
    )


def _ends(row: PeriodSegment) -> datetime | None:
    waiting = Deadline.objects.filter(kind=row.kind, subject_id=row.pk, name="closing_ends", settled_at__isnull=True)
    return waiting.values_list("due_at", flat=True).first()


def _story(row: PeriodSegment) -> Sequence[Entry]:
    return timeline_of(list(history_of(row).select_related("actor__employee")), with_texts=True)


def address_of(row: PeriodSegment) -> str:
    """The page of a segment."""
    return reverse("appraisal:segment", args=[row.public_id])
