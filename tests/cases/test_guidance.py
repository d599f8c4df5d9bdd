"""When the two forms are offered, asked for, put off and dropped; what may be saved; what handing in needs."""

from datetime import timedelta

import pytest

from cases.actions.moves import Seen
from cases.duties import LATE, MET, MISSED, OPEN, duties_of
from cases.guidance import actions, wording
from cases.models import GuidanceEvaluation, GuidanceFeedback, ImprovementCase, PlanItem
from tests.cases.guidance_world import (
    all_answers,
    bring_to_withdrawal,
    evaluation_in,
    evaluation_of,
    feedback_in,
    feedback_of,
    filled,
    guided_case,
    handed_in,
    talked,
)
from tests.cases.world import NOW, bring_to, confirm, fulfil, hold_session, open_case, planned_session, step
from workflow import clock
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
from workflow.models import Deadline, Event, EventText
from workflow.sweep import sweep_all

DAY = timedelta(days=1)
KINDS = (GuidanceFeedback, GuidanceEvaluation)


def counts() -> tuple[int, int]:
    return GuidanceFeedback.objects.count(), GuidanceEvaluation.objects.count()


def pending(form: GuidanceEvaluation | GuidanceFeedback) -> list[str]:
    rows = Deadline.objects.filter(kind=form.kind, subject_id=form.pk, settled_at__isnull=True)
    return list(rows.values_list("name", flat=True))


class TestOffer:
    def test_no_form_is_there_before_a_talk_is_confirmed_by_both_sides(self, guidance):
        case = bring_to(guidance, "active")
        assert counts() == (0, 0)
        session = hold_session(guidance, planned_session(case, guidance))
        step(session, "acknowledge", guidance.actor("citra"))
        assert counts() == (0, 0)
        step(session, "acknowledge", guidance.actor("budi"))
        assert counts() == (1, 1)

    def test_one_of_each_however_many_talks(self, guidance):
        case = guided_case(guidance)
        confirm(guidance, planned_session(case, guidance))
        assert counts() == (1, 1)

    def test_a_talk_before_the_work_counts_once_it_begins(self, guidance):
        case = open_case(guidance)
        confirm(guidance, planned_session(case, guidance))
        assert counts() == (0, 0)
        bring_to(guidance, "active", case)
        assert counts() == (1, 1)

    def test_work_begun_beside_a_dissent_and_work_after_a_rest_offer_too(self, guidance):
        case = open_case(guidance)
        confirm(guidance, planned_session(case, guidance))
        step(case, "propose", guidance.actor("sari"))
        step(case, "dissent", guidance.actor("budi"), reason="lain")
        step(case, "start_with_dissent", guidance.actor("hana"), reason="tetap perlu")
        assert counts() == (1, 1)
        other = bring_to(guidance, "active", open_case(guidance, "rekan", source=2))
        talk = hold_session(guidance, planned_session(other, guidance))
        step(other, "hold", guidance.actor("hana"), reason="cuti")
        step(talk, "acknowledge", guidance.actor("citra"))
        step(talk, "acknowledge", guidance.actor("rekan"))
        assert counts() == (1, 1)
        step(other, "resume", guidance.actor("hana"))
        assert counts() == (2, 2)

    def test_the_evaluation_asks_about_what_the_plan_was_to_make_better(self, guidance):
        form = evaluation_of(guided_case(guidance))
        assert form.topics == ["Disiplin", "Mutu layanan"]
        assert [one.code for one in form.questions] == [
            "duties", "skill", "initiative", "cooperation", "topic-1", "topic-2"
        ]  # fmt: skip

    def test_without_a_line_about_it_what_asked_for_help_stands_there_and_six_at_most(self, guidance):
        case = open_case(guidance)
        PlanItem.objects.filter(case=case).update(indicator_label="")
        assert wording.topics_of(case) == ["Disiplin", "Mutu layanan"]
        for number, item in enumerate(PlanItem.objects.filter(case=case), start=1):
            item.indicator_label = f"Butir {number}"
            item.save()
        assert PlanItem.objects.filter(case=case).count() > wording.MOST_TOPICS == len(wording.topics_of(case))


