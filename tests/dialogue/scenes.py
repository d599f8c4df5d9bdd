"""What people do in the tests of dialogue: Siti is the person, Kabid stands above her.

The clock must be frozen by the caller; the days below fit `tests.appraisal.world.IN_WINDOW`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from appraisal.dialogue import giving, log, meetings, rounds
from appraisal.dialogue.meetings import Appointment
from appraisal.dialogue.rounds import Question
from appraisal.models import Agreement, DialogueMeeting, Feedback, FeedbackRound, LogEntry
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from workflow import clock

YEAR, ON, CLOSES = 2026, date(2026, 9, 14), date(2026, 10, 14)
AFTER_CLOSING = datetime.combine(CLOSES + timedelta(days=1), IN_WINDOW.timetz())
ITEM = "item:disiplin"
WORDS = {
    "rekan": "Selalu datang lebih awal.",
    "wati": "Rapat sebaiknya dimulai tepat waktu.",
    "asing": "Balasan surat ke dinas kami cepat.",
    "bawahan": "Pembagian tugasnya jelas.",
}
GIVERS = ("rekan", "wati", "asing")


def write(world: World, person: str = "siti", **values: Any) -> LogEntry:
    """An entry of the log."""
    given = {"on": ON, "text": "Menyelesaikan 120 akta kelahiran.", "target": ITEM, **values}
    return log.add_entry(actor=world.actor(person), values=given)


def question(world: World, people: Iterable[str] = GIVERS, **changes: Any) -> Question:
    """A question about discipline to some people."""
    values: dict[str, Any] = {
        "question": "Apa yang perlu saya lanjutkan?",
        "targets": [ITEM],
        "people": [world.people[name] for name in people],
        "closes_on": CLOSES,
        **changes,
    }
    return Question(**values)


def ask(world: World, by: str = "siti", people: Iterable[str] = GIVERS, **changes: Any) -> FeedbackRound:
    """A round about Siti."""
    return rounds.ask(world.people["siti"], question(world, people, **changes), actor=world.actor(by))


def request_of(world: World, one: FeedbackRound, giver: str) -> Feedback:
    """What one giver was asked, as stored."""
    return Feedback.objects.get(round=one, giver=world.people[giver])


def give(world: World, one: FeedbackRound, giver: str, written: Mapping[str, str] | None = None) -> Feedback:
    """The giver answers."""
    asked = request_of(world, one, giver)
    words = {ITEM: WORDS[giver]} if written is None else written
    giving.give(asked.public_id, actor=world.actor(giver), version=asked.version, written=words)
    return request_of(world, one, giver)


def close(one: FeedbackRound) -> FeedbackRound:
    """The day comes; the clock stands still behind it."""
    with clock.frozen(AFTER_CLOSING):
        do.let_clock_work()
    return FeedbackRound.objects.get(pk=one.pk)


def plan(world: World, by: str = "siti", **changes: Any) -> DialogueMeeting:
    """A talk of Siti and Kabid, two days from now."""
    values: dict[str, Any] = {
        "planned_at": IN_WINDOW + timedelta(days=2),
        "place": "Ruang rapat",
        "agenda": "Kemajuan triwulan",
        **changes,
    }
    return meetings.plan(world.people["siti"], YEAR, Appointment(**values), actor=world.actor(by))


MINUTES = {"held_at": IN_WINDOW.isoformat(), "minutes": "Antrean dibahas."}
AGREED: dict[str, Any] = {"text": "Siapkan laporan antrean.", "owner": "employee", "due_on": date(2026, 11, 2)}


def fresh(one: Any) -> Any:
    """As stored."""
    return type(one)._default_manager.get(pk=one.pk)


def take(world: World, person: str, meeting: DialogueMeeting, name: str, **payload: Any) -> DialogueMeeting:
    """A step of a meeting on its present version."""
    one = fresh(meeting)
    meetings.take(one.public_id, name, actor=world.actor(person), version=one.version, payload=payload)
    return fresh(one)


def held(world: World, **changes: Any) -> DialogueMeeting:
    """A talk whose minutes Kabid wrote."""
    return take(world, "kabid", plan(world, **changes), "record", **MINUTES)


def agree(world: World, meeting: DialogueMeeting, person: str = "kabid", **changes: Any) -> Agreement:
    """Something is agreed."""
    one = fresh(meeting)
    values = {**AGREED, "target": ITEM, **changes}
    return meetings.add_agreement(one.public_id, actor=world.actor(person), version=one.version, values=values)


def confirmed(world: World, meeting: DialogueMeeting) -> DialogueMeeting:
    """Both sides say the record is right."""
    take(world, "siti", meeting, "acknowledge")
    return take(world, "kabid", meeting, "acknowledge")


def client_of(world: World, name: str) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client
