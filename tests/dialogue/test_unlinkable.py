"""Nothing tells who gave what without a name: two worlds that differ in nothing but that are one and the same.

In both worlds the same people give in the same order at the same moments; what they write is dealt out among them in
another way, item by item. After the round has closed the whole database is compared, byte for byte: tables, keys,
order, times, events, notices, keys of repeated requests. What any reader, export or answer shows is made from that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from appraisal.dialogue import box, giving
from appraisal.models import Cycle, Feedback, FeedbackRound, FeedbackText, UnnamedText
from notifications.models import InboxItem
from tests.appraisal.world import World
from tests.dialogue.scenes import AFTER_CLOSING, GIVERS, ITEM, ask, client_of, close, request_of
from tests.matrix.table import answer_of, undone
from workflow import clock, outbox
from workflow.engine import fire
from workflow.models import EventText

OTHER = "item:inovasi"
A, B = ("Teks satu.", "Teks dua.", "Teks tiga."), ("Gagasan satu.", "Gagasan dua.", "Gagasan tiga.")
Deal = tuple[tuple[int, int], ...]
# Which text of each item each giver writes. The second world also parts what one giver of the first wrote together.
FIRST: Deal = ((0, 0), (1, 1), (2, 2))
OTHERS: tuple[Deal, ...] = (((1, 1), (2, 2), (0, 0)), ((0, 1), (1, 2), (2, 0)), ((2, 0), (0, 2), (1, 1)))


@pytest.fixture
def asked(world: World, cycle: Cycle) -> FeedbackRound:
    one = ask(world, unnamed=True, targets=[ITEM, OTHER])
    outbox.relay_all()
    return one


def written(deal: Deal, place: int) -> Mapping[str, str]:
    return {ITEM: A[deal[place][0]], OTHER: B[deal[place][1]]}


def give_all(world: World, asked: FeedbackRound, deal: Deal) -> Iterator[str]:
    """Everybody gives, each with a key of a repeated request."""
    for place, giver in enumerate(GIVERS):
        feedback = request_of(world, asked, giver)
        words = written(deal, place)
        giving.give(feedback.public_id, actor=world.actor(giver), version=0, written=words, key=f"kunci-{giver}")
        yield giver


# Drawn anew for every notice, whatever it is about.
DRAWN = {
    ("notifications_inboxitem", "public_id"),
    ("notifications_maildelivery", "public_id"),
    ("notifications_maildelivery", "message_id"),
}


def dumped() -> dict[str, list[str]]:
    """Every row of every table in the order of its keys, but for what is drawn anew."""
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            kept = [place for place, column in enumerate(cursor.description) if (name, column[0]) not in DRAWN]
            found[name] = [repr([row[place] for place in kept]) for row in cursor.fetchall()]
        return found


def reset_sequences() -> None:
    """PostgreSQL does not take back a number it gave out; the next world starts with the same one."""
    models = [model for model in apps.get_models() if model._meta.managed]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def after(world: World, asked: FeedbackRound, deal: Deal) -> dict[str, list[str]]:
    """The database after one world, which is then undone."""
    reset_sequences()
    with undone():
        list(give_all(world, asked, deal))
        close(asked)
        outbox.relay_all()
        return dumped()


def differing(world: World, asked: FeedbackRound) -> set[str]:
    """The tables in which some other world can be told from the first."""
    first = after(world, asked, FIRST)
    assert first == after(world, asked, FIRST), "the comparison itself is not stable"
    assert len(first["appraisal_unnamedtext"]) == 6, "nothing was shown, so nothing was compared"
    worlds = [after(world, asked, deal) for deal in OTHERS]
    return {name for other in worlds for name in first if other[name] != first[name]}


def test_the_worlds_are_one(world: World, asked: FeedbackRound) -> None:
    assert differing(world, asked) == set()


def test_no_column_of_what_is_shown_leads_anywhere_else() -> None:
    """What is readable names the round, the item and the words; nothing could be added without this being seen."""
    columns = {field.name for field in UnnamedText._meta.get_fields()}
    assert columns == {"id", "round", "target_kind", "target_code", "target_labels", "text"}
    pointing = {rel.related_model.__name__ for rel in UnnamedText._meta.related_objects}
    assert pointing == set()


def test_no_words_beside_the_giver(world: World, asked: FeedbackRound) -> None:
    """Neither rows of named words nor texts of events nor anything else beside the one box, at any moment."""
    for place, _giver in enumerate(give_all(world, asked, FIRST)):
        words = set(written(FIRST, place).values())
        holding = {name for name, rows in dumped().items() if any(word in row for row in rows for word in words)}
        assert holding == {"appraisal_feedbackbox"}
    assert not EventText.objects.filter(event__kind=Feedback.kind).exists()
    close(asked)
    holding = {name for name, rows in dumped().items() if any(word in row for row in rows for word in (*A, *B))}
    assert holding == {"appraisal_unnamedtext"}


def test_nobody_hears_of_a_giver(world: World, asked: FeedbackRound) -> None:
    before = InboxItem.objects.count()
    list(give_all(world, asked, FIRST))
    outbox.relay_all()
    assert InboxItem.objects.count() == before


# Faults that somebody could build in; each makes the worlds distinguishable, which the comparison has to notice.


def keep_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "in_secret_order", lambda texts, secret: list(texts))


def sort_by_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Items follow one another in one order: what a giver wrote in two items stands at the same place."""

    def put(lying: Any, new: Mapping[str, str], *, secret: str) -> dict[str, list[str]]:
        rows = [*zip(*lying.values(), strict=True), tuple(new.values())]
        rows.sort(key=lambda row: box.in_secret_order([row[0], ""], secret=secret)[0] + row[0])
        return {code: [row[place] for row in rows] for place, code in enumerate(new)}

    monkeypatch.setattr(giving, "put", put)


