"""Evaluations, objections, hearings and their papers with a word in every confidential text."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from appraisal.models import (
    Evaluation,
    EvaluationItem,
    Evidence,
    Hearing,
    Objection,
    ObjectionEvidence,
    ObjectionItem,
    ObjectionQuestion,
)
from cases.drafting import WeakItem
from cases.lifecycle import LowResult, open_cases
from cases.models import ImprovementCase
from organization.models import RoleGrant
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.documents.scenes import work
from tests.matrix import situations, test_hearing_matrix
from tests.matrix.field_tables import PAPERS
from tests.matrix.fields.planting import BOTH, NOWHERE, ON_REST, Bed
from tests.matrix.fields.subjects import Subject, Swing
from workflow import clock
from workflow.documents.actions import order_document
from workflow.engine import fire
from workflow.models import Document, Event
from workflow.roles import Role
from workflow.transactions import durable

MOMENT = IN_WINDOW + timedelta(hours=2)
RULING = ("answered", "asked", "ruled", "decided")
HANDED_OUT = ("handed", "disputed", "final", "asked")
FAR = 900_000


def ground(*, calibration: bool = False) -> World:
    """The prepared regency; Siti has a coach as well, and there is a counsellor and a training officer."""
    world = situations.prepared(calibration=calibration)
    more = {"citra": None, "kana": Role.COUNSELLOR, "tita": Role.TRAINING_OFFICER}
    with clock.frozen(NOW):
        for number, (name, role) in enumerate(more.items(), 91):
            world.people[name] = do.add_person(world, name, "other", heads=False, number=number)
            if role is not None:
                RoleGrant.objects.create(
                    user=world.users[name], role=role, unit=world.units["regency"], valid_from=NOW.date(), basis="SK"
                )
        siti, weak = world.people["siti"], (WeakItem("disiplin", "Disiplin", "Di bawah"),)
        with durable():
            low = LowResult(
                siti.pk, siti.unit_id, world.people["kabid"].pk, Evaluation.kind, FAR, "Kurang", weak, cause=None
            )
            open_cases([low], at=clock.now())
        case, coach = ImprovementCase.objects.get(), world.people["citra"].public_id
        fire(case, "assign_coach", actor=world.actor("hana"), version=case.version, payload={"coach": coach})
    return world


def calibrating() -> World:
    """The same in a cycle with calibration."""
    return ground(calibration=True)


def sow_evaluation(form: Evaluation, situation: str) -> Bed:
    """Both sides of every item, a file, the reasons of a return and of every step."""
    bed, items = Bed("evaluation", situation), EvaluationItem.objects.filter(evaluation=form)
    rows = Evaluation.objects.filter(pk=form.pk)
    bed.into(items, "self", "self_realisation", "self_story")
    Evidence.objects.create(
        item=items.first(), uploaded_by_id=form.employee.user.pk, uploaded_at=NOW, media_type="application/pdf",
        **bed.file("self"),
    )  # fmt: skip
    bed.into(items, "review", "assessor_comment")
    # The explanation stands with the result; while it is written, on the assessor's page alone.
    bed.into(rows, "review", "narrative", doors=BOTH if situation in (*HANDED_OUT, "fresh", "rated") else ON_REST)
    # What is asked to be changed stands where it is changed.
    bed.into(rows, "returns", "return_note", doors=ON_REST)
    bed.into(items, "returns", "return_note", doors=ON_REST)
    # How it was before the return: to those who read both sides.
    old = {"realisation": bed.new("self", NOWHERE), "story": bed.new("self", NOWHERE), "rating": 1}
    items.update(before_return=old)
    bed.said(form, lambda _event, _name: "returns", lambda _name: BOTH)
    return bed


def sow_objection(one: Objection, situation: str) -> Bed:
    """Claims with a file, answers, rulings, questions, the private note, the words of every step."""
    bed, items = Bed("objection", situation), ObjectionItem.objects.filter(objection=one)
    rows = Objection.objects.filter(pk=one.pk)
    bed.into(items, "claims", "claim")
    bed.into(rows, "claims", "statement")
    ObjectionEvidence.objects.create(
        item=items.first(), uploaded_by_id=one.evaluation.employee.user.pk, uploaded_at=NOW,
        media_type="application/pdf", **bed.file("claims"),
    )  # fmt: skip
    bed.into(items, "answers", "answer")
    # A ruling stands on the page from the day on which it is written.
    bed.into(items, "rulings", "ruling_reason", doors=BOTH if situation in RULING else ON_REST)
    bed.into(rows, "private", "private_note")
    if one.filed_at is not None:
        ObjectionQuestion.objects.filter(objection=one).delete()
        ObjectionQuestion.objects.create(
            objection=one, addressee="employee", asked_at=NOW, answered_at=NOW,
            text=bed.new("questions"), answer=bed.new("questions"),
        )  # fmt: skip

    def group(_event: Event, name: str) -> str:
        return "questions" if name in ("question", "answer") else "history"

    bed.said(one, group, lambda name: BOTH if name == "reason" else NOWHERE)
    return bed


def sow_hearing(one: Hearing) -> Bed:
    """Invitation, minutes, both views, the words of every step."""
    situation = "over" if one.objection.state == "decided" else str(one.state)
    bed, rows = Bed("hearing", situation), Hearing.objects.filter(pk=one.pk)
    bed.into(rows, "hearing", "place", "agenda")
    # Minutes stand on the page of a hearing that was held, a view where a side sees them differently.
    bed.into(rows, "minutes", "minutes", doors=BOTH if one.held_at else ON_REST)
    for side in ("employee", "assessor"):
        differs = getattr(one, f"{side}_answer") == "dissented"
        bed.into(rows, "minutes", f"{side}_view", doors=BOTH if differs else ON_REST)
    bed.said(one, lambda _event, _name: "history", lambda name: ON_REST if name == "reason" else NOWHERE)
    return bed


def figures(form: Evaluation) -> Mapping[str, Swing]:
    """Other ratings, another predicate, other numbers."""
    rows, items = Evaluation.objects.filter(pk=form.pk), EvaluationItem.objects.filter(evaluation=form)

    def ratings() -> None:
        items.update(assessor_rating=3)
        rows.update(results_rating=3, behaviour_rating=1)

    def numbers() -> None:
        result: Any = form.result
        for section in result["sections"]:
            section["mean"] = "2.22"
        rows.update(result=result, score=Decimal("22.22"))

    if form.result is None:
        return {"ratings": ratings}
    return {"ratings": ratings, "predicate": lambda: rows.update(predicate="sangat_baik"), "result": numbers}


def around(world: World, **parts: Any) -> dict[str, Any]:
    """The ids addresses need."""
    return {"person": world.people["siti"].public_id, **parts}


def last(rows: Any) -> str:
    return str(rows.latest("pk").public_id)


@contextmanager
def evaluation(world: World, situation: str) -> Iterator[Subject]:
    _world, form = situations.evaluation_in(situation, world)
    with clock.frozen(NOW if situation == "draft" else MOMENT):
        if situation in HANDED_OUT:
            _open_result(form)
        bed = sow_evaluation(form, situation)
        parts = around(world, evidence=last(Evidence.objects))
        fresh = world.form_of("siti")
        yield Subject("evaluation", situation, fresh, world.users, parts, (bed,), figures(fresh))


def _open_result(form: Evaluation) -> None:
    """The employee opens the result; before, the page says so and shows nothing of it (see `unopened`)."""
    Evaluation.objects.filter(pk=form.pk, result_opened_at=None).update(result_opened_at=clock.now())


@contextmanager
def unopened(world: World) -> Iterator[Subject]:
    """Handed over, not opened."""
    _world, form = situations.evaluation_in("handed", world)
    with clock.frozen(MOMENT):
        bed = sow_evaluation(form, "handed")
        yield Subject("evaluation", "handed", world.form_of("siti"), world.users, around(world), (bed,))


def _with_form(one: Objection) -> Bed:
    state = str(Evaluation.objects.values_list("state", flat=True).get(pk=one.evaluation_id))
    return sow_evaluation(one.evaluation, {"objection": "handed"}.get(state, state))


@contextmanager
def objection(world: World, situation: str) -> Iterator[Subject]:
    _world, one = situations.objection_in("filed" if situation == "written" else situation, world)
    with clock.frozen(MOMENT):
        beds = (sow_objection(one, situation), _with_form(one))
        parts = around(world, evidence=last(ObjectionEvidence.objects))
        fresh = Objection.objects.get(pk=one.pk)
        rows = Objection.objects.filter(pk=one.pk)

        swings = {"decision": lambda: rows.update(predicate_after="sangat_baik", results_rating=3)}
        swings = swings if situation == "decided" else {}
        yield Subject("objection", situation, fresh, world.users, parts, beds, swings)


@contextmanager
def hearing(world: World, situation: str) -> Iterator[Subject]:
    _world, one = test_hearing_matrix.hearing_in(situation, world)
    with clock.frozen(test_hearing_matrix.PRESENT):
        dispute = Objection.objects.get(pk=one.objection_id)
        one = Hearing.objects.get(pk=one.pk)
        beds = (sow_hearing(one), sow_objection(dispute, str(dispute.state)), _with_form(dispute))
        parts = around(world, objection=dispute.public_id)
        yield Subject("hearing", situation, one, world.users, parts, beds)


@contextmanager
def paper(world: World, situation: str) -> Iterator[Subject]:
    """The decision letter and the sealed file, made as the worker makes them, of a dispute full of words."""
    _world, held = test_hearing_matrix.hearing_in("over", world)
    dispute = Objection.objects.get(pk=held.objection_id)
    with clock.frozen(MOMENT):
        beds: tuple[Bed, ...] = (Bed("objection_paper", situation), sow_objection(dispute, "decided"))
        beds += (_with_form(dispute), sow_hearing(Hearing.objects.get(pk=held.pk)))
    work(MOMENT)
    kind = PAPERS["objection_paper"][situation]
    if situation == "sealed":
        with clock.frozen(MOMENT):
            order_document(kind, dispute.public_id, actor=world.actor("hana"))
        work(MOMENT)
    with clock.frozen(MOMENT):
        made = Document.objects.filter(document_kind=kind, language="id").latest("pk")
        yield Subject("objection_paper", situation, made, world.users, around(world), beds)


SCENES = {"evaluation": evaluation, "objection": objection, "hearing": hearing, "objection_paper": paper}
