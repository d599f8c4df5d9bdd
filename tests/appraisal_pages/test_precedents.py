"""Similar earlier decisions: what is told of them, and that nobody can be found among them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from appraisal.pages.objection_precedents import told_of
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import AUDI, BUDI, HANA, JOKO, RAHMA, SARI, SITI, dispute, page

LABELS = {"disiplin": "Disiplin", "inovasi": "Inovasi"}


def ruling(person: int, code: str, *, granted: bool, month: int = 5) -> Any:
    """One earlier ruling."""
    form = SimpleNamespace(employee_id=person, unit=SimpleNamespace(zone="Asia/Jakarta"))
    objection = SimpleNamespace(evaluation=form, decided_at=datetime(2026, month, 3, 3, 0, tzinfo=UTC))
    item = SimpleNamespace(code=code)
    return SimpleNamespace(objection=objection, objection_id=person, item=item, ruling="grant" if granted else "uphold")


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_fewer_than_five_people_are_not_told_of(people: int, shown: bool) -> None:
    found = told_of([ruling(one, "disiplin", granted=one == 1) for one in range(people)], LABELS)
    assert (found.total > 0, found.hidden) == (shown, not shown)
    assert bool(found.rows) is shown


def test_many_rulings_of_few_people_stay_hidden() -> None:
    rows = [ruling(one % 2, "disiplin", granted=True, month=1 + one) for one in range(9)]
    assert told_of(rows, LABELS).hidden


def test_numbers_outcomes_and_quarters() -> None:
    rows = [ruling(one, "disiplin", granted=one < 2, month=2 if one else 7) for one in range(5)]
    rows += [ruling(0, "inovasi", granted=False), ruling(1, "inovasi", granted=True)]
    found = told_of(rows, LABELS)
    discipline, innovation = found.rows
    assert (discipline.decided, discipline.raised, len(discipline.quarters)) == (5, 2, 2)
    assert (innovation.decided, innovation.quarters) == (0, ())
    assert [number for _label, number in found.outcomes] == [1, 1, 3]


def test_nothing_before_nothing_told() -> None:
    assert told_of([], LABELS).hidden is False


def test_only_the_decider_asks_while_deciding(world: w.World, sign_in: Enter) -> None:
    dispute(world, "decided")
    one = dispute_of_budi(world)
    road = f"/api/v1/objections/{one.public_id}/precedents/"
    told = sign_in(RAHMA).get(road).json()
    assert (told["hidden"], told["total"], told["rows"]) == (True, 0, [])
    assert "kurang dari lima orang" in sign_in(RAHMA).get(page(one)).content.decode()
    for name, status in {BUDI: 403, SARI: 403, HANA: 403, AUDI: 403, SITI: 404, JOKO: 404}.items():
        assert sign_in(name).get(road).status_code == status, name
        if status == 403:
            assert "kurang dari lima orang" not in sign_in(name).get(page(one)).content.decode()


def dispute_of_budi(world: w.World) -> Any:
    """An objection of another person about the same items, answered."""
    from appraisal.actions import objections
    from tests.appraisal_pages.test_objections import ANSWER, again, begin, contested

    one = begin(world, BUDI)
    objections.file(one.public_id, actor=world.actor(BUDI), version=one.version)
    for row in contested(one):
        revision, values = again(one).answer_revision, {"answer": ANSWER}
        objections.save_answer(one.public_id, row.public_id, actor=world.actor(SARI), revision=revision, values=values)
    objections.answer(one.public_id, actor=world.actor(SARI), version=again(one).version)
    return again(one)
