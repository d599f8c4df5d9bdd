"""Changes of the rules over REST: draft, dry run, two officers, the forms concerned, the rules of one form."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from appraisal.models import Evaluation, RuleChange
from tests.appraisal import world as do
from tests.appraisal.rule_changes import MOVE_ALL, REASON, draft, newer, open_world, publish, put_into_force
from tests.appraisal.world import IN_WINDOW, World
from workflow import clock
from workflow.models import AccessRecord

CHANGES = "/api/v1/rule-changes/"


@pytest.fixture
def world(db: None) -> Any:
    with clock.frozen(IN_WINDOW):
        yield open_world()


def rest(world: World, name: str) -> APIClient:
    client = APIClient()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def step(client: APIClient, change: RuleChange, **body: Any) -> Any:
    address = f"{CHANGES}{change.public_id}/transitions/"
    return client.post(address, body, format="json", HTTP_IF_MATCH=f'"{change.version}"')


def new(world: World, **changes: Any) -> dict[str, Any]:
    rules = publish(world, newer())
    cycle = world.form_of("siti").cycle
    given = {"cycle": str(cycle.public_id), "rule_set": str(rules.public_id), "choices": MOVE_ALL, "reason": REASON}
    return {**given, **changes}


def test_the_whole_way(world: World) -> None:
    hana, hari = rest(world, "hana"), rest(world, "hari")
    made = hana.post(CHANGES, new(world), format="json")
    assert (made.status_code, made.json()["state"], made.json()["ask_days"]) == (201, "drafted", 5)
    change = RuleChange.objects.get()
    told = hari.get(f"{CHANGES}{change.public_id}/dry-run/").json()
    lines = {line["state"]: line["concerned"] for line in told["states"]}
    number = Evaluation.objects.filter(state="self_assessment").count()
    assert (lines["self_assessment"], lines["objection"]) == (number, 0)
    assert told["effects"]["items_added"] == number
    assert any("Tertib arsip" in sentence for sentence in told["sentences"])
    assert step(hana, change, transition="apply").json()["code"] == "second_person_needed"
    assert step(hari, change, transition="apply").status_code == 200
    do.run_jobs()
    again = hari.get(f"{CHANGES}{change.public_id}/dry-run/")
    assert (again.status_code, again.headers["Content-Type"]) == (422, "application/problem+json")
    forms = hari.get(f"{CHANGES}{change.public_id}/forms/").json()
    assert str(world.form_of("siti").public_id) in [one["id"] for one in forms["results"]]
    names = [one["name"] for one in hari.get(f"{CHANGES}{change.public_id}/events/").json()]
    assert names == ["rule_change.created", "rule_change.applying", "rule_change.applied"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"ask_days": 31}, "ask_days"),
        ({"choices": {"draft": "ask"}}, "choices"),
        ({"choices": {"final": "move"}}, "choices"),
        ({"choices": {}}, "choices.draft"),
    ],
)
def test_a_draft_that_is_wrong_is_a_problem_by_field(world: World, wrong: dict[str, Any], field: str) -> None:
    answer = rest(world, "hana").post(CHANGES, new(world, **wrong), format="json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert field in str(answer.json())
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    ("person", "read", "draft_status"), [("siti", 404, 403), ("joko", 404, 403), ("audi", 200, 403), ("hari", 200, 201)]
)
def test_who_reads_and_drafts(world: World, person: str, read: int, draft_status: int) -> None:
    client, body = rest(world, person), new(world)
    assert client.post(CHANGES, body, format="json").status_code == draft_status
    change = RuleChange.objects.first() or draft(world, MOVE_ALL)
    for tail in ("", "dry-run/", "forms/", "events/"):
        assert client.get(f"{CHANGES}{change.public_id}/{tail}").status_code == read, tail
    listed = client.get(CHANGES).json()["results"]
    assert [one["id"] for one in listed] == ([str(change.public_id)] if read == 200 else [])


def test_the_forms_go_on_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appraisal.pages.rule_changes.LISTED", 3)
    change, client = draft(world, MOVE_ALL), rest(world, "hari")
    seen: list[str] = []
    after = ""
    while True:
        page = client.get(f"{CHANGES}{change.public_id}/forms/", {"after": after} if after else {}).json()
        seen += [one["employee_name"] for one in page["results"]]
        after = page["next"]
        if not after:
            break
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) > 3


def test_the_rules_of_a_form_and_what_counts_no_more(world: World) -> None:
    form, siti = world.form_of("siti"), rest(world, "siti")
    address = f"/api/v1/evaluations/{form.public_id}/rules/"
    before = siti.get(address).json()
    assert (before["moved_by"], before["offer"], before["retired_items"]) == (None, None, [])
    put_into_force(world, draft(world, {"self_assessment": "ask"}))
    offer = siti.get(address).json()["offer"]
    assert (offer["reason"], offer["rule_hash"]) == (REASON, newer().digest)
    taken = siti.post(
        f"/api/v1/evaluations/{form.public_id}/transitions/",
        {"transition": "new_rules_self"},
        format="json",
        HTTP_IF_MATCH=f'"{world.form_of("siti").version}"',
    )
    assert taken.status_code == 200
    after = siti.get(address).json()
    assert (after["rule_hash"], after["moved_by"]["reason"]) == (newer().digest, REASON)
    assert [one["self_realisation"] for one in after["retired_items"]] == ["Selesai tepat waktu."]
    assert not AccessRecord.objects.exists()
    # The assessor has not received the form: he sees that an item counts no more, not what stands there.
    kabid = rest(world, "kabid").get(address).json()
    assert ["self_realisation" in one for one in kabid["retired_items"]] == [False]
    assert rest(world, "asing").get(address).status_code == 404
    do.submit(world, "siti")
    assert rest(world, "kabid").get(address).json()["retired_items"][0]["self_realisation"] == "Selesai tepat waktu."
    assert AccessRecord.objects.filter(subject_id=form.pk).exists()
