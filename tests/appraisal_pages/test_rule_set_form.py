"""The form of a draft of rules: everything can be edited, nothing typed is lost, faults stand beside their field."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.actions import rule_sets
from appraisal.editions import words
from appraisal.models import RuleSet
from appraisal.pages.rule_set_form import groups_of
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter

SITI, SARI = "Siti Aminah", "Sari Melinda"
HANA, INDRA, AUDI, LIA = "Hana Pertiwi", "Indra Gunawan", "Audi Ramadhan", "Lia Marlina"


@pytest.fixture
def draft(world: w.World) -> RuleSet:
    return rule_sets.new_edition(world.cycle.rule_set.public_id, actor=world.actor(HANA))


def address(rules: RuleSet, part: str = "items") -> str:
    return reverse("appraisal:rule-set-part", args=[rules.public_id, part])


def fresh(rules: RuleSet) -> RuleSet:
    return RuleSet.objects.get(pk=rules.pk)


def whole_form(rules: RuleSet, part: str) -> dict[str, Any]:
    """What a browser without script would send back unchanged."""
    found: dict[str, Any] = {"revision": str(fresh(rules).revision)}
    for group in groups_of(fresh(rules).content, part):
        for row in group.rows:
            for one in row.all_fields:
                if one.kind in ("flag", "member"):
                    found |= {one.name: "on"} if one.value else {}
                elif one.value != [] and one.value is not None:
                    found[one.name] = one.value
    return found


def post(client: Client, rules: RuleSet, part: str, **changes: Any) -> Any:
    """A post without script of the whole part with some fields changed."""
    return client.post(address(rules, part), {**whole_form(rules, part), **changes})


def autosave(client: Client, rules: RuleSet, part: str, revision: int, **fields: Any) -> Any:
    data = {**fields, "revision": revision, "changed": list(fields)}
    return client.post(address(rules, part), data, headers={"X-Autosave": "1"})


@pytest.mark.parametrize("part", words.PARTS)
def test_a_part_sent_back_unchanged_changes_nothing(draft: RuleSet, sign_in: Enter, part: str) -> None:
    before = fresh(draft)
    assert post(sign_in(HANA), draft, part).status_code == 302
    assert (fresh(draft).content, fresh(draft).revision) == (before.content, before.revision)


@pytest.mark.parametrize("part", words.PARTS)
def test_each_part_shows_every_field_with_its_value(draft: RuleSet, sign_in: Enter, part: str) -> None:
    page = sign_in(HANA).get(address(draft, part)).content.decode()
    for name, value in whole_form(draft, part).items():
        assert f'name="{name}"' in page
        if isinstance(value, str) and "\n" not in value:
            assert value in unescape(page)


def test_only_hr_writes_and_only_drafts(world: w.World, draft: RuleSet, sign_in: Enter) -> None:
    answers = {name: sign_in(name).get(address(draft)).status_code for name in (HANA, INDRA, AUDI, LIA, SARI, SITI)}
    assert answers == {HANA: 200, INDRA: 200, AUDI: 403, LIA: 403, SARI: 404, SITI: 404}
    for name, status in {AUDI: 403, SITI: 404}.items():
        assert post(sign_in(name), draft, "items").status_code == status
        assert autosave(sign_in(name), draft, "items", 0, x="1").status_code == status
    assert sign_in(HANA).get(address(world.cycle.rule_set)).status_code == 403
    assert sign_in(HANA).get(address(draft, "nothing")).status_code == 404
    assert fresh(draft).revision == draft.revision


def test_weights_names_sources_targets_and_lines_are_saved_as_typed(draft: RuleSet, sign_in: Enter) -> None:
    changes = {
        "sections.hasil_kerja.weight": "55,5",
        "indicators.disiplin.label.id": "Kedisiplinan",
        "indicators.disiplin.source": "assessor",
        "indicators.disiplin.target.id": "Hadir",
        "indicators.loyal.guide.id": "baris satu\r\nbaris dua",
        "indicators.loyal.guide.en": "line one\r\nline two",
        "indicators.adaptif.section": "hasil_kerja",
    }
    assert post(sign_in(HANA), draft, "items", **changes).status_code == 302
    content = fresh(draft).content
    items = {one["code"]: one for one in content["indicators"]}
    assert content["sections"][0]["weight"] == "55.5"
    assert items["disiplin"]["label"] == {"id": "Kedisiplinan", "en": "Discipline"}
    assert (items["disiplin"]["source"], items["disiplin"]["target"]["id"]) == ("assessor", "Hadir")
    assert items["loyal"]["guide"] == [{"id": "baris satu", "en": "line one"}, {"id": "baris dua", "en": "line two"}]
    assert items["adaptif"]["section"] == "hasil_kerja"


def test_cells_clocks_silence_low_shares_and_credit_are_saved(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    assert post(client, draft, "outcome", **{"matrix.0.predicate": "baik"}).status_code == 302
    clocks = {"clocks.answer.days": "7", "clocks.answer.unit": "calendar_days", "silence": "passes_on"}
    assert post(client, draft, "clocks", **clocks).status_code == 302
    assert post(client, draft, "distribution", **{"distribution.baik.baik": "12"}).status_code == 302
    credit = {"credit.percentages.baik": "110", "credit.levels.mahir.coefficient": "12,75"}
    assert post(client, draft, "credit", **credit).status_code == 302
    form = whole_form(draft, "triggers")
    del form["low.kurang"]
    assert client.post(address(draft, "triggers"), form).status_code == 302
    content = fresh(draft).content
    assert content["matrix"][0]["predicate"] == "baik"
    assert content["clocks"]["answer"] == {"days": 7, "unit": "calendar_days"}
    assert content["silence"] == "passes_on"
    assert content["distribution"]["baik"]["baik"] == 12
    assert content["credit"]["percentages"]["baik"] == "110"
    assert {one["code"]: one["coefficient"] for one in content["credit"]["levels"]}["mahir"] == "12.75"
    assert content["low"] == ["butuh_perbaikan", "sangat_kurang"]


@pytest.mark.parametrize(
    ("part", "field", "typed"),
    [
        ("items", "indicators.disiplin.weight", "dua puluh"),
        ("items", "sections.perilaku.weight", ""),
        ("items", "indicators.disiplin.label.id", "x" * 401),
        ("items", "indicators.disiplin.label.en", ""),
        ("predicates", "predicates.baik.meaning.id", ""),
        ("predicates", "levels.1.en", ""),
        ("clocks", "clocks.decision.days", "sepuluh"),
        ("clocks", "clocks.decision.days", "99999"),
        ("distribution", "distribution.baik.baik", "banyak"),
        ("credit", "credit.levels.mahir.coefficient", "0"),
        ("credit", "credit.percentages.baik", "-1"),
        ("general", "name.id", ""),
    ],
)
def test_a_wrong_value_stays_as_typed_with_its_sentence_beside_it(
    draft: RuleSet, sign_in: Enter, part: str, field: str, typed: str
) -> None:
    client = sign_in(HANA)
    assert post(client, draft, part, **{field: typed}).status_code == 302
    shown = client.get(address(draft, part)).context["page"]
    found = {one.name: one for group in shown.groups for row in group.rows for one in row.all_fields}
    assert found[field].value == typed
    assert found[field].error
    assert (found[field].id, found[field].error) in shown.summary
    assert [tab.count for tab in shown.tabs if tab.current] == [1]


def test_weights_that_do_not_add_up_are_told_at_their_panel(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    post(client, draft, "items", **{"indicators.disiplin.weight": "19.99"})
    groups = {group.id: group for group in client.get(address(draft)).context["page"].groups}
    assert groups["section-hasil_kerja"].errors
    assert not groups["section-perilaku"].errors
    assert "99" in groups["section-hasil_kerja"].note
    elsewhere = client.get(address(draft, "clocks")).context["page"]
    assert (elsewhere.summary, elsewhere.elsewhere) == ([], 1)


def test_a_fault_behind_a_fold_opens_it(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    post(client, draft, "items", **{"indicators.disiplin.label.en": ""})
    page = client.get(address(draft)).context["page"]
    opened = [row.title for group in page.groups for row in group.rows if row.is_open]
    assert opened == ["Disiplin"]


def test_a_line_of_conduct_without_its_translation_is_told_at_the_lines(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    post(client, draft, "items", **{"indicators.loyal.guide.id": "satu\ndua\ntiga\nempat"})
    page = client.get(address(draft)).context["page"]
    found = {one.name: one.error for group in page.groups for row in group.rows for one in row.all_fields if one.error}
    assert set(found) == {"indicators.loyal.guide.en"}


def test_a_cell_without_a_known_predicate_is_told_at_the_cell(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    post(client, draft, "predicates", do="remove:predicates:kurang")
    page = client.get(address(draft, "outcome")).context["page"]
    wrong = [one.name for group in page.groups for row in group.rows for one in row.fields if one.error]
    assert sorted(wrong) == ["matrix.0.predicate", "matrix.3.predicate"]


# Revisions


def test_saving_needs_the_revision(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    assert client.post(address(draft), {"sections.hasil_kerja.weight": "50"}).status_code == 428
    answer = client.post(address(draft), {"sections.hasil_kerja.weight": "50"}, headers={"X-Autosave": "1"})
    assert answer.status_code == 428


def test_two_officers_do_not_overwrite_each_other(draft: RuleSet, sign_in: Enter) -> None:
    first, second = sign_in(HANA), sign_in(INDRA)
    old = whole_form(draft, "items")
    first.post(address(draft), {**old, "indicators.disiplin.label.id": "Kedisiplinan"})
    before = fresh(draft).content
    late = second.post(address(draft), {**old, "indicators.inovasi.label.id": "Pembaruan"})
    assert late.status_code == 409
    clashes = {clash.field.name: (clash.mine, clash.theirs) for clash in late.context["clashes"]}
    assert clashes == {
        "indicators.disiplin.label.id": ("Disiplin", "Kedisiplinan"),
        "indicators.inovasi.label.id": ("Pembaruan", "Inovasi"),
    }
    assert fresh(draft).content == before
    chosen = {
        "revision": str(fresh(draft).revision),
        "changed": list(clashes),
        "indicators.disiplin.label.id": "Kedisiplinan",
        "indicators.inovasi.label.id": "Pembaruan",
    }
    assert second.post(address(draft), chosen).status_code == 302
    labels = {one["code"]: one["label"]["id"] for one in fresh(draft).content["indicators"]}
    assert (labels["disiplin"], labels["inovasi"]) == ("Kedisiplinan", "Pembaruan")


def test_the_page_of_a_conflict_posts_only_what_was_in_conflict(draft: RuleSet, sign_in: Enter) -> None:
    """Also boxes and choices, so that an unticked box is not taken for a missing one."""
    client, old = sign_in(HANA), whole_form(draft, "triggers")
    post(client, draft, "triggers", do="add:triggers:low_score")
    less = {key: value for key, value in old.items() if key != "low.kurang"}
    page = client.post(address(draft, "triggers"), less)
    assert page.status_code == 409
    named = re.findall(r'name="changed" value="([^"]+)"', page.content.decode())
    assert named == ["low.kurang"]
    answer = client.post(address(draft, "triggers"), {"revision": fresh(draft).revision, "changed": named})
    assert answer.status_code == 302
    assert fresh(draft).content["low"] == ["butuh_perbaikan", "sangat_kurang"]
    assert len(fresh(draft).content["triggers"]) == 1


def test_text_typed_into_a_row_that_is_gone_is_shown(draft: RuleSet, sign_in: Enter) -> None:
    client, old = sign_in(HANA), whole_form(draft, "items")
    post(client, draft, "items", do="remove:indicators:inovasi")
    late = client.post(address(draft), {**old, "indicators.inovasi.label.id": "Gagasan baru"})
    assert late.status_code == 409
    assert any("Gagasan baru" in one for one in late.context["strays"])
    assert "Gagasan baru" in late.content.decode()


def test_the_script_saves_single_fields_and_goes_on_with_the_revision(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    saved = autosave(client, draft, "items", draft.revision, **{"indicators.disiplin.label.id": "Kedisiplinan"})
    assert (saved.status_code, saved.json()["revision"]) == (200, draft.revision + 1)
    assert saved.json()["fragments"] is True
    again = autosave(client, draft, "triggers", saved.json()["revision"], **{"low.baik": "on"})
    assert again.json()["revision"] == draft.revision + 2
    assert "baik" in fresh(draft).content["low"]
    gone = client.post(
        address(draft, "triggers"),
        {"revision": fresh(draft).revision, "changed": ["low.baik"]},
        headers={"X-Autosave": "1"},
    )
    assert gone.status_code == 200
    assert "baik" not in fresh(draft).content["low"]


def test_the_script_is_told_both_texts(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    autosave(client, draft, "items", draft.revision, **{"indicators.disiplin.label.id": "Kedisiplinan"})
    late = autosave(client, draft, "items", draft.revision, **{"indicators.disiplin.label.id": "Tata tertib"})
    assert late.status_code == 409
    assert late.json()["current"] == {
        "revision": draft.revision + 1,
        "fields": {"indicators.disiplin.label.id": "Kedisiplinan"},
    }
    low = autosave(client, draft, "triggers", draft.revision, **{"low.baik": "on"})
    assert low.json()["current"]["fields"] == {"low.baik": []}


def test_a_name_typed_for_a_new_row_is_no_change_yet(draft: RuleSet, sign_in: Enter) -> None:
    saved = autosave(sign_in(HANA), draft, "items", draft.revision, **{"new.sections": "Belum"})
    assert (saved.status_code, saved.json()["revision"]) == (200, draft.revision)


def test_a_published_draft_is_saved_no_more(draft: RuleSet, sign_in: Enter, world: w.World) -> None:
    client = sign_in(HANA)
    form = whole_form(draft, "items")
    rule_sets.publish(draft.public_id, actor=world.actor(HANA), version=draft.version)
    before = fresh(draft).content
    assert client.post(address(draft), {**form, "sections.hasil_kerja.weight": "1"}).status_code == 403
    assert fresh(draft).content == before


# Rows


def test_rows_come_move_and_go_without_script_and_what_was_typed_stays(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    typed = {"indicators.disiplin.label.id": "Kedisiplinan", "new.indicators.perilaku": "Keteladanan"}
    assert post(client, draft, "items", do="add:indicators:perilaku", **typed).status_code == 302
    items = fresh(draft).content["indicators"]
    assert items[-1]["code"] == "keteladanan"
    assert (items[-1]["section"], items[-1]["label"]) == ("perilaku", {"id": "Keteladanan", "en": "Keteladanan"})
    assert items[1]["label"]["id"] == "Kedisiplinan"
    post(client, draft, "items", do="up:indicators:keteladanan")
    assert [one["code"] for one in fresh(draft).content["indicators"]][-2:] == ["keteladanan", "kolaboratif"]
    post(client, draft, "items", do="remove:indicators:keteladanan")
    assert "keteladanan" not in json.dumps(fresh(draft).content)


def test_a_whole_other_set_of_rules_can_be_written(draft: RuleSet, sign_in: Enter, world: w.World) -> None:
    """Section, items, predicate, ground, band: from buttons and fields alone to a published edition."""
    client = sign_in(HANA)
    post(client, draft, "items", do="add:sections", **{"new.sections": "Proyek"})
    post(client, draft, "items", do="add:indicators:proyek", **{"new.indicators.proyek": "Proyek perubahan"})
    weights = {
        "sections.hasil_kerja.weight": "50",
        "sections.proyek.weight": "10",
        "indicators.proyek_perubahan.weight": "100",
    }
    post(client, draft, "items", **weights)
    post(client, draft, "triggers", do="add:triggers:weak_item")
    post(client, draft, "triggers", **{"triggers.0.indicators": ["disiplin"], "triggers.0.at_most": "1"})
    post(client, draft, "general", do="scheme:weighted_bands")
    assert client.get(address(draft, "outcome")).context["page"].summary == []
    page = client.get(address(draft, "general")).context["page"]
    assert (page.summary, page.elsewhere) == ([], 0)
    rule_sets.publish(draft.public_id, actor=world.actor(HANA), version=draft.version)
    rules = fresh(draft).rules
    assert (rules.scheme, rules.section("proyek").weight, rules.triggers[0].indicators) == (
        "weighted_bands",
        Decimal(10),
        ("disiplin",),
    )


def test_grounds_of_facts_are_kept_and_refused_beside_their_field(
    draft: RuleSet, sign_in: Enter, world: w.World
) -> None:
    client, first = sign_in(HANA), len(fresh(draft).content.get("triggers", []))
    days, way = f"triggers.{first}.least", f"triggers.{first + 1}.at_most"
    post(client, draft, "triggers", do="add:triggers:attendance")
    post(client, draft, "triggers", do="add:triggers:unmet_targets")
    page = unescape(client.get(address(draft, "triggers")).content.decode())
    assert f'name="{days}"' in page
    assert f'name="{way}"' in page
    assert f'name="triggers.{first}.at_most"' not in page
    assert "bukan hukuman" in page
    for typed, where in (({days: "0"}, days), ({days: "5", way: "100"}, way)):
        post(client, draft, "triggers", **typed)
        fields = groups_with_faults(client, draft)
        assert [name for name, error in fields.items() if error] == [where]
    post(client, draft, "triggers", **{way: "49,5"})
    assert not any(groups_with_faults(client, draft).values())
    assert fresh(draft).content["triggers"][first:] == [
        {"kind": "attendance", "least": 5},
        {"kind": "unmet_targets", "at_most": "49.5"},
    ]
    rule_sets.publish(draft.public_id, actor=world.actor(HANA), version=draft.version)
    frozen = fresh(draft).rules.triggers[first:]
    assert [(one.kind, one.at_most, one.least) for one in frozen] == [
        ("attendance", Decimal(0), 5),
        ("unmet_targets", Decimal("49.5"), 1),
    ]
    again = rule_sets.new_edition(draft.public_id, actor=world.actor(HANA))
    assert client.get(address(again, "triggers")).context["page"].summary == []


def groups_with_faults(client: Client, rules: RuleSet) -> dict[str, str]:
    """The faults beside the fields of the grounds."""
    groups = client.get(address(rules, "triggers")).context["page"].groups
    return {one.name: one.error for group in groups for row in group.rows for one in row.all_fields}


def test_the_scheme_of_history_is_chosen_with_its_shares_and_marked(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    post(client, draft, "general", do="scheme:numeric_2019")
    content = fresh(draft).content
    assert (content["scheme"], content["peers_heard"], content["levels"]) == ("numeric_2019", False, [])
    assert {one["scale"] for one in content["indicators"]} == {"score_120"}
    groups = {group.id for group in client.get(address(draft, "general")).context["page"].groups}
    assert "peers" in groups
    shares = {"sections.hasil_kerja.weight": "60", "sections.perilaku.weight": "40"}
    post(client, draft, "items", **shares)
    assert client.get(address(draft)).context["page"].groups[0].errors
    post(client, draft, "general", peers_heard="yes")
    assert fresh(draft).content["peers_heard"] is True
    whole = client.get(reverse("appraisal:rule-set", args=[draft.public_id])).content.decode()
    assert "2021/22" in whole


def test_tables_come_and_go(draft: RuleSet, sign_in: Enter) -> None:
    client = sign_in(HANA)
    for part in ("credit", "distribution"):
        post(client, draft, part, do=f"no-table:{part}")
        assert fresh(draft).content[part] is None
        assert client.get(address(draft, part)).status_code == 200
        post(client, draft, part, do=f"table:{part}")
        assert fresh(draft).content[part]


@pytest.mark.parametrize(
    "act",
    ["nonsense", "add:nothing", "remove:nothing:x", "remove:sections:hasil_kerja", "up:bands:0", "scheme:x", "table:x"],
)
def test_an_act_that_does_not_fit_changes_nothing(draft: RuleSet, sign_in: Enter, act: str) -> None:
    assert post(sign_in(HANA), draft, "items", do=act).status_code == 302
    assert fresh(draft).content == draft.content


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"sections": "x", "indicators": {"a": 1}, "predicates": None, "levels": 3, "clocks": [], "low": "x"},
        {"sections": [1, None, {"code": 5}], "indicators": [{"code": "a"}], "matrix": [[]], "triggers": [{"kind": []}]},
        {"scheme": ["x"], "bands": [3], "credit": {"levels": 4}, "distribution": [1], "name": 4},
    ],
)
@pytest.mark.parametrize("part", words.PARTS)
def test_a_draft_that_came_over_rest_in_any_shape_can_be_looked_at(
    draft: RuleSet, sign_in: Enter, world: w.World, content: dict[str, Any], part: str
) -> None:
    rule_sets.save_rule_set(draft.public_id, actor=world.actor(HANA), revision=draft.revision, content=content)
    client = sign_in(HANA)
    assert client.get(address(draft, part)).status_code == 200
    assert post(client, draft, part).status_code == 302
