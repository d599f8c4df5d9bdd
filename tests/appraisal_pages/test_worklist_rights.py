"""The worklist starts from seats and offices instead of from the whole list: still nothing that the policy hides."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from appraisal.actions import evaluations
from appraisal.models import Evaluation, EvaluationItem
from appraisal.pages.worklist import MOST_CURRENT, asked_of, forms_of
from organization.models import RoleGrant
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from workflow.actors import CLOCK, NOBODY
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import worklist_of

SITI, SARI, RAHMA, BUDI = "Siti Aminah", "Sari Melinda", "Hj. Rahmawati", "Budi Santoso"
HANA, INDRA = "Hana Pertiwi", "Indra Gunawan"
STATES = ("self_assessment", "supervisor_review", "objection", "final")


def reopening(world: w.World, name: str) -> Evaluation:
    """A final form for which HR asks a reopening."""
    form = w.bring_to(world, name, "final")
    evaluations.request_reopening(form.public_id, actor=world.actor(HANA), version=form.version, reason="salah ketik")
    return world.form(name)


def make_officer(world: w.World, name: str, unit: str) -> None:
    """HR of a unit by grant, whatever else the person is."""
    RoleGrant.objects.create(
        user=world.users[name], role=Role.HR, unit=world.units[unit], valid_from=world.cycle.period_from, basis="SK"
    )


@pytest.mark.parametrize("state", STATES)
def test_nothing_stands_there_that_the_policy_hides(world: w.World, state: str) -> None:
    w.bring_to(world, SITI, state)
    reopening(world, BUDI)
    make_officer(world, SARI, "agency")
    make_officer(world, RAHMA, "other")
    for name in world.users:
        actor = world.actor(name)
        listed = set(policy_for(Evaluation).visible_to(actor).values_list("pk", flat=True))
        assert {form.pk for form in forms_of(actor)} <= listed, name


def test_a_reopening_is_asked_of_exactly_those_who_may_confirm_it(world: w.World) -> None:
    """Not of an officer who assessed the person or stands above the assessor, nor of one of another unit."""
    form = reopening(world, BUDI)
    make_officer(world, SARI, "agency")
    make_officer(world, RAHMA, "agency")
    make_officer(world, SITI, "other")
    make_officer(world, "Eko Prasetyo", "office")
    asked = set()
    for name in world.users:
        actor = world.actor(name)
        tasks = {task.key for task in worklist_of(actor).tasks}
        may = policy_for(Evaluation).may(actor, "reopen", form) and actor.user_id != form.reopen_requested_by_id
        assert (f"evaluation:{form.public_id}" in tasks) == may, name
        asked |= {name} if may else set()
    assert asked == {INDRA, "Eko Prasetyo"}


def test_an_officer_is_not_asked_about_a_superior(world: w.World) -> None:
    form = reopening(world, SARI)
    make_officer(world, "Eko Prasetyo", "agency")
    actor = world.actor("Eko Prasetyo")
    assert not policy_for(Evaluation).may(actor, "reopen", form)
    assert not Evaluation.objects.filter(asked_of(actor)).filter(pk=form.pk).exists()


def test_nobody_and_the_clock_have_no_forms(world: w.World) -> None:
    assert not list(forms_of(NOBODY))
    assert not list(forms_of(CLOCK))


@pytest.mark.parametrize("in_item", [True, False])
def test_a_form_sent_back_shows_as_such_until_it_is_sent_again(world: w.World, *, in_item: bool) -> None:
    form = w.bring_to(world, SITI, "supervisor_review")
    first = EvaluationItem.objects.filter(evaluation=form).earliest("pk")
    given: dict[str, Any] = {"items": {first.public_id: "lengkapi"}} if in_item else {"reason": "lengkapi"}
    evaluations.return_(form.public_id, actor=world.actor(SARI), version=form.version, **given)
    assert [one.was_returned for one in forms_of(world.actor(SITI))] == [True]
    assert form.pk in {one.pk for one in forms_of(world.actor(SARI))}
    w.submit(world, SITI)
    assert [one.was_returned for one in forms_of(world.actor(SITI))] == [False]


@pytest.mark.parametrize("state", STATES[:3])
def test_home_reads_no_column_afterwards(
    world: w.World, sign_in: Enter, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page shows is among the columns that are read at once."""
    w.bring_to(world, SITI, state)
    read_later: list[Any] = []
    monkeypatch.setattr(Evaluation, "refresh_from_db", lambda _self, **given: read_later.append(given))
    for name in (SITI, SARI, HANA):
        for address in (reverse("home"), reverse("tasks")):
            assert sign_in(name).get(address).status_code == 200
    assert read_later == []


def test_only_the_newest_own_forms_are_current(world: w.World) -> None:
    for number in range(MOST_CURRENT):
        w.open_cycle(world, calibration=False, banded=False, name=f"Siklus {number}")
    assert len(list(forms_of(world.actor(SITI)))) == MOST_CURRENT + 1
    current = worklist_of(world.actor(SITI)).current
    newest = Evaluation.objects.filter(employee=world.people[SITI]).order_by("-cycle__period_from", "-pk")
    assert [one.pk for one in current] == [one.pk for one in newest[:MOST_CURRENT]]
