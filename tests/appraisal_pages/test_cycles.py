"""Pages of cycles and rule sets: who opens and acts, refusals that keep what was typed, constant statements."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.actions import cycles, rule_sets
from appraisal.models import Cycle, CycleExemption, Evaluation, RuleSet
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter

SITI, SARI, BUDI = "Siti Aminah", "Sari Melinda", "Budi Santoso"
HANA, AUDI, LIA, JOKO = "Hana Pertiwi", "Audi Ramadhan", "Lia Marlina", "Joko Susilo"
ALL = (HANA, AUDI, LIA, SARI, SITI, JOKO)
ABSENT = "00000000-0000-4000-8000-000000000000"


def of_cycle(cycle: Any, name: str = "cycle") -> str:
    return reverse(f"appraisal:{name}", args=[cycle.public_id])


def of_rules(rules: RuleSet, name: str = "rule-set") -> str:
    return reverse(f"appraisal:{name}", args=[rules.public_id])


def draft_cycle(world: w.World, name: str = "Triwulan IV 2026") -> Cycle:
    present = world.cycle
    values = {
        "name": name,
        "unit": world.units["agency"].public_id,
        "rule_set": present.rule_set.public_id,
        "period_from": present.period_from,
        "period_until": present.period_until,
        **{key: value for key, value in present.windows().items() if value is not None},
    }
    return cycles.create_cycle(actor=world.actor(HANA), values=values)


def draft_rules(world: w.World) -> RuleSet:
    return rule_sets.new_edition(world.cycle.rule_set.public_id, actor=world.actor(HANA))


def statuses(sign_in: Enter, address: str) -> dict[str, int]:
    return {name: sign_in(name).get(address).status_code for name in ALL}


def form_of(client: Any, address: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    form = client.get(address).context["form"]
    found = {}
    for field in form:
        value = field.value()
        found[field.name] = [str(one) for one in value] if isinstance(value, (list, tuple)) else str(value or "")
    return found


def test_an_open_cycle_is_known_to_all_and_a_draft_to_the_office(world: w.World, sign_in: Enter) -> None:
    assert set(statuses(sign_in, of_cycle(world.cycle)).values()) == {200}
    draft = draft_cycle(world)
    assert statuses(sign_in, of_cycle(draft)) == {HANA: 200, AUDI: 200, LIA: 200, SARI: 404, SITI: 404, JOKO: 404}
    for name in (HANA, SITI):
        shown = draft.name in sign_in(name).get(reverse("appraisal:cycles")).content.decode()
        assert shown is (name == HANA)
    assert Client().get(of_cycle(world.cycle)).status_code == 302


def test_only_hr_prepares_and_changes(world: w.World, sign_in: Enter) -> None:
    draft = draft_cycle(world)
    office = {HANA: 200, AUDI: 403, LIA: 403}
    assert statuses(sign_in, reverse("appraisal:cycle-new")) == {**dict.fromkeys(ALL, 403), HANA: 200}
    assert statuses(sign_in, of_cycle(draft, "cycle-edit")) == {**dict.fromkeys(ALL, 404), **office}
    assert sign_in(AUDI).post(of_cycle(draft, "cycle-edit"), {"revision": 0, "name": "x"}).status_code == 403
    assert Cycle.objects.get(pk=draft.pk).name == draft.name


def test_an_absent_cycle_and_a_hidden_draft_look_alike(world: w.World, sign_in: Enter) -> None:
    hidden = of_cycle(draft_cycle(world))
    absent = reverse("appraisal:cycle", args=[ABSENT])
    assert sign_in(SITI).get(hidden).status_code == sign_in(SITI).get(absent).status_code == 404


def test_a_cycle_is_prepared_by_the_form_and_faults_stay_with_the_text(world: w.World, sign_in: Enter) -> None:
    client, address = sign_in(HANA), reverse("appraisal:cycle-new")
    sent = form_of(client, of_cycle(draft_cycle(world), "cycle-edit")) | {"name": "Triwulan I 2027"}
    wrong = client.post(address, sent | {"self_until": "2026-01-01"})
    assert wrong.status_code == 422
    assert "Triwulan I 2027" in wrong.content.decode()
    assert not Cycle.objects.filter(name="Triwulan I 2027").exists()
    done = client.post(address, sent)
    made = Cycle.objects.get(name="Triwulan I 2027")
    assert (done["Location"], made.state) == (of_cycle(made), "draft")


def test_two_editors_of_a_draft_do_not_overwrite_each_other(world: w.World, sign_in: Enter) -> None:
    draft, client = draft_cycle(world), sign_in(HANA)
    address = of_cycle(draft, "cycle-edit")
    sent = form_of(client, address)
    assert client.post(address, sent | {"name": "Pertama", "revision": draft.revision}).status_code == 302
    late = client.post(address, sent | {"name": "Kedua", "revision": draft.revision})
    assert late.status_code in (409, 422)
    assert "Kedua" in late.content.decode()
    assert Cycle.objects.get(pk=draft.pk).name == "Pertama"
    assert client.post(address, sent | {"name": "Ketiga"}).status_code == 428


def test_steps_of_a_cycle_are_hrs_and_need_the_version(world: w.World, sign_in: Enter) -> None:
    draft = draft_cycle(world)
    address, post = of_cycle(draft, "cycle-transition"), {"transition": "open", "version": draft.version}
    for name, status in {AUDI: 403, LIA: 403, SARI: 404, SITI: 404}.items():
        assert sign_in(name).post(address, post).status_code == status
    client = sign_in(HANA)
    assert client.post(address, {"transition": "open"}).status_code == 428
    assert client.post(address, post | {"version": draft.version + 5}).status_code == 409
    assert client.post(address, post | {"transition": "nonsense"}).status_code == 400
    assert client.get(address).status_code == 405
    assert Cycle.objects.get(pk=draft.pk).state == "draft"
    for _turn in range(2):
        assert client.post(address, post | {"key": "once"}).status_code == 302
    assert Cycle.objects.get(pk=draft.pk).state == "opening"


def test_a_running_cycle_cannot_be_closed_while_forms_are_open(world: w.World, sign_in: Enter) -> None:
    client, cycle = sign_in(HANA), Cycle.objects.get(pk=world.cycle.pk)
    address = of_cycle(cycle, "cycle-transition")
    begun = client.post(address, {"transition": "begin_closing", "version": cycle.version})
    assert begun.status_code in (302, 400)
    fresh = Cycle.objects.get(pk=cycle.pk)
    refused = client.post(address, {"transition": "close", "version": fresh.version})
    assert refused.status_code in (409, 422)
    assert Cycle.objects.get(pk=cycle.pk).state == fresh.state != "closed"


def test_somebody_is_left_out_of_a_draft_with_a_reason(world: w.World, sign_in: Enter) -> None:
    draft, client = draft_cycle(world), sign_in(HANA)
    address = of_cycle(draft, "cycle-person")
    post = {"act": "exempt", "person": SITI, "reason": "cuti melahirkan"}
    for name, status in {AUDI: 403, SARI: 404, SITI: 404}.items():
        assert sign_in(name).post(address, post).status_code == status
    assert client.post(address, post | {"person": "Tidak Ada"}).status_code == 400
    assert client.post(address, post | {"act": "nonsense"}).status_code == 400
    assert not CycleExemption.objects.filter(cycle=draft).exists()
    assert client.post(address, post).status_code == 302
    assert CycleExemption.objects.get(cycle=draft).reason == "cuti melahirkan"
    assert "cuti melahirkan" in client.get(of_cycle(draft)).content.decode()
    assert "cuti melahirkan" not in sign_in(AUDI).get(of_cycle(draft)).content.decode()
    assert client.post(address, {"act": "include", "person": SITI}).status_code == 302
    assert not CycleExemption.objects.filter(cycle=draft).exists()


def test_reminding_is_hrs(world: w.World, sign_in: Enter) -> None:
    w.bring_to(world, BUDI, "objection")
    address = of_cycle(world.cycle, "cycle-remind")
    for name in (AUDI, LIA, SITI):
        assert sign_in(name).post(address).status_code == 403
    assert sign_in(HANA).post(address).status_code == 302


def test_the_spread_of_four_results_is_hidden_on_the_page_of_a_cycle(world: w.World, sign_in: Enter) -> None:
    for name in ("Siti Aminah", "Budi Santoso", "Dewi Kurniasih", "Eko Prasetyo"):
        w.bring_to(world, name, "final")
    assert not sign_in(HANA).get(of_cycle(world.cycle)).context["page"].predicates


def test_the_page_of_a_cycle_does_not_grow_with_its_forms(world: w.World, sign_in: Enter) -> None:
    client = sign_in(HANA)
    few = statements(client, of_cycle(world.cycle))
    for name in ("Siti Aminah", "Budi Santoso", "Dewi Kurniasih"):
        w.bring_to(world, name, "objection")
    assert statements(client, of_cycle(world.cycle)) <= few
    listed = statements(client, reverse("appraisal:cycles"))
    for number in range(3):
        draft_cycle(world, f"Siklus {number}")
    assert statements(client, reverse("appraisal:cycles")) <= listed


def statements(client: Any, address: str) -> int:
    """The statements of a page once everything that is read once per process was read."""
    found = []
    for _turn in range(3):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        found.append(len(seen))
    return min(found)


# Rule sets


def test_published_rules_are_open_and_drafts_are_the_offices(world: w.World, sign_in: Enter) -> None:
    assert set(statuses(sign_in, of_rules(world.cycle.rule_set)).values()) == {200}
    draft = draft_rules(world)
    assert statuses(sign_in, of_rules(draft)) == {HANA: 200, AUDI: 200, LIA: 200, SARI: 404, SITI: 404, JOKO: 404}
    edits = statuses(sign_in, of_rules(draft, "rule-set-edit"))
    assert edits == {HANA: 200, AUDI: 403, LIA: 403, SARI: 404, SITI: 404, JOKO: 404}
    assert sign_in(HANA).get(of_rules(world.cycle.rule_set, "rule-set-edit")).status_code == 403


def test_only_hr_makes_a_new_edition(world: w.World, sign_in: Enter) -> None:
    address, before = of_rules(world.cycle.rule_set, "rule-set-edition"), RuleSet.objects.count()
    for name in (AUDI, LIA, SARI, SITI):
        assert sign_in(name).post(address).status_code == 403
    assert RuleSet.objects.count() == before
    assert sign_in(HANA).post(address).status_code == 302
    assert RuleSet.objects.count() == before + 1


def test_a_draft_with_faults_is_not_published(world: w.World, sign_in: Enter) -> None:
    draft, client = draft_rules(world), sign_in(HANA)
    content = {**draft.content, "low": ["nobody"]}
    rule_sets.save_rule_set(draft.public_id, actor=world.actor(HANA), revision=draft.revision, content=content)
    draft = RuleSet.objects.get(pk=draft.pk)
    address, post = of_rules(draft, "rule-set-transition"), {"transition": "publish", "version": draft.version}
    assert client.get(of_rules(draft)).context["page"].faults
    assert client.post(address, post).status_code == 422
    assert RuleSet.objects.get(pk=draft.pk).state == "draft"
    for name, status in {AUDI: 403, SARI: 404, SITI: 404}.items():
        assert sign_in(name).post(address, post).status_code == status
    assert client.post(address, {"transition": "publish"}).status_code == 428


def test_a_good_draft_is_published_once(world: w.World, sign_in: Enter) -> None:
    draft, client = draft_rules(world), sign_in(HANA)
    address = of_rules(draft, "rule-set-transition")
    post = {"transition": "publish", "version": draft.version, "key": "once"}
    for _turn in range(2):
        assert client.post(address, post).status_code == 302
    fresh = RuleSet.objects.get(pk=draft.pk)
    assert (fresh.state, fresh.version) == ("published", draft.version + 1)
    assert client.get(of_rules(fresh, "rule-set-edit")).status_code == 403


def test_looking_at_cycles_and_rules_changes_nothing(world: w.World, sign_in: Enter) -> None:
    before = (Evaluation.objects.count(), Cycle.objects.get(pk=world.cycle.pk).version)
    for address in (of_cycle(world.cycle), of_rules(world.cycle.rule_set), reverse("appraisal:rule-sets")):
        answer = sign_in(HANA).get(address)
        assert "no-store" in answer["Cache-Control"]
    assert (Evaluation.objects.count(), Cycle.objects.get(pk=world.cycle.pk).version) == before