def keep_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of words on the feedback of the giver, as for named feedback."""
    stored = giving._store

    def store(one: Feedback, found: Any) -> None:
        stored(one, found)
        FeedbackText.objects.bulk_create([FeedbackText(feedback=one, text=text) for _target, text in found])

    monkeypatch.setattr(giving, "_store", store)


def write_beside_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words, even only as a digest, in the side table of the event."""
    stored, said = giving._store, dict[int, str]()
    fired = giving.engine.fire

    def store(one: Feedback, found: Any) -> None:
        stored(one, found)
        said[one.pk] = box.hashlib.sha256(repr([text for _t, text in found]).encode()).hexdigest()

    def fire(one: Feedback, name: str, **more: Any) -> Any:
        outcome = fired(one, name, **more)
        EventText.objects.create(event_id=outcome.event_id, salt="", content=said[one.pk])
        return outcome

    monkeypatch.setattr(giving, "_store", store)
    monkeypatch.setattr(giving.engine, "fire", fire)


def put_into_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest of a repeated request covers what was written."""
    fired, said = giving.engine.fire, list[str]()
    stored = giving._store

    def store(one: Feedback, found: Any) -> None:
        stored(one, found)
        said[:] = [text for _target, text in found]

    monkeypatch.setattr(giving, "_store", store)
    monkeypatch.setattr(
        giving.engine, "fire", lambda one, name, key, **more: fired(one, name, key=f"{key}{len(said[0])}{said}", **more)
    )


FAULTS: tuple[tuple[Callable[[pytest.MonkeyPatch], None], str], ...] = (
    (keep_the_order, "appraisal_unnamedtext"),
    (sort_by_sheet, "appraisal_unnamedtext"),
    (keep_the_words, "appraisal_feedbacktext"),
    (write_beside_the_event, "workflow_eventtext"),
    (put_into_the_key, "workflow_idempotencykey"),
)


@pytest.mark.parametrize(("plant", "where"), FAULTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_planted_fault_is_noticed(
    world: World, asked: FeedbackRound, monkeypatch: pytest.MonkeyPatch, plant: Any, where: str
) -> None:
    plant(monkeypatch)
    assert where in differing(world, asked)


@pytest.mark.parametrize("name", ["siti", "kabid", "hana", "admin"])
def test_the_clock_alone_closes(world: World, asked: FeedbackRound, name: str) -> None:
    """Nobody picks the moment after a certain giver."""
    assert answer_of(lambda: fire(asked, "close", actor=world.actor(name), version=0)) in ("403", "404")


# What people get while the round runs, and afterwards: the same in every world, and the same before and after a gift.

PAGES = ("/", "/tasks/", "/dialogue/", "/feedback/", "/dialogue/people/{siti}/", "/dialogue/rounds/{round}/")
REST = (
    "feedback-rounds/",
    "feedback-rounds/{round}/",
    "feedback-rounds/{round}/events/",
    "feedback/",
    "events/?limit=100",
    "inbox/",
    "notifications/",
)
# Drawn for each answer: numbers of requests and forms, tokens against foreign forms, nonces of scripts.
MASKED = re.compile(r"\b[0-9a-f]{32}\b|\b[A-Za-z0-9]{64}\b|nonce[-=][^;\s>]+")


def answers(world: World, asked: FeedbackRound, name: str) -> dict[str, str]:
    """Everything of the dialogue a person can get, with what differs in every answer taken out."""
    siti, client = world.people["siti"].public_id, client_of(world, name)
    form = world.form_of("siti").public_id
    roads = [
        *PAGES,
        *(f"/api/v1/{road}" for road in REST),
        f"/evaluations/{form}/self/",
        f"/evaluations/{form}/review/",
        f"/api/v1/evaluations/{form}/dialogue/",
    ]
    found = {}
    for road in roads:
        answer = client.get(road.format(siti=siti, round=asked.public_id))
        found[road] = f"{answer.status_code} {MASKED.sub('', answer.content.decode())}"
        found[f"{road} tag"] = answer.headers.get("ETag", "")
    return found


READERS = ("siti", "kabid", "kadis", "hana", "audi", "lia", "admin", "bawahan")


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Who got something else where, and which lines."""
    return [
        (name, road, list(unified_diff(text.split(">"), now[name][road].split(">"), n=0))[:6])
        for name, roads in before.items()
        for road, text in roads.items()
        if now[name][road] != text
    ]


