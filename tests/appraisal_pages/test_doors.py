"""Every page per role and state: who gets it, who is refused, how a refusal looks, what is written down."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.models import Evaluation
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from workflow.engine import available
from workflow.models import AccessRecord, Event
from workflow.tables import table_of

SITI, SARI, RAHMA = "Siti Aminah", "Sari Melinda", "Hj. Rahmawati"
HANA, AUDI, LIA, JOKO, BUDI = "Hana Pertiwi", "Audi Ramadhan", "Lia Marlina", "Joko Susilo", "Budi Santoso"
ABSENT = "00000000-0000-4000-8000-000000000000"
PAGES = ("evaluation", "evaluation-history", "self", "review", "result", "evaluation-assessor", "review-predicate")


def address(name: str, form: Evaluation) -> str:
    return reverse(f"appraisal:{name}", args=[form.public_id])


ALL = {SITI: 200, SARI: 200, RAHMA: 200, HANA: 200, AUDI: 200, LIA: 200}
NONE = dict.fromkeys(ALL, 403)
OPENS: dict[str, dict[str, dict[str, int]]] = {
    "self_assessment": {
        "evaluation": ALL,
        "evaluation-history": ALL,
        "self": {**NONE, SITI: 200},
        "review": {**NONE, SARI: 302},
        "result": dict.fromkeys(ALL, 302),
        "evaluation-assessor": {**NONE, HANA: 200},
    },
    "supervisor_review": {
        "evaluation": ALL,
        "self": {**NONE, SITI: 302},
        "review": {**NONE, SARI: 200},
        "review-predicate": {**NONE, SARI: 200},
        "result": dict.fromkeys(ALL, 302),
        "evaluation-assessor": {**NONE, HANA: 200},
    },
    "objection": {
        "evaluation": ALL,
        "evaluation-history": ALL,
        "self": {**NONE, SITI: 302},
        "review": {**NONE, SARI: 302},
        "result": {**ALL, LIA: 403},
        "evaluation-assessor": NONE,
    },
}


@pytest.mark.parametrize("state", OPENS)
def test_each_page_opens_for_those_who_may(world: w.World, sign_in: Enter, state: str) -> None:
    form = w.bring_to(world, SITI, state)
    clients = {name: sign_in(name) for name in ALL}
    for page, expected in OPENS[state].items():
        found = {name: clients[name].get(address(page, form)).status_code for name in expected}
        assert found == expected, page


def test_a_stranger_meets_the_same_page_as_for_a_form_that_does_not_exist(world: w.World, sign_in: Enter) -> None:
    form, stranger = world.form(SITI), sign_in(JOKO)
    for page in PAGES:
        hidden = stranger.get(address(page, form))
        absent = stranger.get(address(page, form).replace(str(form.public_id), ABSENT))
        assert hidden.status_code == absent.status_code == 404
        assert SITI not in hidden.content.decode()
        assert sentence_of(hidden) == sentence_of(absent)


def sentence_of(answer: Any) -> list[str]:
    """The words of an error page, without its addresses and tokens."""
    return re.sub(r"<[^>]*>|[0-9a-f]{32}", " ", answer.content.decode()).split()


def test_nobody_gets_in_without_signing_in(world: w.World) -> None:
    for page in PAGES:
        answer = Client().get(address(page, world.form(SITI)))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


def test_lists_ask_for_signing_in_and_are_not_kept(world: w.World, sign_in: Enter) -> None:
    for name in ("home", "tasks", "appraisal:mine", "appraisal:team"):
        assert Client().get(reverse(name)).status_code == 302
        answer = sign_in(SARI).get(reverse(name))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


def test_pages_of_a_person_are_never_kept(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "objection")
    for page in ("evaluation", "evaluation-history", "result"):
        assert "no-store" in sign_in(SARI).get(address(page, form))["Cache-Control"]


def test_looking_changes_nothing(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "objection")
    before = (Event.objects.count(), world.form(SITI).version, world.form(SITI).result_opened_at)
    for page in PAGES:
        sign_in(SITI).get(address(page, form))
    assert (Event.objects.count(), world.form(SITI).version, world.form(SITI).result_opened_at) == before


def test_reading_by_others_is_written_down_with_its_ground(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "objection")
    sign_in(SITI).get(address("result", form))
    assert not AccessRecord.objects.exists()
    sign_in(HANA).get(address("result", form))
    record = AccessRecord.objects.get()
    assert (record.reader_id, record.subject_id, record.kind) == (world.users[HANA].pk, form.pk, "appraisal.evaluation")
    assert {"result", "ratings", "self"} <= set(record.fields.split(","))
    assert record.ground == "hr"
    assert record.channel == "page"


def test_a_reader_without_confidential_fields_leaves_no_record(world: w.World, sign_in: Enter) -> None:
    sign_in(LIA).get(address("evaluation", w.bring_to(world, SITI, "supervisor_review")))
    assert not AccessRecord.objects.exists()


def test_a_list_writes_down_whose_predicates_it_showed(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "objection")
    sign_in(HANA).get(reverse("appraisal:team"))
    assert list(AccessRecord.objects.values_list("subject_id", "fields")) == [(form.pk, "predicate")]


POSTS = [name for name, row in table_of(Evaluation).rows.items() if not row.hidden]


@pytest.mark.parametrize("state", ["self_assessment", "supervisor_review", "objection"])
def test_the_page_refuses_every_step_as_the_engine_does(world: w.World, sign_in: Enter, state: str) -> None:
    form, seen = w.bring_to(world, SITI, state), set()
    for who in (SITI, SARI, RAHMA, HANA, AUDI, LIA, JOKO):
        actor, client = world.actor(who), sign_in(who)
        for name in POSTS:
            row = table_of(Evaluation).row(name)
            expected = expected_refusal(form, actor, row)
            if expected is None:
                continue
            post = {"transition": name, "version": form.version, **inputs(row, world)}
            answer = client.post(address("evaluation-transition", form), post)
            assert answer.status_code == expected, (who, name)
            seen.add(expected)
    assert world.form(SITI).version == form.version
    assert {403, 404, 409} <= seen


def expected_refusal(form: Evaluation, actor: Any, row: Any) -> int | None:
    """What the engine says, step by step: visible, permitted, state, guard. None where it may succeed."""
    from workflow.policies import policy_for

    policy = policy_for(form)
    roles = policy.roles_of(actor, form)
    if not policy.sees(actor, form, roles):
        return 404
    if not roles & row.by:
        return 403
    if form.state not in row.sources:
        return 409
    offered = next(one for one in available(form, actor) if one.name == row.name)
    return 422 if offered.blocked else None


def inputs(row: Any, world: w.World) -> dict[str, str]:
    """Values for every declared input."""
    values = {"text": "alasan", "choice": "2", "list": "", "uuid": str(world.people[JOKO].public_id)}
    return {spec.name: values[spec.kind] for spec in row.needs}


def test_a_step_without_a_version_is_refused(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "supervisor_review")
    answer = sign_in(SITI).post(address("evaluation-transition", form), {"transition": "recall"})
    assert answer.status_code == 428
    assert world.form(SITI).state == "supervisor_review"


def test_a_step_on_an_old_version_shows_how_it_stands_now(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "supervisor_review")
    answer = sign_in(SITI).post(
        address("evaluation-transition", form), {"transition": "recall", "version": form.version - 1}
    )
    assert answer.status_code == 409
    assert world.form(SITI).state == "supervisor_review"


def test_a_step_of_the_clock_is_no_door_for_people(world: w.World, sign_in: Enter) -> None:
    form, client = world.form(SITI), sign_in(SITI)
    for name in ("lapse_self", "settle", "nonsense", ""):
        answer = client.post(address("evaluation-transition", form), {"transition": name, "version": form.version})
        assert answer.status_code == 400
    assert world.form(SITI).version == form.version


def test_a_taken_step_leads_back_and_a_repeated_one_changes_nothing(world: w.World, sign_in: Enter) -> None:
    form, client = w.bring_to(world, SITI, "supervisor_review"), sign_in(SITI)
    post = {"transition": "recall", "version": form.version, "key": "once"}
    for _turn in range(2):
        assert client.post(address("evaluation-transition", form), post).status_code == 302
    assert world.form(SITI).version == form.version + 1


def test_the_way_back_never_leaves_the_house(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "supervisor_review")
    post = {"transition": "recall", "version": form.version, "next": "https://example.com/"}
    answer = sign_in(SITI).post(address("evaluation-transition", form), post)
    assert answer["Location"] == address("evaluation", form)


def test_hr_names_another_assessor_by_search(world: w.World, sign_in: Enter) -> None:
    form, client = world.form(SITI), sign_in(HANA)
    assert "Joko Susilo" in client.get(address("evaluation-assessor", form), {"q": "joko"}).content.decode()
    post = {"assessor": str(world.people[JOKO].public_id), "reason": "mutasi", "version": form.version}
    assert client.post(address("evaluation-assessor", form), post | {"reason": ""}).status_code == 400
    assert client.post(address("evaluation-assessor", form), post | {"assessor": "x"}).status_code == 400
    own = {"assessor": str(world.people[SITI].public_id)}
    assert client.post(address("evaluation-assessor", form), post | own).status_code == 422
    assert client.post(address("evaluation-assessor", form), post).status_code == 302
    assert world.form(SITI).assessor_name == JOKO


def test_text_is_never_markup(world: w.World, sign_in: Enter) -> None:
    w.fill(world, SITI, text='<img src=x onerror="alert(1)">')
    from appraisal.actions import evaluations

    evaluations.submit(world.form(SITI).public_id, actor=world.actor(SITI), version=world.form(SITI).version)
    for page in ("evaluation", "review"):
        content = sign_in(SARI).get(address(page, world.form(SITI))).content.decode()
        assert "<img src=x" not in content
        assert "&lt;img src=x" in content
