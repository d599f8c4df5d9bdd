"""Plan templates: read from data with every fault named, chosen for a person, kept by HR through both doors."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions import add_template, change_template
from cases.drafting import TrainingOffer, WeakItem, draft_from
from cases.models import ImprovementCase, PlanTemplate, PlanTemplateEdition
from cases.template_rules import read_content
from tests.cases.world import TODAY, WEAK, open_case, training
from workflow.errors import InvalidInput, NotPermitted, NotVisible, PreconditionRequired, StaleRevision

JSON = {"content_type": "application/json"}
LINE = {"kind": "measure", "title": "Latihan: {item}", "owner": "employee", "after_days": 30, "each": True}
FIRST = {"kind": "milestone", "title": "Bicara awal", "owner": "coach", "after_days": 7, "required": False}
CONTENT = {"goal": "", "days": 90, "sessions": 4, "every_days": 21, "offer_training": True, "lines": [FIRST, LINE]}


def save(world, who="hana", unit="agency", name="Disiplin", codes=("discipline",), **content):
    return add_template(
        actor=world.actor(who),
        unit=world.units[unit].public_id,
        name=name,
        codes=codes,
        content={**CONTENT, **content},
    )


@pytest.fixture
def signed_in(world):
    def sign_in(name):
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def faults(**change):
    with pytest.raises(InvalidInput) as refused:
        read_content({**CONTENT, **change})
    return {fault.field for fault in refused.value.details}


@pytest.mark.parametrize(
    ("name", "lowest", "highest"), [("days", 14, 730), ("sessions", 1, 24), ("every_days", 7, 120)]
)
def test_numbers_hold_at_their_bounds_and_not_beyond(name, lowest, highest):
    lines = [{**LINE, "after_days": 1}]
    for value in (lowest, highest):
        assert getattr(read_content({**CONTENT, "lines": lines, name: value}), name) == value
    for value in (lowest - 1, highest + 1, None, "7", True):
        assert name in faults(**{name: value})


def test_a_line_is_judged_at_its_place():
    assert faults(lines=[]) == {"lines"}
    assert faults(lines=[LINE] * 31) == {"lines"}
    assert faults(lines=[FIRST]) == {"lines"}
    assert faults(lines=[{**LINE, "title": " "}]) == {"lines.0.title"}
    assert faults(lines=[LINE, {**LINE, "kind": "training"}]) == {"lines.1.kind"}
    assert faults(lines=[{**LINE, "owner": "bupati"}]) == {"lines.0.owner"}
    assert faults(lines=[{**LINE, "each": False}]) == {"lines.0.title"}
    assert faults(lines=[{**LINE, "after_days": 91}]) == {"lines.0.after_days"}
    assert faults(lines=[{**LINE, "then": "x"}]) == {"lines.0.then"}
    assert read_content({**CONTENT, "lines": [{**LINE, "after_days": 90}]}).lines[0].after_days == 90


def test_a_draft_counts_its_days_and_writes_a_line_for_each_weak_item():
    offers = {"service": TrainingOffer(5, "Layanan prima", TODAY + timedelta(days=3))}
    draft = draft_from(read_content(CONTENT), WEAK, today=TODAY, offers=offers)
    assert draft.target_on == TODAY + timedelta(days=90)
    assert (draft.sessions_required, draft.sessions_every_days) == (4, 21)
    assert [item.title for item in draft.items[:3]] == ["Bicara awal", "Latihan: Disiplin", "Latihan: Mutu layanan"]
    assert [item.due_on for item in draft.items[:2]] == [TODAY + timedelta(days=7), TODAY + timedelta(days=30)]
    assert [item.indicator_code for item in draft.items[:3]] == ["", "discipline", "service"]
    assert (draft.items[3].kind, draft.items[3].training_id) == ("training", 5)
    silent = draft_from(read_content({**CONTENT, "offer_training": False}), WEAK, today=TODAY, offers=offers)
    assert len(silent.items) == 3
    assert "Disiplin" in draft.goal


def test_without_a_weak_item_a_line_for_each_is_written_once():
    draft = draft_from(read_content(CONTENT), (), today=TODAY, offers={})
    assert len(draft.items) == 2
    assert "{item}" not in draft.items[1].title


def test_a_template_that_names_braces_does_not_run_anything():
    line = {**LINE, "title": "{item.__class__} {0} {item}"}
    draft = draft_from(read_content({**CONTENT, "lines": [line]}), (WeakItem("d", "Disiplin"),), today=TODAY, offers={})
    assert draft.items[0].title == "{item.__class__} {0} Disiplin"


def test_the_template_that_knows_most_of_the_weak_items_is_taken_then_the_nearest_then_the_fallback(world):
    save(world, name="umum", codes=())
    assert drafted(world, 1) == ("umum", 1)
    save(world, name="disiplin", codes=("discipline",))
    assert drafted(world, 2) == ("disiplin", 1)
    save(world, name="disiplin kantor", unit="office", codes=("discipline",))
    assert drafted(world, 3) == ("disiplin kantor", 1)
    save(world, name="keduanya", codes=("discipline", "service"))
    assert drafted(world, 4) == ("keduanya", 1)
    save(world, name="lain", codes=("innovation",))
    assert drafted(world, 5) == ("keduanya", 1)


def drafted(world, source):
    ImprovementCase.objects.update(employee=world.people["lama"])
    from cases.models import CaseTrigger
    from tests.cases.world import step

    for case in ImprovementCase.objects.exclude(state="closed"):
        step(case, "end_early", world.actor("hana"), outcome="lifted", reason="uji")
    assert CaseTrigger.objects.filter(source_id=source).count() == 0
    case = open_case(world, source=source)
    used = case.template_edition
    return used.name, used.edition


def test_a_case_of_another_agency_or_a_retired_template_has_the_built_in_draft(world):
    template = save(world, codes=())
    change_template(
        template.public_id,
        actor=world.actor("hana"),
        edition=1,
        name="Disiplin",
        codes=(),
        content=CONTENT,
        in_use=False,
    )
    case = open_case(world)
    assert case.template_edition is None
    assert case.sessions_required == 2


def test_a_training_of_the_catalogue_is_proposed_by_its_code(world):
    offer = training()
    save(world)
    case = open_case(world)
    assert [item.training for item in case.items.filter(kind="training")] == [offer]
    assert case.target_on == date(2027, 2, 21)


def test_a_save_is_an_edition_that_stays_and_a_stale_page_overwrites_nothing(world):
    template = save(world)
    before = open_case(world)
    values = {"name": "Disiplin", "codes": ("discipline",), "content": {**CONTENT, "sessions": 6}, "in_use": True}
    hana = world.actor("hana")
    assert change_template(template.public_id, actor=hana, edition=1, **values).edition == 2
    with pytest.raises(StaleRevision):
        change_template(template.public_id, actor=hana, edition=1, **values)
    with pytest.raises(PreconditionRequired):
        change_template(template.public_id, actor=hana, edition=None, **values)
    texts = PlanTemplateEdition.objects.filter(template=template).order_by("edition")
    assert [one.content["sessions"] for one in texts] == [4, 6]
    before = ImprovementCase.objects.get(pk=before.pk)
    assert (before.template_edition.edition, before.sessions_required) == (1, 4)


def test_hr_of_the_unit_keeps_it_and_nobody_else(world):
    template = save(world)
    values = {"edition": 1, "name": "x", "codes": (), "content": CONTENT, "in_use": True}
    with pytest.raises(NotPermitted):
        change_template(template.public_id, actor=world.actor("joko"), **values)
    for name in ("sari", "audi", "admin", "budi", "lia"):
        with pytest.raises(NotVisible):
            change_template(template.public_id, actor=world.actor(name), **values)
        with pytest.raises(NotPermitted):
            save(world, name)
    with pytest.raises(NotPermitted):
        save(world, "joko")
    with pytest.raises(NotPermitted):
        save(world, "hana", unit="regency")
    assert PlanTemplate.objects.get().edition == 1


REST = {"hana": (200, 200), "joko": (200, 403), "sari": (404, 404), "audi": (404, 404), "admin": (404, 404)}


@pytest.mark.parametrize(("name", "answers"), REST.items())
def test_rest_reads_and_saves_as_the_rules_say(world, signed_in, name, answers):
    template, client = save(world), signed_in(name)
    url = f"/api/v1/plan-templates/{template.public_id}/"
    body = {"edition": 1, "name": "Disiplin", "codes": ["discipline"], "content": {**CONTENT, "sessions": 5}}
    assert (client.get(url).status_code, client.put(url, body, **JSON).status_code) == answers
    assert PlanTemplate.objects.get().edition == (2 if answers[1] == 200 else 1)


def test_rest_names_every_fault_and_writes_nothing(world, signed_in):
    hana = signed_in("hana")
    bad = {
        "unit": str(world.units["agency"].public_id),
        "name": "a",
        "content": {**CONTENT, "lines": [{**LINE, "after_days": 0}]},
    }
    answer = hana.post("/api/v1/plan-templates/", bad, **JSON)
    assert answer.status_code == 400
    assert "lines.0.after_days" in answer.content.decode()
    assert hana.post("/api/v1/plan-templates/", {"name": "a", "content": CONTENT}, **JSON).status_code == 400
    assert not PlanTemplate.objects.exists()
    good = hana.post("/api/v1/plan-templates/", {**bad, "content": CONTENT}, **JSON)
    assert (good.status_code, good.json()["edition"]) == (201, 1)


def posted(world, **more):
    line = {f"line-0-{name}": value for name, value in LINE.items()}
    return {
        "line-TOTAL_FORMS": "3", "line-INITIAL_FORMS": "0", "line-MIN_NUM_FORMS": "0", "line-MAX_NUM_FORMS": "30",
        **line, "line-0-required": "on", "line-0-each": "on", "line-1-title": "", "line-1-kind": "goal",
        "line-1-owner": "employee", "line-2-title": "", "line-2-kind": "goal", "line-2-owner": "employee",
        "unit": str(world.units["agency"].public_id), "name": "Disiplin", "codes": "discipline, service",
        "goal": "", "days": "90", "sessions": "4", "every_days": "21", "in_use": "on", **more,
    }  # fmt: skip


def test_the_page_writes_a_template_and_its_next_edition(world, signed_in):
    hana = signed_in("hana")
    answer = hana.post(reverse("cases:template_new"), posted(world))
    assert answer.status_code == 302
    template = PlanTemplate.objects.get()
    assert template.indicator_codes == ["discipline", "service"]
    assert [line["title"] for line in template.content["lines"]] == [LINE["title"]]
    url = reverse("cases:template", args=[template.public_id])
    assert hana.get(url).status_code == 200
    assert hana.post(url, posted(world, edition="1", sessions="9")).status_code == 302
    template.refresh_from_db()
    assert (template.edition, template.content["sessions"]) == (2, 9)
    stale = hana.post(url, posted(world, edition="1", sessions="5", name="Ketikan saya"))
    assert stale.status_code == 409
    assert "Ketikan saya" in stale.content.decode()
    template.refresh_from_db()
    assert template.edition == 2


def test_the_page_keeps_what_was_typed_and_puts_the_fault_at_its_line(world, signed_in):
    answer = signed_in("hana").post(reverse("cases:template_new"), posted(world, **{"line-0-after_days": "400"}))
    assert answer.status_code == 400
    assert answer.context["lines"].forms[0].errors["after_days"]
    assert LINE["title"] in answer.content.decode()
    assert not PlanTemplate.objects.exists()


def test_who_sees_the_pages(world, signed_in):
    template = save(world)
    pages = [
        reverse("cases:templates"),
        reverse("cases:template_new"),
        reverse("cases:template", args=[template.public_id]),
    ]
    found = {name: [signed_in(name).get(url).status_code for url in pages] for name in ("hana", "joko", "sari", "budi")}
    assert found == {"hana": [200] * 3, "joko": [200] * 3, "sari": [403] * 3, "budi": [403] * 3}
    other = signed_in("joko").post(pages[2], posted(world, edition="1"))
    assert other.status_code == 403
