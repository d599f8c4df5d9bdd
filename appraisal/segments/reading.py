"""Reads the segments of a form for the pure rule."""

from typing import Any

from appraisal.segments.combining import Combined, Part, combine

COUNTS = ("current", "closed")


def segments_of(form: Any) -> list[Any]:
    """The segments of a form in order; read once for each form in memory, nothing where it has none."""
    if not form.segmented:
        return []
    known: list[Any] | None = form.__dict__.get("_segments")
    if known is None:
        known = form.__dict__["_segments"] = list(form.segments.order_by("sequence"))
    return known


def part_of(row: Any) -> Part:
    """A segment as the rule takes it."""
    return Part(
        row.pk,
        row.first_day,
        row.last_day,
        counts=str(row.state) in COUNTS,
        results=row.results_rating,
        behaviour=row.behaviour_rating,
    )


def combined_of(form: Any) -> Combined:
    """What the segments of a form propose."""
    return combine([part_of(row) for row in segments_of(form)])
