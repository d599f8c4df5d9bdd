"""Home, worklist and lists: the right rows in the right order, few statements however many rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.actions import evaluations, objections
from appraisal.models import Evaluation, Objection
from appraisal.opening import make_forms
from organization.models import RoleGrant
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from workflow import clock
from workflow.actors import CLOCK
from workflow.engine import fire_many
from workflow.roles import Role
from workflow.sweep import sweep_all
from workflow.transactions import durable
from workflow.worklist import Task, in_order, worklist_of

SITI, SARI, RAHMA, BUDI = "Siti Aminah", "Sari Melinda", "Hj. Rahmawati", "Budi Santoso"
HANA, INDRA, AUDI, JOKO = "Hana Pertiwi", "Indra Gunawan", "Audi Ramadhan", "Joko Susilo"
MOST_STATEMENTS = 15


def keys(world: w.World, name: str) -> list[str]:
    return [task.key for task in worklist_of(world.actor(name)).tasks]


def key(world: w.World, name: str) -> str:
    return f"evaluation:{world.form(name).public_id}"


def test_a_form_waits_for_whoever_holds_it(world: w.World) -> None:
    assert keys(world, SITI) == [key(world, SITI)]
    assert keys(world, SARI) == [key(world, SARI)]
    w.submit(world, SITI)
    assert keys(world, SITI) == []
    assert keys(world, SARI) == [key(world, SARI), key(world, SITI)]
    assert [row.holder for row in worklist_of(world.actor(SITI)).waiting] == [SARI]
    w.approve(world, SITI)
    assert keys(world, SITI) == [key(world, SITI)]
    assert key(world, SITI) not in keys(world, SARI)


def test_a_returned_form_waits_for_the_employee_and_the_assessor_sees_who_has_it(world: w.World) -> None:
    w.submit(world, SITI)
    form = world.form(SITI)
    evaluations.return_(form.public_id, actor=world.actor(SARI), version=form.version, reason="lengkapi")
    task = worklist_of(world.actor(SITI)).tasks[0]
    assert SARI in task.why
    assert [row.holder for row in worklist_of(world.actor(SARI)).waiting] == [SITI]


def test_an_objection_walks_from_the_employee_to_the_assessor_to_the_decider(world: w.World) -> None:
    form = w.bring_to(world, SITI, "objection")
    evaluations.acknowledge_result(form.public_id, actor=world.actor(SITI))
    drafted = objections.begin_objection(form.public_id, actor=world.actor(SITI))
    wanted = f"objection:{drafted.public_id}"
    assert wanted in keys(world, SITI)
    assert wanted not in keys(world, SARI)
    item = form.items.first()
    assert item is not None
    objections.save_claim(
        drafted.public_id, item.public_id, actor=world.actor(SITI), revision=0, values={"claim": "keliru"}
    )
    objections.file(drafted.public_id, actor=world.actor(SITI), version=0)
    assert wanted in keys(world, SARI)
    assert wanted not in keys(world, RAHMA)
    with clock.frozen(w.NOW + timedelta(days=9)):
        sweep_all()
        assert wanted in keys(world, RAHMA)
        assert wanted not in keys(world, SARI)
    assert Objection.objects.get().state == "answered"


def test_reopening_waits_for_the_second_person_only(world: w.World) -> None:
    form = w.bring_to(world, SITI, "final")
    evaluations.request_reopening(form.public_id, actor=world.actor(HANA), version=form.version, reason="salah ketik")
    assert keys(world, HANA) == []
    assert keys(world, INDRA) == [key(world, SITI)]


def case_tasks(world: w.World, name: str) -> list[str]:
    return [task.title for task in worklist_of(world.actor(name)).tasks if not task.key.startswith("evaluation")]


def test_a_case_opened_by_a_low_result_waits_for_the_supervisor_then_for_both_sides(world: w.World) -> None:
    from cases.models import ImprovementCase
    from workflow.engine import fire

    w.bring_to(world, SITI, "final", rating=1, results=1, behaviour=1)
    case = ImprovementCase.objects.get()
    assert len(case_tasks(world, SARI)) == 1
    assert case_tasks(world, SITI) == []
    assert [row.holder for row in worklist_of(world.actor(SITI)).waiting] == [SARI]
    assert case_tasks(world, BUDI) == []
    fire(case, "propose", actor=world.actor(SARI), version=case.version)
    assert len(case_tasks(world, SITI)) == 1
    assert len(case_tasks(world, SARI)) == 1
    fresh = ImprovementCase.objects.get()
    fire(fresh, "agree", actor=world.actor(SITI), version=fresh.version)
    assert case_tasks(world, SITI) == []


def test_a_request_for_a_training_waits_for_the_training_officer_of_the_unit(world: w.World) -> None:
    from cases.actions import request_enrolment
    from cases.models import Training

    RoleGrant.objects.create(
        user=world.users[INDRA],
        role=Role.TRAINING_OFFICER,
        unit=world.units["agency"],
        valid_from=w.NOW.date(),
        basis="SK",
    )
    training = Training.objects.create(
        code="P1", title="Pelayanan prima", kind="klasikal", provider="BPSDM", jp_hours=10, seats=5,
        starts_on=w.NOW.date() + timedelta(days=20), ends_on=w.NOW.date() + timedelta(days=21),
    )  # fmt: skip
    request_enrolment(training, actor=world.actor(SITI))
    assert len(case_tasks(world, INDRA)) == 1
    assert case_tasks(world, HANA) == []
    assert "Pelayanan prima" in worklist_of(world.actor(SITI)).waiting[-1].title


def test_an_overdue_review_stays_on_top_with_its_words(world: w.World) -> None:
    w.submit(world, SITI)
    with clock.frozen(w.NOW + timedelta(days=40)):
        sweep_all()
        first = worklist_of(world.actor(SARI)).tasks[0]
        assert first.due_at is not None
        assert first.due_at < clock.now()
        assert first.state


def test_strangers_and_the_switched_off_have_no_tasks(world: w.World) -> None:
    assert keys(world, JOKO) == []
    world.users[SITI].is_active = False
    world.users[SITI].save()
    assert keys(world, SITI) == []


def test_the_most_urgent_comes_first() -> None:
    now = w.NOW
    late, soon = Task("b", "", "", "", due_at=now - timedelta(days=1)), Task("a", "", "", "", due_at=now)
    ranked, never = Task("d", "", "", "", rank=1), Task("c", "", "", "")
    assert in_order([never, ranked, soon, late]) == [late, soon, ranked, never]


def test_home_teaches_when_nothing_waits(world: w.World, sign_in: Enter) -> None:
    content = sign_in(AUDI).get(reverse("home")).content.decode()
    assert 'class="empty"' in content
    assert 'class="task"' not in content


def test_each_due_date_on_home_explains_itself(world: w.World, sign_in: Enter) -> None:
    content = sign_in(SITI).get(reverse("home")).content.decode()
    assert content.count("due-why") >= 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {RAHMA, SARI, SITI, BUDI}),
        ("state=supervisor_review", {SITI}),
        ("q=budi", {BUDI}),
        ("q=%00%27%22", set()),
        ("state=nonsense&cycle=x&unit=%27&sort=password&after=zzz", {RAHMA, SARI, SITI, BUDI}),
        ("unit={office}", {SARI, SITI, BUDI}),
        ("unit={other}", set()),
        ("cycle={cycle}", {RAHMA, SARI, SITI, BUDI}),
        ("cycle=00000000-0000-4000-8000-000000000000", set()),
    ],
)
def test_filters_of_the_list_stand_in_the_address(
    world: w.World, sign_in: Enter, query: str, expected: set[str]
) -> None:
    w.submit(world, SITI)
    places = {"office": world.units["office"].public_id, "other": world.units["other"].public_id}
    address = reverse("appraisal:team") + "?" + query.format(cycle=world.cycle.public_id, **places)
    rows = sign_in(HANA).get(address).context["listing"].rows
    names = {row.evaluation.employee_name for row in rows}
    assert names & {RAHMA, SARI, SITI, BUDI} == expected


def test_the_list_shows_only_what_the_policy_shows(world: w.World, sign_in: Enter) -> None:
    def seen(name: str) -> set[str]:
        rows = sign_in(name).get(reverse("appraisal:team")).context["listing"].rows
        return {row.evaluation.employee_name for row in rows}

    assert seen(JOKO) == set()
    assert SARI not in seen(SARI)
    assert RAHMA not in seen(SARI)
    assert {SITI, BUDI} <= seen(SARI)
    assert SARI in seen(RAHMA)


def test_a_leader_sees_no_predicate_before_the_end(world: w.World, sign_in: Enter) -> None:
    w.bring_to(world, SITI, "objection")
    rows = sign_in("Lia Marlina").get(reverse("appraisal:team") + "?q=siti").context["listing"].rows
    assert [row.predicate for row in rows] == [""]


def test_the_old_address_of_the_team_leads_to_it(world: w.World, sign_in: Enter) -> None:
    answer = sign_in(SARI).get(reverse("appraisal:mine") + "?scope=team&state=final")
    assert (answer.status_code, answer["Location"]) == (302, reverse("appraisal:team") + "?state=final")


@pytest.fixture
def crowd(world: w.World) -> Callable[[int], None]:
    """More people in the office, each with a form in review."""

    def add(number: int) -> None:
        first = 100 + Evaluation.objects.count()
        people = [
            w.add_person(world, f"Pegawai {first + n:03}", "office", "Pengelola Data", False, number=first + n)
            for n in range(number)
        ]
        with durable():
            make_forms(world.cycle, sorted(person.pk for person in people), actor=CLOCK, at=clock.now())
        for step in ("open_self_assessment", "lapse_self"):
            ids = list(Evaluation.objects.filter(employee__in=people).values_list("pk", flat=True))
            fire_many(Evaluation, ids, step, actor=CLOCK)

    return add


def statements(client: Any, address: str) -> int:
    """The statements of a warm page; the fewest of two, because the clock asks the database now and then."""
    counts = []
    for _turn in range(3):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    return min(counts)


def test_statements_do_not_grow_with_rows(world: w.World, sign_in: Enter, crowd: Callable[[int], None]) -> None:
    pages = [(SARI, reverse("home")), (SARI, reverse("tasks"))]
    pages += [(name, reverse("appraisal:team")) for name in (SARI, HANA)] + [(SITI, reverse("appraisal:mine"))]
    crowd(10)
    few = {page: statements(sign_in(page[0]), page[1]) for page in pages}
    crowd(50)
    many = {page: statements(sign_in(page[0]), page[1]) for page in pages}
    assert few == many
    assert max(many.values()) <= MOST_STATEMENTS, many


def test_pages_of_one_form_stay_within_their_statements(world: w.World, sign_in: Enter) -> None:
    w.bring_to(world, SITI, "objection")
    w.submit(world, BUDI)
    form, other = world.form(SITI).public_id, world.form(BUDI).public_id
    counted = {
        "detail": statements(sign_in(SITI), reverse("appraisal:evaluation", args=[form])),
        "detail of another": statements(sign_in(SARI), reverse("appraisal:evaluation", args=[form])),
        "history": statements(sign_in(SITI), reverse("appraisal:evaluation-history", args=[form])),
        "self": statements(sign_in(SARI), reverse("appraisal:self", args=[world.form(SARI).public_id])),
        "review": statements(sign_in(SARI), reverse("appraisal:review", args=[other])),
        "result": statements(sign_in(HANA), reverse("appraisal:result", args=[form])),
    }
    assert max(counted.values()) <= MOST_STATEMENTS, counted


def test_the_list_goes_on_by_keyset_without_loss_or_doubling(
    world: w.World, sign_in: Enter, crowd: Callable[[int], None]
) -> None:
    crowd(40)
    client, everyone = sign_in(HANA), set(Evaluation.objects.values_list("pk", flat=True))
    for sort in ("name", "-name", "since", "-since"):
        seen: list[int] = []
        address = f"{reverse('appraisal:team')}?sort={sort}"
        while address:
            answer = client.get(address)
            seen += [row.evaluation.pk for row in answer.context["listing"].rows]
            more = answer.context["more"]
            address = f"{reverse('appraisal:team')}{more}" if more else ""
        assert sorted(seen) == sorted(everyone), sort
