"""A plot of differences: a dot with its interval on each line, around a middle that means "no difference".

As in `plots`: positions are percentages, texts are real-size, every text is escaped, no colour is set here. A line
whose interval leaves out the middle is marked by its tone and by the words of its note.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from config import plots
from config.ui import formats

ROW: Final = 62
LINE_AT: Final = 34
DOT: Final = 5
CLEAR: Final = 9
"""How far the mark of the middle reaches up and down from the line: it never touches the words above and below."""
MIDDLE: Final = 50.0
REACH: Final = 48.0


@dataclass(frozen=True)
class Span:
    """One line: what it is, the difference with its limits, and what to note. `tone`: attention where it is clear."""

    label: str
    value: float
    low: float
    high: float
    note: str = ""
    tone: str = ""


def spans_of(rows: Iterable[Any]) -> tuple[Span, ...]:
    """Lines from `Span`s or (label, value, low, high[, note[, tone]]) rows."""
    return tuple(row if isinstance(row, Span) else Span(*row) for row in rows)


def interval_plot(spans: Sequence[Span], *, title: str, desc: str = "") -> SafeString:
    """The lines in the order given; left of the middle is less, right is more."""
    most = max((max(abs(one.low), abs(one.high), abs(one.value)) for one in spans), default=0.0) or 1.0
    parts = format_html_join("", "{}", ((_span(one, place * ROW, most),) for place, one in enumerate(spans)))
    height = len(spans) * ROW
    told = desc or "; ".join(f"{one.label}: {signed(one.value)}" for one in spans)
    return plots.frame(parts, title=title, desc=told, height=height, kind="spans")


def _span(one: Span, top: int, most: float) -> SafeString:
    low, dot, high = (f"{MIDDLE + REACH * number / most:.2f}%" for number in (one.low, one.value, one.high))
    middle = top + LINE_AT
    return format_html(
        '<g class="plot__row {}"><title>{}</title>{}'
        '<text class="plot__value" x="100%" y="{}" text-anchor="end">{}</text>'
        '<line class="plot__goal" x1="50%" x2="50%" y1="{}" y2="{}"/>'
        '<line class="plot__axis" x1="{}" x2="{}" y1="{}" y2="{}" stroke-width="3"/>'
        '<circle class="plot__bar" cx="{}" cy="{}" r="{}"/><text class="plot__tick" x="0" y="{}">{}</text></g>',
        f"plot__row--{one.tone}" if one.tone else "",
        *(one.label, plots.name_at(one.label, top + 18), top + 18, signed(one.value)),
        *(middle - CLEAR, middle + CLEAR, low, high, middle, middle, dot, middle, DOT, middle + 18, one.note),
    )


def signed(value: float) -> str:
    """A difference with its sign, two decimals; nothing below a hundredth."""
    rounded = round(value, 2) or 0.0
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{formats.number(abs(rounded), 2)}"


def interval_table(spans: Sequence[Span]) -> plots.Table:
    """The lines as rows."""
    rows = tuple((one.label, signed(one.value), f"{signed(one.low)} … {signed(one.high)}", one.note) for one in spans)
    heads = (gettext("Name"), gettext("Difference"), gettext("95% interval"), gettext("Note"))
    return plots.Table(heads=heads, rows=rows)
