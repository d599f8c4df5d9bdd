"""20 JP a year: who sees whose, what counts, files and REST."""

from datetime import date

import pytest
from django.test import Client

from cases import learning_hours as hours
from cases.models import Enrolment
from organization.models import Employee
from tests.cases.test_pages import statements
from tests.cases.world import NOW, TODAY, World, training
from workflow.actors import CLOCK
from workflow.engine import begin, fire
from workflow.models import AccessRecord

PAGE, REST = "/trainings/hours/", "/api/v1/learning-hours/"
SEEN_BY_TITA = {"Audi", "Bawahan", "Budi", "Citra", "Disabled", "Hana", "Kana", "Kano", "Lama", "Lia", "Rekan", "Sari"}


@pytest.fixture
def signed_in(world: World):
    def enter(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return enter


def completed(world: World, who: str, jp: int, *, code: str, on: date = TODAY) -> Enrolment:
    person = world.people[who]
    offer = training(code, starts=TODAY, days=1, jp=max(jp, 1))
    row = Enrolment(training=offer, employee=person, unit=person.unit, requested_at=NOW)
    begin(row, actor=CLOCK, at=NOW)
    officer = world.actor("tono" if who == "joko" else "tita")
    for name, values in (("approve", {}), ("attend", {}), ("complete", {"result": "not_passed", "jp_hours": jp})):
        now = Enrolment.objects.get(pk=row.pk)
        fire(now, name, actor=officer, version=now.version, payload=values)
    Enrolment.objects.filter(pk=row.pk).update(completed_on=on)
    return row


def found(world: World, who: str, **asked: object) -> dict[str, int]:
    rows = hours.hours_list(world.actor(who), **{"year": 2026, **asked})
    return {person.full_name: person.hours for person in rows}


class TestWho:
    def test_officers_see_the_people_of_their_units_but_not_themselves(self, world):
        assert set(found(world, "tita")) == SEEN_BY_TITA

    def test_hr_does_not_see_the_own_superior(self, world):
        assert "Budi" not in found(world, "bawahan")
        assert "Budi" in found(world, "hana")
        assert "Hana" not in found(world, "hana")

    @pytest.mark.parametrize("who", ["budi", "sari", "audi", "lia", "admin"])
    def test_others_see_nobody(self, world, who, signed_in):
        assert found(world, who) == {}
        for address in (PAGE, f"{PAGE}csv/", f"{PAGE}xlsx/"):
            assert signed_in(who).get(address).status_code == 403

    def test_another_agency_is_out_of_sight(self, world):
        assert set(found(world, "tono")) == {"Joko", "Adi"}


class TestHours:
    def test_only_completed_hours_of_the_year_count(self, world):
        completed(world, "budi", 12, code="A")
        completed(world, "budi", 7, code="B", on=date(2026, 1, 1))
        completed(world, "budi", 9, code="C", on=date(2025, 12, 31))
        assert found(world, "tita")["Budi"] == 19
        assert found(world, "tita", year=2025)["Budi"] == 9

    def test_below_means_less_than_twenty(self, world):
        completed(world, "budi", 20, code="A")
        completed(world, "rekan", 19, code="B")
        below = found(world, "tita", below=True)
        assert ("Budi" in below, below["Rekan"]) == (False, 19)

    def test_agencies_count_people_and_those_below(self, world):
        completed(world, "budi", 20, code="A")
        lines = hours.by_agency(world.actor("tita"), year=2026)
        assert [(code, line.people, line.below) for code, line in lines] == [("agency", 12, 11)]

    def test_text_and_unit_narrow(self, world):
        assert set(found(world, "tita", text="rek")) == {"Rekan"}
        assert found(world, "tita", unit="other") == {}


class TestPage:
    def test_it_says_how_many_are_below(self, world, signed_in):
        completed(world, "budi", 20, code="A")
        page = signed_in("tita").get(PAGE).content.decode()
        assert "11 dari 12 orang belum mencapai 20 JP pada 2026" in page

    @pytest.mark.parametrize("query", ["year=x", "year=1", "year=99999999999", "unit=x", "after=x", "sort=x", "q=%25"])
    def test_nonsense_in_the_address_does_no_harm(self, world, signed_in, query):
        assert signed_in("tita").get(f"{PAGE}?{query}").status_code == 200

    def test_statements_do_not_grow_with_people(self, world, signed_in):
        client = signed_in("tita")
        few, _page = statements(client, PAGE)
        for number in range(60):
            Employee.objects.create(
                nip=f"1990010120200{number:05d}", full_name=f"Orang {number}", kind="pns", unit=world.units["office"]
            )
        many, _page = statements(client, PAGE)
        assert len(few) == len(many) <= 15

    def test_the_file_records_whose_results_were_taken_out(self, world, signed_in):
        completed(world, "budi", 20, code="A")
        text = signed_in("tita").get(f"{PAGE}csv/").content.decode("utf-8-sig")
        assert f'"Budi";"{world.people["budi"].nip}";"Office";"2026";"20";"0"' in text
        record = AccessRecord.objects.get()
        assert (record.kind, record.fields, record.ground) == ("cases.enrolment", "result", "training_officer")

    def test_ones_own_year_names_the_trainings_that_count(self, world, signed_in):
        completed(world, "budi", 12, code="A")
        completed(world, "budi", 9, code="C", on=date(2025, 12, 31))
        page = signed_in("budi").get("/trainings/mine/").content.decode()
        assert "Yang dihitung pada 2026" in page
        assert "Yang dihitung pada 2025" in signed_in("budi").get("/trainings/mine/?year=2025").content.decode()


class TestRest:
    def test_everybody_has_the_own_line(self, world, signed_in):
        completed(world, "budi", 12, code="A")
        rows = signed_in("budi").get(REST).json()["results"]
        assert [(row["employee"]["name"], row["hours"], row["goal"], row["reached"]) for row in rows] == [
            ("Budi", 12, 20, False)
        ]

    def test_officers_filter_by_year_and_goal(self, world, signed_in):
        completed(world, "budi", 20, code="A")
        client = signed_in("tita")
        assert {r["employee"]["name"] for r in client.get(f"{REST}?below=false").json()["results"]} == {"Budi"}
        assert "Budi" in {r["employee"]["name"] for r in client.get(f"{REST}?below=true&year=2025").json()["results"]}
        unit = world.units["other"].public_id
        assert client.get(f"{REST}?unit={unit}").json()["results"] == []

    def test_a_foreign_person_is_absent(self, world, signed_in):
        assert signed_in("budi").get(f"{REST}{world.people['rekan'].public_id}/").status_code == 404

    @pytest.mark.parametrize("query", ["year=1", "year=x", "below=perhaps", "unknown=1"])
    def test_bad_filters_are_refused(self, world, signed_in, query):
        assert signed_in("tita").get(f"{REST}?{query}").status_code == 400
