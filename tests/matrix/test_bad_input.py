"""What must not be: each bad input gets a sentence that names it, by action, over REST and on the page, and nothing
changes in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation
from rest_framework.test import APIClient

from appraisal.actions import objections
from appraisal.forms import field_name
from appraisal.models import Objection
from cases import actions
from cases.actions.moves import Seen
from organization.models import User
from tests.api.snapshot import snapshot
from tests.appraisal import world as appraisals
from tests.cases import world as helping
from tests.matrix.situations import objection_in
from workflow import clock
from workflow.actors import actor_of
from workflow.errors import DomainError

DISPUTED_AT = appraisals.IN_WINDOW + timedelta(hours=1)
BACKEND = "organization.authentication.NipOrUsernameBackend"


@dataclass(frozen=True)
class Attempt:
    """One bad input through each door, by the one who otherwise may, and the words of the sentence that names it."""

    user: User
    act: Callable[[], Any]
    rest: tuple[str, str, dict[str, Any]]
    page: tuple[str, dict[str, Any]]
    words: tuple[str, ...]

    @cached_property
    def signed_in(self) -> Any:
        """The session of the one who tries; signing in is no part of what must change nothing."""
        client = Client()
        client.force_login(self.user, backend=BACKEND)
        return client.cookies


def step(user: User, kind: str, subject: Any, name: str, words: tuple[str, ...], **inputs: Any) -> Attempt:
    """A transition of a case, a session or an enrolment with these inputs."""
    resources = {"case": "cases", "session": "coaching-sessions", "enrolment": "enrolments"}
    pages = {"case": "cases", "session": "cases/sessions", "enrolment": "trainings/enrolments"}
    acts: dict[str, Callable[..., Any]] = {
        "acknowledge": actions.acknowledge_session,
        "close": actions.close,
        "complete": actions.complete_enrolment,
        "record": actions.record_session,
    }
    asked = {"transition": name, "version": subject.version}
    plain = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in inputs.items()}
    texts = {key: str(value) for key, value in plain.items()}
    return Attempt(
        user,
        lambda: acts[name](subject, Seen(actor_of(user), subject.version), **inputs),
        ("post", f"{resources[kind]}/{subject.public_id}/transitions/", {**asked, **plain}),
        (f"/{pages[kind]}/{subject.public_id}/act/", {**asked, **texts}),
        words,
    )


def answered() -> tuple[appraisals.World, Objection]:
    """An objection to one item that waits for its ruling."""
    world, objection = objection_in("answered")
    return world, Objection.objects.get(pk=objection.pk)


def an_item_not_disputed_is_ruled_upon() -> Attempt:
    world, objection = answered()
    item = objection.evaluation.items.get(code="inovasi").public_id
    revision, user = objection.ruling_revision, world.users["kadis"]
    values = {"ruling": "grant", "ruling_rating": 3, "ruling_reason": "Menurut bukti."}
    posted = {"revision": revision, field_name(item, "verdict"): "grant-3", field_name(item, "ruling_reason"): "Bukti."}
    return Attempt(
        user,
        lambda: objections.save_ruling(
            objection.public_id, item, actor=actor_of(user), revision=revision, values=values
        ),
        ("patch", f"objections/{objection.public_id}/items/{item}/ruling/", {"revision": revision, **values}),
        (f"/objections/{objection.public_id}/", posted),
        ("“Inovasi” tidak digugat",),
    )


def a_ruling_without_reason() -> Attempt:
    world, objection = answered()
    user = world.users["kadis"]
    contested: UUID = objection.items.get().public_id
    values = {"ruling": "grant", "ruling_rating": 3, "ruling_reason": "  "}
    objections.save_ruling(
        objection.public_id, contested, actor=actor_of(user), revision=objection.ruling_revision, values=values
    )
    asked = {"version": objection.version}
    return Attempt(
        user,
        lambda: objections.decide(objection.public_id, actor=actor_of(user), **asked),
        ("post", f"objections/{objection.public_id}/transitions/", {"transition": "decide", **asked}),
        (f"/objections/{objection.public_id}/", {"revision": objection.ruling_revision + 1, "act": "decide", **asked}),
        ("Hasil kerja utama: putusan belum beralasan",),
    )


def under_way() -> tuple[helping.World, Any]:
    """A case somebody works on."""
    world = helping.make_world()
    return world, helping.bring_to(world, "active")


def a_session_in_the_future_acknowledged() -> Attempt:
    world, case = under_way()
    talk = helping.planned_session(case, world)
    return step(world.users["budi"], "session", talk, "acknowledge", ("Sesi ini belum berlangsung",))


def a_session_in_the_future_recorded() -> Attempt:
    world, case = under_way()
    talk = helping.planned_session(case, world)
    record = {**helping.RECORD, "held_at": clock.now() + timedelta(minutes=1)}
    return step(world.users["citra"], "session", talk, "record", ("waktu yang diisi masih di depan",), **record)


def a_length_of(minutes: int) -> Callable[[], Attempt]:
    def made() -> Attempt:
        world, case = under_way()
        talk = helping.planned_session(case, world)
        record = {**helping.RECORD, "held_at": clock.now() - timedelta(days=2), "minutes": minutes}
        return step(world.users["citra"], "session", talk, "record", ("Lama sesi",), **record)

    return made


def attended() -> tuple[helping.World, Any]:
    """Budi attended a training of 20 JP in a single day."""
    world = helping.make_world()
    seat = helping.enrolment(world, offer=helping.training(starts=helping.TODAY, days=1))
    for name in ("approve", "attend"):
        seat = helping.step(seat, name, world.actor("tita"))
    return world, seat


def a_certificate_of_another_person() -> Attempt:
    world, seat = attended()
    other = helping.enrolment(world, "rekan", offer=seat.training)
    foreign = helping.certificate(world, helping.step(other, "approve", world.actor("tita")), by="rekan")
    inputs = {"result": "passed", "jp_hours": 20, "certificate": foreign.public_id}
    attempt = step(world.users["tita"], "enrolment", seat, "complete", ("Sertifikat ini milik orang lain",), **inputs)
    attempt.rest[2]["certificate"] = str(foreign.public_id)
    return attempt


def hours_of(hours: int) -> Callable[[], Attempt]:
    def made() -> Attempt:
        world, seat = attended()
        proof = helping.certificate(world, seat)
        inputs = {"result": "passed", "jp_hours": hours, "certificate": proof.public_id}
        attempt = step(world.users["tita"], "enrolment", seat, "complete", ("Jam pelajaran",), **inputs)
        attempt.rest[2]["certificate"] = str(proof.public_id)
        return attempt

    return made


def an_offer_of(hours: int, words: str) -> Callable[[], Attempt]:
    """A training of one day for the catalogue."""

    def made() -> Attempt:
        world = helping.make_world()
        user, day = world.users["tita"], helping.TODAY
        values = {"code": "D-1", "title": "Tertib", "kind": "klasikal", "provider": "BKPSDMD", "jp_hours": hours}
        days = {"starts_on": day.isoformat(), "ends_on": day.isoformat()}
        return Attempt(
            user,
            lambda: actions.add_training(
                actor=actor_of(user), values={**values, "starts_on": day, "ends_on": day}, indicators=()
            ),
            ("post", "trainings/", {**values, **days}),
            ("/trainings/new/", {**values, **days}),
            (words,),
        )

    return made


def closing_with_open_required_items() -> Attempt:
    world, case = under_way()
    case = helping.step(case, "submit_for_review", world.actor("sari"), summary="Sudah membaik.")
    title = case.items.filter(required=True, removed=False).first().title
    inputs = {"outcome": "target_met", "outcome_note": "Tertib."}
    words = (f"Butir rencana belum selesai: {title}",)
    return step(world.users["hana"], "case", case, "close", words, **inputs)


WRONG: dict[str, Callable[[], Attempt]] = {
    "an item not disputed is ruled upon": an_item_not_disputed_is_ruled_upon,
    "a ruling without reason": a_ruling_without_reason,
    "a session in the future acknowledged": a_session_in_the_future_acknowledged,
    "a session in the future recorded": a_session_in_the_future_recorded,
    "a certificate of another person": a_certificate_of_another_person,
    "a talk of negative length": a_length_of(-1),
    "a talk over a day": a_length_of(24 * 60 + 1),
    "negative hours of a training": hours_of(-1),
    "more hours than the training offers": hours_of(21),
    "an offer of negative hours": an_offer_of(-1, "jam pelajaran"),
    "an offer over a day": an_offer_of(33, "tidak muat dalam hari yang diberikan"),
    "closing with open required items": closing_with_open_required_items,
}


def by_action(attempt: Attempt) -> str:
    with pytest.raises(DomainError) as refused, translation.override("id"):
        attempt.act()
    with translation.override("id"):
        return " ".join(str(getattr(one, "message", one)) for one in (refused.value, *refused.value.details))


def by_rest(attempt: Attempt) -> str:
    method, path, body = attempt.rest
    client = APIClient()
    client.cookies = attempt.signed_in
    answer = getattr(client, method)(f"/api/v1/{path}", body, format="json")
    assert answer.status_code in (400, 409, 422), answer.content
    found = answer.json()
    return " ".join([found["detail"], *(str(one.get("message", one)) for one in found["errors"])])


def by_page(attempt: Attempt) -> str:
    path, body = attempt.page
    client = Client()
    client.cookies = attempt.signed_in
    answer = client.post(path, body)
    assert answer.status_code in (400, 409, 422), answer.status_code
    return unescape(answer.content.decode())


@pytest.fixture(params=WRONG)
def attempt(request: pytest.FixtureRequest, db: Any) -> Iterator[Attempt]:
    at = DISPUTED_AT if "rul" in request.param else helping.NOW
    with clock.frozen(at):
        made = WRONG[request.param]()
        assert made.signed_in
        yield made


@pytest.mark.parametrize("door", [by_action, by_rest, by_page])
def test_it_is_named_and_nothing_changes(attempt: Attempt, door: Callable[[Attempt], str]) -> None:
    before = snapshot()
    said = door(attempt)
    for words in attempt.words:
        assert words.lower() in said.lower(), said[:3000]
    assert snapshot() == before
