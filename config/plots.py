"""Plots as own SVG: horizontal bars and lines over time, with classes, title, description and a data table.

Positions along the width are percentages and texts are real-size, so a plot reads the same at 360 and at 1280 px.
Groups under five are given as None and shown as hidden. Every text is escaped. No colour is set here: the style
sheet does that, and words and shapes carry the meaning too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from config.ui import formats

ROW: Final = 52
NOTE: Final = 20
LONGEST_LABEL: Final = 34
BAR: Final = 14
BAR_TOP: Final = 26
HEIGHT: Final = 240
TOP: Final = 16
BOTTOM: Final = 32
LEFT: Final = 5.0
RIGHT: Final = 86.0
MOST_LINES: Final = 3
LABEL_DROP: Final = 5
LABEL_GAP: Final = 19
MOST_LABELS: Final = 4
LEGEND: Final = 24
SAMPLE: Final = 28


@dataclass(frozen=True)
class Bar:
    """One bar; None means hidden (a group under five). `tone` may be attention for what the title speaks of."""

    label: str
    value: Decimal | None
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """One line: its name and its (day, value) readings in order of time."""

    label: str
    points: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True)
class Table:
    """The same numbers as a table."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def bars_of(rows: Iterable[Any]) -> tuple[Bar, ...]:
    """Bars from (label, value[, note[, tone]]) rows or from `Bar`s."""
    made: list[Bar] = []
    for row in rows:
        if isinstance(row, Bar):
            made.append(row)
            continue
        parts = tuple(row) + ("",) * (4 - len(row))
        made.append(Bar(str(parts[0]), formats.decimal_of(parts[1]), str(parts[2]), str(parts[3])))
    return tuple(made)


def series_of(rows: Iterable[Any]) -> tuple[Line, ...]:
    """Lines from (label, readings) rows or from `Line`s; at most three, so that each can be told apart."""
    lines = tuple(row if isinstance(row, Line) else Line(str(row[0]), _readings(row[1])) for row in rows)
    if len(lines) > MOST_LINES:
        raise ValueError("A plot shows at most three lines.")
    return lines


def _readings(points: Iterable[Any]) -> tuple[tuple[date, Decimal], ...]:
    found = ((on, formats.decimal_of(value)) for on, value in points)
    return tuple((on, value) for on, value in found if value is not None)


def _shown(value: Decimal | None, unit: str) -> str:
    if value is None:
        return gettext("hidden (fewer than five people)")
    number = formats.number(value)
    return f"{number}\u00a0{unit}" if unit else number


def frame(parts: SafeString, *, title: str, desc: str, height: int, kind: str) -> SafeString:
    """The SVG around a plot's parts, named and described for screen readers."""
    key = f"plot-{uuid4().hex[:8]}"
    return format_html(
        '<svg class="plot plot--{}" role="img" aria-labelledby="{}-title {}-desc" width="100%" height="{}">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        *(kind, key, key, height, key, title, key, desc, parts),
    )


def bar_plot(bars: Sequence[Bar], *, title: str, desc: str = "", unit: str = "", most: Any = None) -> SafeString:
    """Horizontal bars from zero in the order given, each with its label above and its value at the end of the line."""
    top = formats.decimal_of(most) if most is not None else None
    scale = top or max((bar.value for bar in bars if bar.value is not None), default=Decimal(0)) or Decimal(1)
    row = ROW + NOTE if any(_note(bar) for bar in bars) else ROW
    parts = format_html_join("", "{}", ((_bar(bar, place * row, scale, unit),) for place, bar in enumerate(bars)))
    told = desc or "; ".join(f"{bar.label}: {_shown(bar.value, unit)}" for bar in bars)
    return frame(parts, title=title, desc=told, height=len(bars) * row, kind="bars")


