"""Where is my form: who holds it, since when, what comes next and by when; about oneself alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.models import Evaluation
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import AUDI, HANA, SARI, SITI, dispute
from workflow.whereabouts import tracked_kinds

ROAD = "/api/v1/whereabouts/"


def address(subject: Any) -> str:
    return f"/where/{subject.kind}/{subject.public_id}/"


def english(world: w.World, sign_in: Enter, name: str) -> Any:
    type(world.users[name]).objects.filter(pk=world.users[name].pk).update(language="en")
    return sign_in(name)


def told(client: Any, subject: Any) -> dict[str, Any]:
    [found] = client.get(ROAD, {"kind": subject.kind, "subject": str(subject.public_id)}).json()
    return dict(found)


@pytest.mark.parametrize(
    ("state", "holder", "step"),
    [
        ("self_assessment", "You", "submit"),
        ("supervisor_review", "Sari Melinda (Assessor)", ""),
        ("objection", "You", "accept"),
        ("final", "", ""),
    ],
)
def test_each_state_says_who_holds_it(state: str, holder: str, step: str, world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, state)
    client = english(world, sign_in, SITI)
    page = client.get(address(form)).content.decode()
    found = told(client, form)
    assert found["holder"] == holder
    assert found["state"] == state
    assert found["ended"] is (state == "final")
    if holder:
        assert f"Held by: {holder}" in page
    if step:
        assert step in [act["name"] for act in found["acts"]]


def test_the_clock_is_named_with_its_date_and_reason(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "self_assessment")
    found = told(english(world, sign_in, SITI), form)
    lapse = next(one for one in found["steps"] if one["by_itself"])
    assert lapse["who"] == "by itself"
    assert lapse["due"]["due_at"].startswith("2026-10-14T23:59:59.999000+07:00")
    assert lapse["due"]["explanation"]
    assert found["steps"][0] == lapse
    assert "Set by the calendar" in sign_in(SITI).get(address(form)).content.decode()


@pytest.mark.parametrize("name", [SARI, HANA, AUDI])
def test_it_is_about_oneself_alone(name: str, world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "supervisor_review")
    client = sign_in(name)
    assert client.get(address(form)).status_code == 404
    assert client.get(ROAD, {"kind": form.kind, "subject": str(form.public_id)}).status_code == 404
    assert str(form.public_id) not in client.get("/where/").content.decode()


def test_what_does_not_exist_is_not_found(world: w.World, sign_in: Enter) -> None:
    form = world.form(SITI)
    client = sign_in(SITI)
    for kind, identity in ((form.kind, uuid4()), ("organization.role_grant", form.public_id), ("x", form.public_id)):
        assert client.get(f"/where/{kind}/{identity}/").status_code == 404
    assert client.get(ROAD, {"kind": form.kind}).status_code == 400


@pytest.mark.parametrize(("state", "holder"), [("filed", "Assessor"), ("answered", "Decider")])
def test_an_objection_says_who_answers_and_who_decides(state: str, holder: str, world: w.World, sign_in: Enter) -> None:
    objection = dispute(world, state)
    found = told(english(world, sign_in, SITI), objection)
    assert holder in found["holder"]
    assert found["steps"]


def test_the_list_shows_what_is_under_way(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "supervisor_review")
    client = english(world, sign_in, SITI)
    page = client.get("/where/").content.decode()
    assert address(form) in page
    assert "Held by: Sari Melinda (Assessor)" in page
    assert [row["subject"] for row in client.get(ROAD).json()] == [str(form.public_id)]


def test_the_list_is_empty_without_anything_under_way(world: w.World, sign_in: Enter) -> None:
    w.bring_to(world, SITI, "final")
    assert sign_in(SITI).get(ROAD).json() == []


def test_the_subjects_page_leads_there(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "supervisor_review")
    assert address(form) in sign_in(SITI).get(f"/evaluations/{form.public_id}/").content.decode()
    assert address(form) not in sign_in(SARI).get(f"/evaluations/{form.public_id}/").content.decode()


def test_statements_stay_constant(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "objection")
    client = sign_in(SITI)
    for where in ("/where/", address(form)):
        client.get(where)
        with CaptureQueriesContext(connection) as found:
            client.get(where)
        assert len(found) <= 15, where


def test_four_kinds_are_tracked() -> None:
    assert Evaluation.kind in tracked_kinds()
    assert set(tracked_kinds()) == {
        "appraisal.evaluation", "appraisal.objection", "appraisal.plan", "cases.improvement_case",
    }  # fmt: skip
