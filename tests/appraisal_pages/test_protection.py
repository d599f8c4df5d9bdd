"""Protection watch: what counts as a sign, who reads it, who is refused, what is written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from appraisal import protection
from appraisal.models import Cycle, Evaluation
from organization.models import Appointment, Post, RoleGrant
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import AUDI, HANA, JOKO, LIA, RAHMA, SARI, SITI, dispute, statements
from workflow.models import AccessRecord

ADDRESS, ROAD = "/reports/protection/", "/api/v1/protection-watch/"


def later_form(world: w.World, predicate: str, *, quarters: int = 1) -> Evaluation:
    """A result of Siti in a later period, as it would be stored; how it came about is not the matter here."""
    first = world.form(SITI)
    shift = timedelta(days=92 * quarters)
    cycle = Cycle.objects.get(pk=first.cycle_id)
    cycle.pk, cycle.name = None, f"Periode +{quarters}"
    cycle.period_from, cycle.period_until = cycle.period_from + shift, cycle.period_until + shift
    return Evaluation(
        cycle=cycle,
        employee=first.employee,
        unit=first.unit,
        predicate=predicate,
        delivered_at=first.delivered_at + shift if first.delivered_at else None,
        state="final",
    )


def watched(world: w.World, *later: Evaluation) -> Any:
    """The one row of Audi, with later results put beside what is stored."""
    [found] = protection.watched_by(world.actor(AUDI))
    objection = found.objection
    results = {objection.evaluation.employee_id: [objection.evaluation, *later]}
    held = list(Appointment.objects.filter(employee_id=objection.evaluation.employee_id).order_by("valid_from"))
    return protection.follow(objection, results, {objection.evaluation.employee_id: held})


def move(world: w.World, on: date, unit: Any = None) -> None:
    person = world.people[SITI]
    post = Post.objects.create(unit=unit or person.unit, title=f"Analis {on}", kind="pelaksana")
    Appointment.objects.create(employee=person, post=post, valid_from=on)
    world.people[SITI].refresh_from_db()


@pytest.fixture
def decided(world: w.World) -> Any:
    return dispute(world, "decided")


def kinds(row: Any) -> list[str]:
    return [sign.kind for sign in row.signs]


def test_a_worse_result_in_one_of_the_next_two_periods_is_a_sign(world: w.World, decided: Any) -> None:
    assert decided.predicate_after == "baik"
    same, worse = later_form(world, "baik"), later_form(world, "butuh_perbaikan", quarters=2)
    third = later_form(world, "kurang", quarters=3)
    assert kinds(watched(world)) == []
    assert kinds(watched(world, same)) == []
    row = watched(world, same, worse, third)
    labels = [worse.rules.predicate(code).label.id for code in ("baik", "butuh_perbaikan")]
    assert [(sign.kind, sign.before, sign.after) for sign in row.signs] == [("fall", *labels)]
    assert (row.periods, row.ended) == (2, True)


def test_another_post_or_unit_after_the_decision_is_a_sign(world: w.World, decided: Any) -> None:
    day = decided.decided_at.date()
    move(world, day + timedelta(days=20))
    assert kinds(watched(world)) == ["post"]
    other = world.people[JOKO].unit
    move(world, day + timedelta(days=40), other)
    assert kinds(watched(world)) == ["post", "unit"]


def test_a_move_on_the_day_of_the_decision_is_none(world: w.World, decided: Any) -> None:
    move(world, decided.decided_at.date())
    assert kinds(watched(world)) == []


def test_only_the_independent_unit_reads_it(world: w.World, decided: Any, sign_in: Enter) -> None:
    for name in (SITI, SARI, RAHMA, HANA, JOKO, LIA):
        assert sign_in(name).get(ADDRESS).status_code == 403, name
        assert sign_in(name).get(ROAD).status_code == 403, name
        assert ADDRESS not in sign_in(name).get(reverse("home")).content.decode(), name
    move(world, decided.decided_at.date() + timedelta(days=9))
    content = sign_in(AUDI).get(ADDRESS).content.decode()
    assert SITI in content
    assert "Jabatan lain" in content
    [row] = sign_in(AUDI).get(ROAD).json()
    assert (row["employee_name"], [sign["kind"] for sign in row["signs"]]) == (SITI, ["post"])
    records = AccessRecord.objects.filter(fields="protection", subject_id=decided.pk)
    assert set(records.values_list("channel", flat=True)) == {"page", "rest"}


@pytest.mark.parametrize("seat", ["employee", "assessor", "decider", "superior"])
def test_a_watcher_never_watches_an_own_matter(world: w.World, decided: Any, seat: str) -> None:
    form, auditor = Evaluation.objects.get(pk=decided.evaluation_id), world.people[AUDI]
    actor = world.actor(AUDI)
    assert len(protection.watched_by(actor)) == 1
    if seat == "decider":
        type(decided).objects.filter(pk=decided.pk).update(decider=auditor)
    else:
        Evaluation.objects.filter(pk=form.pk).update(**{seat: auditor})
    assert protection.watched_by(actor) == []


def test_who_is_hr_as_well_is_not_independent(world: w.World, decided: Any) -> None:
    grant = RoleGrant.objects.filter(user=world.users[HANA]).first()
    assert grant is not None
    RoleGrant.objects.create(
        user=world.users[AUDI], role="hr", unit=grant.unit, valid_from=grant.valid_from, basis="SK"
    )
    assert protection.watched_by(world.actor(AUDI)) == []


def test_the_statements_stay_the_same(world: w.World, decided: Any, sign_in: Enter) -> None:
    client = sign_in(AUDI)
    few = statements(client, ADDRESS)
    for days in (9, 19, 29):
        move(world, decided.decided_at.date() + timedelta(days=days))
    assert statements(client, ADDRESS) <= few
    assert few <= 15
