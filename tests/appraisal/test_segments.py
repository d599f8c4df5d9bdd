"""Segments of a period: where it is cut, what moves with the person, who closes, what is proposed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations, items
from appraisal.corrections import actions as corrections
from appraisal.models import Evaluation, PeriodSegment, Plan
from appraisal.segments import actions, moving
from appraisal.segments.reading import combined_of
from organization.actions import people
from organization.models import Appointment, Employee
from tests.appraisal import plans
from tests.appraisal import segments as seg
from tests.appraisal import world as do
from tests.appraisal.segments import FIRST, LAST, at, move, seen
from tests.appraisal.world import World
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible, StaleRevision, StateConflict
from workflow.models import Deadline, Event
from workflow.policies import policy_for

NOVEMBER_2 = date(2026, 11, 2)


# Where the period is cut


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (FIRST, []),
        (
            FIRST + timedelta(days=1),
            [("Kabid", FIRST, FIRST, "open"), ("Kaban", FIRST + timedelta(days=1), LAST, "current")],
        ),
        (
            LAST,
            [("Kabid", FIRST, LAST - timedelta(days=1), "open"), ("Kaban", LAST, LAST, "current")],
        ),
    ],
)
def test_a_move_cuts_from_its_first_day_on(world: World, day: date, expected: list[Any]) -> None:
    seg.running(world, self_from=date(2026, 10, 1))
    with clock.frozen(at(max(day, do.NOW.date()))):
        move(world, "siti", "other", day)
        assert seen(world, "siti") == expected
        form = world.form_of("siti")
        assert (form.assessor_name, form.unit_name, form.employee_post) == ("Kaban", "Other", "Staf other")
        assert (form.superior_name, form.segmented) == ("Bupati", bool(expected))


def test_after_the_last_day_the_form_stays_with_who_assessed(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(LAST + timedelta(days=1))):
        move(world, "siti", "other", LAST + timedelta(days=1))
        form = world.form_of("siti")
        assert (seen(world, "siti"), form.assessor_name, form.unit_name) == ([], "Kabid", "Section")


def test_a_move_recorded_late_cuts_on_its_own_day(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(date(2026, 11, 20))):
        move(world, "siti", "other", NOVEMBER_2)
        assert [row.last_day for row in seg.segments(world, "siti")] == [date(2026, 11, 1), LAST]


def test_recorded_after_the_period_it_still_cuts_within(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(date(2027, 1, 5))):
        move(world, "siti", "other", NOVEMBER_2)
        assert [row.state for row in seg.segments(world, "siti")] == ["open", "current"]


def test_two_changes_make_three_and_a_change_back_merges_nothing(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "siti", "other", NOVEMBER_2)
    with clock.frozen(at(date(2026, 12, 1))):
        move(world, "siti", "section", date(2026, 12, 1), title="Kepala section")
        assert seen(world, "siti") == [
            ("Kabid", FIRST, date(2026, 11, 1), "open"),
            ("Kaban", NOVEMBER_2, date(2026, 11, 30), "open"),
            ("Kabid", date(2026, 12, 1), LAST, "current"),
        ]
        assert [row.sequence for row in seg.segments(world, "siti")] == [1, 2, 3]


def test_another_post_under_the_same_assessor_is_no_segment(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "rekan", "office", NOVEMBER_2, title="Analis office")
        assert (seen(world, "rekan"), world.form_of("rekan").assessor_name) == ([], "Kabid")


def test_another_post_under_the_same_assessor_stands_on_the_form(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "rekan", "office", NOVEMBER_2, title="Analis office")
        assert world.form_of("rekan").employee_post == "Analis office"


@pytest.mark.parametrize("later", ["a stand-in", "a vacancy"])
def test_who_only_changed_the_post_is_treated_as_staying_afterwards(world: World, later: str) -> None:
    """Neither a Plh nor a vacant post above takes the assessor of somebody who did not move since."""
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "rekan", "office", NOVEMBER_2, title="Analis office")
        moving.follow_lines(at=clock.now())
        if later == "a stand-in":
            Appointment.objects.create(
                employee=world.people["kaban"],
                post=world.people["kabid"].post,
                capacity="plh",
                valid_from=NOVEMBER_2,
                letter_number="SPT/1",
            )
        else:
            heads = [world.people[name].pk for name in ("kabid", "kadis", "bupati")]
            Appointment.objects.filter(employee__in=heads).update(valid_to=date(2026, 11, 1))
        moving.follow_lines(at=clock.now())
        assert world.form_of("rekan").assessor_name == "Kabid"


def test_twice_on_one_day_gives_the_day_to_the_last(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "siti", "other", NOVEMBER_2)
        move(world, "siti", "agency", NOVEMBER_2)
        assert seen(world, "siti") == [
            ("Kabid", FIRST, date(2026, 11, 1), "open"),
            ("Kadis", NOVEMBER_2, LAST, "current"),
        ]
        assert seg.segments(world, "siti")[1].unit_name == "Agency"


def test_when_the_post_of_the_assessor_changes_hands_the_clock_finds_it(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        kabid = Appointment.objects.get(employee=world.people["kabid"])
        Appointment.objects.filter(pk=kabid.pk).update(valid_to=date(2026, 11, 1))
        assert moving.follow_lines(at=clock.now()) > 0
        assert seen(world, "siti")[0] == ("Kabid", FIRST, date(2026, 11, 1), "open")
        assert world.form_of("siti").assessor_name == "Kadis"
        assert moving.follow_lines(at=clock.now()) == 0


def test_a_short_stand_in_takes_over_no_form(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        Appointment.objects.create(
            employee=world.people["kaban"],
            post=world.people["kabid"].post,
            capacity="plh",
            valid_from=NOVEMBER_2,
            letter_number="SPT/1",
        )
        assert moving.follow_lines(at=clock.now()) == 0
        Appointment.objects.filter(capacity="plh").update(capacity="plt")
        Appointment.objects.filter(employee=world.people["kabid"]).update(valid_to=date(2026, 11, 1))
        assert moving.follow_lines(at=clock.now()) > 0
        assert world.form_of("siti").assessor_capacity == "plt"


def test_named_by_hr_within_the_period_it_cuts_today_and_the_line_does_not_take_it_back(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        form = world.form_of("siti")
        kaban = world.people["kaban"].public_id
        evaluations.reassign_assessor(
            form.public_id, actor=world.actor("hana"), version=form.version, assessor=kaban, **seg.WHY
        )
        assert seen(world, "siti") == [
            ("Kabid", FIRST, date(2026, 11, 1), "open"),
            ("Kaban", NOVEMBER_2, LAST, "current"),
        ]
        assert seg.segments(world, "siti")[0].ground == "named"
        cause = Event.objects.get(kind=PeriodSegment.kind, name="period_segment.handed_over").cause_id
        assert cause == Event.objects.get(name="evaluation.reassigned").pk
        assert moving.follow_lines(at=clock.now()) == 0


def test_a_granted_correction_makes_no_segment(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        kaban = world.people["kaban"].public_id
        form = world.form_of("siti")
        asked = corrections.ask_for_another(form.public_id, actor=world.actor("siti"), proposed=kaban, **seg.WHY)
        given = {"assessor": str(kaban), **seg.WHY}
        corrections.take(asked.public_id, "grant", actor=world.actor("hana"), version=0, payload=given)
        assert (seen(world, "siti"), world.form_of("siti").assessor_name) == ([], "Kaban")


def test_a_correction_after_a_move_gives_the_running_segment_to_the_right_one(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "siti", "other", NOVEMBER_2)
        seg.draft(world, seg.segments(world, "siti")[1], "kaban")
    with clock.frozen(at(date(2026, 11, 20))):
        kadis = world.people["kadis"].public_id
        form = world.form_of("siti")
        asked = corrections.ask_for_another(form.public_id, actor=world.actor("siti"), proposed=kadis, **seg.WHY)
        given = {"assessor": str(kadis), **seg.WHY}
        corrections.take(asked.public_id, "grant", actor=world.actor("wati"), version=0, payload=given)
        assert [row[0] for row in seen(world, "siti")] == ["Kabid", "Kadis"]
        last = seg.segments(world, "siti")[1]
        assert (last.results_rating, last.note) == (None, "")


def test_a_transfer_to_a_unit_one_heads_goes_to_who_stands_above(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        Appointment.objects.filter(employee=world.people["kaban"]).update(valid_to=date(2026, 11, 1))
        move(world, "siti", "other", NOVEMBER_2, title="Kepala other")
        assert [row[0] for row in seen(world, "siti")] == ["Kabid", "Bupati"]
        assert world.form_of("siti").assessor_id != world.people["siti"].pk


def test_where_nobody_stands_above_the_form_has_no_assessor_and_nobody_loses_it(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        Appointment.objects.filter(employee__in=[world.people["kaban"], world.people["bupati"]]).update(
            valid_to=date(2026, 11, 1)
        )
        move(world, "siti", "other", NOVEMBER_2)
        form = world.form_of("siti")
        assert (form.assessor_id, form.assessor_name) == (None, "")
        assert seen(world, "siti")[1] == ("", NOVEMBER_2, LAST, "current")
        hana = world.actor("hana")
        evaluations.reassign_assessor(
            form.public_id, actor=hana, version=form.version, assessor=world.people["kadis"].public_id, **seg.WHY
        )
        assert [row[0] for row in seen(world, "siti")] == ["Kabid", "Kadis"]


# What moves with the person


@pytest.mark.parametrize("state", seg.form_states())
def test_the_form_moves_in_each_state_in_which_no_result_left_it(world: World, state: str) -> None:
    early = {"self_from": date(2026, 12, 1)} if state == "draft" else {}
    seg.running(world, **early)
    if state == "supervisor_review":
        do.submit(world, "siti")
    before = world.form_of("siti")
    dates = list(Deadline.objects.filter(kind=Evaluation.kind, subject_id=before.pk).values_list("name", "due_at"))
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "siti", "other", NOVEMBER_2)
        form = world.form_of("siti")
        assert (form.state, form.assessor_name, form.version) == (state, "Kaban", before.version + 1)
        after = Deadline.objects.filter(kind=Evaluation.kind, subject_id=form.pk).values_list("name", "due_at")
        assert list(after) == dates
        event = Event.objects.get(kind=Evaluation.kind, subject_id=form.pk, name="evaluation.line_followed")
        assert (event.role, event.from_state) == ("clock", state)


@pytest.mark.parametrize("state", ["objection", "final", "cancelled"])
def test_what_has_left_the_assessor_stays(world: World, state: str) -> None:
    seg.running(world)
    if state == "cancelled":
        form = world.form_of("siti")
        evaluations.cancel(form.public_id, actor=world.actor("hana"), version=form.version, **seg.WHY)
    else:
        form = do.approve(world, "siti")
    if state == "final":
        evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
    with clock.frozen(at(NOVEMBER_2)):
        version = world.form_of("siti").version
        move(world, "siti", "other", NOVEMBER_2)
        form = world.form_of("siti")
        assert (form.state, form.version, form.assessor_name, seen(world, "siti")) == (state, version, "Kabid", [])


def test_the_plan_goes_over_at_once(world: World) -> None:
    seg.running(world)
    plan = plans.agreed(world, "siti")
    assert plan.assessor_id == world.people["kabid"].pk
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "siti", "other", NOVEMBER_2)
        assert Plan.objects.get(pk=plan.pk).assessor_id == world.people["kaban"].pk
        assert not policy_for(Plan).visible_to(world.actor("kabid")).filter(pk=plan.pk).exists()


def test_the_statements_are_the_same_for_three_and_for_many(world: World) -> None:
    seg.running(world)

    def statements(names: tuple[str, ...], unit: str) -> int:
        ids = [world.people[name].pk for name in names]
        Employee.objects.filter(pk__in=ids).update(unit=world.units[unit])
        with CaptureQueriesContext(connection) as found, do.durable():
            moving.follow(ids, clock.now())
        return len(found)

    with clock.frozen(at(NOVEMBER_2)):
        Appointment.objects.filter(post__is_head=False).delete()
        Employee.objects.filter(post__is_head=False).update(post=None)
        few = statements(("hana", "hari"), "office")
        many = statements(("joko", "audi", "audi_lain", "lia", "asing"), "office")
        assert PeriodSegment.objects.filter(state="open").count() == 7
        assert few == many


# Forms opened after the change


def test_opening_finds_who_was_assessed_by_another_before(world: World) -> None:
    with clock.frozen(at(date(2026, 10, 2))):
        move(world, "siti", "other", date(2026, 10, 3))
        move(world, "rekan", "other", date(2026, 10, 1))
    seg.running(world)
    assert seen(world, "siti") == [
        ("Kabid", FIRST, date(2026, 10, 2), "open"),
        ("Kaban", date(2026, 10, 3), LAST, "current"),
    ]
    assert seen(world, "rekan") == []
    assert seg.segments(world, "siti")[0].unit_name == "Section"
    assert world.form_of("siti").segmented
    assert PeriodSegment.objects.count() == 2


def test_opening_makes_three_of_two_changes(world: World) -> None:
    for day, unit in ((date(2026, 7, 20), "other"), (date(2026, 9, 1), "agency")):
        with clock.frozen(at(day)):
            move(world, "siti", unit, day)
    with clock.frozen(do.NOW):
        do.running_cycle(world)
    assert seen(world, "siti") == [
        ("Kabid", date(2026, 7, 1), date(2026, 7, 19), "open"),
        ("Kaban", date(2026, 7, 20), date(2026, 8, 31), "open"),
        ("Kadis", date(2026, 9, 1), date(2026, 9, 30), "current"),
    ]


def test_opening_asks_no_more_where_nobody_changed(world: World) -> None:
    from appraisal.segments.opening import segments_before

    cycle = seg.running(world)
    ids = [person.pk for person in world.people.values()]
    with CaptureQueriesContext(connection) as found, do.durable():
        segments_before(cycle, (0, 0), ids, on=do.NOW.date(), at=do.NOW)
    assert len([one for one in found if "appraisal" in one["sql"] or "organization" in one["sql"]]) == 1


# Closing


def test_closing_needs_both_ratings_and_a_note(world: World) -> None:
    with clock.frozen(at(NOVEMBER_2)):
        row = seg.waiting(world)
        for values, code in (
            ({"results_rating": 3}, "areas_not_rated"),
            ({"behaviour_rating": 2}, "note_missing"),
            ({"note": "  "}, "note_missing"),
        ):
            seg.draft(world, row, "kabid", **values)
            with pytest.raises(GuardRefused) as refused:
                seg.close(world, row, "kabid")
            assert refused.value.code == code
        seg.draft(world, row, "kabid", note="Sudah separuh jalan.")
        seg.close(world, row, "kabid")
        closed = PeriodSegment.objects.get(pk=row.pk)
        assert (closed.state, closed.closed_at, closed.closed_by) == ("closed", clock.now(), None)


def test_a_draft_is_saved_as_typed_with_a_revision(world: World) -> None:
    with clock.frozen(at(NOVEMBER_2)):
        row = seg.waiting(world)
        kabid = world.actor("kabid")
        saved = actions.save(row.public_id, actor=kabid, revision=0, values={"note": "Satu"})
        assert saved.revision == 1
        with pytest.raises(StaleRevision) as stale:
            actions.save(row.public_id, actor=kabid, revision=0, values={"note": "Dua"})
        assert stale.value.extra["current"]["stored"]["note"] == "Satu"
        with pytest.raises(InvalidInput):
            actions.save(row.public_id, actor=kabid, revision=1, values={"results_rating": 4})
        for name, error in (("kaban", NotPermitted), ("siti", NotPermitted), ("asing", NotVisible)):
            with pytest.raises(error):
                actions.save(row.public_id, actor=world.actor(name), revision=1, values={"note": "Lain"})


def test_who_was_late_counts_nothing(world: World) -> None:
    with clock.frozen(at(NOVEMBER_2)):
        row = seg.waiting(world)
        dues = Deadline.objects.filter(kind=PeriodSegment.kind, subject_id=row.pk).order_by("due_at")
        ends = {one.name: one.due_at for one in dues}
        assert [one.name for one in dues] == ["closing_soon", "closing_ends"]
    with clock.frozen(ends["closing_ends"]):
        do.let_clock_work()
        assert PeriodSegment.objects.get(pk=row.pk).state == "open"
    with clock.frozen(ends["closing_ends"] + timedelta(seconds=1)):
        do.let_clock_work()
        assert PeriodSegment.objects.get(pk=row.pk).state == "lapsed"
        assert combined_of(world.form_of("siti")).proposals == {}


def test_hr_excuses_with_a_reason(world: World) -> None:
    with clock.frozen(at(NOVEMBER_2)):
        row = seg.waiting(world)
        hana = world.actor("hana")
        with pytest.raises(InvalidInput):
            actions.take(row.public_id, "excuse", actor=hana, version=row.version)
        actions.take(row.public_id, "excuse", actor=hana, version=row.version, payload={"reason": "Pensiun."})
        stored = PeriodSegment.objects.get(pk=row.pk)
        assert (stored.state, stored.excuse_reason) == ("excused", "Pensiun.")
        assert not Deadline.objects.filter(kind=PeriodSegment.kind, subject_id=row.pk, settled_at=None).exists()


def test_a_cancelled_form_ends_its_segments(world: World) -> None:
    with clock.frozen(at(NOVEMBER_2)):
        row = seg.waiting(world)
        form = world.form_of("siti")
        evaluations.cancel(form.public_id, actor=world.actor("hana"), version=form.version, **seg.WHY)
        assert [one.state for one in seg.segments(world, "siti")] == ["cancelled", "cancelled"]
        with pytest.raises(StateConflict):
            seg.close(world, row, "kabid")


# The whole


def rated_by_kaban(world: World, *, own: tuple[int, int], whole: tuple[int, int], narrative: str) -> Evaluation:
    """Kabid closed with 3 and 2 for October; Kaban rates his own months and the whole."""
    with clock.frozen(at(NOVEMBER_2)):
        row = seg.waiting(world)
        seg.draft(world, row, "kabid")
        seg.close(world, row, "kabid")
        seg.draft(world, seg.segments(world, "siti")[1], "kaban", results_rating=own[0], behaviour_rating=own[1])
        do.submit(world, "siti")
        do.rate(world, "siti", results=whole[0], behaviour=whole[1])
        form = world.form_of("siti")
        items.save_ratings(
            form.public_id, actor=world.actor("kaban"), revision=form.review_revision, values={"narrative": narrative}
        )
        return world.form_of("siti")


def test_the_proposal_is_the_mean_by_months(world: World) -> None:
    form = rated_by_kaban(world, own=(2, 2), whole=(2, 2), narrative="")
    found = combined_of(form)
    results = found.proposals["results"]
    assert [(one.months, one.level) for one in results.terms] == [(1, 3), (2, 2)]
    assert (results.total, results.months, str(results.shown_mean), results.level) == (7, 3, "2.33", 2)


def test_the_proposal_needs_no_explanation_and_another_rating_does(world: World) -> None:
    form = rated_by_kaban(world, own=(1, 2), whole=(2, 2), narrative="")
    kaban = world.actor("kaban")
    with clock.frozen(at(NOVEMBER_2)):
        evaluations.approve(form.public_id, actor=kaban, version=form.version)
        assert [row.state for row in seg.segments(world, "siti")] == ["closed", "closed"]


def test_another_rating_than_proposed_is_explained(world: World) -> None:
    form = rated_by_kaban(world, own=(3, 2), whole=(2, 2), narrative="")
    kaban = world.actor("kaban")
    with clock.frozen(at(NOVEMBER_2)):
        with pytest.raises(GuardRefused) as refused:
            evaluations.approve(form.public_id, actor=kaban, version=form.version)
        assert refused.value.code == "segments_differ"
        items.save_ratings(
            form.public_id, actor=kaban, revision=form.review_revision, values={"narrative": "Target turun sejak Nov."}
        )
        evaluations.approve(form.public_id, actor=kaban, version=form.version)


def test_approving_does_not_wait_for_the_former_assessor(world: World) -> None:
    with clock.frozen(at(NOVEMBER_2)):
        seg.waiting(world)
        do.approve(world, "siti")
        assert [row.state for row in seg.segments(world, "siti")] == ["lapsed", "closed"]


def test_an_assessor_named_in_the_register_follows_on_his_day(world: World) -> None:
    seg.running(world)
    with clock.frozen(at(NOVEMBER_2)):
        move(world, "siti", "other", NOVEMBER_2)
        people.name_assessor(
            Employee.objects.get(pk=world.people["siti"].pk),
            actor=world.actor("hana"),
            assessor=world.people["kadis"],
            reason="Penugasan khusus.",
            valid_from=date(2026, 11, 20),
        )
    with clock.frozen(at(date(2026, 11, 20))):
        moving.follow_lines(at=clock.now())
        assert [row[0] for row in seen(world, "siti")] == ["Kabid", "Kaban", "Kadis"]
