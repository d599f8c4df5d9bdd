"""Tags that show facts: state rail, lists, timeline, progress, differences, matrix, plots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template import Library

from config import interval_plots, plots
from config.ui.attributes import attributes
from config.ui.controls import control_id
from config.ui.diff import text_changes
from config.ui.formats import due as due_of
from workflow import clock

register = Library()


@dataclass(frozen=True)
class RailStep:
    """One step of a state rail. `place` is done, current or ahead."""

    label: str
    place: str
    position: int


@register.inclusion_tag("components/state_rail.html")
def state_rail(
    *, steps: Iterable[Any], current: str, sentence: str = "", label: str = "", ended: bool = False
) -> dict[str, Any]:
    """Where a subject stands among at most five steps, in words; `ended` marks the last step as reached."""
    rows = [(str(key), str(words)) for key, words in steps]
    at = next((place for place, (key, _) in enumerate(rows) if key == current), -1)
    made = [RailStep(words, _place(place, at, ended), place + 1) for place, (_, words) in enumerate(rows)]
    reached = next((step for step in made if step.place == "current"), made[at] if at >= 0 else None)
    return {"steps": made, "sentence": sentence, "label": label, "total": len(made), "reached": reached}


def _place(place: int, at: int, ended: bool) -> str:
    if place < at or (ended and place == at):
        return "done"
    return "current" if place == at else "ahead"


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], **keywords: Any) -> dict[str, Any]:
    """Facts as label and value; a row may carry an address and the words of its link."""
    made = [tuple(row) + ("",) * (4 - len(row)) for row in rows]
    return {"rows": made, "attributes": attributes(**keywords)}


@register.inclusion_tag("components/task_row.html")
def task_row(**keywords: Any) -> dict[str, Any]:
    """One row of a worklist: what to do, why it came, until when, one button.

    With `form`, the id of a bulk bar, the row can be selected; `value` is what it posts.
    """
    names = ("title", "url", "why", "capacity", "person", "state", "action", "explanation", "meta", "form", "value")
    row = {name: keywords.pop(name, "") for name in names}
    due_at, now = keywords.pop("due_at", None), keywords.pop("now", None)
    due = due_of(due_at, now=now or clock.now()) if due_at else None
    return row | {"due_at": due_at, "due": due, "now": now, "attributes": attributes(**keywords)}


@register.inclusion_tag("components/progress.html")
def progress(*, done: int, total: int, label: str, **keywords: Any) -> dict[str, Any]:
    """A long job: count, share and time left. `live="job:<id>"` keeps it moving."""
    share = min(100, int(done * 100 / total)) if total else 0
    own = {name: keywords.pop(name, "") for name in ("eta", "live", "url", "failed")}
    own["id"] = keywords.pop("id", "") or control_id(label)
    return own | {"done": done, "total": total, "label": label, "share": share}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any], *, label: str = "", level: int = 3) -> dict[str, Any]:
    """What happened, newest as given: each with title, at, who, and perhaps text, capacity, tone, url."""
    return {"entries": list(entries), "label": label, "level": level}


@register.inclusion_tag("components/text_diff.html")
def text_diff(old: str, new: str, *, old_label: str = "", new_label: str = "") -> dict[str, Any]:
    """How one text became the other, word by word."""
    return {"changes": text_changes(old or "", new or ""), "old_label": old_label, "new_label": new_label}


@register.inclusion_tag("components/compare.html")
def compare(mine: str, theirs: str, *, label: str, **keywords: Any) -> dict[str, Any]:
    """Two whole texts side by side; with `name` one of them is chosen and posted as text."""
    names = ("mine_label", "theirs_label", "name", "theirs_note")
    own = {key: keywords.pop(key, "") for key in names}
    return own | {"mine": mine, "theirs": theirs, "label": label, "id": control_id(own["name"] or label)}


@register.inclusion_tag("components/matrix.html")
def matrix(
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[str]],
    row: int | None = None,
    column: int | None = None,
    row_label: str,
    column_label: str,
    caption: str = "",
    note: str = "",
) -> dict[str, Any]:
    """A small matrix with one marked cell; `row` and `column` count from 0 as the lists do; `note` names the mark."""
    lines = [
        (name, [(cell, (place, other) == (row, column)) for other, cell in enumerate(cells[place])])
        for place, name in enumerate(rows)
    ]
    return {
        "lines": lines,
        "columns": columns,
        "row_label": row_label,
        "column_label": column_label,
        "caption": caption,
        "note": note,
        "span": len(columns),
    }


@register.inclusion_tag("components/plot.html")
def bar_chart(*, title: str, bars: Iterable[Any], desc: str = "", unit: str = "", **keywords: Any) -> dict[str, Any]:
    """Horizontal bars from zero, labelled directly, with their table."""
    made = plots.bars_of(bars)
    chart = plots.bar_plot(made, title=title, desc=desc, unit=unit, most=keywords.get("most"))
    table = plots.bar_table(made, unit=unit)
    return {"chart": chart, "title": title, "table": table, "label": keywords.get("label", "")}


@register.inclusion_tag("components/plot.html")
def line_chart(*, title: str, series: Iterable[Any], desc: str = "", unit: str = "", **keywords: Any) -> dict[str, Any]:
    """Values over time, one to three lines, labelled at their end, with their table."""
    made = plots.series_of(series)
    chart = plots.line_plot(made, title=title, desc=desc, unit=unit, target=keywords.get("target"))
    table = plots.line_table(made, unit=unit)
    return {"chart": chart, "title": title, "table": table, "label": keywords.get("label", "")}


@register.inclusion_tag("components/plot.html")
def interval_chart(*, title: str, spans: Iterable[Any], desc: str = "", label: str = "") -> dict[str, Any]:
    """Differences with their intervals around a middle that means none, with their table."""
    made = interval_plots.spans_of(spans)
    chart = interval_plots.interval_plot(made, title=title, desc=desc)
    return {"chart": chart, "title": title, "table": interval_plots.interval_table(made), "label": label}
