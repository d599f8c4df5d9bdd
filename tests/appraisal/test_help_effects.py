"""Which rating was before and which after; who is compared with whom; who sees the figures, through which door."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appraisal import help_effects as reading
from appraisal.default_rules import default_rules
from appraisal.models import Cycle, Evaluation, EvaluationItem, Objection, ObjectionItem
from cases.models import CaseTrigger, Enrolment, ImprovementCase, Training, TrainingIndicator
from organization.models import Employee
from tests.appraisal import world as do
from tests.appraisal.world import NOW, World
from workflow import clock, triggers
from workflow.models import AccessRecord

PAGE, REST = "/reports/help/", "/api/v1/help-effects/"
FIRST, SECOND = date(2025, 12, 31), date(2026, 6, 30)
LATER = "kurang"


@pytest.fixture
def world(db: Any) -> World:
    with clock.frozen(NOW):
        made = do.make_world()
        cycle = do.draft_cycle(made, do.publish_rules(made))
    Cycle.objects.filter(pk=cycle.pk).update(
        period_from=date(2025, 1, 1), period_until=FIRST, rule_hash=cycle.rule_set.content_hash
    )
    second = Cycle.objects.get(pk=cycle.pk)
    second.pk, second.public_id = None, "00000000-0000-4000-8000-000000000002"
    second.period_from, second.period_until, second.name = date(2026, 1, 1), SECOND, "Kedua"
    with triggers.lifted():
        second.save(force_insert=True)
    return made


def cycles() -> list[Cycle]:
    return list(Cycle.objects.order_by("period_until"))


def person(world: World, number: int, unit: str = "office") -> Employee:
    return Employee.objects.create(
        nip=f"1990010120200{number:05d}", full_name=f"Orang {number}", kind="pns", unit=world.units[unit]
    )


def rated(one: Employee, cycle: Cycle, ratings: dict[str, int], predicate: str = "kurang") -> Evaluation:
    """A final evaluation as it would stand; the acts that lead there are tested elsewhere."""
    form = Evaluation(
        cycle=cycle, employee=one, unit=one.unit, employee_name=one.full_name, predicate=predicate, result={}
    )
    Evaluation._meta.get_field("state")
    form.__dict__["state"] = "final"
    with triggers.lifted():
        form.save(force_insert=True)
    EvaluationItem.objects.bulk_create(
        EvaluationItem(evaluation=form, code=code, section="s", weight=10, assessor_rating=rating)
        for code, rating in ratings.items()
    )
    return form


def helped(form: Evaluation, state: str = "closed") -> ImprovementCase:
    case = ImprovementCase(employee=form.employee, unit=form.unit, opened_at=NOW)
    case.__dict__["state"] = state
    with triggers.lifted():
        case.save(force_insert=True)
    CaseTrigger.objects.create(case=case, source_kind="appraisal.evaluation", source_id=form.pk, linked_at=NOW)
    return case


def granted(item: EvaluationItem, rating: int) -> None:
    """A decided objection that raised an item."""
    Evaluation.objects.filter(pk=item.evaluation_id).update(delivered_at=NOW)
    one = Objection(evaluation=item.evaluation, created_at=NOW, filed_at=NOW, decided_at=NOW)
    one.__dict__["state"] = "decided"
    with triggers.lifted():
        one.save(force_insert=True)
    ObjectionItem.objects.create(
        objection=one, item=item, rating=item.assessor_rating, ruling="grant", ruling_rating=rating, ruling_reason="Ya"
    )


def crowd(world: World, number: int, *, after: int, with_case: bool, begin: int = 0, **more: Any) -> None:
    first, second = cycles()
    for place in range(begin, begin + number):
        one = person(world, place)
        form = rated(one, first, {"disiplin": 1}, more.get("predicate", "kurang" if with_case else "baik"))
        rated(one, second, {"disiplin": after})
        if with_case:
            helped(form, more.get("state", "closed"))


def whole(world: World, who: str = "hana") -> reading.HelpEffect:
    return reading.effects_of(reading.intervals_of(world.actor(who)))[0]


class TestCases:
    def test_people_with_a_case_are_paired_with_people_without_one(self, world):
        crowd(world, 12, after=2, with_case=True)
        crowd(world, 20, after=1, with_case=False, begin=100)
        found = whole(world)
        assert found.effect is not None
        assert (found.helped, found.effect.pairs, found.effect.with_help, found.effect.without_help) == (12, 12, 12, 0)
        assert found.effect.is_clear

    def test_nine_pairs_show_nothing(self, world):
        crowd(world, 9, after=2, with_case=True)
        crowd(world, 20, after=1, with_case=False, begin=100)
        assert (whole(world).helped, whole(world).effect) == (9, None)

    def test_a_withdrawn_case_is_neither_help_nor_a_lack_of_it(self, world):
        crowd(world, 12, after=2, with_case=True, state="withdrawn")
        assert whole(world).helped == 0

    def test_another_band_or_unit_kind_is_not_comparable(self, world):
        crowd(world, 12, after=2, with_case=True)
        crowd(world, 20, after=1, with_case=False, begin=100, predicate="sangat_baik")
        assert whole(world).effect is None

    def test_what_an_objection_raised_was_not_weak(self, world):
        crowd(world, 12, after=2, with_case=True)
        crowd(world, 20, after=1, with_case=False, begin=100)
        granted(EvaluationItem.objects.filter(evaluation__cycle=cycles()[0]).order_by("evaluation_id")[0], 2)
        assert whole(world).helped == 11

    def test_what_is_not_final_does_not_count(self, world):
        crowd(world, 12, after=2, with_case=True)
        crowd(world, 12, after=1, with_case=False, begin=100)
        with triggers.lifted():
            Evaluation.objects.filter(cycle=cycles()[1]).update(state="objection")
        assert whole(world).helped == 0

    def test_other_units_are_out_of_sight(self, world):
        crowd(world, 12, after=2, with_case=True)
        crowd(world, 12, after=1, with_case=False, begin=100)
        assert whole(world, "joko").helped == 0

    def test_the_band_holds_the_low_predicates_and_the_one_above(self):
        rules = default_rules(alternate_decider="other")
        order = [one.code for one in rules.predicates]
        low = replace(rules, low=("kurang", "sangat_kurang"))
        lower = [code for code in order if reading.band_of(low, code) == "lower"]
        edge = max(order.index("kurang"), order.index("sangat_kurang"))
        assert lower == order[: edge + 2]
        assert reading.band_of(low, "") == "upper"


def completed(one: Employee, title: str, day: date) -> None:
    code = f"{title}-{one.pk}"[:40]
    course = Training.objects.create(
        code=code, title=title, kind="klasikal", provider="LAN", jp_hours=8, starts_on=day, ends_on=day
    )
    TrainingIndicator.objects.create(training=course, code="disiplin")
    row = Enrolment(training=course, employee=one, unit=one.unit, requested_at=NOW, completed_on=day, jp_hours=8)
    row.__dict__["state"] = "completed"
    with triggers.lifted():
        row.save(force_insert=True)


class TestCourses:
    def test_a_course_without_any_improvement_becomes_visible(self, world):
        first, second = cycles()
        for place in range(10):
            one = person(world, place)
            rated(one, first, {"disiplin": 1})
            rated(one, second, {"disiplin": 1 if place < 5 else 2})
            completed(one, "Sia-sia" if place < 5 else "Berguna", date(2026, 2, 1))
        found = reading.courses_of(reading.intervals_of(world.actor("hana")))
        assert [(c.title, c.figures.rerated, c.figures.improved, c.figures.never_helped) for c in found] == [
            ("Sia-sia", 5, 0, True), ("Berguna", 5, 5, False)
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("day", "change"),
        [
            (SECOND - timedelta(days=30), 1),
            (SECOND - timedelta(days=29), None),  # the rated period ended too soon after it
            (FIRST, None),  # the rating before must be of a period that was over
            (FIRST + timedelta(days=1), 1),
        ],
    )
    def test_after_means_at_least_thirty_days_after(self, day, change):
        assert reading.change_around([(FIRST, 1), (SECOND, 2)], day) == change

    def test_where_nothing_was_left_to_improve_nothing_is_counted(self):
        assert reading.change_around([(FIRST, 3), (SECOND, 2)], date(2026, 2, 1)) is None
        assert reading.change_around([(FIRST, 2), (SECOND, 1)], date(2026, 2, 1)) == -1


class TestDoors:
    def enter(self, world: World, who: str) -> Client:
        client = Client()
        client.force_login(world.users[who], backend="organization.authentication.NipOrUsernameBackend")
        return client

    @pytest.mark.parametrize(
        ("who", "status"), [("hana", 200), ("audi", 200), ("lia", 200), ("siti", 403), ("admin", 403)]
    )
    def test_page_and_rest_open_to_the_same_people(self, world, who, status):
        client = self.enter(world, who)
        assert client.get(PAGE).status_code == client.get(REST).status_code == status

    def test_the_page_says_what_the_figures_can_and_cannot_say(self, world):
        crowd(world, 12, after=2, with_case=True)
        crowd(world, 20, after=1, with_case=False, begin=100)
        page = self.enter(world, "hana").get(PAGE).content.decode()
        assert "Sesudah kasus, butir yang lemah lebih sering membaik" in page
        assert "+100 poin (selang 95%: +66 sampai +100)" in page
        assert "tidak pernah membuktikan sebab" in page
        assert "Orang 1" not in page

    def test_rest_gives_the_same_figures(self, world):
        crowd(world, 12, after=2, with_case=True)
        crowd(world, 20, after=1, with_case=False, begin=100)
        found = self.enter(world, "hana").get(REST).json()["effects"][0]
        assert (found["kind"], found["rated_again"], found["effect"]["pairs"]) == ("all", 12, 12)
        assert found["effect"]["difference"]["value"] == 1.0
        assert self.enter(world, "joko").get(REST).json()["effects"][0]["effect"] is None

    def test_statements_do_not_grow_with_people(self, world):
        client, counts = self.enter(world, "hana"), []
        for begin in (0, 50):
            crowd(world, 12, after=2, with_case=True, begin=begin)
            crowd(world, 12, after=1, with_case=False, begin=begin + 500)
            completed(Employee.objects.latest("pk"), f"Kursus {begin}", date(2026, 2, 1))
            client.get(PAGE)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(PAGE).status_code == 200
            counts.append(len([q for q in seen if "clockoffset" not in q["sql"]]))
        assert counts[0] == counts[1] <= 15


class TestParticipants:
    def course(self, world: World) -> None:
        first, second = cycles()
        for place, after in ((1, 2), (2, 1), (3, None)):
            one = person(world, place)
            rated(one, first, {"disiplin": 1})
            if after is not None:
                rated(one, second, {"disiplin": after})
            completed(one, "Tertib", date(2026, 2, 1))

    def page(self, world: World, who: str) -> Any:
        client = Client()
        client.force_login(world.users[who], backend="organization.authentication.NipOrUsernameBackend")
        return client.get("/reports/help/course/?title=Tertib")

    def test_hr_sees_each_item_before_and_after_and_is_recorded(self, world):
        self.course(world)
        page = self.page(world, "hana").content.decode()
        assert all(
            name in page for name in ("Orang 1", "Orang 2", "Orang 3", "Membaik", "Tetap", "belum dinilai ulang")
        )
        assert AccessRecord.objects.filter(fields="ratings", kind="appraisal.evaluation").count() == 5

    @pytest.mark.parametrize("who", ["lia", "joko"])
    def test_whoever_may_not_know_the_ratings_sees_nobody(self, world, who):
        self.course(world)
        answer = self.page(world, who)
        assert answer.status_code == 200
        assert "Orang" not in answer.content.decode().split("<main")[1].split("</main")[0].replace("Orang lain", "")
        assert not AccessRecord.objects.filter(fields="ratings").exists()

    def test_without_a_role_there_is_no_page(self, world):
        assert self.page(world, "siti").status_code == 403
