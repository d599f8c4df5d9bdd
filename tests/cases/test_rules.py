"""Rules of the case: plan, agreement, progress, holds, closing; each at its boundary."""

from datetime import date, timedelta

import pytest

from cases import actions, criteria
from cases.actions.moves import Seen
from cases.clocks import months_later
from cases.models import CaseStage, HoldPeriod, ImprovementCase, PlanItem
from tests.cases.world import (
    NOW,
    World,
    bring_to,
    confirm,
    enrolment,
    fulfil,
    hold_session,
    open_case,
    planned_session,
    step,
)
from workflow import clock
from workflow.engine import available
from workflow.errors import (
    GuardRefused,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
)
from workflow.history import verify
from workflow.models import Deadline, Event
from workflow.sweep import sweep_all

WEEK = timedelta(days=7)


def refused(subject, name, actor, **payload):
    """The refusal of an act."""
    with pytest.raises(GuardRefused) as caught:
        step(subject, name, actor, **payload)
    return caught.value


def lines(case):
    return PlanItem.objects.filter(case=case, removed=False)


class TestPeople:
    def test_nobody_coaches_himself(self, world: World):
        case = open_case(world, coach=None)
        error = refused(case, "assign_coach", world.actor("hana"), coach=world.people["budi"].public_id)
        assert error.code == "coach_unfit"

    def test_somebody_who_left_cannot_coach(self, world):
        case = open_case(world, coach=None)
        world.people["lama"].active = False
        world.people["lama"].save()
        assert refused(case, "assign_coach", world.actor("hana"), coach=world.people["lama"].public_id)

    def test_nobody_supervises_himself(self, world):
        case = open_case(world)
        budi = world.people["budi"].public_id
        assert (
            refused(case, "assign_supervisor", world.actor("hana"), supervisor=budi, reason="x").code
            == "supervisor_unfit"
        )

    def test_one_coach_for_many_takes_only_those_it_may(self, world):
        first, second = open_case(world, coach=None), open_case(world, "rekan", source=2, coach=None)
        planned = bring_to(world, "planned", open_case(world, "citra", source=3, coach=None))
        ids = [str(case.public_id) for case in (first, second, planned)]
        lines = actions.assign_coach_each(ids, coach=world.people["lama"], actor=world.actor("hana"))
        assert [(line.name, line.taken) for line in lines] == [("Budi", True), ("Citra", False), ("Rekan", True)]
        coaches = {
            case.employee.full_name: case.coach_id for case in ImprovementCase.objects.select_related("employee")
        }
        assert coaches == {"Budi": world.people["lama"].pk, "Rekan": world.people["lama"].pk, "Citra": None}

    def test_hr_of_another_agency_assigns_none(self, world):
        case = open_case(world, coach=None)
        lama = world.people["lama"]
        assert actions.assign_coach_each([str(case.public_id)], coach=lama, actor=world.actor("joko")) == []


