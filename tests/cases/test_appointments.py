"""Coaching sessions and talks as calendar files: who gets one, what it says, and what it keeps to itself."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.models import CoachingSession, CounsellingSession
from notifications import mailing
from tests.cases.counselling_world import counselling_of, talk_of
from tests.cases.world import NOW, World, open_case, planned_session, step
from workflow import clock, outbox
from workflow.notices import text_of

PLACE = "Ruang-RAHASIA"


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def doors(subject: CoachingSession | CounsellingSession) -> tuple[str, str]:
    """The address of the file on the pages and over REST."""
    if isinstance(subject, CoachingSession):
        return reverse("cases:session_calendar", args=[subject.public_id]), (
            f"/api/v1/coaching-sessions/{subject.public_id}/calendar/"
        )
    return reverse("cases:talk_calendar", args=[subject.public_id]), (
        f"/api/v1/counselling-sessions/{subject.public_id}/calendar/"
    )


@pytest.mark.parametrize("door", [0, 1], ids=["page", "rest"])
def test_a_coaching_session_for_those_who_meet_and_nobody_else(world, door):
    url = doors(planned_session(open_case(world), world))[door]
    names = ("budi", "sari", "citra", "hana", "audi", "rekan", "joko")
    found = {name: sign_in(world, name).get(url).status_code for name in names}
    assert found == {"budi": 200, "sari": 200, "citra": 200, "hana": 403, "audi": 403, "rekan": 404, "joko": 404}


@pytest.mark.parametrize("door", [0, 1], ids=["page", "rest"])
def test_a_talk_for_the_two_who_talk_and_nobody_else(world, door):
    url = doors(talk_of(world))[door]
    names = ("budi", "kana", "sari", "hana", "audi", "citra", "kano", "admin")
    found = {name: sign_in(world, name).get(url).status_code for name in names}
    assert found == {
        "budi": 200, "kana": 200, "sari": 403, "hana": 403, "audi": 403, "citra": 404, "kano": 404, "admin": 404,
    }  # fmt: skip


def test_the_file_of_a_session_follows_it_and_names_nobody(world):
    session = planned_session(open_case(world), world)
    CoachingSession.objects.filter(pk=session.pk).update(agenda="RAHASIA-AGENDA")
    client, (page, rest) = sign_in(world, "budi"), doors(session)
    answer = client.get(page)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert "DTSTART:20261125T020000Z" in text
    assert "DTEND:20261125T030000Z" in text
    assert ("METHOD:PUBLISH" in text, "SEQUENCE:0" in text, "Ruang rapat" in text) == (True, True, True)
    assert not {name for name in ("RAHASIA", "Budi", "Citra", "Sari") if name in text}
    step(session, "reschedule", world.actor("citra"), planned_at=NOW + timedelta(days=3), reason="dinas")
    moved = client.get(rest).content.decode()
    assert ("SEQUENCE:1" in moved, "DTSTART:20261126T020000Z" in moved) == (True, True)
    step(session, "cancel", world.actor("citra"), reason="dinas")
    gone = client.get(page).content.decode()
    assert ("METHOD:CANCEL" in gone, "STATUS:CANCELLED" in gone, "SEQUENCE:2" in gone) == (True, True, True)
    uids = {line for text in (text, moved, gone) for line in text.split("\r\n") if line.startswith("UID:")}
    assert len(uids) == 1


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_file_of_a_talk_says_appointment_and_when_and_nothing_else(world, language):
    talk = talk_of(world)
    CounsellingSession.objects.filter(pk=talk.pk).update(place=PLACE)
    for url in doors(talk):
        answer = sign_in(world, "budi").get(url, headers={"accept-language": language})
        lines = [line for line in answer.content.decode().split("\r\n") if line]
        names = [line.split(":")[0] for line in lines]
        assert not {"LOCATION", "DESCRIPTION", "URL", "ATTENDEE", "ORGANIZER"} & set(names)
        assert {"SUMMARY:Appointment", "SUMMARY:Janji temu"} & set(lines)
        whole = (answer.content.decode() + answer["Content-Disposition"]).lower()
        words = ("counsel", "konsel", "confidential", "rahasia", "talk", "budi", "kana", "case", "kasus")
        assert not [word for word in words if word in whole]


def test_a_talk_called_off_is_taken_out_of_the_calendar(world):
    talk = talk_of(world)
    step(talk, "cancel", world.actor("budi"))
    assert "METHOD:CANCEL" in sign_in(world, "kana").get(doors(talk)[0]).content.decode()


@pytest.mark.parametrize(
    ("key", "telling"),
    [
        ("coaching_session.created", False),
        ("session.rescheduled", False),
        ("counselling_session.created", True),
        ("counselling_session.rescheduled", True),
    ],
)
def test_mail_says_where_the_file_is(world, key, telling):
    with translation.override("en"):
        words = str(text_of(key).mail)
    assert "calendar" in words
    if telling:
        assert not [word for word in ("counsel", "confidential", "talk") if word in words.lower()]


def test_mail_of_a_session_carries_no_file(world):
    planned_session(open_case(world), world)
    with clock.frozen(NOW + timedelta(minutes=1)):
        outbox.relay_all()
        mailing.send_waiting()
    assert outgoing.outbox
    assert all(message.attachments == [] for message in outgoing.outbox)


def test_the_pages_offer_the_file_to_those_who_may_have_it(world):
    case = open_case(world)
    session, talk = planned_session(case, world), talk_of(world, counselling_of(world, case))
    page = reverse("cases:session", args=[session.public_id])
    for name, shown in (("budi", True), ("citra", True), ("hana", False), ("audi", False)):
        assert (doors(session)[0] in sign_in(world, name).get(page).content.decode()) == shown
    page = reverse("cases:talk", args=[talk.public_id])
    for name, shown in (("budi", True), ("kana", True), ("hana", False), ("sari", False)):
        assert (doors(talk)[0] in sign_in(world, name).get(page).content.decode()) == shown