class TestWording:
    def test_nine_statements_three_about_each(self):
        about = [str(one.about) for one in wording.statements_of(wording.NEWEST_STATEMENTS)]
        assert [about.count(one) for one in dict.fromkeys(about)] == [3, 3, 3]

    @pytest.mark.parametrize("editions", [wording.STATEMENTS, wording.COMPETENCIES])
    def test_codes_are_unique_and_fit_where_they_are_named(self, editions):
        for questions in editions.values():
            codes = [one.code for one in questions]
            assert len(set(codes)) == len(codes)
            assert not any(code.startswith(wording.TOPIC) or len(code) > 40 for code in codes)


class TestAsking:
    def test_both_are_wanted_when_the_work_is_submitted_the_evaluation_by_a_day(self, guidance):
        case = guided_case(guidance, "under_review")
        assert [model.objects.get().asked_at for model in KINDS] == [NOW, NOW]
        assert (pending(feedback_of(case)), pending(evaluation_of(case))) == ([], ["evaluation"])

    def test_before_that_nothing_is_due(self, guidance):
        case = guided_case(guidance)
        assert [model.objects.get().asked_at for model in KINDS] == [None, None]
        assert pending(evaluation_of(case)) == []

    def test_an_early_end_asks_too(self, guidance):
        case = guided_case(guidance, "closed")
        assert pending(evaluation_of(case)) == ["evaluation"]

    def test_work_that_goes_on_puts_both_off_and_its_end_asks_anew(self, guidance):
        case = guided_case(guidance, "under_review")
        with clock.frozen(NOW + DAY):
            step(case, "send_back", guidance.actor("hana"), reason="belum")
            assert [model.objects.get().asked_at for model in KINDS] == [None, None]
            assert pending(evaluation_of(case)) == []
        with clock.frozen(NOW + 9 * DAY):
            step(case, "submit_for_review", guidance.actor("sari"), summary="sekarang sudah")
            assert [model.objects.get().asked_at for model in KINDS] == [NOW + 9 * DAY] * 2
            assert [one.code for one in duties_of(case, now=clock.now()) if one.code == "evaluation"] == ["evaluation"]

    def test_what_was_handed_in_is_not_asked_for(self, guidance):
        case = guided_case(guidance)
        form = handed_in(guidance, feedback_of(case))
        step(case, "submit_for_review", guidance.actor("sari"), summary="sudah membaik")
        assert GuidanceFeedback.objects.get().version == form.version
        assert evaluation_of(case).asked_at == NOW

    def test_a_case_without_a_confirmed_talk_asks_for_nothing(self, guidance):
        case = bring_to(guidance, "under_review")
        assert counts() == (0, 0)
        assert not [one for one in duties_of(case, now=NOW) if one.code == "evaluation"]


class TestNothingIsHeldOpen:
    def test_a_case_closes_with_both_forms_unfilled(self, guidance):
        case = bring_to(guidance, "active")
        fulfil(guidance, case)
        step(case, "submit_for_review", guidance.actor("sari"), summary="sudah membaik")
        closed = step(case, "close", guidance.actor("hana"), outcome="target_met", outcome_note="baik")
        assert (closed.state, feedback_of(case).state, evaluation_of(case).state) == ("closed", "draft", "draft")

    def test_both_may_be_handed_in_after_the_case_has_ended(self, guidance):
        case = guided_case(guidance, "closed")
        with clock.frozen(NOW + 40 * DAY):
            sweep_all()
            assert handed_in(guidance, feedback_of(case)).state == "handed_in"
            assert handed_in(guidance, evaluation_of(case)).state == "handed_in"

    def test_a_withdrawn_case_drops_drafts_and_keeps_what_was_handed_in(self, guidance):
        case = guided_case(guidance, "under_review")
        handed_in(guidance, feedback_of(case))
        bring_to_withdrawal(case)
        assert (feedback_of(case).state, evaluation_of(case).state) == ("handed_in", "dropped")
        assert pending(evaluation_of(case)) == []
        found = ImprovementCase.objects.get(pk=case.pk)
        assert not [one for one in duties_of(found, now=NOW + 90 * DAY) if one.code == "evaluation"]