@pytest.mark.slow
def test_no_answer_changes_by_a_gift(world: World, asked: FeedbackRound) -> None:
    """While it runs nobody but the giver gets another byte: no count, no time, no state."""
    before = {name: answers(world, asked, name) for name in READERS}
    assert before["siti"]["/dialogue/"].startswith("200")
    assert before["siti"]["/api/v1/feedback-rounds/{round}/"].startswith("200")
    for _giver in give_all(world, asked, FIRST):
        outbox.relay_all()
        assert changed(before, {name: answers(world, asked, name) for name in READERS}) == []


@pytest.mark.slow
def test_whoever_gave_first_the_answers_are_the_same(world: World, asked: FeedbackRound) -> None:
    """People who give in another order, with the same words: what is read afterwards is one and the same."""
    readings = []
    for order in (GIVERS, GIVERS[::-1], (GIVERS[1], GIVERS[0], GIVERS[2])):
        reset_sequences()
        with undone():
            for giver in order:
                feedback = request_of(world, asked, giver)
                words = written(FIRST, GIVERS.index(giver))
                giving.give(feedback.public_id, actor=world.actor(giver), version=0, written=words)
            close(asked)
            with clock.frozen(AFTER_CLOSING):
                outbox.relay_all()
                readings.append({name: answers(world, asked, name) for name in READERS})
    assert A[0] in readings[0]["siti"]["/dialogue/rounds/{round}/"]
    # Notices are told of in the order of the deadlines that made them; their ids are drawn.
    elsewhere = ("inbox", "notifications", " tag")
    first, *others = [
        {
            name: {road: text for road, text in found.items() if not any(part in road for part in elsewhere)}
            for name, found in reading.items()
        }
        for reading in readings
    ]
    assert [changed(first, other) for other in others] == [[], []]


def test_two_givers_whose_names_are_known_are_two_and_nothing_is_shown(world: World, asked: FeedbackRound) -> None:
    """The opener's page names whom he asked and nothing more, also afterwards."""
    for giver in GIVERS[:2]:
        feedback = request_of(world, asked, giver)
        giving.give(feedback.public_id, actor=world.actor(giver), version=0, written={ITEM: A[0]})
    close(asked)
    with clock.frozen(AFTER_CLOSING):
        found = answers(world, asked, "siti")
    assert not any(A[0] in text for text in found.values())
    asked_shape = client_of(world, "siti").get(f"/api/v1/feedback-rounds/{asked.public_id}/").json()["asked"]
    assert {row["state"] for row in asked_shape} == {None}