class TestPlan:
    @pytest.mark.parametrize(
        ("break_it", "sentence"),
        [
            (lambda case: ImprovementCase.objects.filter(pk=case.pk).update(goal=" "), "Sasaran belum ditulis."),
            (lambda case: ImprovementCase.objects.filter(pk=case.pk).update(target_on=None), "tanggal pencapaian"),
            (lambda case: lines(case).update(required=False), "satu butir wajib"),
            (lambda case: lines(case).filter(kind="milestone").update(due_on=None), "Belum bertanggal"),
            (lambda case: lines(case).filter(kind="goal").update(due_on=date(2030, 1, 1)), "melewati akhir rencana"),
        ],
    )
    def test_an_incomplete_plan_is_not_proposed_and_says_what_is_missing(self, world, break_it, sentence):
        case = open_case(world)
        break_it(case)
        error = refused(case, "propose", world.actor("sari"))
        assert error.code == "plan_incomplete"
        assert any(sentence in str(detail) for detail in error.details)

    def test_the_draft_is_complete_enough_to_propose(self, world):
        assert bring_to(world, "planned").state == "planned"

    def test_a_save_is_a_revision_and_no_event(self, world):
        case = open_case(world)
        events = Event.objects.count()
        saved = actions.change_plan(case, actor=world.actor("sari"), revision=0, values={"goal": "Tepat waktu"})
        assert (saved.plan_revision, saved.goal) == (1, "Tepat waktu")
        assert Event.objects.count() == events

    def test_a_stale_page_overwrites_nothing_and_gets_the_stored_text(self, world):
        case, sari = open_case(world), world.actor("sari")
        actions.change_plan(case, actor=sari, revision=0, values={"goal": "Tepat waktu"})
        with pytest.raises(StaleRevision) as caught:
            actions.change_plan(case, actor=sari, revision=0, values={"goal": "Lain"})
        assert caught.value.extra["current"]["fields"]["goal"] == "Tepat waktu"
        with pytest.raises(PreconditionRequired):
            actions.change_plan(case, actor=sari, revision=None, values={"goal": "Lain"})
        assert ImprovementCase.objects.get().goal == "Tepat waktu"

    def test_a_line_has_a_revision_of_its_own(self, world):
        case, sari = open_case(world), world.actor("sari")
        line = lines(case).first()
        actions.change_item(case, item=line.public_id, actor=sari, revision=0, values={"title": "Baru"})
        with pytest.raises(StaleRevision):
            actions.change_item(case, item=line.public_id, actor=sari, revision=0, values={"title": "Lain"})
        with pytest.raises(StaleRevision):
            actions.remove_item(case, item=line.public_id, actor=sari, revision=0)
        actions.remove_item(case, item=line.public_id, actor=sari, revision=1)
        assert not lines(case).filter(pk=line.pk).exists()

    def test_a_proposed_plan_cannot_be_written(self, world):
        case = bring_to(world, "planned")
        with pytest.raises(StateConflict):
            actions.change_plan(case, actor=world.actor("sari"), revision=0, values={"goal": "Lain"})

    @pytest.mark.parametrize(("who", "error"), [("budi", NotPermitted), ("hana", NotPermitted), ("rekan", NotVisible)])
    def test_only_supervisor_and_coach_write_it(self, world, who, error):
        case = open_case(world)
        with pytest.raises(error):
            actions.change_plan(case, actor=world.actor(who), revision=0, values={"goal": "Lain"})
        with pytest.raises(error):
            actions.add_item(case, actor=world.actor(who), values={"kind": "measure", "title": "x"})

    @pytest.mark.parametrize("sessions", [0, 25])
    def test_the_number_of_sessions_has_bounds(self, world, sessions):
        with pytest.raises(InvalidInput):
            actions.change_plan(
                open_case(world), actor=world.actor("sari"), revision=0, values={"sessions_required": sessions}
            )

    @pytest.mark.parametrize(
        "values",
        [{"kind": "measure"}, {"kind": "x", "title": "a"}, {"kind": "goal", "title": "a", "owner": "x"}, {"case": 1}],
    )
    def test_a_line_without_sense_is_refused(self, world, values):
        with pytest.raises(InvalidInput):
            actions.add_item(open_case(world), actor=world.actor("sari"), values=values)

    def test_the_line_of_another_case_is_not_found(self, world):
        mine, other = open_case(world), open_case(world, "rekan", source=2)
        with pytest.raises(NotVisible):
            actions.change_item(
                mine, item=lines(other).first().public_id, actor=world.actor("sari"), revision=0, values={"title": "x"}
            )