class TestReopening:
    def reopened(self, guidance, case):
        return step(case, "reopen", guidance.actor("hana"), reason="turun lagi")

    def test_a_new_stretch_brings_new_forms_after_its_first_talk(self, guidance):
        case = guided_case(guidance, "closed")
        handed_in(guidance, feedback_of(case))
        handed_in(guidance, evaluation_of(case))
        with clock.frozen(NOW + DAY):
            self.reopened(guidance, case)
            assert counts() == (1, 1)
            confirm(guidance, planned_session(case, guidance))
            assert counts() == (2, 2)
            confirm(guidance, planned_session(case, guidance))
            assert counts() == (2, 2)

    def test_a_draft_of_the_former_one_goes_on(self, guidance):
        case = guided_case(guidance, "closed")
        with clock.frozen(NOW + DAY):
            self.reopened(guidance, case)
            assert [model.objects.get().asked_at for model in KINDS] == [None, None]
            confirm(guidance, planned_session(case, guidance))
            assert counts() == (1, 1)


class TestSaving:
    def test_some_answers_are_saved_others_stay(self, guidance):
        form, budi = feedback_of(guided_case(guidance)), guidance.actor("budi")
        actions.save_answers(form, actor=budi, revision=0, values={"score-self_better": 4, "remarks": " baik "})
        saved = actions.save_answers(form, actor=budi, revision=1, values={"score-both_met": 1})
        assert (saved.revision, saved.scores, saved.remarks) == (2, {"self_better": 4, "both_met": 1}, "baik")
        saved = actions.save_answers(form, actor=budi, revision=2, values={"score-both_met": None})
        assert GuidanceFeedback.objects.get().scores == {"self_better": 4}

    def test_a_save_is_no_event_and_no_answer_is_in_one(self, guidance):
        form = feedback_of(guided_case(guidance))
        before = Event.objects.count()
        form = filled(guidance, form)
        assert (Event.objects.count(), form.version) == (before, 0)
        form = step(form, "hand_in", guidance.actor("budi"))
        told = repr(list(Event.objects.values_list("body"))) + repr(list(EventText.objects.values_list("content")))
        assert "jarang datang" not in told
        assert "scores" not in told
        assert verify(form) == []

    def test_without_a_revision_and_with_a_stale_one(self, guidance):
        form, budi = feedback_of(guided_case(guidance)), guidance.actor("budi")
        with pytest.raises(PreconditionRequired):
            actions.save_answers(form, actor=budi, revision=None, values={"remarks": "x"})
        actions.save_answers(form, actor=budi, revision=0, values={"remarks": "pertama", "score-both_met": 3})
        with pytest.raises(StaleRevision) as caught:
            actions.save_answers(form, actor=budi, revision=0, values={"remarks": "kedua"})
        current = caught.value.extra["current"]
        assert (current["revision"], current["fields"]["remarks"], current["fields"]["score-both_met"]) == (
            1, "pertama", "3"
        )  # fmt: skip
        assert GuidanceFeedback.objects.get().remarks == "pertama"

    @pytest.mark.parametrize(
        ("values", "sound"),
        [
            ({"score-both_met": 1}, True),
            ({"score-both_met": 5}, True),
            ({"score-both_met": 0}, False),
            ({"score-both_met": 6}, False),
            ({"score-both_met": True}, False),
            ({"score-both_met": "3"}, False),
            ({"score-topic-1": 3}, False),
            ({"reason-both_met": "sebab"}, False),
            ({"state": "noted"}, False),
            ({"remarks": "x" * 4_000}, True),
            ({"remarks": "x" * 4_001}, False),
        ],
    )
    def test_only_sound_answers_are_saved(self, guidance, values, sound):
        form, budi = feedback_of(guided_case(guidance)), guidance.actor("budi")
        if sound:
            assert actions.save_answers(form, actor=budi, revision=0, values=values).revision == 1
            return
        with pytest.raises(InvalidInput) as caught:
            actions.save_answers(form, actor=budi, revision=0, values={"score-self_better": 3, **values})
        assert [one.field for one in caught.value.details] == list(values)
        assert GuidanceFeedback.objects.get().scores == {}

    @pytest.mark.parametrize(("length", "sound"), [(2_000, True), (2_001, False)])
    def test_a_reason_has_its_length(self, guidance, length, sound):
        form, citra = evaluation_of(guided_case(guidance)), guidance.actor("citra")
        values = {"reason-skill": "x" * length}
        if sound:
            assert actions.save_answers(form, actor=citra, revision=0, values=values).reasons == {"skill": "x" * length}
        else:
            with pytest.raises(InvalidInput):
                actions.save_answers(form, actor=citra, revision=0, values=values)

    @pytest.mark.parametrize(
        ("who", "error"),
        [
            ("sari", NotVisible),
            ("citra", NotVisible),
            ("hana", NotPermitted),
            ("audi", NotPermitted),
            ("ketua", NotVisible),
            ("rekan", NotVisible),
            ("admin", NotVisible),
        ],
    )
    def test_nobody_but_the_employee_writes_feedback(self, guidance, who, error):
        form = feedback_of(guided_case(guidance))
        with pytest.raises(error):
            actions.save_answers(form, actor=guidance.actor(who), revision=0, values={"remarks": "x"})

    @pytest.mark.parametrize(
        ("who", "error"),
        [("budi", NotPermitted), ("sari", NotPermitted), ("hana", NotPermitted), ("ketua", NotVisible)],
    )
    def test_nobody_but_the_guide_writes_the_evaluation(self, guidance, who, error):
        form = evaluation_of(guided_case(guidance))
        with pytest.raises(error):
            actions.save_answers(form, actor=guidance.actor(who), revision=0, values={"reason-skill": "x"})

    def test_where_no_coach_is_named_the_supervisor_writes_it(self, guidance):
        case = open_case(guidance, coach=None)
        bring_to(guidance, "active", case)
        talked(guidance, ImprovementCase.objects.get(pk=case.pk))
        assert handed_in(guidance, evaluation_of(case), by="sari").written_by == guidance.people["sari"]

    def test_a_draft_goes_over_to_the_next_coach(self, guidance):
        case = guided_case(guidance)
        filled(guidance, evaluation_of(case), text="dari citra")
        lama = guidance.people["lama"].public_id
        step(case, "replace_coach", guidance.actor("hana"), coach=lama, reason="mutasi", handover="lanjutkan")
        form = evaluation_of(case)
        with pytest.raises(NotVisible):
            actions.save_answers(form, actor=guidance.actor("citra"), revision=1, values={"reason-skill": "x"})
        saved = actions.save_answers(form, actor=guidance.actor("lama"), revision=1, values={"reason-skill": "baru"})
        assert (saved.reasons["skill"], saved.reasons["duties"]) == ("baru", "dari citra")


