"""Objections of the running quarter in every state: drafted, filed, answered, decided both ways, withdrawn."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from appraisal.actions import hearings, objections, questions
from appraisal.actions.hearings import Invitation
from appraisal.models import Cycle, Evaluation, Objection, Side
from config.demo.stage import Cast, moment, on
from config.demo.texts import (
    HEARING,
    OBJECTION_ANSWERS,
    OBJECTION_CLAIMS,
    OBJECTION_STATEMENT,
    QUESTION_ANSWER,
    QUESTION_ASSESSOR,
    QUESTION_EMPLOYEE,
    RULING_GRANTED,
    RULING_UPHELD,
)

# How far each objection goes, in the order of the forms.
FATES: Final = ("granted", "answered", "filed", "upheld", "drafted", "withdrawn", "answered", "filed", "drafted")


def dispute(cast: Cast, cycle: Cycle, *, today: date) -> None:
    """Let people object; those with low results first."""
    handed_out = Evaluation.objects.filter(cycle=cycle, state="objection", handed_over_at__isnull=False)
    low = handed_out.exclude(predicate__in=("baik", "sangat_baik")).order_by("pk")
    usual = handed_out.filter(predicate="baik").order_by("pk")
    forms = [*low[:6], *usual[: len(FATES)]][: len(FATES)]
    for form, fate in zip(forms, FATES, strict=False):
        _object(cast, form, fate, today)


def _object(cast: Cast, form: Evaluation, fate: str, today: date) -> None:
    person = form.employee_id
    with on(today - timedelta(days=6), 19, 30):
        draft = objections.begin_objection(form.public_id, actor=cast.actor(person))
        ref = draft.public_id
        contested = form.items.filter(assessor_rating__lt=3).order_by("assessor_rating", "position")[:2]
        for place, item in enumerate(contested):
            wish = (item.assessor_rating or 1) + 1
            values = {"claim": OBJECTION_CLAIMS[place], "wished_rating": str(wish)}
            objections.save_claim(ref, item.public_id, actor=cast.actor(person), revision=place, values=values)
        objections.save_statement(ref, actor=cast.actor(person), revision=len(contested), statement=OBJECTION_STATEMENT)
        if fate == "drafted":
            return
        objections.file(ref, actor=cast.actor(person), version=0)
    if fate == "withdrawn":
        with on(today - timedelta(days=5), 9):
            objections.withdraw(ref, actor=cast.actor(person), version=1)
    elif fate != "filed":
        _answer(cast, ref, today)
        if fate == "answered":
            _ask(cast, ref, today)
        else:
            _decide(cast, ref, today, grant=fate == "granted")


def _answer(cast: Cast, ref: UUID, today: date) -> None:
    found = Objection.objects.select_related("evaluation").get(public_id=ref)
    assessor = found.evaluation.assessor_id
    with on(today - timedelta(days=4), 14):
        for place, row in enumerate(found.items.all()):
            objections.save_answer(
                found.public_id, row.public_id, actor=cast.actor(assessor), revision=place,
                values={"answer": OBJECTION_ANSWERS[place % 2]},
            )  # fmt: skip
        objections.answer(found.public_id, actor=cast.actor(assessor), version=found.version)


def _ask(cast: Cast, ref: UUID, today: date) -> None:
    """The decider asks both sides and invites them; the employee has answered."""
    found = Objection.objects.select_related("evaluation").get(public_id=ref)
    decider, item = cast.actor(found.decider_id), found.items.all()[0].public_id
    with on(today - timedelta(days=3), 10):
        questions.ask(
            ref, Side.EMPLOYEE, actor=decider, version=found.version, question=QUESTION_EMPLOYEE, item=item
        )  # fmt: skip
        questions.ask(ref, Side.ASSESSOR, actor=decider, version=found.version + 1, question=QUESTION_ASSESSOR)
        place, agenda = HEARING
        hearings.invite(ref, Invitation(moment(today + timedelta(days=2), 10), place, agenda), actor=decider)
    asked = found.questions.get(addressee=Side.EMPLOYEE).public_id
    with on(today - timedelta(days=2), 15):
        employee = cast.actor(found.evaluation.employee_id)
        questions.reply(
            ref, Side.EMPLOYEE, actor=employee, version=found.version + 2, question=asked, answer=QUESTION_ANSWER
        )  # fmt: skip


def _decide(cast: Cast, ref: UUID, today: date, *, grant: bool) -> None:
    found = Objection.objects.select_related("evaluation").get(public_id=ref)
    with on(today - timedelta(days=2), 10):
        decider = cast.actor(found.decider_id)
        for place, row in enumerate(found.items.all()):
            granted = (grant and row.rating < 2) or (grant and place == 0)
            values = {
                "ruling": "grant" if granted else "uphold",
                "ruling_rating": str(row.rating + 1) if granted else None,
                "ruling_reason": RULING_GRANTED if granted else RULING_UPHELD,
            }
            objections.save_ruling(found.public_id, row.public_id, actor=decider, revision=place, values=values)
        raised = 2 if grant and found.evaluation.results_rating == 1 else None
        objections.decide(found.public_id, actor=decider, version=found.version, results_rating=raised)
