"""The less common ways of a form: return, recall, calibration, late objection, recusal, reopening, reassignment."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from appraisal.actions import evaluations, objections
from appraisal.deciders import decider_for
from appraisal.default_rules import banded_rules, default_rules
from appraisal.models import Cycle, Evaluation, Objection, ResultRecord
from cases.models import CaseTrigger, ImprovementCase
from organization.models import Appointment
from tests.appraisal import world as do
from tests.appraisal.world import NOW, WINDOWS, World
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.history import history_of, verify
from workflow.models import Deadline


def due(subject: Any, name: str) -> datetime:
    return Deadline.objects.get(kind=subject.kind, subject_id=subject.pk, name=name, settled_at__isnull=True).due_at


def take(world: World, who: str, name: str, **payload: Any) -> Evaluation:
    form = world.form_of("siti")
    evaluations.take(form.public_id, name, actor=world.actor(who), version=form.version, payload=payload)
    return world.form_of("siti")


# Return and recall


def test_a_return_marks_items_keeps_the_old_text_and_gives_time(world: World, cycle: Cycle) -> None:
    form = do.submit(world, "siti")
    with clock.frozen(datetime.fromisoformat("2026-10-28T03:00:00+00:00")):
        evaluations.return_(
            form.public_id,
            actor=world.actor("kabid"),
            version=form.version,
            items={do.item_id(form, "disiplin"): "Lampirkan rekap absensi."},
        )
        form = world.form_of("siti")
        item = form.items.get(code="disiplin")
        assert item.return_note == "Lampirkan rekap absensi."
        assert item.before_return is not None
        assert item.before_return["realisation"] == "Selesai tepat waktu."
        assert form.items.exclude(return_note="").count() == 1
        # The window ended on the 16th: three working days from the return, to the last moment of the local day.
        assert due(form, "self_ends").isoformat() == "2026-11-02T16:59:59.999000+00:00"


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({}, GuardRefused),
        ({"reason": "   "}, GuardRefused),
        ({"items": [{"item": "x", "note": "y"}]}, InvalidInput),
        ({"items": [{"note": "y"}]}, InvalidInput),
        ({"items": ["y"]}, InvalidInput),
        ({"reason": "x", "state": "final"}, InvalidInput),
    ],
)
def test_a_return_needs_a_reason_of_the_right_shape(
    world: World, cycle: Cycle, payload: dict[str, Any], error: type[Exception]
) -> None:
    do.submit(world, "siti")
    with pytest.raises(error):
        take(world, "kabid", "return", **payload)
    assert world.form_of("siti").state == "supervisor_review"


def test_a_recall_ends_with_the_first_save_of_the_assessor_also_after_a_return(world: World, cycle: Cycle) -> None:
    do.submit(world, "siti")
    assert take(world, "siti", "recall").state == "self_assessment"
    take(world, "siti", "submit")
    do.rate(world, "siti")
    take(world, "kabid", "return", reason="Perjelas.")
    take(world, "siti", "submit")
    assert take(world, "siti", "recall").state == "self_assessment"
    take(world, "siti", "submit")
    do.rate(world, "siti")
    with pytest.raises(GuardRefused):
        take(world, "siti", "recall")


def test_a_recall_after_the_window_is_refused(world: World, cycle: Cycle) -> None:
    do.submit(world, "siti")
    with clock.frozen(do.later(days=11)), pytest.raises(GuardRefused) as refused:
        take(world, "siti", "recall")
    assert refused.value.code == "window_over"


def test_a_deviation_without_words_is_not_handed_over(world: World, cycle: Cycle) -> None:
    do.submit(world, "siti")
    form = do.rate(world, "siti", results=3)
    Evaluation.objects.filter(pk=form.pk).update(narrative="  ")
    with pytest.raises(GuardRefused) as refused:
        take(world, "kabid", "approve")
    assert refused.value.code == "deviation_unexplained"


# Windows and hand-over


def test_the_window_starts_with_the_first_opening_and_its_last_moment_counts(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    with clock.frozen(do.later(days=2)):
        evaluations.acknowledge_result(world.form_of("siti").public_id, actor=world.actor("siti"))
        assert evaluations.acknowledge_result(world.form_of("siti").public_id, actor=world.actor("siti")) is None
    form = world.form_of("siti")
    assert form.window_ends_at == due(form, "window_ends")
    assert form.window_ends_at is not None
    # Opened on 9 October (Friday): fourteen calendar days, end of the 23rd in Bangko.
    assert form.window_ends_at.isoformat() == "2026-10-23T16:59:59.999000+00:00"
    with clock.frozen(form.window_ends_at):
        objection = do.write_objection(world, "siti")
        arrived = clock.now()
    with clock.frozen(form.window_ends_at + timedelta(seconds=1)):
        # Stamped in time, processed a second later: it counts.
        objections.file(objection.public_id, actor=world.actor("siti"), version=objection.version, at=arrived)
    assert world.form_of("siti").disputed


def test_a_moment_too_late_is_refused_and_the_draft_ends_with_the_window(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    evaluations.acknowledge_result(world.form_of("siti").public_id, actor=world.actor("siti"))
    objection = do.write_objection(world, "siti")
    end = world.form_of("siti").window_ends_at
    assert end is not None
    with clock.frozen(end + timedelta(milliseconds=1)):
        with pytest.raises(GuardRefused) as refused:
            objections.file(objection.public_id, actor=world.actor("siti"), version=objection.version)
        assert refused.value.code == "window_closed"
        do.let_clock_work()
        assert Objection.objects.get(pk=objection.pk).state == "lapsed"
        assert world.form_of("siti").state == "final"
        late = objections.begin_objection(world.form_of("siti").public_id, actor=world.actor("siti"))
        with pytest.raises(GuardRefused) as refused:
            objections.file(late.public_id, actor=world.actor("siti"), version=late.version)
        assert refused.value.code == "window_closed"


def test_who_never_opened_the_result_is_warned_and_who_opened_it_is_not(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    do.approve(world, "rekan")
    evaluations.acknowledge_result(world.form_of("rekan").public_id, actor=world.actor("rekan"))
    with clock.frozen(do.later(days=40)):
        do.let_clock_work()
        names = {who: [e.name for e in history_of(world.form_of(who))] for who in ("siti", "rekan")}
    assert "evaluation.window_ending" in names["siti"]
    assert "evaluation.window_ending" not in names["rekan"]
    assert names["siti"].index("evaluation.window_ending") < names["siti"].index("evaluation.window_lapsed")


def test_silence_does_not_finalise_while_an_objection_is_undecided(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    objection = do.file_objection(world, "siti")
    with clock.frozen(do.later(days=120)):
        do.let_clock_work()
        form = world.form_of("siti")
        assert (form.state, form.disputed) == ("objection", True)
        objection = Objection.objects.get(pk=objection.pk)
        assert (objection.state, objection.unanswered) == ("answered", True)
        assert objection.decision_overdue_at is not None
        do.decide(objection, {})
        assert world.form_of("siti").state == "final"


# Objections


def test_an_upheld_objection_changes_nothing_and_a_low_result_then_opens_its_case(world: World, cycle: Cycle) -> None:
    before = do.approve(world, "siti", results=1, low=("disiplin",))
    objection = do.answer_objection(world, do.file_objection(world, "siti", "disiplin"))
    do.decide(objection, {})
    form = world.form_of("siti")
    assert (form.predicate, form.score) == (before.predicate, before.score)
    assert ImprovementCase.objects.get(employee=world.people["siti"]).weak_codes == ["disiplin"]


def test_a_ruling_never_lowers_a_rating(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti", rating=2)
    objection = do.answer_objection(world, do.file_objection(world, "siti", "disiplin"))
    for rating in (1, 2):
        with pytest.raises(GuardRefused):
            do.rule(objection, {"disiplin": rating})


def test_area_ratings_are_set_only_with_a_grant_and_only_upwards(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti", results=2, behaviour=2)
    objection = do.answer_objection(world, do.file_objection(world, "siti", "disiplin", "loyal"))
    ruled = do.rule(objection, {})
    for chosen in ({"results_rating": 3}, {"behaviour_rating": 1}):
        with pytest.raises(GuardRefused) as refused:
            objections.decide(ruled.public_id, actor=world.actor("kadis"), version=ruled.version, **chosen)
        assert refused.value.code == "ratings_without_grant"
    ruled = do.rule(objection, {"disiplin": 3})
    with pytest.raises(GuardRefused):
        objections.decide(ruled.public_id, actor=world.actor("kadis"), version=ruled.version, results_rating=1)
    objections.decide(ruled.public_id, actor=world.actor("kadis"), version=ruled.version, results_rating=3)
    form = world.form_of("siti")
    assert (form.results_rating, form.behaviour_rating) == (3, 2)
    assert form.result is not None
    assert form.result["areas"]["results"]["author"] == "decider"
    assert form.result["areas"]["behaviour"]["author"] == "assessor"


def test_a_withdrawn_objection_leaves_the_result(world: World, cycle: Cycle) -> None:
    before = do.approve(world, "siti")
    objection = do.file_objection(world, "siti")
    objections.withdraw(objection.public_id, actor=world.actor("siti"), version=objection.version)
    form = world.form_of("siti")
    assert (form.state, form.disputed, form.result) == ("final", False, before.result)
    assert ResultRecord.objects.filter(evaluation=form).count() == 1


def test_a_decider_who_steps_aside_is_followed_by_the_next_one_up(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    objection = do.answer_objection(world, do.file_objection(world, "siti"))
    seen = [objection.decider_id]
    for who in ("kadis", "bupati"):
        objections.recuse(
            objection.public_id, actor=world.actor(who), version=objection.version, reason="Hubungan keluarga."
        )
        objection = Objection.objects.get(pk=objection.pk)
        seen.append(objection.decider_id)
        assert world.form_of("siti").decider_id == objection.decider_id
    assert seen == [world.people[name].pk for name in ("kadis", "bupati", "kaban")]
    assert objection.decider_ground == "alternate"
    with pytest.raises(GuardRefused) as refused:
        objections.recuse(objection.public_id, actor=world.actor("kaban"), version=objection.version, reason="Juga.")
    assert refused.value.code == "nobody_else"


def test_the_decider_is_never_the_one_who_rated_even_when_he_acts_above(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    Appointment.objects.filter(employee=world.people["kadis"]).update(valid_to=NOW.date() - timedelta(days=1))
    Appointment.objects.create(
        employee=world.people["kabid"],
        post=world.people["kadis"].post,  # type: ignore[misc]
        capacity="plt",
        valid_from=NOW.date() - timedelta(days=3),
    )
    found = decider_for(world.form_of("siti"), at=clock.now())
    assert found is not None
    assert found.employee_id == world.people["bupati"].pk


def test_hr_names_no_party_as_decider(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    objection = do.answer_objection(world, do.file_objection(world, "siti"))
    for who in ("siti", "kabid", "hana"):
        with pytest.raises(GuardRefused):
            objections.assign_decider(
                objection.public_id,
                actor=world.actor("hana"),
                version=objection.version,
                decider=world.people[who].public_id,
                reason="Tidak ada yang lain.",
            )


# After the end


def test_a_late_objection_takes_the_case_back_and_a_lapse_brings_it_again(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti", results=1, low=("disiplin",))
    take(world, "siti", "accept")
    trigger = CaseTrigger.objects.get()
    assert trigger.live
    take(world, "kadis", "admit_late", reason="Dirawat di rumah sakit.")
    trigger.refresh_from_db()
    assert (trigger.live, trigger.case.state) == (False, "withdrawn")
    with clock.frozen(do.later(days=15)):
        do.let_clock_work()
    assert world.form_of("siti").state == "final"
    trigger.refresh_from_db()
    assert trigger.live
    assert verify(world.form_of("siti")) == []


def test_after_thirty_days_nothing_late_is_admitted(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    take(world, "siti", "accept")
    with clock.frozen(do.later(days=31)), pytest.raises(GuardRefused) as refused:
        take(world, "kadis", "admit_late", reason="Terlambat.")
    assert refused.value.code == "too_late"
    with clock.frozen(do.later(days=30)):
        assert take(world, "kadis", "admit_late", reason="Dirawat.").state == "objection"


def test_a_decided_result_is_final_for_good(world: World, cycle: Cycle) -> None:
    do.approve(world, "siti")
    do.decide(do.answer_objection(world, do.file_objection(world, "siti")), {})
    with pytest.raises(GuardRefused) as refused:
        take(world, "hana", "admit_late", reason="Sekali lagi.")
    assert refused.value.code == "already_decided"


def test_reopening_takes_two_people_and_keeps_both_results(world: World, cycle: Cycle) -> None:
    first = do.approve(world, "siti", results=1, low=("disiplin",))
    take(world, "siti", "accept")
    take(world, "hana", "request_reopening", reason="Berkas tertukar.")
    with pytest.raises(GuardRefused) as refused:
        take(world, "hana", "reopen")
    assert refused.value.code == "second_person_needed"
    form = take(world, "hari", "reopen")
    assert (form.state, form.predicate, form.result) == ("supervisor_review", "", None)
    assert not CaseTrigger.objects.get().live
    do.rate(world, "siti", results=2)
    take(world, "kabid", "approve")
    predicates = ResultRecord.objects.filter(evaluation=form).values_list("sequence", "predicate")
    assert list(predicates) == [(1, first.predicate), (2, "baik")]


# Calibration, bands, people


def test_calibration_comes_between_where_the_rules_ask_for_it(world: World) -> None:
    with clock.frozen(NOW):
        do.running_cycle(
            world, default_rules(alternate_decider="other", calibration=True), calibration_until=WINDOWS["close_by"]
        )
    do.let_clock_work()
    form = do.approve(world, "siti", results=3)
    assert (form.state, form.predicate) == ("calibration", "")
    with pytest.raises(NotPermitted):
        take(world, "kabid", "adjust", results_rating="2", behaviour_rating="2", reason="x")
    take(world, "kadis", "adjust", results_rating="2", behaviour_rating="3", reason="Selaras dengan unit lain.")
    form = take(world, "kadis", "release")
    assert (form.state, form.predicate) == ("objection", "baik")
    assert form.result is not None
    assert form.result["areas"]["behaviour"] == {
        "rating": 3,
        "author": "superior",
        "advice": {"mean": "2.00", "rating": 2},
    }


def test_in_the_scheme_of_bands_the_score_decides_without_judgements(world: World) -> None:
    with clock.frozen(NOW):
        do.running_cycle(world, banded_rules(alternate_decider="other"))
    do.let_clock_work()
    do.submit(world, "siti")
    form = do.rate(world, "siti", rating=3)
    Evaluation.objects.filter(pk=form.pk).update(results_rating=None, behaviour_rating=None)
    form = take(world, "kabid", "approve")
    assert (form.predicate, str(form.score), form.results_rating) == ("sangat_baik", "3.00", None)


def test_another_assessor_takes_over_and_the_old_one_is_out(world: World, cycle: Cycle) -> None:
    form = do.submit(world, "siti")
    evaluations.reassign_assessor(
        form.public_id,
        actor=world.actor("hana"),
        version=form.version,
        assessor=world.people["kadis"].public_id,
        reason="Kabid cuti panjang.",
    )
    form = world.form_of("siti")
    assert (form.assessor_name, form.superior_id) == ("Kadis", world.people["bupati"].pk)
    with pytest.raises(NotVisible):
        take(world, "kabid", "return", reason="x")
    for event in history_of(form):
        assert "Kadis" not in event.body


def test_nobody_is_made_the_assessor_of_himself(world: World, cycle: Cycle) -> None:
    form = world.form_of("siti")
    with pytest.raises(GuardRefused):
        evaluations.reassign_assessor(
            form.public_id,
            actor=world.actor("hana"),
            version=form.version,
            assessor=world.people["siti"].public_id,
            reason="x",
        )


@pytest.mark.parametrize("name", ["cancel", "assist", "reassign_self"])
def test_hr_never_acts_on_the_own_form_or_on_a_superiors(world: World, cycle: Cycle, name: str) -> None:
    payload: dict[str, Any] = {"reason": "x"}
    if name == "reassign_self":
        payload["assessor"] = str(world.people["rekan"].public_id)
    own = world.form_of("wati")
    with pytest.raises(NotPermitted):
        evaluations.take(own.public_id, name, actor=world.actor("wati"), version=own.version, payload=payload)
    above = world.form_of("siti")
    with pytest.raises(NotVisible):
        evaluations.take(above.public_id, name, actor=world.actor("bawahan"), version=above.version, payload=payload)
