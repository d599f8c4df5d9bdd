"""Planted random words are found with those they belong to, and nowhere else: pages, REST, files, mail, log, frames.

TRUST P15, P38, C-32, G-79, G-80; issue 3: "0 leaks in a scan for a planted random string". One word lies in a note of
counselling, one in the decider's private note of an objection, one in the feedback on guidance (B.1.8).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client

from appraisal.actions import objections
from appraisal.models import EvaluationItem, Objection
from cases.actions.coaching import plan_session
from cases.actions.moves import Seen, move
from cases.actions.people import assign_coach
from cases.actions.trainings import request_enrolment
from cases.counselling import actions as counselling
from cases.drafting import WeakItem
from cases.guidance import actions as guidance
from cases.lifecycle import LowResult, open_cases
from cases.models import Counselling, CounsellingSession, GuidanceFeedback, ImprovementCase
from notifications.models import InboxItem, MailDelivery
from notifications.push import frames_of
from organization.models import RoleGrant
from tests.appraisal_pages import world as w
from tests.appraisal_pages.test_objections import (
    ABSENT,
    AMRI,
    AUDI,
    BUDI,
    HANA,
    JOKO,
    LIA,
    RAHMA,
    SARI,
    SITI,
    again,
    begin,
)
from tests.cases.world import training
from tests.privacy.addresses import filled, others, templates
from tests.privacy.unfolding import holds
from tests.privacy.words import word
from workflow import clock, engine
from workflow.actors import CLOCK
from workflow.models import AccessRecord, Event, EventText, IdempotencyKey, OutboxMessage
from workflow.roles import Role
from workflow.transactions import durable

COACH, PEER, ADMIN = "Dewi Kurniasih", "Eko Prasetyo", "Rizki Maulana"
READERS = (BUDI, JOKO, SITI, SARI, RAHMA, HANA, AUDI, LIA, AMRI, COACH, PEER, ADMIN, "")
# Addresses that end the reader's session or need no scan of their own: signing out.
LEFT_OUT = ("accounts/logout/",)


@dataclass
class Planted:
    """The world with its words, and the addresses of its objects."""

    world: Any
    said: str
    noted: str
    felt: str
    talk: CounsellingSession
    objection: Objection
    feedback: GuidanceFeedback
    table: dict[str, Any] = field(default_factory=dict)


def grant(world: Any, name: str, role: Role) -> None:
    RoleGrant.objects.create(
        user=world.users[name], role=role, unit=world.units["regency"], valid_from=w.NOW.date(), basis="SK"
    )


def talk_with(world: Any, case: ImprovementCase, text: str) -> CounsellingSession:
    joko, budi = world.actor(JOKO), world.actor(BUDI)
    made = counselling.ask_counselling(case, actor=budi)
    move(made, "name_counsellor", Seen(world.actor(HANA), 0), counsellor=world.people[JOKO].public_id)
    found = Counselling.objects.get(pk=made.pk)
    talk = counselling.plan_talk(found, actor=joko, planned_at=clock.now() + timedelta(days=1), place="Ruang kecil")
    move(talk, "record", Seen(joko, 0), held_at=clock.now() - timedelta(hours=1), minutes=50)
    counselling.write_note(talk, actor=joko, revision=0, text=f"Ia berkata {text} lalu diam.")
    return CounsellingSession.objects.get(pk=talk.pk)


def dispute_with(world: Any, text: str) -> Objection:
    one = begin(world)
    objections.file(one.public_id, actor=world.actor(SITI), version=one.version)
    one = again(one)
    for row in one.items.select_related("item"):
        values = {"answer": "Catatan menunjukkan lain"}
        revision = again(one).answer_revision
        actor = world.actor(SARI)
        objections.save_answer(one.public_id, row.public_id, actor=actor, revision=revision, values=values)
    objections.answer(one.public_id, actor=world.actor(SARI), version=again(one).version)
    revision = again(one).ruling_revision
    objections.save_private_note(
        one.public_id, actor=world.actor(RAHMA), revision=revision, note=f"Menurut saya {text}."
    )
    return again(one)


def feedback_with(world: Any, case: ImprovementCase, text: str) -> GuidanceFeedback:
    """What budi says of his coach, handed in to whoever stands above her."""
    budi = world.actor(BUDI)
    with durable():
        form = GuidanceFeedback.blank(case, at=clock.now())
        engine.begin(form, actor=CLOCK)
    values: dict[str, Any] = {f"score-{one.code}": 2 for one in form.questions}
    guidance.save_answers(form, actor=budi, revision=0, values={**values, "remarks": f"Menurut saya {text}."})
    guidance.hand_in(form, Seen(budi, 0))
    return GuidanceFeedback.objects.select_related("reader").get(pk=form.pk)


def plant(world: Any) -> Planted:
    """One case with counselling and help of every kind, one objection with both sides heard."""
    grant(world, JOKO, Role.COUNSELLOR)
    grant(world, ADMIN, Role.ADMIN)
    budi, weak = world.people[BUDI], (WeakItem("discipline", "Disiplin", "Di bawah"),)
    with durable():
        result = LowResult(budi.pk, budi.unit_id, world.people[SARI].pk, "appraisal.evaluation", 1, "Kurang", weak)
        open_cases([result], at=clock.now())
    case = ImprovementCase.objects.select_related("unit", "employee").get()
    assign_coach(case, Seen(world.actor(HANA), case.version), coach=world.people[COACH].public_id)
    session = plan_session(case, actor=world.actor(SARI), planned_at=clock.now() + timedelta(days=2))
    enrolment = request_enrolment(training(), actor=world.actor(BUDI))
    said, noted, felt = word(), word(), word()
    objection, talk = dispute_with(world, noted), talk_with(world, case, said)
    case = ImprovementCase.objects.select_related("unit", "employee").get()
    planted = Planted(world, said, noted, felt, talk, objection, feedback_with(world, case, felt))
    planted.table = table_of(planted, case, session, enrolment)
    return planted


def table_of(planted: Planted, case: Any, session: Any, enrolment: Any) -> dict[str, Any]:
    """What stands at each variable part of an address; the random one where the world has no such object."""
    one, world = planted.objection, planted.world
    contested = one.items.first()
    form, item = one.evaluation, EvaluationItem.objects.filter(evaluation=one.evaluation).first()
    pages = {
        "accounts/tokens/": ABSENT,
        "audit/": planted.objection.kind,
        "audit/*/": one.public_id,
        "audit/seals/": "2026-10-05",
        "attendance/": world.people[BUDI].public_id,
        "cases/": case.public_id,
        "cases/*/plan/": case.items.first().public_id,
        "cases/*/progress/": ABSENT,
        "cases/counselling/": planted.talk.counselling.public_id,
        "cases/counselling/talks/": planted.talk.public_id,
        "cases/evaluations/": ABSENT,
        "cases/export/": "xlsx",
        "cases/feedback/": planted.feedback.public_id,
        "cases/sessions/": session.public_id,
        "cases/templates/": ABSENT,
        "cycles/": world.cycle.public_id,
        "cycles/*/papers/": "appraisal.evaluation_form",
        "cycles/*/tables/": "full",
        "cycles/*/tables/*/": "csv",
        "dialogue/meetings/*/agreements/": ABSENT,
        "exchange/": ABSENT,
        "exchange/corrections/": "csv",
        "where/": planted.objection.kind,
        "where/*/": one.public_id,
        "development/": world.people[BUDI].public_id,
        "annual/": ABSENT,
        "correction-files/": ABSENT,
        "corrections/": ABSENT,
        "segments/": ABSENT,
        "delegations/": ABSENT,
        "delegations/new/": world.people[BUDI].public_id,
        "years/": world.people[BUDI].public_id,
        "achievements/": ABSENT,
        "cycles/*/patterns/": world.units["agency"].public_id,
        "recognition/": ABSENT,
        "awards/": ABSENT,
        "calibration/": ABSENT,
        "calibration/people/": ABSENT,
        "rewards/": ABSENT,
        "rewards/*/people/": world.people[BUDI].public_id,
        "documents/": ABSENT,
        "documents/order/": "objection",
        "documents/order/*/": one.public_id,
        "employees/": world.people[BUDI].public_id,
        "employees/*/assessor/": "1",
        "evaluations/": form.public_id,
        "evaluations/*/self/": item.public_id,
        "evidence/": ABSENT,
        "hearings/": ABSENT,
        "imports/": ABSENT,
        "imports/about/": "attendance",
        "imports/template/": "people",
        "inbox/": ABSENT,
        "innovations/": ABSENT,
        "agenda-templates/": ABSENT,
        "dialogue/evidence/": ABSENT,
        "dialogue/log/": ABSENT,
        "dialogue/meetings/": ABSENT,
        "dialogue/people/": world.people[BUDI].public_id,
        "dialogue/rounds/": ABSENT,
        "feedback/": ABSENT,
        "metrics/": ABSENT,
        "incidents/": ABSENT,
        "jobs/": ABSENT,
        "objection-evidence/": ABSENT,
        "objections/": one.public_id,
        "objections/*/claims/": item.public_id,
        "objections/*/items/": contested.public_id,
        "plans/": ABSENT,
        "plans/*/versions/": "1",
        "plans/library/": ABSENT,
        "reports/files/": "evaluations",
        "reports/files/*/": "xlsx",
        "regional-days/": ABSENT,
        "role-grants/": ABSENT,
        "rule-sets/": world.cycle.rule_set.public_id,
        "rule-sets/*/edit/": "sections",
        "simulations/": ABSENT,
        "trainings/": enrolment.training.public_id,
        "trainings/enrolments/": enrolment.public_id,
        "trainings/enrolments/*/certificates/": ABSENT,
        "trainings/hours/": "xlsx",
        "units/": world.units["office"].public_id,
        "verify/": "AAAA-BBBB",
    }
    event = Event.objects.filter(kind=planted.talk.kind, subject_id=planted.talk.pk).latest("version")
    rest = {
        "cases/": case.public_id,
        "cases/board/": "csv",
        "cases/*/plan-items/": case.items.first().public_id,
        "coaching-sessions/": session.public_id,
        "counselling-sessions/": planted.talk.public_id,
        "counsellings/": planted.talk.counselling.public_id,
        "cycles/": world.cycle.public_id,
        "development/": world.people[BUDI].public_id,
        "years/": world.people[BUDI].public_id,
        "cycles/*/documents/": "appraisal.evaluation_form",
        "cycles/*/exemptions/": world.people[BUDI].public_id,
        "cycles/*/tables/": "full",
        "cycles/*/tables/*/": "csv",
        "differences/corrections/": "csv",
        "seals/": "2026-10-05",
        "employees/": world.people[BUDI].public_id,
        "enrolments/": enrolment.public_id,
        "evaluations/": form.public_id,
        "evaluations/*/items/": item.public_id,
        "events/": f"{planted.talk.public_id}.{event.version}",
        "guidance-feedback/": planted.feedback.public_id,
        "objections/": one.public_id,
        "objections/*/claims/": item.public_id,
        "objections/*/items/": contested.public_id,
        "rule-sets/": world.cycle.rule_set.public_id,
        "trainings/": enrolment.training.public_id,
        "units/": world.units["office"].public_id,
    }
    absent = (
        *(
            "attendance/",
            "innovations/",
            "achievements/",
            "achievements/*/evidence/",
            "agenda-templates/",
            "dialogue-meetings/",
            "dialogue-meetings/*/agreements/",
            "feedback/",
            "feedback-rounds/",
            "plan-templates/",
            "plans/",
            "plan-library/",
            "simulations/",
            "access-records/",
            "differences/",
            "documents/",
            "guidance-evaluations/",
            "hearings/",
            "imports/",
            "inbox/",
            "learning-hours/",
            "notifications/",
            "annual-results/",
            "assessor-corrections/",
            "assessor-corrections/*/files/",
            "segments/",
            "delegations/",
            "unit-achievements/",
            "recognitions/",
            "awards/",
            "calibration-entries/",
            "calibration-rooms/",
            "honours/",
            "reward-programmes/",
            "regional-days/",
            "role-grants/",
        ),
        *(
            "service-metrics/",
            "tokens/",
            "plans/*/indicators/",
            "plans/*/results/",
            "cases/*/progress/",
            "enrolments/*/certificates/",
            "evaluations/*/evidence/",
            "objections/*/evidence/",
        ),
    )
    return {**pages, **{f"api/v1/{k}": v for k, v in rest.items()}, **{f"api/v1/{k}": ABSENT for k in absent}}


def allowed(planted: Planted) -> dict[str, set[tuple[str, str]]]:
    """Who reads which word where: (person, address). Nothing else may hold it, and each of these must."""
    talk, one = planted.talk.public_id, planted.objection.public_id
    notes = (f"/cases/counselling/talks/{talk}/note/", f"/api/v1/counselling-sessions/{talk}/note/")
    decider = (f"/objections/{one}/", f"/api/v1/objections/{one}/")
    form, above = planted.feedback.public_id, str(planted.feedback.reader)
    feedback = (f"/cases/feedback/{form}/", f"/api/v1/guidance-feedback/{form}/")
    return {
        planted.said: {(who, where) for who in (BUDI, JOKO) for where in notes},
        planted.noted: {(RAHMA, where) for where in decider},
        planted.felt: {(who, where) for who in (BUDI, above) for where in feedback},
    }


def addresses(planted: Planted) -> Iterator[str]:
    """Every address, and each list also with a question for the first half of the words."""
    for template in templates():
        if template in LEFT_OUT:
            continue
        yield from filled(template, planted.table)
        if "%(" not in template:
            yield from (f"/{template}?q={secret[:10]}" for secret in (planted.said, planted.felt))


def everything_read(planted: Planted, readers: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    """(person, address, answer) of every GET by these readers."""
    for who in readers:
        client = Client(raise_request_exception=False)
        if who:
            client.force_login(planted.world.users[who], backend="organization.authentication.NipOrUsernameBackend")
        for url in addresses(planted):
            answer = client.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield who, url, body + repr(answer.headers).encode()


def leaks(planted: Planted, readers: Sequence[str]) -> list[str]:
    """Where a word stands that these readers must not find there, and where they miss one."""
    may = {secret: {(who, url) for who, url in places if who in readers} for secret, places in allowed(planted).items()}
    found = {secret: set[tuple[str, str]]() for secret in may}
    for who, url, content in everything_read(planted, readers):
        for secret, places in found.items():
            if holds(content, secret):
                places.add((who, url))
    wrong = [f"{who or 'nobody'} at {url}" for secret in found for who, url in sorted(found[secret] - may[secret])]
    return wrong + [
        f"missing for {who} at {url}" for secret in found for who, url in sorted(may[secret] - found[secret])
    ]


@pytest.fixture
def planted(db: None) -> Iterator[Planted]:
    with clock.frozen(w.NOW):
        yield plant(w.make_world())


def test_every_address_takes_part(planted):
    """One the table does not name is tried with an object of every kind; too many such, and the scan takes minutes."""
    tries = {template: len(filled(template, planted.table)) for template in templates()}
    assert all(tries.values())
    assert {who for places in allowed(planted).values() for who, _url in places} <= set(READERS)
    assert len(others()) > 15
    assert sum(tries.values()) < 2 * len(tries), [name for name, number in tries.items() if number > 1]


@pytest.mark.slow
@pytest.mark.parametrize("who", READERS)
def test_the_words_are_with_their_readers_and_nowhere_else(planted, caplog, who):
    caplog.set_level(logging.DEBUG)
    assert leaks(planted, (who,)) == []
    told = "\n".join(f"{one.getMessage()} {one.exc_text} {vars(one)}" for one in caplog.records)
    assert len(caplog.records) > 1
    record = repr(list(AccessRecord.objects.values_list()))
    for secret in allowed(planted):
        assert secret not in told
        assert secret not in record


def test_neither_event_outbox_mail_nor_frame_holds_a_word(planted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("relay_once", stdout=StringIO())
        call_command("sweep_once", stdout=StringIO())
    items = list(InboxItem.objects.all())
    frames = [frame.for_browser() for item in items for frame in frames_of(item)]
    kept = [list(model.objects.values_list()) for model in (Event, OutboxMessage, InboxItem, EventText, IdempotencyKey)]
    letters = [f"{one.subject} {one.body} {one.alternatives} {one.extra_headers}" for one in mail.outbox]
    letters += [repr(row) for row in MailDelivery.objects.values_list()]
    assert all(kept[:3])
    assert frames
    assert letters
    for secret in (planted.said, planted.noted, planted.felt):
        assert secret not in repr((kept, letters, frames))


def test_a_dump_of_the_database_holds_the_sealed_word_nowhere(planted):
    """The decider's note lies open to who holds the database; what was said in confidence does not."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    content = repr(rows).encode()
    assert holds(content, planted.noted)
    assert not holds(content, planted.said)


