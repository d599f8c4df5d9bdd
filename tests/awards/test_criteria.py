"""Criteria and candidates: each boundary, the unbroken run of periods, who waits, how many statements it takes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations
from appraisal.awards import actions
from appraisal.awards.candidates import Candidates, candidate_of, candidates_of
from appraisal.awards.criteria import CRITERIA, asked_words, faults_of
from appraisal.awards.selectors import candidates_for
from appraisal.models import Cycle, Evaluation, RewardProgramme
from appraisal.models.rewards import MOST_PERIODS
from tests.appraisal import world as do
from tests.appraisal.world import NOW, World
from tests.awards.world import DISCIPLINE, NO_CASE, PREDICATE, final, handed_out, programme
from workflow import clock
from workflow.errors import InvalidInput, NotPermitted

EVERYBODY = Q()
VERY_GOOD = {"kind": "predicate", "at_least": "sangat_baik"}


def names(found: Any) -> list[str]:
    return [one.form.employee_name for one in found]


def judged(world: World, made: RewardProgramme) -> Candidates:
    return candidates_of(made, EVERYBODY)


@pytest.mark.parametrize(
    ("results", "behaviour", "least", "met"),
    [(3, 3, "sangat_baik", True), (3, 2, "sangat_baik", False), (2, 2, "baik", True), (1, 3, "baik", False)],
)
def test_the_predicate_on_both_sides(
    world: World, cycle: Cycle, results: int, behaviour: int, least: str, met: bool
) -> None:
    final(world, "siti", results=results, behaviour=behaviour)
    made = programme(world, cycle, {"kind": "predicate", "at_least": least})
    assert names(judged(world, made).fulfilled) == (["Siti"] if met else [])


@pytest.mark.parametrize(("rating", "least", "met"), [(1, 2, False), (2, 2, True), (2, 3, False), (3, 3, True)])
def test_an_item_on_both_sides(world: World, cycle: Cycle, rating: int, least: int, met: bool) -> None:
    form = final(world, "siti")
    form.items.filter(code="disiplin").update(assessor_rating=rating)
    made = programme(world, cycle, {**DISCIPLINE, "at_least": str(least)})
    assert names(judged(world, made).fulfilled) == (["Siti"] if met else [])


def test_an_open_case_stands_in_the_way(world: World, cycle: Cycle) -> None:
    final(world, "siti")
    final(world, "rekan", results=1, low=("disiplin",))
    made = programme(world, cycle, NO_CASE)
    assert names(judged(world, made).fulfilled) == ["Siti"]


def test_all_criteria_are_met_or_it_is_no_candidate(world: World, cycle: Cycle) -> None:
    final(world, "siti")
    made = programme(world, cycle, PREDICATE, {"kind": "item", "item": "inovasi", "at_least": "3"})
    found = candidate_of(made, world.people["siti"].pk)
    assert found is not None
    assert not found.fulfils
    assert [ground.met for ground in found.grounds] == [True, False]
    assert found.missing == ("Inovasi paling rendah “Di atas ekspektasi” dalam satu periode",)


def test_the_reasons_are_sentences(world: World, cycle: Cycle) -> None:
    final(world, "siti")
    [one] = judged(world, programme(world, cycle, PREDICATE, DISCIPLINE, NO_CASE)).fulfilled
    assert one.reasons == (
        "Predikat paling rendah Baik dalam satu periode (Triwulan III 2026: Baik)",
        "Disiplin paling rendah “Sesuai ekspektasi” dalam satu periode",
        "Tidak ada kasus perbaikan yang terbuka",
    )


def test_no_reason_names_the_rating_of_an_item(world: World, cycle: Cycle) -> None:
    form = final(world, "siti")
    form.items.filter(code="disiplin").update(assessor_rating=3)
    [one] = judged(world, programme(world, cycle, DISCIPLINE)).fulfilled
    assert "Di atas" not in " ".join(one.reasons)


class TestWaiting:
    """Whoever objects is never silently dropped."""

    def test_an_undecided_objection_waits_whatever_the_result_says(self, world: World, cycle: Cycle) -> None:
        handed_out(world, "siti", results=1, low=("disiplin",))
        do.file_objection(world, "siti", "disiplin")
        handed_out(world, "rekan")
        do.file_objection(world, "rekan", "disiplin")
        final(world, "wati")
        found = judged(world, programme(world, cycle))
        assert (names(found.fulfilled), names(found.waiting)) == (["Wati"], ["Rekan", "Siti"])

    def test_decided_in_favour_it_is_a_candidate_and_else_not(self, world: World, cycle: Cycle) -> None:
        made = programme(world, cycle)
        for name, rating in (("siti", 2), ("rekan", None)):
            handed_out(world, name, results=2, low=("disiplin",))
            objection = do.answer_objection(world, do.file_objection(world, name, "disiplin"))
            do.decide(objection, {"disiplin": rating})
        found = judged(world, made)
        assert (names(found.fulfilled), names(found.waiting)) == (["Siti"], [])

    def test_an_objection_out_of_time_waits_for_its_admission(self, world: World, cycle: Cycle) -> None:
        handed_out(world, "siti")
        objection = do.write_objection(world, "siti")
        with clock.frozen(do.later(days=30)):
            do.let_clock_work()
            do.file_late(world, objection)
            made = programme(world, cycle)
            assert names(judged(world, made).waiting) == ["Siti"]
            do.reject_late(world, objection)
            assert names(judged(world, made).fulfilled) == ["Siti"]

    def test_a_reopening_that_was_asked_for_waits(self, world: World, cycle: Cycle) -> None:
        form = final(world, "siti")
        evaluations.request_reopening(form.public_id, actor=world.actor("hana"), version=form.version, reason="Keliru.")
        assert names(judged(world, programme(world, cycle)).waiting) == ["Siti"]

    def test_without_a_result_people_are_counted_not_named(self, world: World, cycle: Cycle) -> None:
        final(world, "siti")
        handed_out(world, "rekan")
        found = judged(world, programme(world, cycle))
        assert (len(found.fulfilled), len(found.waiting)) == (1, 0)
        assert found.pending == Evaluation.objects.count() - 1


class TestPeriods:
    """The run of results that ends with the programme's cycle."""

    def quarter(self, world: World, *, start: date, until: date, kind: str = "quarterly") -> Cycle:
        with clock.frozen(NOW):
            made = do.running_cycle(
                world, name=f"Sampai {until}", period_from=start, period_until=until, period_kind=kind
            )
        do.let_clock_work()
        return made

    def run(self, world: World, cycle: Cycle, *, before: date, kind: str = "quarterly", **ratings: Any) -> list[str]:
        final(world, "siti")
        self.quarter(world, start=date(2026, 4, 1), until=before, kind=kind)
        final(world, "siti", **ratings)
        return names(judged(world, programme(world, cycle, PREDICATE, periods=2)).fulfilled)

    def test_two_periods_right_after_each_other(self, world: World, cycle: Cycle) -> None:
        assert self.run(world, cycle, before=date(2026, 6, 30)) == ["Siti"]
        [one] = judged(world, RewardProgramme.objects.get()).fulfilled
        assert len(one.rests_on) == 2
        assert "dalam 2 periode berturut-turut" in one.reasons[0]

    def test_a_day_between_them_breaks_the_run(self, world: World, cycle: Cycle) -> None:
        assert self.run(world, cycle, before=date(2026, 6, 29)) == []

    def test_a_period_of_another_kind_is_none_of_them(self, world: World, cycle: Cycle) -> None:
        assert self.run(world, cycle, before=date(2026, 6, 30), kind="monthly") == []

    def test_both_must_reach_it(self, world: World, cycle: Cycle) -> None:
        assert self.run(world, cycle, before=date(2026, 6, 30), results=1, low=("disiplin",)) == []

    def test_one_period_is_not_two(self, world: World, cycle: Cycle) -> None:
        final(world, "siti")
        assert judged(world, programme(world, cycle, PREDICATE, periods=2)).fulfilled == ()

    def test_an_objection_to_the_earlier_period_waits_too(self, world: World, cycle: Cycle) -> None:
        final(world, "siti")
        self.quarter(world, start=date(2026, 4, 1), until=date(2026, 6, 30))
        handed_out(world, "siti")
        do.file_objection(world, "siti", "disiplin")
        assert names(judged(world, programme(world, cycle, PREDICATE, periods=2)).waiting) == ["Siti"]
        assert names(judged(world, programme(world, cycle, PREDICATE, name="Satu")).fulfilled) == ["Siti"]


