"""Cases, sessions, enrolments, counselling and their papers with a word in every confidential text."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from cases.actions import plan_session, request_enrolment
from cases.counselling.actions import write_note
from cases.models import (
    CaseStage,
    Certificate,
    CoachingSession,
    Counselling,
    CounsellingSession,
    Enrolment,
    ImprovementCase,
    PlanItem,
    ProgressEntry,
    Training,
)
from organization.models import Appointment, Employee, Post, User
from tests.cases import world as do
from tests.cases.counselling_world import counselling_of, held_talk
from tests.cases.world import NOW, World
from tests.documents.scenes import work
from tests.matrix import test_counselling_matrix as listening
from tests.matrix.field_tables import PAPERS
from tests.matrix.fields.planting import BOTH, NOWHERE, ON_PAGE, ON_REST, Bed
from tests.matrix.fields.subjects import Subject, Swing
from tests.matrix.test_case_matrix import enrolment_in, session_in
from workflow import clock
from workflow.documents.actions import order_document
from workflow.models import AccessRecord, Document, Event

SAID = ("reason", "handover")
HANDED = ("active", "on_hold", "under_review", "closed", "withdrawn")
AFTER_WORK = {
    "on_hold": ("hold", "hana", {"reason": "cuti"}),
    "under_review": ("submit_for_review", "sari", {"summary": "membaik"}),
    "closed": ("end_early", "hana", {"outcome": "lifted", "reason": "cukup"}),
}


def office() -> World:
    """The office, with Sari's superior and with Mantan, who was Budi's supervisor before her."""
    world = do.make_world()
    for number, (name, unit) in enumerate({"atasan": "agency", "mantan": "office"}.items(), 91):
        person = Employee.objects.create(
            nip=f"19850101201001{number:04d}", full_name=name.title(), kind="pns", unit=world.units[unit]
        )
        world.people[name], world.users[name] = person, User.objects.create_user(name, "rahasia", employee=person)
    head = Post.objects.create(unit=world.units["agency"], title="Kepala Dinas", kind="administrator", is_head=True)
    Appointment.objects.create(employee=world.people["atasan"], post=head, valid_from=NOW.date())
    return world


def case_in(world: World, state: str) -> ImprovementCase:
    """A case that came from Mantan and Lama to Sari and Citra; once work had begun, with a hand-over note."""
    hana, coach = world.actor("hana"), {"coach": world.people["citra"].public_id}
    case = do.open_case(world, supervisor="mantan", coach="lama")
    do.step(case, "assign_supervisor", hana, supervisor=world.people["sari"].public_id, reason="mutasi")
    case = ImprovementCase.objects.select_related("unit", "employee").get(pk=case.pk)
    if state not in HANDED:
        do.step(case, "assign_coach", hana, **coach)
        return do.bring_to(world, state, case)
    case = do.bring_to(world, "active", case)
    do.step(case, "replace_coach", hana, reason="pindah", handover="sudah dua sesi", **coach)
    return case


def finished(world: World, case: ImprovementCase, state: str) -> ImprovementCase:
    """From work under way to what follows it."""
    if state in AFTER_WORK:
        name, who, inputs = AFTER_WORK[state]
        do.step(case, name, world.actor(who), **inputs)
    elif state == "withdrawn":
        do.bring_to(world, "withdrawn", case)
    return ImprovementCase.objects.select_related("unit", "employee").get(pk=case.pk)


def surrounded(world: World, case: ImprovementCase) -> None:
    """A talk planned with the coach, a training, and counselling with a held talk."""
    case = ImprovementCase.objects.get(pk=case.pk)
    plan_session(case, actor=world.actor("citra"), planned_at=clock.now() + timedelta(days=2), place="Ruang rapat")
    offer = Training.objects.first() or do.training()
    request_enrolment(offer, actor=world.actor("budi"))
    held_talk(world, counselling_of(world, case))


def sow_case(case: ImprovementCase) -> Bed:
    bed, rows = Bed("case", str(case.state)), ImprovementCase.objects.filter(pk=case.pk)
    lines = PlanItem.objects.filter(case=case)
    bed.into(rows, "plan", "goal")
    bed.into(lines, "plan", "title", "measure", "progress")
    ProgressEntry.objects.create(item=lines.order_by("pk")[0], at=NOW, text=bed.new("plan"))
    # A stage says what was reached when it is closed.
    bed.into(CaseStage.objects.filter(case=case), "plan", "statement", doors=ON_REST)
    bed.into(rows, "views", "employee_dissent")
    # Asked and summed up: on the page where it is answered.
    bed.into(rows, "views", "extension_reason", "review_summary", doors=ON_REST)
    bed.into(rows, "outcome", "outcome_note", "follow_up", doors=BOTH if case.state == "closed" else ON_REST)
    Training.objects.filter(enrolments__case=case).update(title=bed.new("trainings", ON_PAGE, public=True))

    groups = {"handover": "handover", "set.outcome_note": "outcome", "set.follow_up": "outcome"}
    bed.said(case, lambda _event, name: groups.get(name, "reasons"), lambda name: BOTH if name in SAID else NOWHERE)
    return bed


def sow_session(one: CoachingSession) -> Bed:
    bed, rows = Bed("session", str(one.state)), CoachingSession.objects.filter(pk=one.pk)
    held = one.held_at is not None
    bed.into(rows, "notes", "agenda")
    # The record stands on the page of a session that was held.
    bed.into(rows, "notes", "notes", doors=BOTH if held else ON_REST)
    bed.into(rows, "agreements", "agreements", doors=BOTH if held else ON_REST)
    bed.into(rows, "views", "employee_dissent", "leader_dissent", doors=BOTH if held or one.absent else ON_REST)

    columns = {"set.notes": "notes", "set.agreements": "agreements"}

    def group(event: Event, name: str) -> str:
        if name.startswith("set."):
            return columns.get(name, "views")
        return f"reasons.{event.transition}" if event.transition in ("cancel", "reschedule", "miss") else "reasons"

    bed.said(one, group, lambda name: BOTH if name == "reason" else NOWHERE)
    return bed


def sow_enrolment(one: Enrolment) -> Bed:
    bed, rows = Bed("enrolment", str(one.state)), Enrolment.objects.filter(pk=one.pk)
    bed.into(rows, "wish", "wish")
    rows.update(usefulness=4, recommended=True, evaluated_at=NOW)
    bed.into(rows, "verdict", "remarks")
    Certificate.objects.create(
        employee=one.employee, enrolment=one, uploaded_at=NOW, media_type="application/pdf",
        number=bed.new("certificate", ON_REST), **_renamed(bed.file("certificate")),
    )  # fmt: skip
    bed.said(one, lambda _event, _name: "reasons", lambda _name: BOTH)
    return bed


def _renamed(columns: dict[str, Any]) -> dict[str, Any]:
    return {"digest" if name == "sha256" else name: value for name, value in columns.items()}


def sow_talk(world: World, one: CounsellingSession) -> Bed:
    """Where they meet, the sealed note, and somebody (named like nobody) who opened it."""
    now = one.counselling.counsellor_id
    bed = Bed("talk", str(one.state) if now == one.counsellor_id else "handed_on")
    bed.into(CounsellingSession.objects.filter(pk=one.pk), "talk", "place")
    if one.state == "held" and bed.situation == "held":
        write_note(one, actor=world.actor("kana"), revision=0, text=bed.new("note"))
    reader = User.objects.create_user(name := bed.new("openings"), "rahasia-sekali")
    assert str(reader.display_name) == name
    AccessRecord.objects.create(
        reader_id=reader.pk, kind=one.kind, subject_id=one.pk, fields="note", channel="page", ground="x", read_at=NOW
    )
    bed.said(one, lambda _event, _name: "talk", lambda _name: NOWHERE)
    return bed


def sow_all(world: World, case: ImprovementCase) -> tuple[Bed, ...]:
    """A word in everything that belongs to a case."""
    sessions = [sow_session(one) for one in CoachingSession.objects.filter(case=case)]
    trainings = [sow_enrolment(one) for one in Enrolment.objects.filter(employee=case.employee)]
    talks = [sow_talk(world, one) for one in CounsellingSession.objects.filter(counselling__case=case)]
    heard = [sow_counselling(one) for one in Counselling.objects.filter(case=case)]
    return (sow_case(ImprovementCase.objects.get(pk=case.pk)), *sessions, *trainings, *talks, *heard)


def sow_counselling(one: Counselling) -> Bed:
    """Who listens, by the id of the account. No step of counselling takes words; if one did, they are shown nowhere."""
    bed = Bed("counselling", str(one.state))
    if one.counsellor is not None:
        bed.known(str(one.counsellor.user.public_id), "people")
    bed.said(one, lambda _event, _name: "people", lambda _name: NOWHERE)
    return bed


def parts_of(world: World, case: ImprovementCase) -> dict[str, Any]:
    """The ids addresses need."""
    found = {"case": case.public_id, "person": world.people["budi"].public_id}
    lines = PlanItem.objects.filter(case=case).order_by("pk")
    found["item"] = lines[0].public_id
    for name, rows in (("certificate", Certificate.objects), ("training", Training.objects)):
        if row := rows.order_by("-pk").first():
            found[name] = row.public_id
    return found


def subject_of(world: World, kind: str, situation: str, row: Any, beds: tuple[Bed, ...], case: Any) -> Subject:
    """Its own words first."""
    first = [bed for bed in beds if bed.kind == kind and bed.situation == situation][:1]
    swings: dict[str, Swing] = {}
    if kind == "enrolment" and row.state == "completed":
        rows = Enrolment.objects.filter(pk=row.pk)
        swings["result"] = lambda: rows.update(result="not_passed", jp_hours=9)
    fresh = type(row).objects.get(pk=row.pk)
    ordered = (*first, *(bed for bed in beds if bed not in first)) if first else (Bed(kind, situation), *beds)
    return Subject(kind, situation, fresh, world.users, parts_of(world, case), ordered, swings)


@contextmanager
def case(world: World, situation: str) -> Iterator[Subject]:
    with clock.frozen(NOW):
        made = case_in(world, situation)
        surrounded(world, made)
        made = finished(world, made, situation)
        yield subject_of(world, "case", situation, made, sow_all(world, made), made)


@contextmanager
def session(world: World, situation: str) -> Iterator[Subject]:
    with clock.frozen(NOW):
        made = case_in(world, "active")
        one = session_in(world, situation, made)
        yield subject_of(world, "session", situation, one, sow_all(world, made), made)


@contextmanager
def enrolment(world: World, situation: str) -> Iterator[Subject]:
    with clock.frozen(NOW):
        made = case_in(world, "active")
        one = enrolment_in(world, situation, made)
        yield subject_of(world, "enrolment", situation, one, sow_all(world, made), made)


@contextmanager
def counselling(world: World, situation: str) -> Iterator[Subject]:
    with clock.frozen(NOW):
        one = listening.subject_in(world, Counselling, situation)
        made = ImprovementCase.objects.get()
        beds = sow_all(world, made)
        # A name is no secret by itself; that it stands at the counselling is.
        own = next(bed for bed in beds if bed.kind == "counselling")
        Employee.objects.filter(pk=world.people["kana"].pk).update(full_name=own.new("people"))
        yield subject_of(world, "counselling", situation, one, beds, made)


@contextmanager
def talk(world: World, situation: str) -> Iterator[Subject]:
    with clock.frozen(NOW):
        one = listening.subject_in(world, CounsellingSession, "held" if situation == "handed_on" else situation)
        made, note = ImprovementCase.objects.get(), Bed("talk", situation)
        if situation == "handed_on":
            write_note(one, actor=world.actor("kana"), revision=0, text=note.new("note"))
            new = {"counsellor": world.people["kano"].public_id}
            do.step(one.counselling, "replace_counsellor", world.actor("hana"), **new)
        one = CounsellingSession.objects.select_related("counselling").get(pk=one.pk)
        beds = sow_all(world, made)
        own = next(bed for bed in beds if bed.kind == "talk")
        own.words += note.words
        yield subject_of(world, "talk", situation, one, beds, made)


@contextmanager
def paper(world: World, situation: str) -> Iterator[Subject]:
    """The closing report and the sealed file, made as the worker makes them, of a case full of words."""
    kind = PAPERS["case_paper"][situation]
    with clock.frozen(NOW):
        made = case_in(world, "active")
        surrounded(world, made)
        made = finished(world, made, "closed")
        beds = (Bed("case_paper", situation), *sow_all(world, made))
    work(NOW)
    if situation == "sealed":
        with clock.frozen(NOW):
            order_document(kind, made.public_id, actor=world.actor("hana"))
        work(NOW)
    with clock.frozen(NOW):
        made_paper = Document.objects.filter(document_kind=kind, language="id").latest("pk")
        yield subject_of(world, "case_paper", situation, made_paper, beds, made)


SCENES = {
    "case": case,
    "session": session,
    "enrolment": enrolment,
    "counselling": counselling,
    "talk": talk,
    "case_paper": paper,
}
