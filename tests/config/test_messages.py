"""Extraction finds every text, and every text has its translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import catalogues, extraction, messages
from tools.catalogues import Place
from tools.extraction import Text, from_python, from_template


def found(source: str) -> list[tuple[str, str, str]]:
    return [(text.singular, text.plural, text.context) for text in from_template(source, file="page.html")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Save" %}', [("Save", "", "")]),
        ("{% trans 'Save' as caption %}", [("Save", "", "")]),
        ('{% translate "May" context "month" %}', [("May", "", "month")]),
        ('{% translate "100% done" %}', [("100%% done", "", "")]),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", [("Hello %(name)s", "", "")]),
        ("{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}", [("Two lines", "", "")]),
        (
            "{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            [("%(n)s row", "%(n)s rows", "")],
        ),
        ('{% include "a.html" with label=_("Next") %}', [("Next", "", "")]),
        ('{{ value|default:_("none") }}', [("none", "", "")]),
        ("<p>{# translate 'no' #}{{ plain }}</p>", []),
    ],
)
def test_texts_of_a_template(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(source) == expected


def test_texts_of_python() -> None:
    source = b"""
a = _("Plain")
b = ngettext("%(n)s day", "%(n)s days", n)
c = pgettext_lazy("month", "May")
d = other("Not this")
"""
    assert from_python(source, file="module.py") == [
        Text("Plain", "", "", "module.py"),
        Text("%(n)s day", "%(n)s days", "", "module.py"),
        Text("May", "", "month", "module.py"),
    ]


@pytest.fixture
def small_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    (tmp_path / "templates").mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "texts.py").write_text('a = _("Open")\nb = _("Closed")\n', encoding="utf-8")
    monkeypatch.setattr(extraction, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return Place("cases")


def translate(place: Place, text: str, translation: str) -> None:
    content = place.po.read_text(encoding="utf-8")
    place.po.write_text(content.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translation}"'))


def test_untranslated_texts_are_faults_until_translated(small_app: Place) -> None:
    assert messages.main(["--check"]) == 1
    messages.main([])
    assert [fault for fault in catalogues.faults(small_app) if "not translated: 'Open'" in fault]
    translate(small_app, "Open", "Buka")
    translate(small_app, "Closed", "Tutup")
    assert any("stale" in fault for fault in catalogues.faults(small_app))
    messages.main([])
    assert messages.main(["--check"]) == 0


def test_a_translation_survives_its_text_leaving_and_coming_back(small_app: Place) -> None:
    messages.main([])
    translate(small_app, "Open", "Buka")
    source = extraction.ROOT / "cases" / "texts.py"
    source.write_text('b = _("Closed")\n', encoding="utf-8")
    messages.main([])
    assert '#~ msgid "Open"' in small_app.po.read_text(encoding="utf-8")
    source.write_text('a = _("Open")\n', encoding="utf-8")
    messages.main([])
    kept = catalogues.stored(small_app).get("Open")
    assert kept is not None
    assert kept.string == "Buka"


def test_pruning_forgets_what_is_gone(small_app: Place) -> None:
    messages.main([])
    translate(small_app, "Open", "Buka")
    (extraction.ROOT / "cases" / "texts.py").write_text('b = _("Closed")\n', encoding="utf-8")
    messages.main(["--prune"])
    assert "Open" not in small_app.po.read_text(encoding="utf-8")


def test_a_lost_placeholder_is_a_fault(small_app: Place) -> None:
    (extraction.ROOT / "cases" / "texts.py").write_text('a = _("Hello %(name)s")\n', encoding="utf-8")
    messages.main([])
    translate(small_app, "Hello %(name)s", "Halo")
    messages.main([])
    assert any("name" in fault for fault in catalogues.faults(small_app))


@pytest.mark.parametrize("app", extraction.APPS)
def test_the_catalogue_of_each_app_is_complete(app: str) -> None:
    assert catalogues.faults(Place(app)) == []


def test_a_text_says_the_same_whichever_app_translates_it() -> None:
    """Django reads all catalogues into one: of two translations the first wins everywhere, also where it is wrong."""
    said: dict[tuple[str, str], set[str]] = {}
    for app in extraction.APPS:
        for message in catalogues.stored(Place(app)):
            if message.id:
                said.setdefault((message.context or "", str(message.id)), set()).add(str(message.string))
    assert {text: words for text, words in said.items() if len(words) > 1} == {}
