"""The process map through page and API: who reads it, what is hidden, what is named; a planted event is found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.models import Evaluation
from tests.appraisal_pages import world as w
from workflow import clock, triggers
from workflow.chain import digest_of
from workflow.mining.places import mapped_machines
from workflow.mining.reading import Choice, read
from workflow.models import Event

PAGE, CASES = "/process/", "/process/cases/"
ROAD = "/api/v1/process-map/"
STEP = "?step=approve&from=supervisor_review&to=objection"
HANA, AUDI, LIA, SITI, SARI = "Hana Pertiwi", "Audi Ramadhan", "Lia Marlina", "Siti Aminah", "Sari Melinda"


def handed_over(world: w.World, people: Any = w.OFFICE) -> None:
    """Everybody submits on the first day; one form is approved a day, so that waits are 1, 2, … days."""
    for name in people:
        w.submit(world, name)
        form = world.form(name)
        assert form.state == "supervisor_review"
    for day, name in enumerate(people, 1):
        with clock.frozen(w.NOW + timedelta(days=day)):
            w.approve(world, name)


def test_the_map_counts_times_and_names_the_bottleneck(world: w.World, enter: Any) -> None:
    handed_over(world)
    found = enter(HANA).get(ROAD, {"machine": "appraisal.evaluation"}).json()
    approved = next(step for step in found["steps"] if step["transition"] == "approve")
    days = [value / 86_400 for value in (approved["times"]["median"], approved["times"]["ninetieth"])]
    assert (approved["times"]["count"], days) == (6, [3.5, 5.5])
    assert [unit["name"] for unit in approved["units"]] == ["Dinas Kependudukan dan Pencatatan Sipil"]
    assert found["breaks"] == []
    assert found["bottleneck"]["state"] == "supervisor_review"
    text = enter(HANA, language="en").get(PAGE).content.decode()
    assert "Most waiting is in" in text
    assert "half of the stays there took longer than 3.5 days, one in ten longer than 5.5 days" in text
    assert "<svg" in text
    assert "Every event of every case counted here is a step the machine has" in text


@pytest.mark.parametrize("name", [HANA, AUDI, LIA])
def test_the_office_reads_it_in_its_units(name: str, world: w.World, enter: Any) -> None:
    handed_over(world)
    assert enter(name).get(PAGE).status_code == 200
    assert enter(name).get(ROAD).status_code == 200


@pytest.mark.parametrize("name", [SITI, SARI])
def test_nobody_else_reads_it(name: str, world: w.World, enter: Any) -> None:
    for address in (PAGE, CASES + STEP, ROAD, f"{ROAD}cases/{STEP}"):
        assert enter(name).get(address).status_code == 403


def test_a_grant_elsewhere_counts_nothing_here(world: w.World, enter: Any) -> None:
    handed_over(world)
    grant = world.users[LIA].role_grants.get()
    type(grant).objects.filter(pk=grant.pk).update(unit=world.units["other"])
    found = enter(LIA).get(ROAD).json()
    assert (found["steps"], found["paths"], found["states"]) == ([], [], [])


def test_four_are_hidden_at_every_door(world: w.World, enter: Any) -> None:
    handed_over(world, w.OFFICE[:4])
    found = enter(HANA).get(ROAD).json()
    approved = next(step for step in found["steps"] if step["transition"] == "approve")
    assert (approved["times"], approved["units"], approved["hidden_units"]) == (None, [], 1)
    client = enter(HANA, language="en")
    assert client.get(f"{ROAD}cases/{STEP}").json() == {"count": 0, "hidden": True, "cases": []}
    text = client.get(CASES + STEP).content.decode()
    assert "Smaller groups are never shown" in text
    assert SITI not in text


def test_a_number_leads_to_its_cases_longest_first(world: w.World, enter: Any) -> None:
    handed_over(world)
    text = enter(AUDI).get(CASES + STEP).content.decode()
    places = [text.index(name) for name in reversed(w.OFFICE)]
    assert places == sorted(places)
    behind = enter(AUDI).get(f"{ROAD}cases/{STEP}").json()
    assert [round(one["seconds"] / 86_400) for one in behind["cases"]] == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("query", ["", "?step=fly", "?step=approve&from=draft&to=final", "?state=nowhere"])
def test_what_the_machine_does_not_have_is_not_found(query: str, world: w.World, enter: Any) -> None:
    assert enter(HANA).get(CASES + query).status_code == 404
    assert enter(HANA).get(f"{ROAD}cases/{query}").status_code == 404


def test_cases_the_reader_may_not_open_are_counted_but_not_named(world: w.World, enter: Any) -> None:
    from cases.models import ImprovementCase

    mapped = mapped_machines()[ImprovementCase.kind]
    assert mapped.reach(world.actor(LIA)).count() == 0
    handed_over(world)
    plans = enter(LIA).get(ROAD, {"machine": "cases.improvement_case"}).json()
    assert plans["machine"] == "cases.improvement_case"


def test_every_machine_is_drawn_with_and_without_events(world: w.World, enter: Any) -> None:
    for kind in mapped_machines():
        answer = enter(HANA).get(PAGE, {"machine": kind, "unit": "x", "period": "y"})
        assert answer.status_code == 200, kind
        assert "<svg" in answer.content.decode()


def test_counselling_is_no_process_anybody_maps() -> None:
    assert not [kind for kind in mapped_machines() if "counselling" in kind]


def plant(form: Evaluation, **values: Any) -> None:
    """An event as somebody with the database in hand would write it, hash and all, with the triggers lifted."""
    last = Event.objects.filter(kind=form.kind, subject_id=form.pk).latest("version")
    body = last.body.replace(f'"version":{last.version}', f'"version":{last.version + 1}')
    Event.objects.create(
        kind=form.kind,
        subject_id=form.pk,
        version=last.version + 1,
        effective_at=last.effective_at,
        recorded_at=last.recorded_at,
        body=body,
        prev_hash=last.hash,
        hash=digest_of(last.hash, body),
        **values,
    )


def test_a_planted_event_is_found_and_named(world: w.World, enter: Any) -> None:
    handed_over(world)
    form = world.form(SITI)
    with triggers.lifted():
        plant(form, name="evaluation.blessed", transition="bless", from_state="objection", to_state="final")
        Evaluation.objects.filter(pk=form.pk).update(state="final", version=form.version + 1)
    found = enter(AUDI).get(ROAD).json()
    assert found["breaks"] == [
        {"subject": str(form.public_id), "version": form.version + 1, "fault": "unknown_step"},
    ]
    text = enter(AUDI, language="en").get(PAGE).content.decode()
    assert "The machine has no such step." in text
    assert SITI in text
    assert str(form.public_id) in text


def test_a_moved_row_without_its_event_is_found_and_named(world: w.World, enter: Any) -> None:
    form = world.form(SITI)
    with triggers.lifted():
        Evaluation.objects.filter(pk=form.pk).update(state="supervisor_review")
    [fault] = enter(AUDI).get(ROAD).json()["breaks"]
    assert (fault["subject"], fault["fault"]) == (str(form.public_id), "state_differs")


def test_the_statements_do_not_grow_with_the_events(world: w.World, enter: Any) -> None:
    client = enter(AUDI)

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(PAGE)
        return len(found)

    few = statements()
    handed_over(world)
    assert statements() <= few
    assert few <= 15


def test_evaluations_are_read_as_the_filters_say(world: w.World, enter: Any) -> None:
    handed_over(world)
    mapped = mapped_machines()["appraisal.evaluation"]
    audi, agency = world.actor(AUDI), str(world.units["agency"].public_id)
    every = read(mapped, audi, Choice()).measured
    assert read(mapped, audi, Choice(unit=agency)).measured.events == every.events
    assert read(mapped, audi, Choice(unit=str(world.units["other"].public_id))).measured.events == 0
    assert read(mapped, audi, Choice(period=str(world.cycle.public_id))).measured.subjects == every.subjects
