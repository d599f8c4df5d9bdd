"""The board over REST: the figures of the page, its file, and one act on many cases, each answered by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from cases import board
from cases.models import Enrolment, ImprovementCase
from tests.api.snapshot import snapshot
from tests.cases.test_pages import crowd, statements
from tests.cases.world import NOW, TODAY, World, bring_to, open_case, training
from workflow import clock
from workflow.history import history_of
from workflow.models import AccessRecord

BOARD, BULK = "/api/v1/cases/board/", "/api/v1/cases/bulk/"


@pytest.fixture
def client_for(world: World) -> Any:
    def enter(name: str) -> APIClient:
        client = APIClient()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return enter


def rows(*cases: ImprovementCase) -> list[dict[str, Any]]:
    return [{"case": str(case.public_id), "version": case.version} for case in cases]


def send(client: APIClient, body: dict[str, Any], key: str = "") -> Any:
    return client.post(BULK, body, format="json", headers={"Idempotency-Key": key} if key else {})


class TestFigures:
    def test_they_are_those_of_the_page(self, world, client_for):
        open_case(world)
        late = open_case(world, "rekan", source=2)
        ImprovementCase.objects.filter(pk=late.pk).update(duty_overdue=True)
        open_case(world, "lama", source=3, coach=None)
        told, hana = client_for("hana").get(BOARD).json(), world.actor("hana")
        assert (told["open"], told["overdue"]) == (3, 1)
        assert {row["state"]: row["cases"] for row in told["stages"] if row["cases"]} == {"opened": 3}
        assert [(row["unit_name"], row["open"], row["overdue"]) for row in told["units"]] == board.by_agency(hana)
        assert sum(row["opened"] for row in told["months"]) == 3
        assert [row["month"] for row in told["months"]] == [
            month.first.isoformat() for month in board.by_month(hana, today=TODAY)
        ]
        citra = str(world.people["citra"].public_id)
        assert [(row["coach"], row["coach_name"], row["open"], row["overdue"]) for row in told["coaches"]] == [
            (citra, "Citra", 2, 1),
            (None, "", 1, 0),
        ]

    @pytest.mark.parametrize(
        ("days", "bucket"), [(0, 0), (7, 0), (8, 8), (30, 8), (31, 31), (90, 31), (91, 91), (400, 91)]
    )
    def test_each_case_stands_in_one_bucket_of_age(self, world, client_for, days, bucket):
        open_case(world)
        with clock.frozen(NOW + timedelta(days=days)):
            told = client_for("hana").get(BOARD).json()["ages"]
        assert [(row["first"], row["last"]) for row in told] == [(0, 7), (8, 30), (31, 90), (91, None)]
        assert {row["first"]: row["open"] for row in told if row["open"]} == {bucket: 1}

    def test_a_day_ends_at_midnight_of_the_office(self, world, client_for):
        """23:30 in Bangko is 16:30 UTC: one hour later a day has passed there and none in UTC."""
        case = open_case(world)
        late = NOW.replace(hour=16, minute=30)
        ImprovementCase.objects.filter(pk=case.pk).update(state_since=late)
        with clock.frozen(late + timedelta(days=7, hours=1)):
            told = client_for("hana").get(BOARD).json()["ages"]
        assert {row["first"]: row["open"] for row in told if row["open"]} == {8: 1}

    def test_hr_and_auditors_read_them_each_over_the_cases_they_see(self, world, client_for):
        open_case(world)
        found = {who: client_for(who).get(BOARD).status_code for who in ("hana", "audi", "sari", "budi", "lia")}
        assert found == {"hana": 200, "audi": 200, "sari": 403, "budi": 403, "lia": 403}
        # bawahan is HR of the agency and works below budi: not on his own superior's case
        assert client_for("bawahan").get(BOARD).json()["open"] == 0

    def test_statements_do_not_grow_with_rows(self, world, client_for):
        open_case(world)
        client = client_for("hana")
        few, _page = statements(client, BOARD)
        crowd(world, 1, 40)
        many, _page = statements(client, BOARD)
        assert len(few) == len(many) <= 15


class TestFile:
    def test_the_same_bytes_as_the_page_and_the_same_record(self, world, client_for):
        open_case(world)
        open_case(world, "rekan", source=2)
        client, citra = client_for("hana"), world.people["citra"].public_id
        AccessRecord.objects.all().delete()
        answer = client.get(f"{BOARD}csv/", {"coach": str(citra), "late": "false"})
        assert answer.content == client.get("/cases/export/csv/", {"coach": str(citra)}).content
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert AccessRecord.objects.filter(kind="cases.improvement_case", reader_id=world.users["hana"].pk).count() == 4

    @pytest.mark.parametrize(("who", "status"), [("hana", 200), ("audi", 200), ("sari", 403), ("budi", 403)])
    def test_who_takes_it(self, world, client_for, who, status):
        open_case(world)
        assert client_for(who).get(f"{BOARD}xlsx/").status_code == status

    @pytest.mark.parametrize(
        ("address", "status"), [("exe/", 404), ("csv/?state=x", 400), ("csv/?coach=x", 400), ("csv/?more=1", 400)]
    )
    def test_nonsense_is_refused(self, world, client_for, address, status):
        assert client_for("hana").get(BOARD + address).status_code == status


class TestMany:
    def test_one_coach_for_many_each_answered_by_itself(self, world, client_for):
        fresh = open_case(world, coach=None)
        under_way = bring_to(world, "active", open_case(world, "rekan", source=2))
        own = open_case(world, "lama", source=3, coach=None)
        nobody = str(uuid4())
        body = {"act": "assign_coach", "coach": str(world.people["lama"].public_id)}
        body["rows"] = [*rows(fresh, under_way, own), {"case": nobody, "version": 0}]
        answer = send(client_for("hana"), body)
        assert answer.status_code == 200, answer.content
        assert [line["case"] for line in answer.data] == [row["case"] for row in body["rows"]]
        assert [line["done"] for line in answer.data] == [True, False, False, False]
        codes = [line["code"] for line in answer.data]
        assert codes[0] == ""
        assert codes[1:] == ["invalid_input", "coach_unfit", "not_found"]
        assert all(line["message"] for line in answer.data)
        assert history_of(fresh).latest("version").name == "case.coach_assigned"
        body |= {"reason": "pindah tugas", "handover": "sudah dua sesi", "rows": rows(under_way)}
        assert send(client_for("hana"), body).data[0]["done"]

    def test_a_row_read_before_somebody_else_acted_is_refused_alone(self, world, client_for):
        one, two = open_case(world, coach=None), open_case(world, "rekan", source=2, coach=None)
        body = {"act": "assign_coach", "coach": str(world.people["citra"].public_id), "rows": rows(one, two)}
        body["rows"][0]["version"] += 5
        lines = send(client_for("hana"), body).data
        assert [(line["done"], line["code"]) for line in lines] == [(False, "version_conflict"), (True, "")]

    def test_the_version_is_needed_for_a_coach(self, world, client_for):
        case = open_case(world, coach=None)
        body = {"act": "assign_coach", "coach": str(world.people["citra"].public_id)}
        body["rows"] = [{"case": str(case.public_id)}]
        client, before = client_for("hana"), snapshot()
        assert send(client, body).status_code == 428
        assert snapshot() == before

    def test_the_same_key_twice_is_one_effect(self, world, client_for):
        cases, client = (
            [open_case(world, coach=None), open_case(world, "rekan", source=2, coach=None)],
            client_for("hana"),
        )
        body = {"act": "assign_coach", "coach": str(world.people["citra"].public_id), "rows": rows(*cases)}
        first = send(client, body, "k1").data
        before = snapshot()
        again = send(client, body, "k1").data
        assert again == first
        assert [line["done"] for line in again] == [True, True]
        other = send(client, body | {"coach": str(world.people["lama"].public_id)}, "k1").data
        assert {line["code"] for line in other} == {"idempotency_mismatch"}
        assert snapshot() == before

    def test_seats_for_many_and_the_same_key_asks_once(self, world, client_for):
        cases, offer, client = [open_case(world), open_case(world, "rekan", source=2)], training(), client_for("hana")
        body = {"act": "enrol", "training": str(offer.public_id), "rows": [{"case": str(c.public_id)} for c in cases]}
        first = send(client, body, "k2")
        assert [line["done"] for line in first.data] == [True, True]
        assert send(client, body, "k2").data == first.data
        assert Enrolment.objects.count() == 2
        assert {line["code"] for line in send(client, body | {"wish": "segera"}, "k2").data} == {"idempotency_mismatch"}
        assert {line["code"] for line in send(client, body).data} == {"already_enrolled"}
        assert Enrolment.objects.count() == 2

    @pytest.mark.parametrize(
        ("change", "fields"),
        [
            ({"act": "close"}, {"act"}),
            ({"rows": []}, {"rows"}),
            ({"coach": None}, {"coach"}),
            ({"coach": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}, {"coach"}),
            ({"act": "enrol"}, {"training"}),
            ({"act": "enrol", "training": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}, {"training"}),
        ],
    )
    def test_a_body_that_does_not_fit_names_the_field(self, world, client_for, change, fields):
        case = open_case(world, coach=None)
        body = {"act": "assign_coach", "coach": str(world.people["citra"].public_id), "rows": rows(case)} | change
        client, before = client_for("hana"), snapshot()
        answer = send(client, body)
        assert answer.status_code == 400
        assert {fault["field"].split(".")[0] for fault in answer.json()["errors"]} == fields
        assert snapshot() == before

    @pytest.mark.parametrize("who", ["budi", "sari", "citra", "audi", "lia", "admin"])
    def test_only_hr_acts_on_many(self, world, client_for, who):
        case = open_case(world, coach=None)
        client, before = client_for(who), snapshot()
        body = {"act": "assign_coach", "coach": str(world.people["citra"].public_id), "rows": rows(case)}
        assert send(client, body).status_code == 403
        assert snapshot() == before