class TestHandingIn:
    @pytest.mark.parametrize(("make", "who"), [(feedback_in, "budi"), (evaluation_in, "citra")])
    def test_every_line_must_be_answered(self, guidance, make, who):
        form, actor = make(guidance, "draft"), guidance.actor(who)
        values = all_answers(form)
        for gap in [name for name in values if name != "remarks"]:
            rest = {name: value for name, value in values.items() if name != gap}
            taken = {gap: None if gap.startswith("score-") else "  "}
            form = actions.save_answers(form, actor=actor, revision=form.revision, values={**rest, **taken})
            with pytest.raises(GuardRefused) as caught:
                step(form, "hand_in", actor)
            assert (caught.value.code, len(caught.value.details)) == ("answers_missing", 1)
        actions.save_answers(form, actor=actor, revision=form.revision, values=values)
        assert step(form, "hand_in", actor).state == "handed_in"

    def test_remarks_are_free(self, guidance):
        form = feedback_in(guidance, "draft")
        values = {**all_answers(form), "remarks": ""}
        actions.save_answers(form, actor=guidance.actor("budi"), revision=0, values=values)
        assert actions.hand_in(form, Seen(guidance.actor("budi"), 0)).state == "handed_in"

    @pytest.mark.parametrize(("make", "who"), [(feedback_in, "budi"), (evaluation_in, "citra")])
    def test_what_was_handed_in_changes_no_more(self, guidance, make, who):
        form = make(guidance, "handed_in")
        before = type(form).objects.values("scores", "revision").get()
        with pytest.raises(StateConflict):
            actions.save_answers(form, actor=guidance.actor(who), revision=form.revision, values=all_answers(form))
        with pytest.raises(StateConflict):
            step(form, "hand_in", guidance.actor(who))
        assert type(form).objects.values("scores", "revision").get() == before

    def test_a_form_keeps_the_words_it_was_begun_with(self, guidance, monkeypatch):
        form = feedback_in(guidance, "handed_in")
        first = wording.STATEMENTS[1]
        monkeypatch.setattr(wording, "STATEMENTS", {1: first, 2: first[:1]})
        assert len(GuidanceFeedback.objects.get(pk=form.pk).questions) == 9

    def test_it_says_of_whom_it_speaks_to_whom_it_goes_and_who_signed(self, guidance):
        people = guidance.people
        form = feedback_in(guidance, "handed_in")
        assert (form.guide, form.reader, form.handed_in_at) == (people["citra"], people["ketua"], NOW)
        noted = actions.take_note(form, Seen(guidance.actor("ketua"), form.version)).subject
        assert (noted.state, noted.read_by_id, noted.read_at) == ("noted", people["ketua"].pk, NOW)
        assert handed_in(guidance, evaluation_of(form.case)).written_by == people["citra"]


