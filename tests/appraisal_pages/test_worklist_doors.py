"""The worklist narrowed by its filters, on the page of tasks and over REST; and what each row tells a program."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.models import Evaluation
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_lists import statements
from workflow import clock
from workflow.narrowing import LOOKED_THROUGH, Choice, choice_of, kinds_in, narrowed
from workflow.sweep import sweep_all
from workflow.worklist import Seat, Task, Waiting, Worklist, worklist_of

SITI, SARI, RAHMA, AUDI, JOKO = "Siti Aminah", "Sari Melinda", "Hj. Rahmawati", "Audi Ramadhan", "Joko Susilo"
ROAD = "/api/v1/worklist/"
LATE = w.NOW + timedelta(days=40)


def titles(answer: Any) -> list[str]:
    return [task.title for task in answer.context["work"].tasks]


def rows(client: Client, **query: str) -> list[dict[str, Any]]:
    answer = client.get(ROAD, query)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


@pytest.fixture
def overdue(world: w.World) -> w.World:
    """Siti's form lies with Sari, longer than it should; Sari's own lies with Rahma."""
    w.submit(world, SITI)
    with clock.frozen(LATE):
        sweep_all()
    return world


def test_the_empty_choice_is_the_worklist(world: w.World) -> None:
    actor = world.actor(SARI)
    assert narrowed(actor, Choice(), limit=50) == worklist_of(actor, limit=50)
    assert not choice_of({"kind": "nonsense", "late": "0", "capacity": "king"})
    assert choice_of({"kind": "evaluation", "late": "on", "capacity": "own"}) == Choice("evaluation", True, "own")
    assert choice_of({"late": "1"}) == Choice(late=True)


@pytest.mark.parametrize(
    ("choice", "fits"),
    [
        (Choice(), True),
        (Choice(kind="plan"), True),
        (Choice(kind="evaluation"), False),
        (Choice(seat="own"), True),
        (Choice(seat="acting"), False),
        (Choice(late=True), True),
        (Choice(kind="plan", late=True, seat="delegated"), False),
    ],
)
def test_a_row_fits_every_part_of_the_choice(choice: Choice, fits: bool) -> None:
    past = w.NOW - timedelta(microseconds=1)
    assert choice.fits(Task("plan:1", "", "", "", due_at=past), w.NOW) is fits
    assert choice.fits(Waiting("plan:1", "", "", "", due_at=past), w.NOW) is fits


def test_late_begins_after_the_last_moment() -> None:
    for row in (Task("plan:1", "", "", "", due_at=w.NOW), Waiting("plan:1", "", "", "", due_at=w.NOW)):
        assert not row.is_late(w.NOW)
        assert row.is_late(w.NOW + timedelta(microseconds=1))
    assert not Task("plan:1", "", "", "").is_late(w.NOW)
    assert Task("case:1", "", "", "", overdue=True).is_late(w.NOW)


def test_only_late_rows_on_the_page_and_over_rest(overdue: w.World, sign_in: Enter) -> None:
    with clock.frozen(LATE):
        client = sign_in(SARI)
        found = client.get(reverse("tasks"), {"late": "1"})
        tasks = worklist_of(overdue.actor(SARI)).tasks
        late = [task.title for task in tasks if task.is_late(LATE)]
        assert titles(found) == late
        assert any(SITI in title for title in late)
        given = rows(client, late="true", side="mine")
        assert [row["late"] for row in given] == [True] * len(late)
        assert len(rows(client, side="mine")) == len(tasks)
    assert client.get(reverse("tasks"), {"late": "1"}).context["work"].tasks == ()


def test_the_capacity_narrows_to_what_one_is_asked_as_plt(overdue: w.World, sign_in: Enter) -> None:
    Evaluation.objects.filter(pk=overdue.form(SITI).pk).update(assessor_capacity="plt", assessor_post="Kepala Bidang")
    client = sign_in(SARI)
    [task] = client.get(reverse("tasks"), {"capacity": "acting"}).context["work"].tasks
    assert task.seat == Seat.ACTING
    assert "Kepala Bidang" in task.capacity
    [row] = rows(client, capacity="acting")
    assert (row["capacity"], row["id"]) == ("acting", str(overdue.form(SITI).public_id))
    assert "Kepala Bidang" in row["capacity_label"]
    own = client.get(reverse("tasks"), {"capacity": "own"}).context["work"].tasks
    assert task.key not in [one.key for one in own]
    assert rows(client, capacity="delegated") == []


def test_a_choice_that_fits_nothing_says_so_and_leads_back(world: w.World, sign_in: Enter) -> None:
    page = sign_in(SITI).get(reverse("tasks"), {"kind": "plan"}).content.decode()
    assert '<li class="task' not in page.split('id="worklist"')[1].split('id="waiting"')[0]
    assert f'<a href="{reverse("tasks")}">' in page.split('class="empty"')[1]
    assert '<option value="plan" selected' in page


def test_kinds_offered_are_those_that_are_there(world: w.World) -> None:
    task = Task("evaluation:1", "", "", "")
    assert set(kinds_in(Worklist((task,), (Waiting("plan:2", "", "", ""),)))) == {"evaluation", "plan"}
    assert set(kinds_in(Worklist((task,), ()), chosen="award")) == {"evaluation", "award"}
    assert len(kinds_in(Worklist((task,), (), more=True))) > 15


def test_a_page_without_rows_has_no_filters(world: w.World, sign_in: Enter) -> None:
    assert 'class="filters"' not in sign_in(JOKO).get(reverse("tasks")).content.decode()
    assert 'class="filters"' in sign_in(SITI).get(reverse("tasks")).content.decode()


def test_each_row_tells_a_program_everything_the_page_shows(world: w.World, sign_in: Enter) -> None:
    client, form = sign_in(SITI), world.form(SITI)
    [row] = rows(client)
    task = worklist_of(world.actor(SITI)).tasks[0]
    assert (row["side"], row["kind"], row["id"]) == ("mine", "evaluation", str(form.public_id))
    assert row["path"] == reverse("appraisal:self", args=[form.public_id])
    assert (row["capacity"], row["capacity_label"], row["late"]) == ("own", "", False)
    assert row["title"]
    assert row["reason"]
    assert row["action"]
    assert row["explanation"] == list(task.explanation) != []
    assert row["due_at"]
    w.submit(world, SITI)
    [waits] = rows(client, side="awaited")
    assert (waits["side"], waits["holder"], waits["reason"]) == ("awaited", SARI, "")
    assert waits["since"]
    assert rows(client, side="mine") == []


@pytest.mark.parametrize(
    "query",
    [
        "side=both",
        "kind=nonsense",
        "capacity=king",
        "late=perhaps",
        "limit=0",
        "limit=101",
        "q=siti",
        "page=2",
    ],
)
def test_what_is_not_known_is_refused(query: str, world: w.World, sign_in: Enter) -> None:
    assert sign_in(SITI).get(f"{ROAD}?{query}").status_code == 400


def test_others_are_told_of_their_own_work_alone(overdue: w.World, sign_in: Enter) -> None:
    assert rows(sign_in(JOKO)) == []
    assert str(overdue.form(SITI).public_id) not in [row["id"] for row in rows(sign_in(AUDI))]
    assert Client().get(ROAD).status_code == 401


def test_the_limit_holds_for_each_half_and_says_that_there_is_more(overdue: w.World, sign_in: Enter) -> None:
    client = sign_in(SARI)
    whole = client.get(ROAD, {"limit": "100"}).json()
    assert whole["more"] is False
    assert len(whole["results"]) > 1
    assert client.get(ROAD, {"limit": "1", "side": "mine"}).json()["more"] is True
    part = narrowed(overdue.actor(SARI), Choice(kind="evaluation"), limit=1)
    assert (len(part.tasks), part.more) == (1, True)
    assert LOOKED_THROUGH >= 100


def test_a_choice_costs_no_statement(overdue: w.World, sign_in: Enter) -> None:
    client, page = sign_in(SARI), reverse("tasks")
    plain, chosen = (statements(client, page + query) for query in ("", "?kind=evaluation&late=1&capacity=own"))
    assert plain == chosen <= 15
