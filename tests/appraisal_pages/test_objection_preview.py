"""The predicate as the rulings would make it, over REST: as on the page, for the decider alone, nothing stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.snapshot import snapshot
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import (
    AUDI,
    HANA,
    JOKO,
    RAHMA,
    SARI,
    SITI,
    again,
    contested,
    dispute,
    page,
    rule,
)
from workflow.history import history_of


def road(objection: Any) -> str:
    return f"/api/v1/objections/{objection.public_id}/preview/"


def test_what_is_foreseen_is_what_the_decision_makes(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    rule(one, grant=True)
    before = snapshot()
    told = client.get(road(one)).json()
    chosen = client.post(road(one), {"results_rating": 3}, content_type="application/json").json()
    assert snapshot() == before
    assert told["before"]["predicate"] == one.evaluation.predicate
    raised = {row["item"]: (row["rating_before"], row["rating_after"]) for row in told["changed"]}
    granted = {str(row.public_id): (row.rating, row.ruling_rating) for row in contested(one) if row.ruling == "grant"}
    assert raised == granted
    assert granted
    assert chosen["after"]["results_rating"] == 3
    step = {"transition": "decide", "version": again(one).version, "results_rating": "3"}
    done = client.post(f"/api/v1/objections/{one.public_id}/transitions/", step, content_type="application/json")
    assert done.status_code == 200, done.content
    form = again(one).evaluation
    after = chosen["after"]
    assert (after["predicate"], after["score"]) == (form.predicate, str(form.score))
    assert (after["results_rating"], after["behaviour_rating"]) == (form.results_rating, form.behaviour_rating)


def test_without_a_ruling_nothing_changes(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    told = sign_in(RAHMA).get(road(one)).json()
    assert told["changed"] == []
    assert told["after"] == told["before"]


def test_page_and_program_foresee_the_same(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    areas = {"results_rating": "3", "behaviour_rating": "3"}
    told = client.post(road(one), areas, content_type="application/json").json()
    shown = client.get(page(one, "objection-preview"), areas).content.decode()
    assert told["after"]["predicate_label"] == shown.split('class="predicate__word">')[1].split("<")[0].strip()


@pytest.mark.parametrize("rating", [0, 4, "tinggi", 2.5])
def test_a_rating_the_scale_has_not_is_refused_at_its_field(world: w.World, sign_in: Enter, rating: Any) -> None:
    one = dispute(world, "answered")
    answer = sign_in(RAHMA).post(road(one), {"results_rating": rating}, content_type="application/json")
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == ["results_rating"]


@pytest.mark.parametrize("state", ["filed", "answered", "decided"])
def test_it_is_the_deciders_alone_while_there_is_something_to_decide(
    world: w.World, sign_in: Enter, state: str
) -> None:
    one = dispute(world, state)
    entries = len(list(history_of(one)))
    expected = dict.fromkeys((SITI, SARI, HANA, AUDI), 403) | {JOKO: 404, RAHMA: 200 if state == "answered" else 403}
    for name, status in expected.items():
        client = sign_in(name)
        assert client.get(road(one)).status_code == status, name
        assert client.post(road(one), {}, content_type="application/json").status_code == status, name
    assert len(list(history_of(one))) == entries