def test_a_fault_in_every_view_puts_no_word_into_the_log(planted, caplog):
    """G-79: an exception right where the note is open, with its text in local variables."""
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False)
    client.force_login(planted.world.users[BUDI], backend="organization.authentication.NipOrUsernameBackend")

    def fall(_request: Any, _template: str, context: Any, **_more: Any) -> None:
        text = context["text"]
        raise RuntimeError(len(text))

    with patch("cases.views.counselling.render", fall):
        answer = client.get(f"/cases/counselling/talks/{planted.talk.public_id}/note/")
    assert answer.status_code == 500
    told = "\n".join(f"{one.getMessage()} {one.exc_text}" for one in caplog.records)
    assert "RuntimeError" in told or "500" in told
    assert planted.said not in told + answer.content.decode()


@pytest.mark.parametrize("word_in", ["plain", "zip", "base64", "flate"])
def test_the_search_finds_a_folded_word(word_in):
    import base64
    import io
    import zipfile
    import zlib

    secret = word()
    text = f"x{secret}y".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", text)
    folded = {
        "plain": text,
        "zip": buffer.getvalue(),
        "base64": base64.b64encode(b"ab" + text),
        "flate": b"%PDF\nstream\n" + zlib.compress(text) + b"\nendstream",
    }
    assert holds(folded[word_in], secret)
    assert not holds(folded[word_in], word())


