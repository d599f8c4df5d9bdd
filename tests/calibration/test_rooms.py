"""The way of a room: who may at each step, what holds a form back, and how all are released at one instant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations
from appraisal.calibration import actions
from appraisal.calibration.policies import MINUTES, RATINGS
from appraisal.calibration.releasing import release_all
from appraisal.calibration.selectors import versions_of
from appraisal.models import CalibrationEntry, CalibrationMove, CalibrationRoom, Cycle, Evaluation, ResultRecord
from appraisal.verification.statement import differing_forms
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.test_stand_ins import stand_in
from tests.appraisal.world import World
from tests.calibration.world import (
    AGREED,
    ON_TABLE,
    WHY,
    entry_of,
    move,
    opened,
    prepare,
    propose,
    released,
    sealed,
    take,
)
from workflow import clock, outbox
from workflow.actors import CLOCK, NOBODY
from workflow.engine import fire
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible, VersionConflict
from workflow.history import verify
from workflow.models import Deadline, Event
from workflow.policies import policy_for
from workflow.worklist import worklist_of


def code_of(act: Any) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


def told(event: str) -> set[str]:
    return set(InboxItem.objects.filter(event__name=event).values_list("recipient__username", flat=True))


class TestPreparing:
    """Who prepares a room, for what, with whom."""

    def test_hr_prepares_a_room_with_seats(self, world: World, cycle: Cycle) -> None:
        room = prepare(world, cycle)
        assert (room.state, room.moderator) == ("draft", world.people["kadis"])
        assert [seat.employee for seat in room.seats.all()] == [world.people["kabid"]]

    @pytest.mark.parametrize("who", ["kadis", "lia", "audi", "siti", "admin", "joko"])
    def test_others_do_not(self, world: World, cycle: Cycle, who: str) -> None:
        with pytest.raises(NotPermitted):
            prepare(world, cycle, by=who)

    def test_rules_without_calibration_have_no_rooms(self, world: World) -> None:
        with clock.frozen(do.NOW):
            plain = do.running_cycle(world)
        assert code_of(lambda: prepare(world, plain)) == "no_calibration"

    def test_a_draft_cycle_has_none(self, world: World, cycle: Cycle) -> None:
        draft = do.draft_cycle(world, cycle.rule_set, name="Lain", calibration_until=do.WINDOWS["close_by"])
        assert code_of(lambda: prepare(world, draft)) == "cycle_does_not_run"

    def test_a_moderator_alone_is_no_meeting(self, world: World, cycle: Cycle) -> None:
        with pytest.raises(InvalidInput) as caught:
            prepare(world, cycle, members=[world.people["kadis"].public_id])
        assert [fault.field for fault in caught.value.details] == ["members"]

    def test_seats_are_for_people_with_an_account(self, world: World, cycle: Cycle) -> None:
        with pytest.raises(InvalidInput):
            prepare(world, cycle, moderator=world.people["disabled"].public_id)

    def test_stale_seats_never_overwrite(self, world: World, cycle: Cycle) -> None:
        room = prepare(world, cycle)
        seats = {"moderator": world.people["kabid"].public_id, "members": [world.people["kadis"].public_id]}
        saved = actions.save_seats(room.public_id, actor=world.actor("hana"), revision=0, **seats)
        assert (saved.moderator, saved.revision) == (world.people["kabid"], 1)
        assert code_of(lambda: actions.save_seats(room.public_id, actor=world.actor("hari"), revision=0, **seats)) == (
            "stale_revision"
        )
        assert (
            code_of(lambda: actions.save_seats(room.public_id, actor=world.actor("hari"), revision=None, **seats))
            == "precondition_required"
        )

    def test_who_lies_on_the_table_gets_no_seat(self, world: World, room: CalibrationRoom) -> None:
        members = [world.people[name].public_id for name in ("kabid", "siti")]
        with pytest.raises(InvalidInput) as caught:
            actions.save_seats(
                room.public_id,
                actor=world.actor("hana"),
                revision=0,
                moderator=world.people["kadis"].public_id,
                members=members,
            )
        assert "Siti" in str(caught.value.details[0].message)


class TestOpening:
    """The snapshot, and what holds a form from then on."""

    def test_the_snapshot_leaves_out_those_who_sit_there(self, world: World, cycle: Cycle) -> None:
        propose(world, *ON_TABLE, "kabid")
        room = take(world, "hana", "open", prepare(world, cycle))
        names = set(room.entries.values_list("employee_name", flat=True))
        assert names == {"Siti", "Bawahan", "Rekan", "Wati"}
        assert world.form_of("kabid").room_id is None

    def test_it_keeps_what_was_proposed(self, world: World, room: CalibrationRoom) -> None:
        entry = entry_of(world, "siti")
        assert (entry.results_before, entry.behaviour_before, entry.predicate_before) == (2, 2, "baik")
        assert (entry.version, entry.state) == (0, "on_table")
        assert verify(entry) == []

    def test_nothing_to_calibrate_opens_nothing(self, world: World, cycle: Cycle) -> None:
        room = prepare(world, cycle)
        assert code_of(lambda: take(world, "hana", "open", room)) == "nobody_proposed"

    def test_hr_opens_no_room_with_the_own_form(self, world: World, cycle: Cycle) -> None:
        propose(world, "wati")
        room = prepare(world, cycle)
        assert code_of(lambda: take(world, "wati", "open", room)) == "own_form_inside"
        assert take(world, "hana", "open", room).state == "open"

    def test_the_clock_of_a_form_stands_still(self, world: World, room: CalibrationRoom) -> None:
        form = world.form_of("siti")
        pending = Deadline.objects.filter(kind=form.kind, subject_id=form.pk, settled_at__isnull=True)
        assert not pending.exists()
        with clock.frozen(do.IN_WINDOW + timedelta(days=200)):
            do.let_clock_work()
            assert world.form_of("siti").state == "calibration"

    @pytest.mark.parametrize(
        ("name", "who", "payload"),
        [
            ("adjust", "kadis", {"results_rating": "3", "behaviour_rating": "3", "reason": "x"}),
            ("release", "kadis", {}),
            ("release", "hana", {}),
        ],
    )
    def test_nobody_else_changes_or_releases_it(
        self, world: World, room: CalibrationRoom, name: str, who: str, payload: dict[str, str]
    ) -> None:
        form = world.form_of("siti")
        act = lambda: evaluations.take(  # noqa: E731
            form.public_id, name, actor=world.actor(who), version=form.version, payload=payload
        )
        assert code_of(act) == "in_a_room"

    def test_the_clock_cannot_release_it_alone(self, world: World, room: CalibrationRoom) -> None:
        form = world.form_of("siti")
        assert code_of(lambda: fire(form, "release_from_room", actor=CLOCK, version=None)) == "room_not_released"

    def test_the_employee_reads_nothing_of_it(self, world: World, room: CalibrationRoom) -> None:
        form = world.form_of("siti")
        assert not policy_for(Evaluation).fields_for(world.actor("siti"), form) & {"ratings", "result", "predicate"}

    def test_a_second_room_takes_only_what_is_free(self, world: World, room: CalibrationRoom, cycle: Cycle) -> None:
        second = prepare(world, cycle)
        assert code_of(lambda: take(world, "hana", "open", second)) == "nobody_proposed"


class TestMoving:
    """Every move has a reason, a version and a line that stays."""

    def test_a_move_changes_the_room_and_not_the_form(self, world: World, room: CalibrationRoom) -> None:
        entry = move(world, "kabid", "siti", 3, 3)
        assert (entry.predicate, entry.predicate_before, entry.version) == ("sangat_baik", "baik", 1)
        form = world.form_of("siti")
        assert (form.results_rating, form.predicate, form.state) == (2, "", "calibration")
        line = CalibrationMove.objects.get()
        assert (line.results_from, line.results_to, line.predicate_from, line.predicate_to) == (
            2,
            3,
            "baik",
            "sangat_baik",
        )
        assert (line.mover_name, line.reason) == ("Kabid", WHY)
        assert WHY not in repr(list(Event.objects.values_list()))

    def test_the_second_line_begins_where_the_first_ended(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        move(world, "kadis", "siti", 3, 2)
        second = CalibrationMove.objects.latest("pk")
        assert (second.sequence, second.results_from, second.behaviour_from, second.behaviour_to) == (2, 3, 3, 2)

    def test_the_second_move_on_one_look_is_refused_in_words(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        with pytest.raises(VersionConflict) as caught:
            move(world, "kadis", "siti", 1, 2, version=0)
        sentence = str(caught.value)
        assert "Kabid" in sentence
        assert "Siti" in sentence
        assert caught.value.extra["version"] == 1
        assert entry_of(world, "siti").predicate == "sangat_baik"

    def test_moves_on_others_do_not_stand_in_the_way(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        assert move(world, "kadis", "rekan", 3, 3, version=0).version == 1

    def test_it_needs_another_rating_and_a_reason(self, world: World, room: CalibrationRoom) -> None:
        assert code_of(lambda: move(world, "kabid", "siti", 2, 2)) == "nothing_changes"
        with pytest.raises(InvalidInput):
            move(world, "kabid", "siti", 3, 3, reason="  ")
        with pytest.raises(InvalidInput):
            move(world, "kabid", "siti", 4, 3)

    @pytest.mark.parametrize(
        ("who", "refusal"),
        [("hana", NotVisible), ("audi", NotVisible), ("siti", NotVisible), ("lia", NotVisible), ("rekan", NotVisible)],
    )
    def test_only_those_in_the_room_move(self, world: World, room: CalibrationRoom, who: str, refusal: Any) -> None:
        with pytest.raises(refusal):
            move(world, who, "siti", 3, 3)

    def test_sealed_means_sealed(self, world: World, room: CalibrationRoom) -> None:
        entry = entry_of(world, "siti")
        sealed(world, room)
        fresh = entry_of(world, "siti")
        assert (entry.state, fresh.state) == ("on_table", "sealed")
        assert code_of(lambda: move(world, "kabid", "siti", 3, 3)) == "state_conflict"
        assert code_of(lambda: move(world, "kabid", "siti", 3, 3, version=entry.version)) == "version_conflict"

    def test_the_version_of_the_room_grows_with_all_that_happens(self, world: World, room: CalibrationRoom) -> None:
        seen = [versions_of([room.pk])[room.pk]]
        for act in (
            lambda: move(world, "kabid", "siti", 3, 3),
            lambda: move(world, "kabid", "siti", 2, 2),
            lambda: sealed(world, room),
        ):
            act()
            seen.append(versions_of([room.pk])[room.pk])
        assert seen == sorted(set(seen))


class TestReading:
    """Who knows of a room, and what of it."""

    def test_hr_reads_ratings_only_once_the_minutes_are_sealed(self, world: World, room: CalibrationRoom) -> None:
        policy, hana = policy_for(CalibrationRoom), world.actor("hana")
        assert not policy.fields_for(hana, room) & {RATINGS, MINUTES}
        assert not policy_for(CalibrationEntry).visible_to(hana).exists()
        room = sealed(world, room)
        assert {RATINGS, MINUTES} <= policy.fields_for(hana, room)
        assert policy_for(CalibrationEntry).visible_to(hana).count() == 4

    @pytest.mark.parametrize("state", ["open", "sealed", "released"])
    def test_both_forms_of_the_right_agree(self, world: World, room: CalibrationRoom, state: str) -> None:
        if state != "open":
            room = sealed(world, room)
        if state == "released":
            room = released(world, room)
        rooms, entries = policy_for(CalibrationRoom), policy_for(CalibrationEntry)
        for name in world.users:
            actor = world.actor(name)
            assert rooms.visible_to(actor).filter(pk=room.pk).exists() == rooms.sees(actor, room), name
            seen = set(entries.visible_to(actor).values_list("pk", flat=True))
            rows = CalibrationEntry.objects.select_related("room__unit")
            assert seen == {one.pk for one in rows if entries.sees(actor, one)}, name
        assert not rooms.visible_to(NOBODY).exists()
        assert not entries.visible_to(NOBODY).exists()

    def test_who_lies_on_the_table_does_not_know_the_room(self, world: World, room: CalibrationRoom) -> None:
        """Wati and Bawahan are HR of the regency; the own form closes the room to them."""
        for name in ("siti", "rekan", "wati", "bawahan"):
            assert not policy_for(CalibrationRoom).visible_to(world.actor(name)).exists(), name

    def test_who_is_asked(self, world: World, room: CalibrationRoom) -> None:
        policy = policy_for(CalibrationRoom)
        for role, names in (("moderator", {"kadis"}), ("assessor", {"kabid"}), ("hr", {"hana", "hari"})):
            assert set(policy.users_in_role(role, room)) == {world.users[name].pk for name in names}

    def test_the_worklist_leads_there(self, world: World, room: CalibrationRoom) -> None:
        def keys(name: str) -> set[str]:
            return {task.key for task in worklist_of(world.actor(name)).tasks}

        mine = f"room:{room.public_id}"
        assert mine in keys("kadis")
        assert mine in keys("kabid")
        assert mine not in keys("hana")
        sealed(world, room)
        assert mine in keys("hana")
        assert mine not in keys("kadis")


class TestReleasing:
    """All results at one instant."""

    def test_everybody_is_told_at_the_same_instant(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        sealed(world, room)
        with clock.frozen(do.IN_WINDOW + timedelta(hours=3)):
            take(world, "hana", "release", room)
        with clock.frozen(do.IN_WINDOW + timedelta(hours=5)):
            assert do.run_jobs() == ["done"]
        room = CalibrationRoom.objects.get(pk=room.pk)
        instant = do.IN_WINDOW + timedelta(hours=3)
        forms = [world.form_of(name) for name in ON_TABLE]
        assert room.state == "released"
        assert {form.state for form in forms} == {"objection"}
        assert {form.delivered_at for form in forms} == {instant}
        assert {form.state_since for form in forms} == {instant}
        pending = Deadline.objects.filter(
            kind="appraisal.evaluation", name="deemed_handed_over", settled_at__isnull=True
        )
        assert pending.filter(subject_id__in=[form.pk for form in forms]).values("due_at").distinct().count() == 1
        assert set(room.entries.values_list("state", flat=True)) == {"released"}

    def test_the_result_is_what_the_room_made_of_it(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        sealed(world, room)
        released(world, room)
        siti: Any = world.form_of("siti")
        rekan: Any = world.form_of("rekan")
        assert (siti.predicate, siti.calibrated, siti.result["areas"]["results"]["author"]) == (
            "sangat_baik",
            True,
            "moderator",
        )
        assert (rekan.predicate, rekan.calibrated, rekan.result["areas"]["results"]["author"]) == (
            "baik",
            False,
            "assessor",
        )
        grounds = dict(ResultRecord.objects.values_list("evaluation__employee_name", "ground"))
        assert (grounds["Siti"], grounds["Rekan"]) == ("calibrated", "approved")
        keys = [one.pk for one in Evaluation.objects.all()]
        assert differing_forms(min(keys), max(keys)) == []
        assert all(verify(world.form_of(name)) == [] for name in ON_TABLE)

    def test_the_way_on_is_the_usual_one(self, world: World, room: CalibrationRoom) -> None:
        sealed(world, room)
        released(world, room)
        form = world.form_of("siti")
        evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
        objection = do.file_objection(world, "siti")
        assert objection.state == "filed"

    def test_again_it_does_nothing(self, world: World, room: CalibrationRoom) -> None:
        sealed(world, room)
        released(world, room)
        before = Event.objects.count()
        assert release_all(room.pk) == 0
        assert Event.objects.count() == before

    def test_all_or_none(self, world: World, room: CalibrationRoom, monkeypatch: pytest.MonkeyPatch) -> None:
        from appraisal.calibration import releasing

        sealed(world, room)
        take(world, "hana", "release", room)
        whole = releasing.fire_many

        def broken(model: Any, *args: Any, **more: Any) -> int:
            if model is CalibrationEntry:
                raise RuntimeError("torn")
            return whole(model, *args, **more)

        monkeypatch.setattr(releasing, "fire_many", broken)
        with pytest.raises(RuntimeError):
            release_all(room.pk)
        assert {world.form_of(name).state for name in ON_TABLE} == {"calibration"}
        monkeypatch.undo()
        assert release_all(room.pk) == 4

    def test_statements_do_not_grow_with_people(self, world: World, cycle: Cycle) -> None:
        def cost(*names: str) -> int:
            propose(world, *names)
            room = take(world, "hana", "open", prepare(world, cycle))
            take(world, "hana", "release", sealed(world, room))
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert release_all(room.pk) == len(names)
            return len(asked)

        assert cost("siti") == cost("bawahan", "rekan", "wati")

    def test_who_sits_in_the_room_does_not_release(self, world: World, room: CalibrationRoom) -> None:
        sealed(world, room)
        for who in ("kadis", "kabid"):
            with pytest.raises(NotPermitted):
                take(world, who, "release", room)

    def test_opened_again_after_sealing(self, world: World, room: CalibrationRoom) -> None:
        room = sealed(world, room)
        assert room.conclusion == AGREED
        room = take(world, "hana", "reopen", room, reason="Satu berkas tertinggal.")
        assert (room.state, entry_of(world, "siti").state) == ("open", "on_table")
        assert move(world, "kabid", "siti", 3, 3).predicate == "sangat_baik"

    def test_calling_it_off_gives_the_forms_back(self, world: World, room: CalibrationRoom) -> None:
        move(world, "kabid", "siti", 3, 3)
        take(world, "hana", "cancel", room, reason="Rapat ditunda.")
        form = world.form_of("siti")
        assert (form.state, form.room_id, form.results_rating) == ("calibration", None, 2)
        pending = Deadline.objects.filter(kind=form.kind, subject_id=form.pk, settled_at__isnull=True)
        assert [one.name for one in pending] == ["calibration_ends"]
        assert entry_of(world, "siti").state == "withdrawn"
        evaluations.release(form.public_id, actor=world.actor("kadis"), version=form.version)
        assert world.form_of("siti").predicate == "baik"

    def test_a_cancelled_form_leaves_the_table(self, world: World, room: CalibrationRoom) -> None:
        form = world.form_of("rekan")
        evaluations.cancel(form.public_id, actor=world.actor("hana"), version=form.version, reason="Pindah.")
        assert entry_of(world, "rekan").state == "withdrawn"
        sealed(world, room)
        released(world, room)
        assert world.form_of("rekan").state == "cancelled"
        assert world.form_of("siti").state == "objection"

    def test_reopened_it_can_be_calibrated_again(self, world: World, room: CalibrationRoom, cycle: Cycle) -> None:
        sealed(world, room)
        released(world, room)
        form = world.form_of("siti")
        evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
        for who, act in (("hana", "request_reopening"), ("hari", "reopen")):
            form = world.form_of("siti")
            payload = {"reason": "Berkas tertukar."} if act == "request_reopening" else {}
            evaluations.take(form.public_id, act, actor=world.actor(who), version=form.version, payload=payload)
        form = world.form_of("siti")
        assert form.room_id is None
        evaluations.approve(form.public_id, actor=world.actor("kabid"), version=form.version)
        second = take(world, "hana", "open", prepare(world, cycle))
        assert second.entries.count() == 1


class TestNotices:
    """Who is told, and that nothing confidential is said."""

    def test_each_step_tells_those_it_concerns(self, world: World, room: CalibrationRoom) -> None:
        outbox.relay_all()
        assert told("calibration.opened") == {"kadis", "kabid"}
        sealed(world, room)
        outbox.relay_all()
        assert told("calibration.sealed") == {"hana", "hari", "kabid"}
        released(world, room)
        outbox.relay_all()
        assert told("calibration.released") == {"kadis", "kabid", "hana", "hari"}
        assert told("evaluation.released") == {"siti", "bawahan", "rekan", "wati"}


def test_a_guard_says_what_it_needs(world: World, cycle: Cycle) -> None:
    room = opened(world, cycle)
    sealed(world, room)
    room = take(world, "hana", "release", room)
    with pytest.raises(GuardRefused) as caught:
        fire(room, "finish", actor=CLOCK, version=None)
    assert caught.value.code == "somebody_waits"


class TestDelegates:
    """Who acts for an absent official does so with the form; a seat at the table is personal."""

    @pytest.mark.parametrize(
        ("absent", "duty", "role"), [("kabid", "assessing", "assessor"), ("kadis", "deciding", "superior")]
    )
    def test_a_delegation_gives_no_seat(
        self, world: World, room: CalibrationRoom, absent: str, duty: str, role: str
    ) -> None:
        stand_in(world, absent, "kaban", duty)
        kaban, form = world.actor("kaban"), world.form_of("siti")
        assert policy_for(Evaluation).roles_of(kaban, form) == {role}
        assert policy_for(CalibrationRoom).roles_of(kaban, room) == frozenset()
        assert not policy_for(CalibrationRoom).visible_to(kaban).exists()
        assert not policy_for(CalibrationEntry).visible_to(kaban).exists()
        with pytest.raises(NotVisible):
            move(world, "kaban", "siti", 3, 3)

    def test_who_acts_for_the_superior_changes_nothing_that_a_room_holds(
        self, world: World, room: CalibrationRoom
    ) -> None:
        stand_in(world, "kadis", "kaban", "deciding")
        form, kaban = world.form_of("siti"), world.actor("kaban")
        assert form.room_id == room.pk
        assert code_of(lambda: evaluations.release(form.public_id, actor=kaban, version=form.version)) == "in_a_room"

    def test_who_is_seated_besides_sits(self, world: World, cycle: Cycle) -> None:
        stand_in(world, "kabid", "kaban")
        people = world.people
        room = prepare(world, cycle, members=[people["kabid"].public_id, people["kaban"].public_id])
        assert policy_for(CalibrationRoom).roles_of(world.actor("kaban"), room) == {"assessor"}
