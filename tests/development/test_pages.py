"""The pages of strengths and weaknesses: what stands there, who reads, who is refused, what is written down."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from appraisal.development.proposals import topics_for, trainings_for
from appraisal.development.reading import development_of, own_development
from appraisal.development.units import spreads_of, strongest, weakest
from appraisal.models import Evaluation, EvaluationItem
from appraisal.pages.report_counts import Scope
from appraisal.pages.reports import choice_of
from cases.actions import add_training
from organization.models import Employee, Unit
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import dispute
from tests.development.scenes import (
    AUDI,
    BUDI,
    HANA,
    INDRA,
    JOKO,
    LIA,
    RAHMA,
    SARI,
    SITI,
    STAFF,
    handed_out,
    quarter_before,
    rated,
)
from workflow.actors import CLOCK
from workflow.errors import NotVisible
from workflow.models import AccessRecord


def address(world: w.World, name: str) -> str:
    return reverse("appraisal:development-person", args=[world.people[name].public_id])


def offer(world: w.World, **changes: Any) -> Any:
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 2)}
    values = {"code": "D-1", "title": "Tertib waktu", "kind": "klasikal", "provider": "BKPSDMD", "jp_hours": 16}
    return add_training(actor=world.actor(HANA), values={**values, **days, **changes}, indicators=["disiplin"])


def test_items_over_two_periods_strengths_first(world: w.World) -> None:
    rated(world, SITI, disiplin=1, inovasi=3)
    quarter_before(world)
    rated(world, SITI, disiplin=2, inovasi=2)
    found = own_development(world.actor(SITI))
    ways = {path.code: ([one.rating for one in path.readings], path.trend.value) for path in found.items}
    assert [form.cycle.name for form in found.forms] == ["Triwulan II 2026", "Triwulan III 2026"]
    assert ways["disiplin"] == ([2, 1], "falls")
    assert ways["inovasi"] == ([2, 3], "rises")
    assert (found.items[0].code, found.items[-1].code) == ("inovasi", "disiplin")
    assert [path.code for path in found.weak] == ["disiplin"]


def test_a_result_counts_only_when_it_is_final(world: w.World) -> None:
    handed_out(world, SITI)
    assert own_development(world.actor(SITI)).items == ()
    with pytest.raises(NotVisible):
        development_of(world.actor(SARI), world.people[SITI].public_id)


def test_the_catalogue_and_the_rules_propose(world: w.World) -> None:
    rated(world, SITI, disiplin=1, kolaboratif=1)
    offer(world)
    offer(world, code="D-2", title="Lewat", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 2))
    found = own_development(world.actor(SITI))
    [proposed] = trainings_for(found.person, found.weak)
    assert (proposed.training.title, proposed.labels) == ("Tertib waktu", ("Disiplin",))
    topics = topics_for(found.person, found.weak, found.forms[-1].rules)
    assert {topic.label for topic in topics} == {path.label for path in found.weak}
    assert all(topic.lines for topic in topics)


def test_the_page_says_it_in_words(world: w.World, sign_in: Enter) -> None:
    rated(world, SITI, disiplin=1, inovasi=3)
    offer(world)
    page = sign_in(SITI).get(reverse("appraisal:development")).content.decode()
    assert page.index("Kekuatan") < page.index("Perlu dikembangkan")
    assert "1 kekuatan, 1 butir untuk dikembangkan" in page
    assert "Tertib waktu" in page
    assert not AccessRecord.objects.exists()


def test_without_a_result_the_page_says_what_will_come(world: w.World, sign_in: Enter) -> None:
    answer = sign_in(JOKO).get(reverse("appraisal:development"))
    assert answer.status_code == 200
    assert "Belum ada hasil final" in answer.content.decode()


@pytest.mark.parametrize("reader", [SARI, HANA, INDRA, AUDI, RAHMA])
def test_whoever_may_know_the_ratings_reads_and_is_written_down(world: w.World, sign_in: Enter, reader: str) -> None:
    form = rated(world, SITI, disiplin=1)
    assert sign_in(reader).get(address(world, SITI)).status_code == 200
    record = AccessRecord.objects.get()
    assert (record.reader_id, record.subject_id, record.fields) == (world.users[reader].pk, form.pk, "ratings")


@pytest.mark.parametrize("reader", [BUDI, JOKO, LIA])
def test_others_do_not_know_of_it(world: w.World, sign_in: Enter, reader: str) -> None:
    """A leader knows predicates of units, not the items of a person."""
    rated(world, SITI, disiplin=1)
    assert sign_in(reader).get(address(world, SITI)).status_code == 404
    assert not AccessRecord.objects.exists()


def test_an_assessor_sees_the_periods_he_rated(world: w.World) -> None:
    rated(world, SITI)
    Evaluation.objects.filter(employee=world.people[SITI]).update(
        assessor=world.people[JOKO], superior=world.people[LIA]
    )
    quarter_before(world)
    rated(world, SITI)
    person = world.people[SITI].public_id
    assert len(development_of(world.actor(SARI), person).forms) == 1
    assert len(development_of(world.actor(HANA), person).forms) == 2
    assert len(development_of(world.actor(JOKO), person).forms) == 1


def test_nobody_is_no_person(world: w.World) -> None:
    with pytest.raises(NotVisible):
        own_development(CLOCK)
    with pytest.raises(NotVisible):
        development_of(world.actor(HANA), world.units["office"].public_id)


class TestUnits:
    """Figures of an office."""

    def scope(self, world: w.World, agency: Unit | None = None) -> Scope:
        chosen = choice_of(world.actor(HANA), {"cycle": str(world.cycle.public_id)}).scope
        return Scope(chosen.intervals, chosen.cycle, agency)

    def test_four_people_are_hidden_and_five_are_shown(self, world: w.World) -> None:
        for name in STAFF[:4]:
            rated(world, name, disiplin=1)
        spreads = {one.code: one for one in spreads_of(self.scope(world))}
        assert spreads["disiplin"].spread.hidden
        assert spreads["disiplin"].share(1) is None
        rated(world, STAFF[4], inovasi=3)
        spreads = {one.code: one for one in spreads_of(self.scope(world))}
        assert (spreads["disiplin"].at(1), spreads["disiplin"].share(1)) == (4, 80)
        assert [one.code for one in weakest(tuple(spreads.values()))] == ["disiplin"]
        assert [one.code for one in strongest(tuple(spreads.values()))] == ["inovasi"]

    def test_a_small_agency_cannot_be_found_by_subtraction(self, world: w.World) -> None:
        for name in STAFF:
            rated(world, name, disiplin=2)
        Evaluation.objects.filter(employee=world.people[SITI]).update(unit=world.units["other"])
        EvaluationItem.objects.filter(evaluation__employee=world.people[SITI], code="disiplin").update(
            assessor_rating=1
        )
        [whole] = [one for one in spreads_of(self.scope(world)) if one.code == "disiplin"]
        [agency] = [one for one in spreads_of(self.scope(world, world.units["agency"])) if one.code == "disiplin"]
        [small] = [one for one in spreads_of(self.scope(world, world.units["other"])) if one.code == "disiplin"]
        assert whole.spread.left_out == 1
        assert dict(whole.spread.numbers) == dict(agency.spread.numbers) == {"2": 5}
        assert small.spread.hidden

    @pytest.mark.parametrize(("reader", "status"), [(HANA, 200), (AUDI, 200), (LIA, 200), (SARI, 403), (SITI, 403)])
    def test_the_page_is_for_offices(self, world: w.World, sign_in: Enter, reader: str, status: int) -> None:
        for name in STAFF[:5]:
            rated(world, name, disiplin=1)
        answer = sign_in(reader).get(reverse("appraisal:development-units"), {"cycle": str(world.cycle.public_id)})
        assert answer.status_code == status
        if status == 200:
            page = answer.content.decode()
            assert "100" in page
            assert not any(name in page for name in STAFF)

    def test_the_page_of_nothing(self, world: w.World, sign_in: Enter) -> None:
        page = sign_in(HANA).get(reverse("appraisal:development-units")).content.decode()
        assert "Belum ada yang dapat dihitung" in page


class TestRest:
    """The same over REST."""

    def test_own_and_others(self, world: w.World, sign_in: Enter) -> None:
        form = rated(world, SITI, disiplin=1)
        own = sign_in(SITI).get("/api/v1/development/").json()
        assert [one["code"] for one in own["items"]][-1] == "disiplin"
        assert own["items"][-1]["readings"][0]["rating"] == 1
        other = f"/api/v1/development/{world.people[SITI].public_id}/"
        assert sign_in(SARI).get(other).json()["items"] == own["items"]
        assert AccessRecord.objects.get().subject_id == form.pk
        assert sign_in(BUDI).get(other).status_code == 404
        assert sign_in(SARI).get("/api/v1/development/x/").status_code == 404

    def test_figures(self, world: w.World, sign_in: Enter) -> None:
        for name in STAFF[:4]:
            rated(world, name, disiplin=1)
        road = f"/api/v1/unit-development/?cycle={world.cycle.public_id}"
        assert sign_in(SITI).get(road).status_code == 403
        [small] = [one for one in sign_in(HANA).get(road).json() if one["code"] == "disiplin"]
        assert (small["hidden"], small["below"]) == (True, None)
        rated(world, STAFF[4])
        [found] = [one for one in sign_in(LIA).get(road).json() if one["code"] == "disiplin"]
        assert (found["below"], found["as_expected"], found["above"]) == (4, 1, 0)


def test_somebody_who_left_can_still_be_read(world: w.World) -> None:
    rated(world, SITI)
    Employee.objects.filter(pk=world.people[SITI].pk).update(active=False)
    assert development_of(world.actor(HANA), world.people[SITI].public_id).forms


def test_a_granted_objection_counts_and_not_what_the_assessor_had_rated(world: w.World) -> None:
    objection = dispute(world, "decided")
    found = {path.code: path.now for path in own_development(world.actor(SITI)).items}
    for row in objection.items.select_related("item"):
        assert found[row.item.code] == row.ruling_rating
        assert row.item.assessor_rating != row.ruling_rating