class TestProgramme:
    """What a programme may ask for, and who makes it."""

    @pytest.mark.parametrize(
        ("criteria", "field"),
        [
            ([], "criteria"),
            ("x", "criteria"),
            ([{"kind": "wish"}], "criteria.0.kind"),
            (["x"], "criteria.0.kind"),
            ([{"kind": "predicate"}], "criteria.0.at_least"),
            ([{"kind": "predicate", "at_least": "kurang"}], "criteria.0.at_least"),
            ([PREDICATE, {"kind": "item", "item": "x", "at_least": "2"}], "criteria.1.item"),
            ([{**DISCIPLINE, "at_least": "1"}], "criteria.0.at_least"),
            ([{**NO_CASE, "at_least": "1"}], "criteria.0.at_least"),
            ([PREDICATE, VERY_GOOD], "criteria"),
            ([DISCIPLINE, DISCIPLINE], "criteria"),
        ],
    )
    def test_criteria_that_do_not_do(self, world: World, cycle: Cycle, criteria: Any, field: str) -> None:
        assert [one.field for one in faults_of(criteria, cycle.rules)] == [field]
        with pytest.raises(InvalidInput):
            programme(world, cycle, criteria=criteria)

    @pytest.mark.parametrize(
        ("periods", "fits"), [(0, False), (1, True), (MOST_PERIODS, True), (MOST_PERIODS + 1, False)]
    )
    def test_one_to_eight_periods(self, world: World, cycle: Cycle, periods: int, fits: bool) -> None:
        if fits:
            assert programme(world, cycle, periods=periods).periods == periods
        else:
            with pytest.raises(InvalidInput):
                programme(world, cycle, periods=periods)

    @pytest.mark.parametrize(("name", "fits"), [("", False), ("a" * 120, True), ("a" * 121, False)])
    def test_a_name_that_fits(self, world: World, cycle: Cycle, name: str, fits: bool) -> None:
        if fits:
            assert programme(world, cycle, name=name)
        else:
            with pytest.raises(InvalidInput):
                programme(world, cycle, name=name)

    def test_one_name_per_unit_and_cycle(self, world: World, cycle: Cycle) -> None:
        programme(world, cycle)
        with pytest.raises(InvalidInput):
            programme(world, cycle)
        assert programme(world, cycle, unit=world.units["agency"].public_id)

    @pytest.mark.parametrize("who", ["siti", "kabid", "lia", "audi", "joko", "admin", "disabled"])
    def test_hr_of_the_unit_makes_it_and_nobody_else(self, world: World, cycle: Cycle, who: str) -> None:
        values = {
            "name": "A",
            "purpose": "B",
            "unit": world.units["regency"].public_id,
            "cycle": cycle.public_id,
            "periods": 1,
            "criteria": [PREDICATE],
        }
        with pytest.raises(NotPermitted):
            actions.create_programme(actor=world.actor(who), values=values)

    def test_every_criterion_says_what_it_asks_for(self, cycle: Cycle) -> None:
        for kind, criterion in CRITERIA.items():
            wanted = {"kind": kind} | {one.name: one.choices[0][0] for one in criterion.choices(cycle.rules)}
            assert faults_of([wanted], cycle.rules) == []
            assert asked_words(wanted, 2, cycle.rules)


def test_only_people_of_the_unit_are_judged(world: World, cycle: Cycle) -> None:
    for name in ("siti", "joko"):
        final(world, name)
    made = programme(world, cycle, unit=world.units["agency"].public_id)
    assert names(judged(world, made).fulfilled) == ["Siti"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [("kabid", ["Rekan", "Siti"]), ("hana", ["Rekan", "Siti"]), ("siti", []), ("wati", ["Rekan", "Siti"]), ("lia", [])],
)
def test_one_sees_the_candidates_one_may_nominate(world: World, cycle: Cycle, who: str, seen: list[str]) -> None:
    for name in ("siti", "rekan"):
        final(world, name)
    assert names(candidates_for(world.actor(who), programme(world, cycle)).fulfilled) == seen


def test_statements_do_not_grow_with_people(world: World, cycle: Cycle) -> None:
    made = programme(world, cycle, PREDICATE, DISCIPLINE, NO_CASE)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            judged(world, made)
        return len(seen)

    final(world, "siti")
    few = statements()
    for name in ("rekan", "wati", "joko"):
        final(world, name)
    assert statements() == few <= 6
