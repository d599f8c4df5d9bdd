"""Questions of the decider: who asks whom about what, who answers, who reads, and what ends it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from appraisal.actions import objections, questions
from appraisal.models import Objection, ObjectionQuestion, Side
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.matrix.situations import objection_in
from workflow import clock, outbox
from workflow.errors import GuardRefused, InvalidInput, StateConflict, VersionConflict
from workflow.models import Event


@pytest.fixture
def answered(db: Any) -> Any:
    world, objection = objection_in("answered")
    with clock.frozen(do.IN_WINDOW + do.timedelta(hours=2)):
        yield world, objection


def fresh(objection: Objection) -> Objection:
    return Objection.objects.get(pk=objection.pk)


def reply(world: World, asked: ObjectionQuestion, name: str, text: str = "Tanggal 3.") -> None:
    side = Side(asked.addressee)
    version = fresh(asked.objection).version
    questions.reply(
        asked.objection.public_id, side, actor=world.actor(name), version=version, question=asked.public_id, answer=text
    )


def test_a_question_is_asked_about_an_item_and_answered_once(answered: Any) -> None:
    world, objection = answered
    row = objection.items.get()
    asked = do.ask(objection, Side.EMPLOYEE, item=row.public_id)
    assert (asked.item_id, asked.asked_by, asked.answer) == (row.pk, world.people["kadis"], "")
    reply(world, asked, "siti")
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("Tanggal 3.", world.people["siti"])
    with pytest.raises(GuardRefused) as refused:
        reply(world, asked, "siti", "Sebenarnya tanggal 4.")
    assert refused.value.code == "no_such_question"
    asked.refresh_from_db()
    assert asked.answer == "Tanggal 3."


def test_a_side_answers_only_what_was_put_to_it(answered: Any) -> None:
    world, objection = answered
    asked = do.ask(objection, Side.ASSESSOR)
    version = fresh(objection).version
    with pytest.raises(GuardRefused) as refused:
        questions.reply(
            objection.public_id,
            Side.EMPLOYEE,
            actor=world.actor("siti"),
            version=version,
            question=asked.public_id,
            answer="Saya saja.",
        )
    assert refused.value.code == "no_such_question"
    assert fresh(objection).version == version


def test_an_uncontested_item_is_named_and_nothing_is_asked(answered: Any) -> None:
    _world, objection = answered
    other = objection.evaluation.items.exclude(pk=objection.items.get().item_id).first()
    with pytest.raises(GuardRefused) as refused:
        do.ask(objection, Side.EMPLOYEE, item=other.public_id)
    assert (refused.value.code, refused.value.details) == ("not_contested", (other.label,))
    with pytest.raises(GuardRefused) as refused:
        do.ask(objection, Side.EMPLOYEE, item=uuid4())
    assert (refused.value.code, refused.value.details) == ("not_contested", ())
    assert not ObjectionQuestion.objects.exists()


@pytest.mark.parametrize(("length", "taken"), [(2000, True), (2001, False)])
def test_the_length_of_a_question(answered: Any, length: int, taken: bool) -> None:
    _world, objection = answered
    if taken:
        assert len(do.ask(objection, Side.EMPLOYEE, "a" * length).text) == length
        return
    with pytest.raises(InvalidInput):
        do.ask(objection, Side.EMPLOYEE, "a" * length)
    with pytest.raises(InvalidInput):
        do.ask(objection, Side.EMPLOYEE, "  ")
    assert not ObjectionQuestion.objects.exists()


def test_no_question_and_no_answer_after_the_decision(answered: Any) -> None:
    world, objection = answered
    asked = do.ask(objection, Side.EMPLOYEE)
    do.decide(fresh(objection), {"hasil_utama": 3})
    with pytest.raises(StateConflict):
        do.ask(objection, Side.EMPLOYEE)
    with pytest.raises(StateConflict):
        reply(world, asked, "siti")
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("", None)


def test_an_answer_that_came_meanwhile_is_read_before_deciding(answered: Any) -> None:
    world, objection = answered
    asked = do.ask(objection, Side.EMPLOYEE)
    do.rule(objection, {"hasil_utama": 3})
    seen = fresh(objection).version
    reply(world, asked, "siti")
    with pytest.raises(VersionConflict):
        objections.decide(objection.public_id, actor=world.actor("kadis"), version=seen)
    assert fresh(objection).state == "answered"


def test_the_time_for_the_decision_goes_on(answered: Any) -> None:
    from workflow.models import Deadline

    _world, objection = answered
    pending = Deadline.objects.filter(kind=Objection.kind, subject_id=objection.pk, settled_at__isnull=True)
    due = set(pending.values_list("name", "due_at"))
    assert "decision_ends" in dict(due)
    do.ask(objection, Side.EMPLOYEE)
    assert set(pending.all().values_list("name", "due_at")) == due


def test_both_sides_and_the_decider_hear_of_it_without_its_words(answered: Any) -> None:
    world, objection = answered
    outbox.relay_all()
    InboxItem.objects.all().delete()
    asked = do.ask(objection, Side.EMPLOYEE, "Rahasia kecil?")
    outbox.relay_all()
    reply(world, asked, "siti", "Jawaban kecil.")
    outbox.relay_all()
    found = set(InboxItem.objects.values_list("recipient__username", "text_key"))
    assert found == {
        ("siti", "objection.employee_asked"),
        ("kabid", "objection.employee_asked.assessor"),
        ("kadis", "objection.employee_replied"),
        ("kabid", "objection.employee_replied"),
    }
    assert "kecil" not in "".join(map(str, InboxItem.objects.values()))


def test_the_words_are_no_part_of_the_chain(answered: Any) -> None:
    _world, objection = answered
    do.ask(objection, Side.EMPLOYEE, "Kata yang dapat dihapus")
    event = Event.objects.get(name="objection.employee_asked")
    assert "dihapus" not in event.body
    assert "dihapus" in event.text.content
