"""What a reader meets on many pages: sentences that end once, whole names, lists that come first on a phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from appraisal.models import Evaluation
from appraisal.pages.timeline import TITLES
from appraisal.plans.content import IndicatorText
from appraisal.plans.wording import target_words
from config import plots
from config.interval_plots import ROW, Span, interval_plot
from tests.frontend.conftest import Render
from workflow.diagrams import LABEL_FITS, Node
from workflow.mining.words import whole
from workflow.naming import before_stop
from workflow.tables import table_of

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TABLE = re.compile(r"{% data_table ([^%]*)%}(.*?){% enddata_table %}", re.DOTALL)
SMALL = {"bands.html", "rule_set.html", "rule_set_grid.html", "living_page.html"}
"""Tables of two or three short columns that fit a phone as they are, and the page that shows the components."""
LONG = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Daerah"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Joko Santoso, S.P.", "Joko Santoso, S.P"),
        ("Asep Yusuf", "Asep Yusuf"),
        ("Siti, A.Md. ", "Siti, A.Md"),
        ("", ""),
    ],
)
def test_a_title_brings_the_stop_of_the_sentence(name: str, shown: str) -> None:
    assert before_stop(name) == shown


def sentence(render: Render, state: str, until: Any = None, *, mine: bool = False) -> str:
    cycle = SimpleNamespace(self_from=None)
    evaluation = SimpleNamespace(
        state=state, employee_name="Joko, S.P.", assessor_name="Mega, M.Si.", superior_name="Andi, M.Kes.", cycle=cycle
    )
    head = SimpleNamespace(evaluation=evaluation, until=until, mine=mine, own=False)
    return " ".join(render("{% include 'appraisal/evaluation_sentence.html' %}", head=head).split())


def test_no_sentence_of_a_form_ends_twice_or_names_an_empty_day(render: Render) -> None:
    for mine in (True, False):
        shown = sentence(render, "supervisor_review", datetime(2026, 12, 5, 16, 59, tzinfo=UTC), mine=mine)
        assert shown.endswith("diserahkan kepada Joko, S.P.")
        assert ".." not in shown
        held = sentence(render, "calibration", mine=mine)
        assert "ruang kalibrasi" in held
        assert "sampai ." not in held
    assert "sampai 5 Desember 2026" in sentence(render, "calibration", datetime(2026, 12, 5, 16, 59, tzinfo=UTC))


def test_every_event_of_a_form_is_told_in_words() -> None:
    assert {row.event for row in table_of(Evaluation).rows.values()} <= set(TITLES)


def test_lists_read_as_cards_on_a_phone() -> None:
    for path in TEMPLATES.rglob("*.html"):
        for parameters, _body in TABLE.findall(path.read_text()):
            assert "stacked=True" in parameters or path.name in SMALL, f"{path.name}: {parameters}"


def filters(render: Render, address: str) -> str:
    return render("{% filter_bar action='/x/' %}f{% endfilter_bar %}", request=RequestFactory().get(address))


@pytest.mark.parametrize(
    ("address", "set_"),
    [("/x/", False), ("/x/?q=&sort=name&after=3&view=columns", False), ("/x/?unit=04", True), ("/x/?sort=a&q=b", True)],
)
def test_filters_stand_open_and_can_be_cleared_only_where_one_is_set(render: Render, address: str, set_: bool) -> None:
    shown = filters(render, address)
    assert ("Hapus saringan" in shown) is set_
    assert ('<details class="filters__fold" open>' in shown) is set_
    assert "Saring daftar" in shown


def test_a_long_name_stands_shortened_and_whole_and_a_short_one_once(render: Render) -> None:
    shown = str(plots.bar_plot(plots.bars_of([(LONG, 4), ("Dinas Sosial", 3)]), title="t"))
    assert shown.count("plot__label--whole") == shown.count("plot__label--short") == 1
    assert f">{LONG}</text>" in shown
    assert f">{plots.short(LONG)}</text>" in shown
    assert shown.count(">Dinas Sosial</text>") == 1


def test_the_middle_of_a_plot_of_differences_crosses_no_words() -> None:
    shown = str(
        interval_plot([Span("Satu", 0.1, -0.2, 0.4, "5 orang"), Span("Dua", 0.0, -0.1, 0.1, "6 orang")], title="t")
    )
    marks = re.findall(r'plot__goal" x1="50%" x2="50%" y1="(\d+)" y2="(\d+)"', shown)
    words = [int(y) for y in re.findall(r'<text class="plot__(?:label|tick)" x="0" y="(\d+)"', shown)]
    assert len(marks) == 2
    for place, (top, bottom) in enumerate(marks):
        label, note = sorted(y for y in words if place * ROW <= y < (place + 1) * ROW)
        assert label + 4 < int(top) < int(bottom) <= note - 9


def test_a_long_state_stands_in_two_lines_within_its_box() -> None:
    one = Node("a", "x" * LABEL_FITS, 0, 0, "next")
    assert one.lines == ((one.label, one.baseline),)
    long = Node("b", "Dikembalikan dengan alasan", 0, 0, "next")
    assert [text for text, _y in long.lines] == ["Dikembalikan", "dengan alasan"]
    assert all(10 <= y <= 34 for _text, y in long.lines)
    assert len(Node("c", "x" * (LABEL_FITS + 9), 0, 0, "next").lines) == 1


def test_numbers_are_grouped_as_the_language_does() -> None:
    def target(number: str) -> str:
        return target_words(
            IndicatorText(id="", text="", aspect="", perspective="", words="", number=Decimal(number), unit="berkas")
        )

    assert target("1500.00") == "1.500 berkas"
    assert target("2.50") == "2,5 berkas"
    assert whole(1364) == "1.364"
    with translation.override("en"):
        assert target("1500.00") == "1,500 berkas"
