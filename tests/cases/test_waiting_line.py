"""The waiting list of a full training, attendance that did not happen, and what participants say."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Enrolment, Training
from cases.verdicts import verdict_on
from cases.waiting_line import place_in_line
from tests.cases.world import NOW, TODAY, World, enrolment, open_case, step, training
from workflow import clock
from workflow.errors import GuardRefused
from workflow.history import history_of, verify
from workflow.models import Deadline, OutboxMessage
from workflow.policies import policy_for
from workflow.sweep import sweep_all
from workflow.worklist import worklist_of


def refusal(work, *args, **kwargs):
    with pytest.raises(GuardRefused) as caught:
        work(*args, **kwargs)
    return caught.value.code


def full(world: World, waiting: tuple[str, ...] = ("rekan", "lama")) -> list[Enrolment]:
    """A training with one seat, budi in it, the others in line in the order they asked."""
    offer = training(seats=1)
    first = enrolment(world, offer=offer)
    step(first, "approve", world.actor("tita"))
    rows = [first]
    for minute, who in enumerate(waiting, 1):
        with clock.frozen(NOW + timedelta(minutes=minute)):
            rows.append(enrolment(world, who, offer=offer))
    for row in reversed(rows[1:]):  # the order of the decisions does not matter, that of asking does
        step(row, "queue", world.actor("tita"))
    return rows


def state(row: Enrolment) -> str:
    return str(Enrolment.objects.values_list("state", flat=True).get(pk=row.pk))


class TestLine:
    def test_a_full_training_takes_people_in_line_and_a_free_one_does_not(self, world):
        offer = training(seats=1)
        wanted = enrolment(world, offer=offer)
        assert refusal(step, wanted, "queue", world.actor("tita")) == "seats_left"
        other = enrolment(world, "rekan", offer=offer)
        step(wanted, "approve", world.actor("tita"))
        assert refusal(step, other, "approve", world.actor("tita")) == "no_seat"
        assert step(other, "queue", world.actor("tita")).state == "waiting"

    def test_without_a_limit_nobody_waits(self, world):
        wanted = enrolment(world, offer=training(seats=None))
        assert refusal(step, wanted, "queue", world.actor("tita")) == "seats_left"

    def test_a_seat_given_back_goes_to_who_asked_first(self, world):
        first, second, third = full(world)
        assert [place_in_line(row) for row in (first, second, third)] == [0, 1, 2]
        step(first, "cancel", world.actor("budi"), reason="sakit")
        assert [state(row) for row in (first, second, third)] == ["cancelled", "approved", "waiting"]
        assert place_in_line(third) == 1
        moved = history_of(second).latest("version")
        assert (moved.name, moved.actor_id) == ("enrolment.moved_up", None)
        assert moved.cause_id == history_of(first).latest("version").pk
        assert OutboxMessage.objects.filter(event=moved).exists()
        assert all(verify(Enrolment.objects.get(pk=row.pk)) == [] for row in (first, second, third))

    def test_giving_up_a_place_in_line_frees_no_seat(self, world):
        first, second, third = full(world)
        step(second, "cancel", world.actor("rekan"), reason="bentrok")
        assert [state(row) for row in (first, second, third)] == ["approved", "cancelled", "waiting"]

    def test_taking_back_a_mere_request_frees_no_seat(self, world):
        rows = full(world)
        asked = enrolment(world, "sari", offer=rows[0].training)
        step(asked, "cancel", world.actor("sari"), reason="bentrok")
        assert [state(row) for row in rows] == ["approved", "waiting", "waiting"]

    def test_whoever_asks_later_does_not_overtake_the_line(self, world):
        first, second, _third = full(world)
        late = enrolment(world, "sari", offer=first.training)
        Training.objects.filter(pk=first.training_id).update(seats=2)
        assert refusal(step, late, "approve", world.actor("tita")) == "no_seat"
        assert step(second, "move_up").state == "approved"

    def test_nobody_moves_up_without_a_seat(self, world):
        _first, second, _third = full(world)
        assert refusal(step, second, "move_up") == "no_seat"

    def test_nobody_is_called_into_a_training_that_has_begun(self, world):
        first, second, _third = full(world)
        Training.objects.filter(pk=first.training_id).update(starts_on=TODAY, ends_on=TODAY)
        step(first, "cancel", world.actor("budi"), reason="sakit")
        assert state(second) == "waiting"
        assert refusal(step, second, "move_up") == "line_closed"
        assert refusal(step, enrolment(world, "sari", offer=first.training), "queue", world.actor("tita")) in (
            "seats_left", "line_closed"
        )  # fmt: skip

    def test_the_line_closes_the_evening_before(self, world):
        first, second, third = full(world)
        due = Deadline.objects.get(kind=Enrolment.kind, subject_id=second.pk, settled_at__isnull=True).due_at
        assert due.isoformat() == "2026-11-30T16:59:59.999000+00:00"
        with clock.frozen(due + timedelta(minutes=10)):
            sweep_all()
        assert [state(row) for row in (first, second, third)] == ["approved", "declined", "declined"]
        assert history_of(second).latest("version").name == "enrolment.line_closed"

    def test_a_place_in_line_keeps_a_case_from_closing(self, world):
        from cases import criteria

        case = open_case(world, "rekan")
        full(world)
        assert criteria.facts_of(case).open_enrolments == ("Pelatihan T1",)

    def test_one_may_not_ask_again_while_waiting(self, world):
        _first, second, _third = full(world)
        assert refusal(enrolment, world, "rekan", offer=second.training) == "already_enrolled"


class TestAbsence:
    def test_it_is_recorded_with_its_reason_from_the_first_day(self, world):
        wanted = enrolment(world, offer=training(starts=TODAY + timedelta(days=1)))
        step(wanted, "approve", world.actor("tita"))
        assert refusal(step, wanted, "miss", world.actor("tita"), reason="sakit") == "training_not_begun"
        with clock.frozen(NOW + timedelta(days=1)):
            assert step(wanted, "miss", world.actor("tita"), reason="sakit").state == "absent"

    def test_it_calls_nobody_up(self, world):
        first, second, _third = full(world)
        Training.objects.filter(pk=first.training_id).update(starts_on=TODAY, ends_on=TODAY)
        step(first, "miss", world.actor("tita"), reason="sakit")
        assert state(second) == "waiting"

    def test_after_it_one_may_ask_for_the_next_run(self, world):
        wanted = enrolment(world, offer=training(starts=TODAY))
        step(wanted, "approve", world.actor("tita"))
        step(wanted, "miss", world.actor("tita"), reason="sakit")
        assert enrolment(world, offer=wanted.training).state == "requested"


def completed(world: World, who: str = "budi") -> Enrolment:
    offer = Training.objects.filter(code="T1").first() or training(starts=TODAY)
    wanted = enrolment(world, who, offer=offer)
    for name, values in (("approve", {}), ("attend", {}), ("complete", {"result": "not_passed", "jp_hours": 0})):
        wanted = step(wanted, name, world.actor("tita"), **values)
    return wanted


SAID = {"usefulness": "3", "recommend": "yes", "remarks": "Lebih banyak latihan."}


class TestVerdict:
    def test_the_participant_says_it_once(self, world):
        done = step(completed(world), "evaluate", world.actor("budi"), **SAID)
        assert (done.state, done.usefulness, done.recommended, done.remarks) == (
            "completed", 3, True, "Lebih banyak latihan."
        )  # fmt: skip
        assert refusal(step, done, "evaluate", world.actor("budi"), **SAID) == "already_evaluated"
        assert verify(done) == []

    @pytest.mark.parametrize("usefulness", ["0", "5", "-1", "x"])
    def test_use_goes_from_one_to_four(self, world, usefulness):
        from workflow.errors import InvalidInput

        wanted = completed(world)
        with pytest.raises(InvalidInput) as caught:
            step(wanted, "evaluate", world.actor("budi"), **{**SAID, "usefulness": usefulness})
        assert [fault.field for fault in caught.value.details] == ["usefulness"]
        wanted.refresh_from_db(fields=["evaluated_at"])
        assert wanted.evaluated_at is None

    def test_superior_and_coach_do_not_read_it(self, world):
        open_case(world)
        done = step(completed(world), "evaluate", world.actor("budi"), **SAID)
        opened = {who: "verdict" in policy_for(done).fields_for(world.actor(who), done) for who in world.users}
        assert {who for who, reads in opened.items() if reads} == {"budi", "hana", "tita"}

    def test_pages_and_rest_show_it_to_them_alone(self, world, client):
        open_case(world)
        done = step(completed(world), "evaluate", world.actor("budi"), **{**SAID, "remarks": "kata-rahasia-7431"})
        pages = (reverse("cases:enrolment", args=[done.public_id]), f"/api/v1/enrolments/{done.public_id}/")
        for who, reads in (("budi", True), ("tita", True), ("hana", True), ("sari", False), ("citra", False)):
            client.force_login(world.users[who], backend="organization.authentication.NipOrUsernameBackend")
            for page in (*pages, f"/api/v1/enrolments/{done.public_id}/events/"):
                answer = client.get(page)
                assert answer.status_code == 200
                assert ("kata-rahasia-7431" in answer.content.decode()) is (reads and page in pages), (who, page)

    def test_figures_wait_for_five_people(self, world):
        rows = [completed(world, who) for who in ("budi", "rekan", "lama", "sari", "citra")]
        for row, use in zip(rows, ("4", "4", "3", "2", "1"), strict=True):
            assert verdict_on(row.training_id) is None
            who = row.employee.full_name.lower()
            step(row, "evaluate", world.actor(who), usefulness=use, recommend="yes" if use > "2" else "no")
        found = verdict_on(rows[0].training_id)
        assert found is not None
        assert (found.people, found.usefulness, found.recommending) == (5, 2.8, 3)


class TestWorklist:
    def keys(self, world: World, who: str) -> set[str]:
        return {task.key.split(":")[0] for task in worklist_of(world.actor(who)).tasks}

    def test_the_participant_is_asked_until_the_answer_is_given(self, world):
        wanted = completed(world)
        assert "verdict" in self.keys(world, "budi")
        with clock.frozen(NOW + timedelta(days=31)):
            assert "verdict" not in self.keys(world, "budi")
        step(wanted, "evaluate", world.actor("budi"), **SAID)
        assert "verdict" not in self.keys(world, "budi")

    def test_the_officer_is_asked_once_per_training_for_attendance_and_results(self, world):
        offer = training(starts=TODAY)
        rows = [enrolment(world, who, offer=offer) for who in ("budi", "rekan")]
        for row in rows:
            step(row, "approve", world.actor("tita"))
        tasks = [task for task in worklist_of(world.actor("tita")).tasks if task.key.startswith("attendance")]
        assert [task.title for task in tasks] == ["Catat kehadiran 2 orang: Pelatihan T1"]
        for row in rows:
            step(row, "attend", world.actor("tita"))
        assert self.keys(world, "tita") == set()  # it goes on until tomorrow
        with clock.frozen(NOW + timedelta(days=1)):
            assert self.keys(world, "tita") == {"results"}
        assert self.keys(world, "tono") == set()
