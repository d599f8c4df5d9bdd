"""Components escape what they are given, carry what assistive technology needs, and refuse code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.template import TemplateSyntaxError
from django.test import RequestFactory

from config.ui.diff import MOST_WORDS, text_changes
from tests.frontend.conftest import Render
from workflow import clock

EVIL = "<script>alert(1)</script>\"'"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class SampleForm(forms.Form):
    reason = forms.CharField(label="Alasan", widget=forms.Textarea, max_length=100, help_text="Singkat saja")
    kind = forms.ChoiceField(label="Jenis", choices=(("a", "Satu"), ("b", "Dua")), widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.PasswordInput)


@pytest.mark.parametrize(
    "source",
    [
        "{% button evil name=evil value=evil %}",
        "{% link_button evil evil title=evil %}",
        "{% tag evil %}",
        "{% notice title=evil %}x{% endnotice %}",
        "{% panel title=evil %}x{% endpanel %}",
        "{% card title=evil meta=evil url=evil %}x{% endcard %}",
        "{% unfold evil %}x{% endunfold %}",
        "{% empty_state title=evil icon='check' %}x{% endempty_state %}",
        "{% text_input name=evil label=evil value=evil hint=evil error=evil %}",
        "{% textarea name=evil label=evil value=evil limit=10 %}",
        "{% select name='a' label=evil options=options value=evil %}",
        "{% rating name='a' label=evil options=options hint=evil %}",
        "{% checkboxes name='a' label=evil options=options %}",
        "{% error_summary errors=faults title=evil %}",
        "{% summary_list rows %}",
        "{% task_row title=evil url=evil why=evil capacity=evil action=evil meta=evil %}",
        "{% timeline entries %}",
        "{% text_diff evil 'other' old_label=evil %}",
        "{% compare evil evil label=evil name='a' %}",
        "{% matrix rows=words columns=words cells=cells row=0 column=0 row_label=evil column_label=evil %}",
        "{% breadcrumbs evil evil evil %}",
        "{% term evil evil %}",
        "{% data_table caption=evil %}{% enddata_table %}",
        "{% bar_chart title=evil desc=evil bars=bars unit=evil %}",
        "{% line_chart title=evil series=series unit=evil target=3 %}",
        "{% progress done=1 total=2 label=evil eta=evil %}",
        "{% file_list files %}",
        "{% select_row evil label=evil %}",
        "{% state_rail steps=steps current='a' sentence=evil label=evil %}",
    ],
)
def test_no_text_becomes_markup(render: Render, source: str) -> None:
    shown = render(
        source,
        evil=EVIL,
        options=[("1", EVIL, EVIL)],
        faults=[(EVIL, EVIL)],
        rows=[(EVIL, EVIL, EVIL, EVIL)],
        entries=[{"title": EVIL, "who": EVIL, "text": EVIL, "at": NOW, "url": EVIL, "capacity": EVIL}],
        words=[EVIL],
        cells=[[EVIL]],
        bars=[(EVIL, 3, EVIL)],
        series=[(EVIL, [(NOW.date(), 3), (NOW.date() + timedelta(days=1), 4)])],
        files=[SimpleNamespace(name=EVIL, url=EVIL, size=1, media_type=EVIL, remove_url=EVIL)],
        steps=[("a", EVIL)],
    )
    assert "<script" not in shown
    assert 'alert(1)</script>"' not in shown


@pytest.mark.parametrize("name", ["onclick", "style", "hx_on_click", "onfocus"])
def test_code_and_style_in_attributes_are_refused(render: Render, name: str) -> None:
    with pytest.raises((ValueError, TemplateSyntaxError)):
        render("{% button 'Kirim' " + name + "='x' %}")


def test_other_keywords_become_attributes(render: Render) -> None:
    shown = render("{% button 'Kirim' data_live='a:1' aria_pressed='true' hidden=False %}")
    assert 'data-live="a:1"' in shown
    assert 'aria-pressed="true"' in shown
    assert "hidden" not in shown


def test_a_faulty_field_is_tied_to_its_message_and_summary(render: Render) -> None:
    form = SampleForm({"reason": "", "kind": "b", "secret": "rahasia"})
    shown = render("{% error_summary form %}{% field form.reason %}", form=form)
    assert 'href="#id_reason"' in shown
    assert "Alasan: " in shown
    assert 'aria-describedby="id_reason-hint id_reason-info id_reason-error"' in shown
    assert 'aria-invalid="true"' in shown


def test_a_clean_form_has_no_summary(render: Render) -> None:
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_choices_are_a_group_with_the_chosen_one_checked(render: Render) -> None:
    shown = render("{% field form.kind %}", form=SampleForm({"kind": "b"}))
    assert "<fieldset" in shown
    assert shown.count(" checked") == 1
    assert 'value="b" checked' in shown


def test_a_password_is_never_sent_back(render: Render) -> None:
    assert "rahasia" not in render("{% field form.secret %}", form=SampleForm({"secret": "rahasia"}))


def test_a_rating_shows_its_words_and_skips_the_empty_choice(render: Render) -> None:
    shown = render(
        "{% rating name='r' label='Nilai' options=levels value=2 %}",
        levels=[("", "---"), (1, "Di bawah ekspektasi"), (2, "Sesuai ekspektasi")],
    )
    assert shown.count('type="radio"') == 2
    assert "data-rating" in shown
    assert 'value="2" checked' in shown


def test_a_blocked_act_explains_itself_and_cannot_be_sent(render: Render) -> None:
    available = SimpleNamespace(name="approve", label="Setujui", needs=(), blocked="Dua butir belum dinilai.")
    shown = render("{% act available url='/x/' version=3 %}", available=available)
    assert "<form" not in shown
    assert 'aria-disabled="true"' in shown
    assert "Dua butir belum dinilai." in shown


def test_an_act_posts_transition_version_key_and_its_inputs(render: Render) -> None:
    reason = SimpleNamespace(name="reason", label="Alasan", kind="text", required=True, max_length=4000, choices=())
    available = SimpleNamespace(name="return_form", label="Kembalikan", needs=(reason,), blocked="")
    shown = render("{% act available url='/x/' version=3 %}", available=available, csrf_token="t" * 64)
    for part in ('name="transition" value="return_form"', 'name="version" value="3"', 'name="key"', 'name="reason"'):
        assert part in shown
    assert "csrfmiddlewaretoken" in shown


@pytest.mark.parametrize(
    ("kind", "choices", "markup"),
    [
        ("boolean", (), 'type="checkbox"'),
        ("date", (), 'type="date"'),
        ("datetime", (), 'type="datetime-local"'),
        ("integer", (), 'inputmode="numeric"'),
        ("decimal", (), 'inputmode="decimal"'),
        ("choice", (("a", "A"),) * 5, 'type="radio"'),
        ("choice", tuple((str(n), str(n)) for n in range(6)), "<select"),
        ("list", (("a", "A"),), 'type="checkbox"'),
    ],
)
def test_each_kind_of_input_has_its_control(
    render: Render, kind: str, choices: tuple[object, ...], markup: str
) -> None:
    needed = SimpleNamespace(name="n", label="N", kind=kind, required=False, max_length=10, choices=choices)
    available = SimpleNamespace(name="go", label="Go", needs=(needed,), blocked="")
    shown = render("{% act available url='/x/' version=0 %}", available=available)
    assert markup in shown
    assert "boleh kosong" in shown or kind == "boolean"


def test_the_rail_marks_one_step_and_names_those_done(render: Render) -> None:
    steps = [("a", "Satu"), ("b", "Dua"), ("c", "Tiga")]
    shown = render("{% state_rail steps=steps current='b' %}", steps=steps)
    assert shown.count('aria-current="step"') == 1
    assert "Langkah 2 dari 3" in shown
    assert shown.count("rail__step--done") == 1
    ended = render("{% state_rail steps=steps current='c' ended=True %}", steps=steps)
    assert "aria-current" not in ended
    assert ended.count("rail__step--done") == 3


def test_a_due_chip_has_words_a_machine_time_and_its_reason(render: Render) -> None:
    with clock.frozen(NOW):
        shown = render("{% due_chip at explanation=why %}", at=NOW + timedelta(days=4), why=["Lima hari kerja."])
    assert "4 hari lagi" in shown
    assert 'datetime="2026-11-27T12:00+07:00"' in shown
    assert "Lima hari kerja." in shown
    assert render("{% due_chip None %}").strip() == ""


def test_sorting_turns_round_keeps_filters_and_starts_at_the_first_page(render: Render) -> None:
    request = RequestFactory().get("/cases/?unit=3&sort=name&after=xyz")
    shown = render("{% sort_header 'Nama' 'name' %}{% sort_header 'Skor' 'score' %}", request=request)
    assert 'aria-sort="ascending"' in shown
    links = [QueryDict(part.split('"')[0].replace("&amp;", "&")) for part in shown.split('href="?')[1:]]
    assert [link["sort"] for link in links] == ["-name", "score"]
    assert all(link["unit"] == "3" and "after" not in link for link in links)


def test_a_progress_of_nothing_divides_by_nothing(render: Render) -> None:
    assert "0 dari 0" in render("{% progress done=0 total=0 label='Formulir' %}")


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("", "", []),
        ("sama", "sama", ["same"]),
        ("", "baru", ["added"]),
        ("lama", "", ["removed"]),
        ("14 hari", "6 hari", ["removed", "added", "same"]),
    ],
)
def test_a_difference_is_told_word_by_word(old: str, new: str, kinds: list[str]) -> None:
    assert [change.kind for change in text_changes(old, new)] == kinds


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    old = "kata " * MOST_WORDS
    assert [change.kind for change in text_changes(old, old + "!")] == ["removed", "added"]
