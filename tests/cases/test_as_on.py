"""A case as on a day: its end before and after more time was given, its people, and who reads what."""

from datetime import date, timedelta

from cases.models import ImprovementCase
from tests.cases.world import NOW, bring_to, open_case, step
from workflow import clock
from workflow.as_on.reading import as_on

TODAY = date(2026, 11, 23)
FIRST, LATER = date(2027, 5, 23), date(2027, 6, 30)


def facts(case, actor, on):
    return [str(one.value) for one in as_on(case, actor=actor, on=on).facts]


def again(case):
    return ImprovementCase.objects.select_related("unit", "employee").get(pk=case.pk)


def test_the_end_of_the_work_is_the_one_agreed_then(world):
    case = bring_to(world, "active")
    with clock.frozen(NOW + timedelta(days=2)):
        step(case, "extend", world.actor("sari"), due_on=LATER, reason="pelatihan diundur")
    with clock.frozen(NOW + timedelta(days=5)):
        hana = world.actor("hana")
        days = {day: facts(again(case), hana, TODAY + timedelta(days=day)) for day in (0, 1, 2)}
        assert days == {
            0: ["23 November 2026", "23 Mei 2027"],
            1: ["23 November 2026", "23 Mei 2027"],
            2: ["23 November 2026", "30 Juni 2027"],
        }
        running = [as_on(again(case), actor=hana, on=TODAY + timedelta(days=day)).dates for day in (1, 2)]
        assert [[note.due_at.date() for note in notes] for notes in running] == [[FIRST], [LATER]]
        assert facts(again(case), world.actor("hana"), TODAY - timedelta(days=1)) == []


def test_a_plan_that_is_being_written_has_no_end_yet(world):
    case = open_case(world)
    with clock.frozen(NOW + timedelta(days=2)):
        bring_to(world, "active", again(case))
        assert facts(again(case), world.actor("hana"), TODAY + timedelta(days=1)) == []
        assert len(facts(again(case), world.actor("hana"), TODAY + timedelta(days=2))) == 2


def test_the_outcome_is_told_from_the_day_it_was_decided(world):
    case = bring_to(world, "active")
    with clock.frozen(NOW + timedelta(days=2)):
        step(case, "end_early", world.actor("hana"), outcome="lifted", reason="tidak diperlukan lagi")
        closed = again(case)
        then = as_on(closed, actor=world.actor("hana"), on=TODAY + timedelta(days=1))
        assert (then.state, len(then.facts)) == ("active", 2)
        now = as_on(closed, actor=world.actor("hana"))
        assert (now.state, len(now.facts)) == ("closed", 3)


def test_the_coach_is_the_one_of_the_day_and_before_the_first_change_not_in_the_record(world):
    case = bring_to(world, "active", open_case(world, coach=None))
    with clock.frozen(NOW + timedelta(days=2)):
        step(case, "replace_coach", world.actor("hana"), coach=world.people["lama"].public_id, reason="baru")
    with clock.frozen(NOW + timedelta(days=4)):
        days = [as_on(again(case), actor=world.actor("hana"), on=TODAY + timedelta(days=day)).seats for day in (1, 2)]
        assert [(seats[1].name, seats[1].known) for seats in days] == [("", False), ("Lama", True)]
        assert {seats[0].name for seats in days} == {"Sari"}
