"""Corrections of the assessor: who asks, who decides, what follows, what waits, through action, page and REST."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from appraisal.actions import evaluations
from appraisal.corrections import actions
from appraisal.models import AssessorCorrection, CorrectionFile, Cycle, Evaluation
from notifications.models import InboxItem
from organization.actions import delegations
from organization.actions.delegations import DelegationData
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock, outbox
from workflow.actors import CLOCK, NOBODY
from workflow.errors import (
    DomainError,
    GuardRefused,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StateConflict,
)
from workflow.models import Deadline, Event
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Task, Waiting, worklist_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WHY = {"reason": "Sudah pindah unit."}
V1 = "/api/v1/assessor-corrections/"


def ask(world: World, name: str = "siti", proposed: str = "kaban") -> AssessorCorrection:
    form = world.form_of(name)
    return actions.ask_for_another(
        form.public_id,
        actor=world.actor(name),
        reason="Sejak 1 Juli atasan saya orang lain.",
        proposed=world.people[proposed].public_id if proposed else None,
    )


def fresh(one: AssessorCorrection) -> AssessorCorrection:
    return AssessorCorrection.objects.select_related("evaluation__unit", "evaluation__cycle").get(pk=one.pk)


def take(world: World, one: AssessorCorrection, name: str, by: str, **payload: Any) -> None:
    actions.take(one.public_id, name, actor=world.actor(by), version=fresh(one).version, payload=payload)


def grant(world: World, one: AssessorCorrection, by: str = "hana", assessor: str = "kaban") -> None:
    take(world, one, "grant", by, assessor=str(world.people[assessor].public_id), **WHY)


def test_granted_takes_the_existing_change_of_the_assessor(world: World, cycle: Cycle) -> None:
    one = ask(world)
    assert (one.contested_name, one.proposed_name) == ("Kabid", "Kaban")
    grant(world, one)
    form, stored = world.form_of("siti"), fresh(one)
    assert (form.assessor, form.assessor_name, form.superior) == (
        world.people["kaban"],
        "Kaban",
        world.people["bupati"],
    )
    assert (stored.state, stored.named, stored.named_name, stored.ruling_reason) == (
        "granted",
        world.people["kaban"],
        "Kaban",
        WHY["reason"],
    )
    event = Event.objects.get(kind=Evaluation.kind, subject_id=form.pk, name="evaluation.reassigned")
    granted = Event.objects.get(kind=AssessorCorrection.kind, name="assessor_correction.granted")
    assert (event.actor_id, event.cause_id, event.role) == (world.users["hana"].pk, granted.pk, "hr")
    assert not form.assessor_contested


def test_it_can_be_granted_while_the_form_is_with_the_assessor(world: World, cycle: Cycle) -> None:
    do.submit(world, "siti")
    grant(world, ask(world))
    assert world.form_of("siti").assessor == world.people["kaban"]
    assert world.form_of("siti").state == "supervisor_review"


def test_it_can_be_granted_before_the_window_opens(world: World) -> None:
    with clock.frozen(do.NOW):
        do.running_cycle(world)
        assert world.form_of("siti").state == "draft"
        grant(world, ask(world))
    assert world.form_of("siti").assessor == world.people["kaban"]


def test_drafting_goes_on_and_only_handing_over_waits(world: World, cycle: Cycle) -> None:
    one = ask(world)
    do.submit(world, "siti")
    form = do.rate(world, "siti")
    kabid = world.actor("kabid")
    with pytest.raises(GuardRefused) as refused:
        evaluations.approve(form.public_id, actor=kabid, version=form.version)
    assert refused.value.code == "assessor_contested"
    take(world, one, "refuse", "hana", **WHY)
    form = world.form_of("siti")
    evaluations.approve(form.public_id, actor=kabid, version=form.version)
    assert world.form_of("siti").state == "objection"


def test_withdrawn_lets_the_form_go_on(world: World, cycle: Cycle) -> None:
    one = ask(world)
    take(world, one, "withdraw", "siti")
    assert not world.form_of("siti").assessor_contested
    assert ask(world).state == "filed"


def test_one_at_a_time_and_only_before_the_result(world: World, cycle: Cycle) -> None:
    ask(world)
    with pytest.raises(GuardRefused) as refused:
        ask(world)
    assert refused.value.code == "already_asked"
    do.approve(world, "rekan")
    with pytest.raises(StateConflict):
        ask(world, "rekan")


def test_what_is_asked_is_looked_at(world: World, cycle: Cycle) -> None:
    form = world.form_of("siti")
    for reason, proposed, field in (
        (" ", None, "reason"),
        ("x" * 2001, None, "reason"),
        ("Salah", world.people["siti"].public_id, "proposed"),
        ("Salah", world.people["kabid"].public_id, "proposed"),
        ("Salah", world.people["lia"].public_id, "proposed"),
    ):
        with pytest.raises(InvalidInput) as refused:
            actions.ask_for_another(form.public_id, actor=world.actor("siti"), reason=reason, proposed=proposed)
        assert [fault.field for fault in refused.value.details] == [field]
    assert not AssessorCorrection.objects.exists()
    assert not world.form_of("siti").assessor_contested


# Of the request of siti (assessor kabid, proposed kaban): what each is told when deciding it.
DECIDERS: dict[str, type[DomainError] | None] = {
    "hana": None,
    "hari": None,
    "wati": NotVisible,  # kabid, the assessor at issue, is above her
    "siti": NotPermitted,
    "audi": NotPermitted,
    "bawahan": NotVisible,  # siti is above him
    "joko": NotVisible,
    "audi_lain": NotVisible,
    "kabid": NotVisible,
    "kadis": NotVisible,
    "kaban": NotVisible,
    "lia": NotVisible,
    "admin": NotVisible,
    "disabled": NotVisible,
}


@pytest.mark.parametrize("name", sorted(DECIDERS))
@pytest.mark.parametrize("step", ["grant", "refuse"])
def test_who_decides(world: World, cycle: Cycle, name: str, step: str) -> None:
    one = ask(world)
    payload = {"assessor": str(world.people["kadis"].public_id), **WHY} if step == "grant" else WHY
    refusal = DECIDERS[name]
    if refusal is None:
        take(world, one, step, name, **payload)
        return
    with pytest.raises(refusal):
        take(world, one, step, name, **payload)
    assert fresh(one).state == "filed"


@pytest.mark.parametrize("name", ["hana", "audi", "kabid", "rekan"])
def test_only_the_employee_asks_and_withdraws(world: World, cycle: Cycle, name: str) -> None:
    form, known = world.form_of("siti"), name in ("hana", "audi", "kabid")
    with pytest.raises(NotPermitted if known else NotVisible):
        actions.ask_for_another(form.public_id, actor=world.actor(name), reason="Salah", proposed=None)
    one = ask(world)
    with pytest.raises(NotPermitted if name in ("hana", "audi") else NotVisible):
        take(world, one, "withdraw", name)


def test_nobody_decides_about_himself(world: World, cycle: Cycle) -> None:
    """HR as the assessor, as the proposed one, as who acts for the assessor; and HR names others than himself."""
    one = ask(world, proposed="kaban")
    policy = policy_for(AssessorCorrection)
    hana = world.people["hana"]
    assert "hr" in policy.roles_of(world.actor("hana"), fresh(one))
    with pytest.raises(GuardRefused) as refused:
        grant(world, one, assessor="hana")
    assert refused.value.code == "assessor_unfit"
    for change in ({"contested": hana}, {"proposed": hana}):
        AssessorCorrection.objects.filter(pk=one.pk).update(
            **{"contested": world.people["kabid"], "proposed": None, **change}
        )
        assert policy.roles_of(world.actor("hana"), fresh(one)) == frozenset()
    AssessorCorrection.objects.filter(pk=one.pk).update(contested=world.people["kabid"], proposed=None)
    today = clock.now().date()
    data = DelegationData(("assessing",), today, today, "800/1", today, "Cuti")
    row = delegations.draft_delegation(
        world.people["kabid"], actor=world.actor("kabid"), delegate=world.people["hana"], data=data
    )
    delegations.take(row.public_id, "activate", actor=world.actor("kabid"), version=0, key=None)
    assert policy.roles_of(world.actor("hana"), fresh(one)) == frozenset()
    assert not policy.visible_to(world.actor("hana")).exists()


def test_the_forms_of_the_policy_agree(world: World, cycle: Cycle) -> None:
    ask(world)
    take(world, ask(world, "rekan", ""), "refuse", "hana", **WHY)
    ask(world, "hana", "kadis")
    ask(world, "bawahan", "")
    policy = policy_for(AssessorCorrection)
    actors = {name: world.actor(name) for name in world.users} | {"clock": CLOCK, "nobody": NOBODY}
    for name, actor in actors.items():
        listed = set(policy.visible_to(actor).values_list("pk", flat=True))
        assert listed == {one.pk for one in AssessorCorrection.objects.all() if policy.sees(actor, one)}, name
        for one in AssessorCorrection.objects.all():
            opened = {"request", "decision", "history"} if one.pk in listed else set()
            assert policy.fields_for(actor, one) == opened
    for one in AssessorCorrection.objects.all():
        for role in (Role.SUBJECT, Role.HR, Role.AUDITOR):
            told = set(policy.users_who_may(role.value, one))
            held = {u.pk for n, u in world.users.items() if role.value in policy.roles_of(world.actor(n), one)}
            assert told == held, role


def test_the_worklist_asks_who_decides_and_tells_who_waits(world: World, cycle: Cycle) -> None:
    one = ask(world)
    key = f"correction:{one.public_id}"
    asked = {n for n in world.users if key in {task.key for task in worklist_of(world.actor(n), limit=200).tasks}}
    assert asked == {n for n in world.users if policy_for(one).may(world.actor(n), "refuse", fresh(one))}
    assert key in {row.key for row in worklist_of(world.actor("siti"), limit=200).waiting}


def test_the_worklist_shows_until_when_to_decide_and_what_is_overdue_first(world: World, cycle: Cycle) -> None:
    one = ask(world)
    key = f"correction:{one.public_id}"
    due = Deadline.objects.get(kind=one.kind, subject_id=one.pk, name="decision_ends").due_at

    def found() -> tuple[Task, Waiting]:
        of_hr, own = worklist_of(world.actor("hana"), limit=200), worklist_of(world.actor("siti"), limit=200)
        task = next(row for row in of_hr.tasks if row.key == key)
        if task.state:
            assert of_hr.tasks[0] == task, "what is late comes first"
        return task, next(row for row in own.waiting if row.key == key)

    task, waiting = found()
    assert (task.due_at, waiting.due_at, task.state) == (due, due, "")
    assert task.explanation
    assert waiting.explanation == task.explanation
    with clock.frozen(due + timedelta(minutes=5)):
        do.let_clock_work()
        task, waiting = found()
    assert task.state
    assert task.due_at == waiting.due_at == fresh(one).overdue_at


def test_notices_go_to_those_who_decide_and_back(world: World, cycle: Cycle) -> None:
    one = ask(world)
    outbox.relay_all()
    told = set(
        InboxItem.objects.filter(text_key="assessor_correction.created").values_list("recipient__username", flat=True)
    )
    assert told == {"hana", "hari"}
    grant(world, one)
    outbox.relay_all()
    told = set(
        InboxItem.objects.filter(text_key="assessor_correction.granted").values_list("recipient__username", flat=True)
    )
    assert told == {"siti"}


def test_silence_decides_nothing_and_is_marked(world: World, cycle: Cycle) -> None:
    one = ask(world)
    with clock.frozen(do.IN_WINDOW + timedelta(days=9)):
        do.let_clock_work()
    stored = fresh(one)
    assert (stored.state, stored.overdue_at is not None) == ("filed", True)


def test_it_ends_with_the_form(world: World, cycle: Cycle) -> None:
    one = ask(world)
    form = world.form_of("siti")
    evaluations.cancel(form.public_id, actor=world.actor("hana"), version=form.version, reason="Pensiun")
    assert (fresh(one).state, world.form_of("siti").assessor_contested) == ("lapsed", False)


def test_a_decision_needs_the_version_that_was_read(world: World, cycle: Cycle) -> None:
    one = ask(world)
    with pytest.raises(PreconditionRequired):
        actions.take(one.public_id, "refuse", actor=world.actor("hana"), version=None, payload=WHY)


# Files


def test_files_belong_to_the_one_who_asks_while_it_waits(world: World, cycle: Cycle) -> None:
    one, siti = ask(world), world.actor("siti")
    row = actions.upload_file(one.public_id, actor=siti, name="sk.pdf", content=PDF)
    assert CorrectionFile.objects.get().sha256 == row.sha256
    with pytest.raises(NotPermitted):
        actions.upload_file(one.public_id, actor=world.actor("hana"), name="sk.pdf", content=PDF)
    with pytest.raises(NotVisible):
        actions.upload_file(one.public_id, actor=world.actor("kabid"), name="sk.pdf", content=PDF)
    for _turn in range(4):
        actions.upload_file(one.public_id, actor=siti, name="sk.pdf", content=PDF)
    with pytest.raises(GuardRefused) as refused:
        actions.upload_file(one.public_id, actor=siti, name="sk.pdf", content=PDF)
    assert refused.value.code == "too_many_files"
    actions.remove_file(one.public_id, row.public_id, actor=siti)
    assert CorrectionFile.objects.filter(removed_at=None).count() == 4
    take(world, one, "refuse", "hana", **WHY)
    with pytest.raises(StateConflict):
        actions.upload_file(one.public_id, actor=siti, name="sk.pdf", content=PDF)


# Pages


def signed(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def test_the_pages_from_the_form_to_the_decision(world: World, cycle: Cycle) -> None:
    form, siti, hana = world.form_of("siti"), signed(world, "siti"), signed(world, "hana")
    address = reverse("appraisal:correction-new", args=[form.public_id])
    assert address in siti.get(reverse("appraisal:evaluation", args=[form.public_id])).content.decode()
    assert "Kadis" in siti.get(address).content.decode()
    assert hana.get(address).status_code == 403
    assert siti.post(address, {"reason": " "}).status_code == 400
    made = siti.post(address, {"reason": "Salah orang", "proposed": str(world.people["kadis"].public_id)})
    one = AssessorCorrection.objects.get()
    page = reverse("appraisal:correction", args=[one.public_id])
    assert (made.status_code, made["Location"]) == (302, page)
    sent = SimpleUploadedFile("sk.pdf", PDF, content_type="application/pdf")
    upload = reverse("appraisal:correction-upload", args=[one.public_id])
    assert siti.post(upload, {"file": sent}).status_code == 302
    assert siti.post(upload, {}).status_code == 400
    assert hana.post(upload, {}).status_code == 403
    shown = hana.get(page)
    assert "Salah orang" in shown.content.decode()
    file = reverse("appraisal:correction-file", args=[CorrectionFile.objects.get().public_id])
    assert b"".join(hana.get(file).streaming_content) == PDF  # type: ignore[attr-defined]
    assert signed(world, "kabid").get(page).status_code == signed(world, "kabid").get(file).status_code == 404
    assert "Salah orang" not in signed(world, "kabid").get(reverse("appraisal:corrections")).content.decode()
    move = reverse("appraisal:correction-transition", args=[one.public_id])
    body = {"transition": "grant", "version": "0", "assessor": str(world.people["kabid"].public_id), **WHY}
    assert hana.post(move, body).status_code == 422
    body["assessor"] = str(world.people["kadis"].public_id)
    assert hana.post(move, body).status_code == 302
    assert world.form_of("siti").assessor == world.people["kadis"]
    assert "Kadis" in siti.get(page).content.decode()


# REST


def rest(world: World, name: str) -> APIClient:
    client = APIClient()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def test_the_same_over_rest(world: World, cycle: Cycle) -> None:
    siti, hana = rest(world, "siti"), rest(world, "hana")
    body = {
        "evaluation": str(world.form_of("siti").public_id),
        "reason": "Salah orang",
        "proposed": str(world.people["kadis"].public_id),
    }
    assert siti.post(V1, {**body, "state": "granted"}, format="json").status_code == 400
    assert hana.post(V1, body, format="json").status_code == 403
    made = siti.post(V1, body, format="json")
    assert (made.status_code, made.json()["proposed_name"], made.json()["reason"]) == (201, "Kadis", "Salah orang")
    assert siti.post(V1, body, format="json").status_code == 422
    address = f"{V1}{made.json()['id']}/"
    sent = siti.post(f"{address}files/", {"file": SimpleUploadedFile("sk.pdf", PDF)}, format="multipart")
    assert sent.status_code == 201
    file = f"{address}files/{sent.json()['id']}/"
    sent_back = hana.get(file)
    assert b"".join(sent_back.streaming_content) == PDF  # type: ignore[attr-defined]

    assert hana.delete(file).status_code == 403
    assert rest(world, "kabid").get(address).status_code == rest(world, "kabid").get(file).status_code == 404
    assert [row["employee_name"] for row in hana.get(V1).json()["results"]] == ["Siti"]
    assert "reason" not in hana.get(V1).json()["results"][0]
    move = {"transition": "grant", "version": 0, "assessor": str(world.people["kadis"].public_id), **WHY}
    assert rest(world, "kabid").post(f"{address}transitions/", move, format="json").status_code == 404
    assert siti.post(f"{address}transitions/", move, format="json").status_code == 403
    assert hana.post(f"{address}transitions/", move, format="json").status_code == 200
    assert siti.get(address).json()["named_name"] == "Kadis"
    assert siti.delete(file).status_code == 409