@pytest.mark.slow
class TestPlantedFaults:
    """The scan catches a door that forgets its rule (TRUST P40)."""

    def scanned(self, planted: Planted, *names: str) -> list[str]:
        return [one for one in leaks(planted, names) if not one.startswith("missing")]

    def test_a_serializer_that_leaks(self, planted):
        from cases.api.counselling import TalkShape

        def leaking(shape: Any, talk: Any) -> dict[str, Any]:
            return {"id": str(talk.public_id), "note": counselling._unsealed(talk.note, talk)}

        with patch.object(TalkShape, "to_representation", leaking):
            found = self.scanned(planted, HANA)
        assert any("counselling-sessions" in one for one in found)

    def test_a_shape_of_feedback_without_its_guard(self, planted):
        from cases.api.guidance import FeedbackShape

        with patch.object(FeedbackShape, "guarded", {}):
            found = self.scanned(planted, HANA)
        assert any("guidance-feedback" in one for one in found)

    def test_a_policy_that_opens_the_private_note(self, planted):
        from appraisal.policies import ObjectionPolicy

        honest = ObjectionPolicy.fields_for

        def open_hand(policy: Any, actor: Any, one: Any) -> Any:
            return honest(policy, world_decider, one)

        world_decider = planted.world.actor(RAHMA)
        with patch.object(ObjectionPolicy, "fields_for", open_hand):
            assert self.scanned(planted, SITI)
