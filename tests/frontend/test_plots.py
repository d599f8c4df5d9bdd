"""Plots: from zero, hidden groups hidden, nothing that a strict policy would block."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from config import plots

DAYS = [date(2026, month, 1) for month in range(1, 7)]


def widths(drawing: str) -> list[str]:
    root = ElementTree.fromstring(drawing)
    return [str(bar.get("width")) for bar in root.iter("rect") if bar.get("class") == "plot__bar"]


def test_bars_start_at_zero_and_the_largest_fills_the_line() -> None:
    drawing = plots.bar_plot(plots.bars_of([("A", 50), ("B", 25), ("C", 0)]), title="T")
    assert widths(drawing) == ["100.00%", "50.00%", "0.00%"]


def test_a_given_scale_is_kept_and_never_left() -> None:
    drawing = plots.bar_plot(plots.bars_of([("A", 41), ("B", 130), ("C", -5)]), title="T", most=100)
    assert widths(drawing) == ["41.00%", "100.00%", "0.00%"]


def test_no_values_draw_nothing_and_do_not_fail() -> None:
    assert widths(plots.bar_plot(plots.bars_of([("A", 0)]), title="T")) == ["0.00%"]
    assert "<svg" in plots.bar_plot((), title="T")
    assert "<svg" in plots.line_plot(plots.series_of([("A", [])]), title="T")


def test_a_group_under_five_is_hidden_in_the_drawing_and_in_the_table() -> None:
    bars = plots.bars_of([("Kecil", None), ("Besar", 7)])
    drawing = plots.bar_plot(bars, title="T", unit="%")
    assert widths(drawing)[0] == "0.00%"
    assert "disembunyikan" in drawing
    assert "disembunyikan" in plots.bar_table(bars, unit="%").rows[0][1]


def test_a_plot_is_named_and_described() -> None:
    root = ElementTree.fromstring(plots.bar_plot(plots.bars_of([("A", 3)]), title="Temuan", unit="%"))
    names = {str(part.get("id")): part.text for part in root if part.tag in {"title", "desc"}}
    assert root.get("role") == "img"
    assert [names[key] for key in str(root.get("aria-labelledby")).split()] == ["Temuan", "A: 3\u00a0%"]


@pytest.mark.parametrize("text", ["<b>&\"'", "</svg><script>alert(1)</script>"])
def test_texts_of_a_plot_stay_texts(text: str) -> None:
    bars = plots.bar_plot(plots.bars_of([(text, 1, text)]), title=text, desc=text, unit=text)
    lines = plots.line_plot(plots.series_of([(text, [(DAYS[0], 1), (DAYS[1], 2)])]), title=text, unit=text, target=1)
    for drawing in (bars, lines):
        tags = {part.tag for part in ElementTree.fromstring(drawing).iter()}
        assert tags <= {"svg", "title", "desc", "g", "text", "tspan", "rect", "line", "circle"}


def test_a_plot_needs_no_inline_style_or_script() -> None:
    drawing = plots.line_plot(plots.series_of([("A", list(zip(DAYS, range(6), strict=True)))]), title="T", target=3)
    for part in ElementTree.fromstring(drawing).iter():
        assert not [name for name in part.attrib if name == "style" or name.startswith("on")]


def test_higher_values_stand_higher_and_later_days_further_right() -> None:
    drawing = plots.line_plot(plots.series_of([("A", [(DAYS[0], 1), (DAYS[1], 9)])]), title="T")
    first, last = (dot for dot in ElementTree.fromstring(drawing).iter("circle"))
    assert float(str(first.get("cx")).rstrip("%")) < float(str(last.get("cx")).rstrip("%"))
    assert float(str(first.get("cy"))) > float(str(last.get("cy")))


def test_names_of_lines_that_end_together_do_not_touch() -> None:
    readings = [(DAYS[0], 5), (DAYS[1], 5)]
    drawing = plots.line_plot(plots.series_of([("A", readings), ("B", readings), ("C", readings)]), title="T")
    heights = sorted(
        float(str(text.get("y")))
        for text in ElementTree.fromstring(drawing).iter("text")
        if text.get("class") == "plot__label"
    )
    assert all(lower - upper >= plots.LABEL_GAP for upper, lower in pairwise(heights))


def test_a_fourth_line_is_refused() -> None:
    with pytest.raises(ValueError, match="three"):
        plots.series_of([(str(n), []) for n in range(4)])


def test_the_table_has_every_reading_and_a_dash_for_none() -> None:
    table = plots.line_table(plots.series_of([("A", [(DAYS[0], Decimal("1.5"))]), ("B", [(DAYS[1], 2)])]), unit="hari")
    assert table.rows == (("1 Januari 2026", "1,5\u00a0hari", "–"), ("1 Februari 2026", "–", "2\u00a0hari"))
