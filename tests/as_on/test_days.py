"""A form, an objection and a plan as on a day: the end of the local day, before the beginning, a day to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations
from appraisal.models import ResultRecord
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import AUDI, HANA, SARI, SITI, again, decider, dispute, objections, rule
from workflow.as_on.reading import as_on, subject_as_on
from workflow.errors import InvalidInput, NotPermitted, NotVisible
from workflow.models import AccessRecord
from workflow.sweep import sweep_all

JAKARTA = ZoneInfo("Asia/Jakarta")
JOKO, RAHMA, LIA, BUDI = "Joko Susilo", "Hj. Rahmawati", "Lia Marlina", "Budi Santoso"
OPENED, SENT = date(2026, 10, 5), date(2026, 10, 8)
LAST_MOMENT = datetime(2026, 10, 8, 23, 59, 59, 999_999, tzinfo=JAKARTA)
MIDNIGHT = datetime(2026, 10, 9, tzinfo=JAKARTA)


def page(form: Any, on: object = "") -> str:
    return f"/as-on/{form.kind}/{form.public_id}/" + (f"?on={on}" if on else "")


def road(form: Any, on: object = "", resource: str = "evaluations") -> str:
    return f"/api/v1/{resource}/{form.public_id}/as-on/" + (f"?on={on}" if on else "")


def english(world: w.World, sign_in: Enter, name: str) -> Any:
    type(world.users[name]).objects.filter(pk=world.users[name].pk).update(language="en")
    return sign_in(name)


@pytest.mark.parametrize(
    ("sent_at", "state_that_day", "next_day"),
    [(LAST_MOMENT, "supervisor_review", "supervisor_review"), (MIDNIGHT, "self_assessment", "supervisor_review")],
)
def test_a_step_counts_until_the_end_of_the_local_day(
    sent_at: datetime, state_that_day: str, next_day: str, world: w.World
) -> None:
    with w.at(sent_at):
        w.submit(world, SITI)
    with w.at(MIDNIGHT + timedelta(days=3)):
        form, siti = world.form(SITI), world.actor(SITI)
        assert as_on(form, actor=siti, on=SENT).state == state_that_day
        assert as_on(form, actor=siti, on=SENT + timedelta(days=1)).state == next_day


def test_only_what_had_happened_by_then_is_told(world: w.World) -> None:
    with w.at(LAST_MOMENT):
        w.submit(world, SITI)
    with w.at(MIDNIGHT + timedelta(days=1)):
        w.approve(world, SITI)
    with w.at(MIDNIGHT + timedelta(days=5)):
        form, sari = world.form(SITI), world.actor(SARI)
        then, now = as_on(form, actor=sari, on=SENT), as_on(form, actor=sari)
        assert then.version is not None
        assert [event.version for event in then.events] == list(range(then.version + 1))
        assert (then.changed, now.changed, now.is_today, now.version) == (True, False, True, form.version)
        assert {fact.value for fact in then.facts} == {"belum ada"}
        assert then.since == LAST_MOMENT
        assert any("Baik" in str(fact.value) for fact in now.facts)
        assert [one.name for one in then.dates] == ["review_ends"]


def test_what_the_clock_settled_after_midnight_belongs_to_the_day_it_was_due(world: w.World) -> None:
    due = date(2026, 10, 14)
    with w.at(datetime(2026, 10, 15, 0, 10, tzinfo=JAKARTA)):
        sweep_all()
        form, sari = world.form(SITI), world.actor(SARI)
        days = {day: as_on(form, actor=sari, on=day) for day in (due - timedelta(days=1), due, due + timedelta(days=1))}
    assert [one.state for one in days.values()] == ["self_assessment", "supervisor_review", "supervisor_review"]
    assert [[note.name for note in one.dates] for one in days.values()] == [
        ["self_ends"],
        ["review_ends"],
        ["review_ends"],
    ]


def test_the_result_is_the_one_known_that_day(world: w.World) -> None:
    with w.at(LAST_MOMENT):
        objection = dispute(world, "answered")
    with w.at(MIDNIGHT + timedelta(days=4)):
        rule(again(objection), grant=True)
        objections.decide(objection.public_id, actor=decider(again(objection)), version=again(objection).version)
        form, hana = world.form(SITI), world.actor(HANA)
        first, second = ResultRecord.objects.filter(evaluation=form).order_by("sequence")
        assert first.created_at < MIDNIGHT <= second.created_at
        [then], [now] = as_on(form, actor=hana, on=SENT).facts, as_on(form, actor=hana).facts
        assert str(first.get_ground_display()) in str(then.value)
        assert str(second.get_ground_display()) in str(now.value)
        then_it = as_on(again(objection), actor=hana, on=SENT)
        assert then_it.state == "answered"
        assert [(seat.role, seat.name) for seat in then_it.seats] == [("decider", RAHMA)]


def test_an_unopened_result_is_not_told_to_its_person_first(world: w.World) -> None:
    form = w.bring_to(world, SITI, "objection")
    assert as_on(form, actor=world.actor(SITI)).facts == ()
    assert as_on(form, actor=world.actor(SARI)).facts != ()
    evaluations.acknowledge_result(form.public_id, actor=world.actor(SITI))
    assert as_on(world.form(SITI), actor=world.actor(SITI)).facts != ()


def test_seats_are_those_of_the_day_as_far_as_the_record_knows(world: w.World) -> None:
    with w.at(MIDNIGHT):
        form = world.form(SITI)
        for moment, name in ((MIDNIGHT, BUDI), (MIDNIGHT + timedelta(days=2), RAHMA)):
            with w.at(moment):
                evaluations.reassign_assessor(
                    form.public_id,
                    actor=world.actor(HANA),
                    version=world.form(SITI).version,
                    assessor=world.people[name].public_id,
                    reason="Tugas dialihkan",
                )
    with w.at(MIDNIGHT + timedelta(days=5)):
        form, hana = world.form(SITI), world.actor(HANA)
        seats = {
            day: as_on(form, actor=hana, on=day).seats[0] for day in (OPENED, date(2026, 10, 9), date(2026, 10, 11))
        }
        assert [(one.name, one.known) for one in seats.values()][1:] == [(BUDI, True), (RAHMA, True)]
        assert seats[OPENED].name in (SARI, "")
        untouched = as_on(world.form(BUDI), actor=hana, on=OPENED).seats
        assert [(one.name, one.known) for one in untouched] == [(SARI, True), (RAHMA, True)]


def test_before_the_beginning_it_did_not_exist(world: w.World, sign_in: Enter) -> None:
    form, client = world.form(SITI), english(world, sign_in, SITI)
    told = client.get(road(form, "2026-10-04")).json()
    assert (told["exists"], told["state"], told["version"], told["events"], told["seats"]) == (
        False,
        None,
        None,
        [],
        [],
    )
    text = client.get(page(form, "2026-10-04")).content.decode()
    assert "it did not exist yet; it began on 5 October 2026" in text
    assert client.get(road(form, "2026-10-05")).json()["exists"] is True


@pytest.mark.parametrize(("day", "words"), [("2026-10-06", "still to come"), ("1899-12-31", "from 1900 on")])
def test_a_day_to_come_and_an_impossible_one_are_refused_in_words(
    day: str, words: str, world: w.World, sign_in: Enter
) -> None:
    form, client = world.form(SITI), english(world, sign_in, SITI)
    answer = client.get(page(form, day))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    refused = client.get(road(form, day))
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "on"
    with pytest.raises(InvalidInput):
        as_on(form, actor=world.actor(SITI), on=date.fromisoformat(day))


@pytest.mark.parametrize("typed", ["kemarin", "2026-13-40", "<b>", "20261005x"])
def test_nonsense_is_refused_in_words(typed: str, world: w.World, sign_in: Enter) -> None:
    form, client = world.form(SITI), english(world, sign_in, SITI)
    answer = client.get(page(form, typed))
    assert answer.status_code == 400
    assert "This is no day" in answer.content.decode()
    assert "<b>" not in answer.content.decode()
    assert client.get(road(form, typed)).status_code == 400


def test_the_page_says_what_it_is_today_and_leads_back(world: w.World, sign_in: Enter) -> None:
    with w.at(MIDNIGHT):
        w.submit(world, SITI)
        client, form = english(world, sign_in, SITI), world.form(SITI)
        text = client.get(page(form, OPENED)).content.decode()
        assert "As on 5 October 2026: Self-assessment." in text
        assert "Today it is: " in text
        assert f'href="/evaluations/{form.public_id}/history/"' in text
        assert "This is today." in client.get(page(form)).content.decode()
        untouched = world.form(BUDI)
        assert (
            "Nothing has happened since." in english(world, sign_in, BUDI).get(page(untouched, OPENED)).content.decode()
        )
        assert f'action="{page(form)}"' in client.get(f"/evaluations/{form.public_id}/history/").content.decode()


def test_a_stranger_finds_nothing_and_a_leader_reads_no_history(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "final")
    for address in (page(form), road(form), page(form, "kemarin")):
        assert sign_in(JOKO).get(address).status_code == 404, address
        assert sign_in(LIA).get(address).status_code == 403, address
    with pytest.raises(NotPermitted):
        as_on(form, actor=world.actor(LIA))
    with pytest.raises(NotVisible):
        subject_as_on("appraisal.nothing", form.public_id, actor=world.actor(SITI), on=None)
    assert sign_in(SITI).get(f"/as-on/x/{form.public_id}/").status_code == 404


def test_the_words_of_others_stay_with_their_readers(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    secret = "Bukti bulan Agustus belum ada"
    form = world.form(SITI)
    evaluations.return_(form.public_id, actor=world.actor(SARI), version=form.version, reason=secret)
    form = world.form(SITI)
    for name, reads in ((SITI, True), (SARI, True), (HANA, True), (AUDI, True)):
        shown = sign_in(name).get(page(form)).content.decode()
        typed = [event["reason"] for event in sign_in(name).get(road(form)).json()["events"]]
        history = [
            event["reason"] for event in sign_in(name).get(f"/api/v1/evaluations/{form.public_id}/events/").json()
        ]
        assert (secret in shown, secret in typed) == (reads, reads)
        assert typed == history


def test_reading_of_others_is_written_down(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "final")
    before = AccessRecord.objects.count()
    sign_in(SITI).get(page(form))
    assert AccessRecord.objects.count() == before
    sign_in(HANA).get(page(form))
    sign_in(AUDI).get(road(form))
    assert [row.fields for row in AccessRecord.objects.order_by("pk")[before:]] == ["result", "result"]


def test_statements_stay_constant(world: w.World, sign_in: Enter) -> None:
    form = w.bring_to(world, SITI, "final")
    client = sign_in(HANA)
    for address in (page(form), road(form)):
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        assert len(found) <= 15, address