def duty(case: ImprovementCase, now) -> list[str]:
    found = ImprovementCase.objects.get(pk=case.pk)
    return [one.state for one in duties_of(found, now=now) if one.code == "evaluation"]


class TestTheDutyOfTheGuide:
    """Ten working days from Monday 23 November: until 7 December 2026, end of the day."""

    DUE = NOW.replace(month=12, day=7, hour=16, minute=59, second=59, microsecond=999000)

    def test_in_time_until_the_last_moment_late_after_it(self, guidance):
        case = guided_case(guidance, "under_review")
        form = filled(guidance, evaluation_of(case))
        row = Deadline.objects.get(kind=form.kind, settled_at__isnull=True)
        assert row.due_at == self.DUE
        assert duty(case, NOW) == [OPEN]
        with clock.frozen(self.DUE):
            step(form, "hand_in", guidance.actor("citra"))
            assert duty(case, clock.now()) == [MET]

    def test_what_the_clock_records_is_told_and_stays_in_the_list(self, guidance):
        case = guided_case(guidance, "under_review")
        form = filled(guidance, evaluation_of(case))
        with clock.frozen(self.DUE + DAY):
            sweep_all()
            assert duty(case, clock.now()) == [MISSED]
            assert Event.objects.filter(name="guidance_evaluation.overdue").count() == 1
            assert evaluation_of(case).state == "draft"
            step(form, "hand_in", guidance.actor("citra"))
            assert duty(case, clock.now()) == [LATE]

    def test_feedback_is_no_duty_of_the_list(self, guidance):
        case = guided_case(guidance, "under_review")
        handed_in(guidance, feedback_of(case))
        with clock.frozen(NOW + 60 * DAY):
            sweep_all()
            assert {one.code for one in duties_of(case, now=clock.now())} <= {
                "plan", "agreement", "review", "decision", "record", "answer", "evaluation", "rhythm"
            }  # fmt: skip
