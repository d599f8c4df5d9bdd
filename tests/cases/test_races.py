"""Many at once, on real connections: one case per person, one seat per place, one cause per result."""

from collections import Counter

import pytest

from cases.actions import approve_enrolment, approve_or_queue, cancel_enrolment, request_enrolment
from cases.actions.moves import Seen
from cases.lifecycle import open_cases
from cases.models import CaseTrigger, Enrolment, ImprovementCase
from organization.models import Employee
from tests.cases.world import NOW, enrolment, low, make_world, training
from tests.concurrency.clients import at_once
from workflow import clock
from workflow.actors import CLOCK
from workflow.engine import begin
from workflow.history import verify
from workflow.transactions import durable

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CLIENTS = 16


@pytest.fixture
def office():
    with clock.frozen(NOW):
        yield make_world()


def test_many_low_results_of_one_person_share_one_case(office):
    results = [low(office, source=number) for number in range(CLIENTS)]

    def act(number: int) -> str:
        with durable():
            done = open_cases([results[number]], at=NOW)
        return "opened" if done.opened else "linked"

    assert at_once(CLIENTS, act, now=NOW) == {"opened": 1, "linked": CLIENTS - 1}
    case = ImprovementCase.objects.get()
    assert case.live_causes == CaseTrigger.objects.count() == CLIENTS
    assert verify(case) == []


def test_the_same_result_many_times_is_one_cause(office):
    result = low(office)

    def act(_number: int) -> str:
        with durable():
            done = open_cases([result], at=NOW)
        return "opened" if done.opened else "seen" if done.seen_before else "linked"

    assert at_once(CLIENTS, act, now=NOW) == {"opened": 1, "seen": CLIENTS - 1}
    assert CaseTrigger.objects.count() == 1


def test_the_last_seat_is_given_once(office):
    offer = training(seats=1)
    wanted = [enrolment(office, who, offer=offer) for who in ("budi", "rekan", "lama", "sari")]

    def act(number: int) -> str:
        approve_enrolment(wanted[number], Seen(office.actor("tita"), 0))
        return "given"

    answers = at_once(len(wanted), act, now=NOW)
    assert answers["given"] == 1
    assert Enrolment.objects.filter(state="approved").count() == 1


def test_asking_many_times_is_one_request(office):
    offer = training()

    def act(_number: int) -> str:
        request_enrolment(offer, actor=office.actor("budi"))
        return "asked"

    answers = at_once(CLIENTS, act, now=NOW)
    assert answers["asked"] == 1
    assert Enrolment.objects.count() == 1


SEATS, PEOPLE = 5, 64


def crowd(office, seats):
    """One training, and 64 people who have asked for it."""
    offer = training(seats=seats)
    people = [
        Employee.objects.create(
            nip=f"1990010120200{n:05d}", full_name=f"Peserta {n}", kind="pns", unit=office.units["office"]
        )
        for n in range(PEOPLE)
    ]
    wanted = []
    for person in people:
        row = Enrolment(training=offer, employee=person, unit=person.unit, requested_at=NOW)
        with durable():
            begin(row, actor=CLOCK, at=NOW)
        wanted.append(row)
    return offer, wanted


def test_sixty_four_ask_for_five_seats_and_no_seat_is_given_twice(office):
    offer, wanted = crowd(office, SEATS)

    def act(number: int) -> str:
        return str(approve_or_queue(wanted[number], Seen(office.actor("tita"), 0)).state)

    assert at_once(PEOPLE, act, now=NOW) == {"approved": SEATS, "waiting": PEOPLE - SEATS}
    assert offer.enrolments.filter(state="approved").count() == SEATS


def test_control_without_the_lock_seats_are_given_twice(office, monkeypatch):
    """The same race with the lock on the training taken out shows what it prevents."""
    offer, wanted = crowd(office, SEATS)
    monkeypatch.setattr("cases.guards.trainings.locked", lambda training: training)

    def act(number: int) -> str:
        return str(approve_or_queue(wanted[number], Seen(office.actor("tita"), 0)).state)

    at_once(PEOPLE, act, now=NOW)
    assert offer.enrolments.filter(state="approved").count() > SEATS


def test_seats_given_back_all_at_once_reach_the_line_each_once(office):
    offer, wanted = crowd(office, PEOPLE // 2)
    seated, waiting = wanted[: PEOPLE // 2], wanted[PEOPLE // 2 :]
    for row in seated:
        approve_or_queue(row, Seen(office.actor("tita"), 0))
    for row in waiting:
        approve_or_queue(row, Seen(office.actor("tita"), 0))

    def act(number: int) -> str:
        row, name = wanted[number], "given back" if number < PEOPLE // 2 else "left the line"
        cancel_enrolment(row, Seen(office.actor("tita"), 1), reason="berhalangan")
        return name

    answers = at_once(PEOPLE, act, now=NOW)
    # Whoever moved up before leaving the line meets a new version; nobody is left behind, nobody sits twice.
    assert answers["given back"] == PEOPLE // 2
    assert answers["left the line"] + answers["VersionConflict"] == PEOPLE // 2
    states = Counter(offer.enrolments.values_list("state", flat=True))
    assert states["approved"] == answers["VersionConflict"]
    assert states["waiting"] == 0
    assert all(verify(row) == [] for row in offer.enrolments.all()[:10])
