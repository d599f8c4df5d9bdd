"""Pages of a change of the rules: the dry run in words, two officers, the forms concerned, the rules of one form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.models import RuleChange
from appraisal.rule_changes import actions
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.rule_changes import MOVE_ALL, REASON, draft, newer, open_world, publish, put_into_force
from tests.appraisal.world import IN_WINDOW, World
from workflow import clock, outbox
from workflow.worklist import worklist_of


@pytest.fixture
def world(db: None) -> World:
    return open_world()


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name])
    return client


def body(response: Any) -> str:
    return str(response.content.decode())


def new_address(world: World) -> str:
    return reverse("appraisal:rule-change-new", args=[world.form_of("siti").cycle.public_id])


def test_the_dry_run_comes_first_in_words_and_then_the_draft(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        rules, hana = publish(world, newer()), client_of(world, "hana")
        chosen = {"rule_set": str(rules.public_id), **MOVE_ALL}
        asked = body(hana.get(new_address(world)))
        assert "Simpan perubahan ini sebagai konsep" not in asked
        shown = body(hana.get(new_address(world), chosen))
        for words in ("Tertib arsip", "Nama baru", "Simpan perubahan ini sebagai konsep"):
            assert words in shown
        assert not RuleChange.objects.exists()
        refused = hana.post(new_address(world), {**chosen, "ask_days": "x", "reason": ""})
        assert (refused.status_code, RuleChange.objects.count()) == (400, 0)
        made = hana.post(new_address(world), {**chosen, "ask_days": "5", "reason": REASON})
        change = RuleChange.objects.get()
        assert made.headers["Location"] == reverse("appraisal:rule-change", args=[change.public_id])
        assert (change.state, change.reason) == ("drafted", REASON)


@pytest.mark.parametrize("asked", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_rules_that_are_none_are_refused(world: World, asked: str) -> None:
    with clock.frozen(IN_WINDOW):
        hana = client_of(world, "hana")
        assert hana.get(new_address(world), {"rule_set": asked}).status_code == 200
        answer = hana.post(new_address(world), {"rule_set": asked, "ask_days": "5", "reason": REASON, **MOVE_ALL})
    assert answer.status_code in (400, 404)
    assert not RuleChange.objects.exists()


def test_another_officer_has_it_on_the_worklist_and_puts_it_into_force(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = draft(world, MOVE_ALL)
        address = reverse("appraisal:rule-change", args=[change.public_id])
        keys = {name: [one.key for one in worklist_of(world.actor(name)).tasks] for name in ("hana", "hari", "siti")}
        mine = f"rule-change:{change.public_id}"
        assert [mine in keys[name] for name in ("hana", "hari", "siti")] == [False, True, False]
        post = {"transition": "apply", "version": "0"}
        own = client_of(world, "hana").post(reverse("appraisal:rule-change-transition", args=[change.public_id]), post)
        assert own.status_code == 422
        hari = client_of(world, "hari")
        assert REASON in body(hari.get(address))
        done = hari.post(reverse("appraisal:rule-change-transition", args=[change.public_id]), post)
        assert done.headers["Location"] == address
        do.run_jobs()
        assert RuleChange.objects.get().state == "applied"
        listed = body(hari.get(reverse("appraisal:rule-change-forms", args=[change.public_id])))
        assert world.form_of("siti").employee_name in listed
        assert "mengikuti aturan baru" in listed


@pytest.mark.parametrize(
    ("person", "status"), [("siti", 404), ("kabid", 404), ("joko", 404), ("lia", 404), ("audi", 200), ("hari", 200)]
)
def test_who_reads_a_change_and_its_forms(world: World, person: str, status: int) -> None:
    with clock.frozen(IN_WINDOW):
        change, client = draft(world, MOVE_ALL), client_of(world, person)
        for name in ("rule-change", "rule-change-forms"):
            assert client.get(reverse(f"appraisal:{name}", args=[change.public_id])).status_code == status
        post = {"transition": "discard", "version": "0", "reason": "x"}
        took = client.post(reverse("appraisal:rule-change-transition", args=[change.public_id]), post)
        assert took.status_code == {"hari": 302, "audi": 403}.get(person, 404)


@pytest.mark.parametrize(("person", "lists", "new"), [("siti", 403, 403), ("audi", 200, 403), ("hana", 200, 200)])
def test_who_reads_the_list_and_drafts(world: World, person: str, lists: int, new: int) -> None:
    with clock.frozen(IN_WINDOW):
        client, cycle = client_of(world, person), world.form_of("siti").cycle
        assert client.get(reverse("appraisal:rule-changes", args=[cycle.public_id])).status_code == lists
        assert client.get(new_address(world)).status_code == new


def test_who_is_asked_reads_what_would_change_and_agrees_on_the_page(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        put_into_force(world, draft(world, {"self_assessment": "ask"}))
        form, siti = world.form_of("siti"), client_of(world, "siti")
        address = reverse("appraisal:evaluation-rules", args=[form.public_id])
        tasks = [one.url for one in worklist_of(world.actor("siti")).tasks]
        assert address in tasks
        page = body(siti.get(address))
        assert all(words in page for words in ("Tertib arsip", "Disiplin", REASON))
        assert body(client_of(world, "kabid").get(address)).count('value="new_rules_self"') == 0
        post = {"transition": "new_rules_self", "version": str(form.version)}
        siti.post(reverse("appraisal:evaluation-transition", args=[form.public_id]), post)
        after = body(siti.get(address))
    form = world.form_of("siti")
    assert (form.rules.digest, form.rule_offer_id) == (newer().digest, None)
    # What counts no more stays readable, with the reason of the change.
    assert all(words in after for words in ("Selesai tepat waktu.", REASON, "Hasil"))
    assert address not in [one.url for one in worklist_of(world.actor("siti")).tasks]


def test_an_offer_that_is_over_offers_nothing(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = put_into_force(world, draft(world, {"self_assessment": "ask"}, ask_days=1))
    assert change.asked_until is not None
    with clock.frozen(change.asked_until.replace(year=2027)):
        form = world.form_of("siti")
        page = body(client_of(world, "siti").get(reverse("appraisal:evaluation-rules", args=[form.public_id])))
        urls = [one.url for one in worklist_of(world.actor("siti")).tasks]
    assert "new_rules_self" not in page
    assert reverse("appraisal:evaluation-rules", args=[form.public_id]) not in urls


def test_a_form_under_the_rules_of_its_cycle_says_so(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        form, siti = world.form_of("siti"), client_of(world, "siti")
        address = reverse("appraisal:evaluation-rules", args=[form.public_id])
        assert siti.get(address).status_code == 200
        assert address not in body(siti.get(reverse("appraisal:evaluation", args=[form.public_id])))
        assert client_of(world, "asing").get(address).status_code == 404


def test_a_discarded_draft_is_kept_with_both_reasons(world: World) -> None:
    with clock.frozen(IN_WINDOW):
        change = draft(world, MOVE_ALL)
        payload = {"reason": "Edaran dicabut."}
        actions.take(change.public_id, "discard", actor=world.actor("hana"), version=0, payload=payload)
        page = body(client_of(world, "hana").get(reverse("appraisal:rule-change", args=[change.public_id])))
    assert REASON in page
    assert "Edaran dicabut." in page


def test_who_is_told_of_a_draft_and_of_an_offer(world: World) -> None:
    def told(name: str) -> set[int]:
        rows = InboxItem.objects.filter(event__name=name)
        return set(rows.values_list("recipient_id", flat=True))

    with clock.frozen(IN_WINDOW):
        change = draft(world, {"self_assessment": "ask"})
        outbox.relay_all()
        people = {name: world.users[name].pk for name in ("hana", "hari", "siti", "kabid", "joko")}
        assert {name for name, pk in people.items() if pk in told("rule_change.created")} == {"hari"}
        put_into_force(world, change)
        outbox.relay_all()
        offers = InboxItem.objects.filter(event__name="evaluation.rules_offered")
        of_siti = offers.filter(event__subject_id=world.form_of("siti").pk)
        assert set(of_siti.values_list("recipient_id", flat=True)) == {people["siti"], people["kabid"]}