class TestAgreement:
    def test_work_starts_only_when_both_sides_agreed(self, world):
        case = bring_to(world, "planned")
        assert len(refused(case, "start", world.actor("sari")).details) == 2
        step(case, "agree", world.actor("budi"))
        assert [str(d) for d in refused(case, "start", world.actor("sari")).details] == ["Atasan belum menyetujui."]
        step(case, "agree", world.actor("sari"))
        assert step(case, "start", world.actor("sari")).state == "active"

    def test_one_side_agrees_once(self, world):
        case = bring_to(world, "planned")
        step(case, "agree", world.actor("budi"))
        assert refused(case, "agree", world.actor("budi")).code == "already_agreed"

    def test_a_dissent_is_kept_and_hr_may_start_beside_it(self, world):
        case = bring_to(world, "planned")
        assert refused(case, "start_with_dissent", world.actor("hana"), reason="x").code == "no_dissent"
        step(case, "dissent", world.actor("budi"), reason="targetnya terlalu tinggi")
        case = step(case, "start_with_dissent", world.actor("hana"), reason="sudah dibicarakan")
        assert (case.state, case.employee_dissent) == ("active", "targetnya terlalu tinggi")

    def test_a_dissent_takes_the_agreement_back(self, world):
        case = bring_to(world, "planned")
        step(case, "agree", world.actor("budi"))
        assert step(case, "dissent", world.actor("budi"), reason="berubah pikiran").employee_agreed_at is None

    def test_agreements_do_not_outlive_the_text_they_were_given_to(self, world):
        case = bring_to(world, "planned")
        step(case, "agree", world.actor("budi"))
        case = step(case, "revise", world.actor("sari"), reason="tambah pelatihan")
        assert (case.state, case.employee_agreed_at) == ("opened", None)


class TestProgress:
    def test_progress_and_its_author_stay_with_the_item(self, world):
        case = bring_to(world, "active")
        line = lines(case).filter(kind="measure").first()
        step(case, "record_progress", world.actor("budi"), item=line.public_id, progress="sudah dua kali", done=True)
        line.refresh_from_db()
        assert (line.progress, line.done_by) == ("sudah dua kali", world.people["budi"])

    def test_a_finished_item_is_not_finished_again(self, world):
        case = bring_to(world, "active")
        line = lines(case).first()
        lines(case).filter(pk=line.pk).update(done_at=NOW)
        assert (
            refused(case, "record_progress", world.actor("budi"), item=line.public_id, progress="x").code
            == "item_not_open"
        )

    def test_the_item_of_another_case_is_refused(self, world):
        other = open_case(world, "rekan", source=2)
        case = bring_to(world, "active")
        item = lines(other).first().public_id
        assert refused(case, "record_progress", world.actor("budi"), item=item, progress="x").code == "item_not_open"

    def test_an_extension_ends_later_and_in_the_future(self, world):
        case, sari = bring_to(world, "active"), world.actor("sari")
        line = lines(case).filter(kind="milestone").get()
        same = {"item": line.public_id, "reason": "dinas luar"}
        assert refused(case, "extend_item", sari, due_on=line.due_on, **same).code == "date_not_later"
        lines(case).filter(pk=line.pk).update(due_on=date(2026, 11, 1))
        assert refused(case, "extend_item", sari, due_on=date(2026, 11, 22), **same).code == "date_not_later"
        step(case, "extend_item", sari, due_on=date(2026, 11, 23), **same)
        line.refresh_from_db()
        assert (line.due_on, line.first_due_on) == (date(2026, 11, 23), date(2026, 12, 7))


class TestHold:
    def test_every_open_date_moves_by_the_length_of_the_rest(self, world):
        case = bring_to(world, "active")
        done = lines(case).filter(kind="milestone").get()
        lines(case).filter(pk=done.pk).update(done_at=NOW)
        before = dict(lines(case).values_list("pk", "due_on"))
        target, due = case.target_on, case.duty_due_at
        step(case, "hold", world.actor("hana"), reason="cuti melahirkan")
        assert not Deadline.objects.filter(kind=case.kind, settled_at__isnull=True).exists()
        with clock.frozen(NOW + 3 * WEEK):
            case = step(case, "resume", world.actor("hana"))
        after = dict(lines(case).values_list("pk", "due_on"))
        assert after.pop(done.pk) == before.pop(done.pk)
        assert after == {pk: day + 3 * WEEK for pk, day in before.items()}
        assert (case.target_on, case.duty_due_at) == (target + 3 * WEEK, due + 3 * WEEK)
        pending = Deadline.objects.get(kind=case.kind, settled_at__isnull=True)
        assert (pending.name, pending.due_at) == ("review", case.duty_due_at)

    def test_the_move_is_explained(self, world):
        case = bring_to(world, "on_hold")
        with clock.frozen(NOW + WEEK):
            step(case, "resume", world.actor("hana"))
        hold = HoldPeriod.objects.get()
        assert hold.days == 7
        assert len(hold.moved) == lines(case).count()
        assert hold.moved[0]["from"] < hold.moved[0]["to"]

    def test_a_case_returns_to_where_it_rested_from(self, world):
        case = open_case(world)
        step(case, "hold", world.actor("sari"), reason="sakit")
        assert refused(case, "resume", world.actor("sari")).code == "was_not_under_way"
        assert step(case, "resume_planning", world.actor("sari")).state == "opened"
        other = bring_to(world, "on_hold", open_case(world, "rekan", source=2))
        assert refused(other, "resume_planning", world.actor("hana")).code == "was_under_way"

    def test_a_case_can_rest_twice(self, world):
        case, hana = bring_to(world, "on_hold"), world.actor("hana")
        with clock.frozen(NOW + WEEK):
            step(case, "resume", hana)
            step(case, "hold", hana, reason="cuti")
        with clock.frozen(NOW + 2 * WEEK):
            step(case, "resume", hana)
        assert list(HoldPeriod.objects.values_list("days", flat=True)) == [7, 7]