def _bar(bar: Bar, top: int, scale: Decimal, unit: str) -> SafeString:
    share = min(Decimal(100), max(Decimal(0), (bar.value or Decimal(0)) * 100 / scale))
    return format_html(
        '<g class="plot__row {}"><title>{}</title>{}'
        '<text class="plot__value" x="100%" y="{}" text-anchor="end">{}</text>'
        '<rect class="plot__track" x="0" y="{}" width="100%" height="{}" rx="2"/>'
        '<rect class="plot__bar" x="0" y="{}" width="{}%" height="{}" rx="2"/>'
        '<text class="plot__tick" x="0" y="{}">{}</text></g>',
        f"plot__row--{bar.tone}" if bar.tone else "",
        *(bar.label, name_at(bar.label, top + 18), top + 18, "–" if bar.value is None else _shown(bar.value, unit)),
        *(top + BAR_TOP, BAR, top + BAR_TOP, f"{share:.2f}", BAR, top + BAR_TOP + BAR + 16, _note(bar)),
    )


def short(label: str) -> str:
    """A name that fits above its bar on a phone; the table and the tip carry it whole."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def name_at(label: str, baseline: int) -> SafeString:
    """The name of a line; one that was shortened stands whole too, for where the plot is wide enough to show it."""
    name = short(label)
    if name == label:
        return format_html('<text class="plot__label" x="0" y="{}">{}</text>', baseline, label)
    return format_html(
        '<text class="plot__label plot__label--short" x="0" y="{}">{}</text>'
        '<text class="plot__label plot__label--whole" x="0" y="{}">{}</text>',
        *(baseline, name, baseline, label),
    )


def _note(bar: Bar) -> str:
    return _shown(None, "") if bar.value is None else bar.note


def _with_note(bar: Bar, unit: str) -> str:
    return f"{_shown(bar.value, unit)} · {bar.note}" if bar.note else _shown(bar.value, unit)


def bar_table(bars: Sequence[Bar], *, unit: str = "") -> Table:
    """The bars as rows."""
    rows = tuple((bar.label, _with_note(bar, unit)) for bar in bars)
    return Table(heads=(gettext("Name"), gettext("Value")), rows=rows)


@dataclass(frozen=True)
class _Scale:
    """Where a day and a value lie: x in per cent of the width, y in pixels."""

    first: int
    last: int
    most: Decimal

    def x(self, on: date) -> float:
        span = max(1, self.last - self.first)
        return LEFT + (RIGHT - LEFT) * (on.toordinal() - self.first) / span

    def y(self, value: Decimal) -> float:
        share = float(max(Decimal(0), value) / self.most)
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _scale(lines: Sequence[Line], target: Decimal | None) -> _Scale:
    days = [on.toordinal() for line in lines for on, _ in line.points]
    values = [value for line in lines for _, value in line.points] + ([target] if target is not None else [])
    most = max(values, default=Decimal(0)) * Decimal("1.1")
    return _Scale(min(days, default=0), max(days, default=1), most if most > 0 else Decimal(1))


def line_plot(lines: Sequence[Line], *, title: str, desc: str = "", unit: str = "", target: Any = None) -> SafeString:
    """Values over time from zero, each with its last value at its end; `target` is a dashed line.

    Several lines are named above, since a name beside its line would not fit on a phone; a single one by the title.
    """
    goal = formats.decimal_of(target) if target is not None else None
    scale = _scale(lines, goal)
    parts = [_axis(scale, lines)]
    if goal is not None:
        parts.append(_goal(scale, goal, unit))
    heights = _label_heights(lines, scale)
    parts += [_line(line, place, scale, heights[place]) for place, line in enumerate(lines)]
    told = desc or "; ".join(_told(line, unit) for line in lines)
    named = lines if len(lines) > 1 else ()
    legend = format_html_join("", "{}", ((_name(line, place),) for place, line in enumerate(named)))
    whole = format_html_join("", "{}", ((part,) for part in parts))
    moved = format_html('{}<g transform="translate(0 {})">{}</g>', legend, len(named) * LEGEND, whole)
    return frame(moved, title=title, desc=told, height=HEIGHT + len(named) * LEGEND, kind="lines")


def _name(line: Line, place: int) -> SafeString:
    """A line of the legend: a piece of the line and its name."""
    middle = place * LEGEND + LEGEND // 2
    return format_html(
        '<g class="plot__line plot__line--{}"><line x1="0" x2="{}" y1="{}" y2="{}"/>'
        '<circle cx="{}" cy="{}" r="3.5"/><text class="plot__label" x="{}" y="{}">{}</text></g>',
        *(place + 1, SAMPLE, middle, middle, SAMPLE // 2, middle, SAMPLE + 8, middle + LABEL_DROP, line.label),
    )


def _told(line: Line, unit: str) -> str:
    if not line.points:
        return line.label
    (first_day, first), (last_day, last) = line.points[0], line.points[-1]
    words = gettext("%(label)s: from %(first)s on %(first_day)s to %(last)s on %(last_day)s")
    return words % {
        "label": line.label,
        "first": _shown(first, unit),
        "first_day": formats.day(first_day),
        "last": _shown(last, unit),
        "last_day": formats.day(last_day),
    }


def _axis(scale: _Scale, lines: Sequence[Line]) -> SafeString:
    days = sorted({on for line in lines for on, _ in line.points})
    step = max(1, (len(days) + MOST_LABELS - 1) // MOST_LABELS)
    base = HEIGHT - BOTTOM
    labels = format_html_join(
        "",
        '<text class="plot__tick" x="{}%" y="{}" text-anchor="middle">{}</text>',
        ((f"{scale.x(on):.2f}", HEIGHT - 10, formats.short_day(on)) for on in days[::step]),
    )
    return format_html(
        '<line class="plot__axis" x1="{}%" x2="{}%" y1="{}" y2="{}"/>{}', *(LEFT, RIGHT, base, base), labels
    )


def _goal(scale: _Scale, goal: Decimal, unit: str) -> SafeString:
    height = f"{scale.y(goal):.1f}"
    return format_html(
        '<line class="plot__goal" x1="{}%" x2="{}%" y1="{}" y2="{}"/><text class="plot__tick" x="{}%" y="{}">{}</text>',
        *(LEFT, RIGHT, height, height, LEFT, f"{scale.y(goal) - 6:.1f}"),
        gettext("target %(value)s") % {"value": _shown(goal, unit)},
    )


def _label_heights(lines: Sequence[Line], scale: _Scale) -> dict[int, float]:
    """Where each line's last value stands: beside its last reading, moved down where two would touch."""
    ends = sorted((scale.y(line.points[-1][1]) if line.points else 0.0, place) for place, line in enumerate(lines))
    heights: dict[int, float] = {}
    lowest = float("-inf")
    for end, place in ends:
        lowest = max(end + LABEL_DROP, lowest + LABEL_GAP)
        heights[place] = lowest
    return heights