class TestClosing:
    def ready(self, world):
        case = bring_to(world, "active")
        fulfil(world, case)
        return step(case, "submit_for_review", world.actor("sari"), summary="sudah membaik")

    def close(self, world, case, **more):
        values = {"outcome": "target_met", "outcome_note": "tepat waktu", **more}
        return step(case, "close", world.actor("hana"), **values)

    def test_a_case_closes_when_the_criteria_hold(self, world):
        case = self.close(world, self.ready(world))
        assert (case.state, case.outcome, case.closed_at) == ("closed", "target_met", NOW)
        assert verify(case) == []

    def test_the_refusal_lists_everything_that_is_missing(self, world):
        case = bring_to(world, "active")
        enrolment(world)
        hold_session(world, planned_session(case, world))
        case = step(case, "submit_for_review", world.actor("sari"), summary="x")
        with pytest.raises(GuardRefused) as caught:
            self.close(world, case)
        said = [str(detail) for detail in caught.value.details]
        required = lines(case).filter(required=True).count()
        assert len(said) == required + 3 + CaseStage.objects.filter(case=case).count()
        assert "Masih perlu 2 sesi pembimbingan lagi yang dikukuhkan kedua pihak." in said
        assert "1 catatan sesi masih menunggu tanggapan salah satu pihak." in said
        assert "Pelatihan belum tuntas: Pelatihan T1" in said

    @pytest.mark.parametrize(
        ("break_it", "sentence"),
        [
            (
                lambda w, c: (
                    lines(c).filter(required=True)[:1].get()
                    and lines(c).filter(pk=lines(c).filter(required=True).first().pk).update(done_at=None)
                ),
                "belum selesai",
            ),
            (lambda w, c: ImprovementCase.objects.filter(pk=c.pk).update(sessions_required=3), "Masih perlu 1 sesi"),
            (lambda w, c: enrolment(w), "belum tuntas"),
        ],
    )
    def test_each_criterion_alone_refuses(self, world, break_it, sentence):
        case = self.ready(world)
        break_it(world, case)
        with pytest.raises(GuardRefused) as caught:
            self.close(world, case)
        assert len(caught.value.details) == 1
        assert sentence in str(caught.value.details[0])

    def test_a_plan_without_items_does_not_close(self, world):
        case = self.ready(world)
        lines(case).update(removed=True)
        with pytest.raises(GuardRefused):
            self.close(world, case)

    def test_an_item_that_is_not_needed_does_not_hold_it_up(self, world):
        case = self.ready(world)
        assert lines(case).filter(required=False, done_at__isnull=True).exists()
        assert criteria.missing(criteria.facts_of(case)) == ()

    def test_not_met_needs_a_proposal_by_a_person(self, world):
        case = self.ready(world)
        with pytest.raises(GuardRefused) as caught:
            self.close(world, case, outcome="not_met")
        assert caught.value.code == "follow_up_missing"
        assert (
            self.close(world, case, outcome="not_met", follow_up="bimbingan lanjutan").follow_up == "bimbingan lanjutan"
        )

    @pytest.mark.parametrize("outcome", ["lifted", "left", "", "nonsense"])
    def test_the_outcome_is_one_of_the_review(self, world, outcome):
        with pytest.raises(InvalidInput):
            self.close(world, self.ready(world), outcome=outcome)

    def test_early_ends_have_their_own_outcomes_and_a_reason(self, world):
        case, hana = open_case(world), world.actor("hana")
        with pytest.raises(InvalidInput):
            step(case, "end_early", hana, outcome="target_met", reason="x")
        with pytest.raises(InvalidInput):
            step(case, "end_early", hana, outcome="left", reason=" ")
        assert step(case, "end_early", hana, outcome="left", reason="pensiun").outcome == "left"

    def test_the_checklist_blocks_the_button_with_the_same_words(self, world):
        case = bring_to(world, "under_review")
        offer = next(o for o in available(case, world.actor("hana")) if o.name == "close")
        assert offer.blocked
        assert tuple(offer.missing) == criteria.missing(criteria.facts_of(case))

    def test_reopening_clears_the_outcome_and_needs_no_other_open_case(self, world):
        case = self.close(world, self.ready(world))
        again = step(case, "reopen", world.actor("hana"), reason="keluhan warga")
        assert (again.state, again.outcome, again.closed_at) == ("active", "", None)
        step(again, "end_early", world.actor("hana"), outcome="lifted", reason="x")
        open_case(world, source=9)
        assert refused(again, "reopen", world.actor("hana"), reason="x").code == "other_case_open"


class TestClock:
    def test_a_plan_that_is_late_is_told_once_and_the_case_stays(self, world):
        case = open_case(world)
        with clock.frozen(case.duty_due_at + timedelta(hours=1)):
            sweep_all()
            sweep_all()
        stored = ImprovementCase.objects.get()
        assert (stored.state, stored.duty_overdue) == ("opened", True)
        late = Event.objects.get(name="case.plan_overdue")
        assert late.effective_at == case.duty_due_at

    def test_a_plan_proposed_in_time_is_never_late(self, world):
        case = bring_to(world, "planned")
        with clock.frozen(NOW + timedelta(days=20)):
            sweep_all()
        assert not Event.objects.filter(name="case.plan_overdue").exists()
        assert Event.objects.filter(name="case.agreement_overdue", subject_id=case.pk).count() == 1

    def test_the_next_duty_is_not_late_because_the_last_was(self, world):
        case = open_case(world)
        with clock.frozen(case.duty_due_at + timedelta(hours=1)):
            sweep_all()
            case = step(case, "propose", world.actor("sari"))
        assert case.duty_overdue is False

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (date(2026, 8, 31), date(2027, 2, 28)),
            (date(2027, 8, 31), date(2028, 2, 29)),
            (date(2026, 6, 30), date(2026, 12, 30)),
        ],
    )
    def test_six_months_end_on_a_day_that_exists(self, start, end):
        assert months_later(start, 6) == end


def test_the_whole_story(world):
    """From the low result to the closed case, by the actions a door calls."""
    case = open_case(world, coach=None)
    hana, sari, budi = world.actor("hana"), world.actor("sari"), world.actor("budi")

    def now(subject=case):
        return type(subject).objects.select_related("unit").get(pk=subject.pk)

    actions.assign_coach(now(), Seen(hana, now().version), coach=world.people["citra"].public_id)
    actions.propose(now(), Seen(sari, now().version))
    actions.agree(now(), Seen(budi, now().version))
    actions.agree(now(), Seen(sari, now().version))
    actions.start(now(), Seen(sari, now().version))
    for line in lines(case).filter(required=True):
        actions.record_progress(now(), Seen(budi, now().version), item=line.public_id, progress="selesai", done=True)
    for _turn in range(2):
        confirm(world, planned_session(now(), world))
    for stage in CaseStage.objects.filter(case=case):
        actions.close_stage(now(), Seen(sari, now().version), stage=stage.public_id, statement="tercapai")
    actions.submit_for_review(now(), Seen(sari, now().version), summary="membaik")
    done = actions.close(now(), Seen(hana, now().version), outcome="target_met", outcome_note="tepat waktu")
    assert done.state == "closed"
    assert verify(now()) == []