def _line(line: Line, place: int, scale: _Scale, height: float) -> SafeString:
    spots = [(f"{scale.x(on):.2f}", f"{scale.y(value):.1f}") for on, value in line.points]
    pieces = format_html_join(
        "",
        '<line x1="{}%" y1="{}" x2="{}%" y2="{}"/>',
        ((*spots[at], *spots[at + 1]) for at in range(len(spots) - 1)),
    )
    dots = format_html_join("", '<circle cx="{}%" cy="{}" r="3.5"/>', spots)
    last = format_html_join(
        "",
        '<text class="plot__value" x="{}%" y="{}">{}</text>',
        ((RIGHT + 1.5, f"{height:.1f}", _shown(value, "")) for _on, value in line.points[-1:]),
    )
    return format_html('<g class="plot__line plot__line--{}">{}{}{}</g>', place + 1, pieces, dots, last)


def line_table(lines: Sequence[Line], *, unit: str = "") -> Table:
    """The readings by day, one column a line."""
    days = sorted({on for line in lines for on, _ in line.points})
    values = [dict(line.points) for line in lines]
    rows = tuple((formats.day(on), *(_shown(each[on], unit) if on in each else "–" for each in values)) for on in days)
    return Table(heads=(gettext("Day"), *(line.label for line in lines)), rows=rows)
