"""Annual results at the pages and over REST: what stands there, who is refused, what is written down."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.models import AnnualResult
from tests.annual import world as years
from tests.annual.test_annual import contest
from tests.annual.world import WHY, World, accept, annual_of, basis_of, take
from workflow.models import AccessRecord, Job

JSON = "application/json"
API = "/api/v1/annual-results/"


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def page_of(world: World, who: str, name: str, *args: Any) -> tuple[int, str]:
    answer = client_of(world, who).get(reverse(f"appraisal:{name}", args=args))
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


def post(world: World, who: str, annual: AnnualResult, name: str, **data: str) -> Any:
    version = str(AnnualResult.objects.values_list("version", flat=True).get(pk=annual.pk))
    road = reverse("appraisal:annual-transition", args=[annual.public_id])
    return client_of(world, who).post(road, {"transition": name, "version": version, **data})


def act(world: World, who: str, annual: AnnualResult, name: str, **data: str) -> Any:
    version = AnnualResult.objects.values_list("version", flat=True).get(pk=annual.pk)
    body = {"transition": name, "version": version, **data}
    return client_of(world, who).post(f"{API}{annual.public_id}/transitions/", body, content_type=JSON)


class TestPage:
    """Every number unfolds; the decision is one form."""

    def test_the_assessor_reads_the_sum_and_accepts(self, world: World, annual: AnnualResult) -> None:
        status, text = page_of(world, "kabid", "annual", annual.public_id)
        assert status == 200
        for words in ("42 ÷ 9 = 4,67", "Sangat Baik", "Januari–Juni", "Juli–September", basis_of(annual)):
            assert words in text, words
        assert post(world, "kabid", annual, "accept", basis=basis_of(annual)).status_code == 302
        assert annual_of(world).state == "decided"

    @pytest.mark.parametrize("who", ["siti", "kabid"])
    def test_it_lies_under_the_annual_results_whoever_looks(self, world: World, annual: AnnualResult, who: str) -> None:
        own = who == "siti"
        roads = [("annual", annual.public_id), ("years",) if own else ("years-person", annual.employee.public_id)]
        for name, *args in roads:
            _status, text = page_of(world, who, name, *args)
            side = text[text.index('<nav class="side"') :]
            here = re.findall(r'href="([^"]+)" aria-current', side[: side.index("</nav>")])
            assert here == [reverse("appraisal:annuals")], (name, here)

    def test_otherwise_needs_a_reason_and_keeps_what_was_typed(self, world: World, annual: AnnualResult) -> None:
        answer = post(world, "kabid", annual, "decide", basis=basis_of(annual), predicate="baik")
        assert answer.status_code == 400
        assert 'value="baik" checked' in re.sub(r"\s+", " ", answer.content.decode())
        post(world, "kabid", annual, "decide", basis=basis_of(annual), predicate="baik", reason=WHY)
        assert WHY in page_of(world, "siti", "annual", annual.public_id)[1]

    def test_the_numbers_of_a_period_unfold_for_who_may_know_them(self, world: World, annual: AnnualResult) -> None:
        assert "Rincian angka" in page_of(world, "siti", "annual", annual.public_id)[1]
        rekan = world.people["rekan"]
        take(world, "hana", "reassign", annual, assessor=rekan.public_id, reason="Pindah.")
        status, text = page_of(world, "rekan", "annual", annual.public_id)
        assert (status, "Rincian angka" in text, "42 ÷ 9" in text) == (200, False, True)

    def test_a_leader_reads_the_predicate_alone(self, world: World, annual: AnnualResult) -> None:
        take(world, "kabid", "decide", annual, predicate="kurang", reason=WHY, basis=basis_of(annual))
        status, text = page_of(world, "lia", "annual", annual.public_id)
        assert (status, ": Kurang" in text, WHY in text, "÷" in text) == (200, True, False, False)

    @pytest.mark.parametrize("who", ["rekan", "asing", "joko", "audi_lain", "admin", "bawahan"])
    def test_nobody_else_knows_of_it(self, world: World, annual: AnnualResult, who: str) -> None:
        assert page_of(world, who, "annual", annual.public_id)[0] == 404

    def test_reading_is_written_down_but_for_oneself(self, world: World, annual: AnnualResult) -> None:
        page_of(world, "siti", "annual", annual.public_id)
        assert not AccessRecord.objects.filter(kind=AnnualResult.kind).exists()
        page_of(world, "audi", "annual", annual.public_id)
        record = AccessRecord.objects.get(kind=AnnualResult.kind)
        assert (record.reader_id, record.subject_id) == (world.users["audi"].pk, annual.pk)

    def test_hr_names_another_assessor_by_name(self, world: World, annual: AnnualResult) -> None:
        assert post(world, "hana", annual, "reassign", person="Tidak Ada", reason="Pindah.").status_code == 400
        assert post(world, "hana", annual, "reassign", person="rekan", reason="Pindah.").status_code == 302
        assert annual_of(world).assessor_id == world.people["rekan"].pk
        assert post(world, "rekan", annual, "reassign", person="wati", reason="x").status_code == 403

    def test_what_is_typed_is_text(self, world: World, annual: AnnualResult) -> None:
        take(world, "kabid", "decide", annual, predicate="baik", reason="<b>tebal</b>", basis=basis_of(annual))
        assert "<b>tebal</b>" not in page_of(world, "siti", "annual", annual.public_id)[1]

    def test_the_mark_of_a_dispute(self, world: World) -> None:
        rekan = contest(world)
        for who in ("rekan", "kabid", "hana"):
            assert ">Dalam keberatan<" in page_of(world, who, "annual", rekan.public_id)[1], who
            assert ">Dalam keberatan<" in page_of(world, who, "annuals")[1], who
        road = reverse("appraisal:annual-transition", args=[rekan.public_id])
        data = {"transition": "accept", "version": "0", "basis": basis_of(rekan)}
        assert client_of(world, "kabid").post(road, data).status_code == 422


class TestList:
    """To decide, one's own, an office; the job."""

    def test_hr_starts_the_job_and_watches_it(self, periods: World) -> None:
        data = {"unit": str(periods.units["regency"].public_id), "year": "2026"}
        answer = client_of(periods, "hana").post(reverse("appraisal:annuals-make"), data)
        job = Job.objects.get(kind="appraisal.make_annual")
        assert (answer.status_code, answer["Location"]) == (302, reverse("workflow:job", args=[job.public_id]))

    @pytest.mark.parametrize(("year", "status"), [("2030", 400), ("x", 400), ("2019", 422)])
    def test_a_year_that_does_not_do(self, periods: World, year: str, status: int) -> None:
        data = {"unit": str(periods.units["regency"].public_id), "year": year}
        assert client_of(periods, "hana").post(reverse("appraisal:annuals-make"), data).status_code == status

    def test_only_hr_sees_the_form(self, world: World) -> None:
        road = reverse("appraisal:annuals-make")
        assert road in page_of(world, "hana", "annuals")[1]
        assert road not in page_of(world, "kabid", "annuals")[1]

    def test_filters(self, world: World, annual: AnnualResult) -> None:
        client = client_of(world, "hana")
        road = reverse("appraisal:annuals")
        shown = client.get(road, {"q": "siti", "year": "2026", "state": "proposed"}).content.decode()
        assert (reverse("appraisal:annual", args=[annual.public_id]) in shown, ">Rekan<" in shown) == (True, False)
        assert ">Siti<" not in client.get(road, {"year": "2025"}).content.decode()
        assert client.get(road, {"year": "20x6", "state": "?", "q": "\x00"}).status_code == 200

    def test_a_list_takes_as_many_statements_for_many(self, world: World) -> None:
        def statements() -> int:
            client = client_of(world, "hana")
            with CaptureQueriesContext(connection) as seen:
                assert client.get(reverse("appraisal:annuals")).status_code == 200
            return len(seen)

        many = statements()
        AnnualResult.objects.exclude(employee=world.people["siti"]).update(unit=world.units["regency"])
        assert statements() == many <= 15

    def test_it_stands_on_the_worklist(self, world: World, annual: AnnualResult) -> None:
        road = reverse("appraisal:annual", args=[annual.public_id])
        assert road in client_of(world, "kabid").get(reverse("tasks")).content.decode()
        assert road not in client_of(world, "siti").get(reverse("tasks")).content.decode()
        accept(world, annual)
        assert road in client_of(world, "siti").get(reverse("tasks")).content.decode()
        take(world, "siti", "acknowledge", annual)
        assert road not in client_of(world, "siti").get(reverse("tasks")).content.decode()


class TestYears:
    """Over time, for the person and those who may know it."""

    def test_plots_and_decided_years(self, world: World, annual: AnnualResult) -> None:
        years.functional(world, "siti", "Guru Ahli Muda", since=date(2026, 6, 1))
        accept(world, annual)
        status, text = page_of(world, "siti", "years")
        assert status == 200
        # 25 × 150 % × 4 months (June to September) ÷ 12
        for words in ("plot--bars", "plot--lines", "12,50", "Ahli Muda", "Triwulan III 2026"):
            assert words in text, words

    @pytest.mark.parametrize(
        ("who", "status"),
        [("kabid", 200), ("kadis", 200), ("hana", 200), ("audi", 200), ("lia", 200), ("rekan", 404), ("joko", 404)],
    )
    def test_readers(self, world: World, annual: AnnualResult, who: str, status: int) -> None:
        accept(world, annual)
        assert page_of(world, who, "years-person", world.people["siti"].public_id)[0] == status

    def test_a_leader_sees_neither_ratings_nor_credit(self, world: World, annual: AnnualResult) -> None:
        years.functional(world, "siti", "Guru Ahli Muda", since=date(2026, 6, 1))
        accept(world, annual)
        text = page_of(world, "lia", "years-person", world.people["siti"].public_id)[1]
        assert ("plot--bars" in text, "12,50" in text, "Sangat Baik" in text) == (False, False, True)

    def test_what_is_contested_is_named_and_not_drawn(self, world: World) -> None:
        contest(world)
        text = page_of(world, "rekan", "years")[1]
        drawn = text.split('id="predicates"')[1].split("</section>")[0]
        assert (">Dalam keberatan<" in text, "Semester I 2026" in text, "Semester I 2026" in drawn) == (
            True, True, False,
        )  # fmt: skip

    def test_an_account_without_a_person(self, world: World) -> None:
        assert page_of(world, "admin", "years")[0] == 404


class TestRest:
    """The same over REST."""

    def test_decided_by_what_was_read(self, world: World, annual: AnnualResult) -> None:
        found = client_of(world, "kabid").get(f"{API}{annual.public_id}/").json()
        assert (found["proposal"]["mean"]["shown"], found["basis"], found["predicate"]) == (
            "4.67", basis_of(annual), "",
        )  # fmt: skip
        assert [(one["name"], one["months"]) for one in found["periods"]] == [
            ("Semester I 2026", [1, 2, 3, 4, 5, 6]), ("Triwulan III 2026", [7, 8, 9]),
        ]  # fmt: skip
        refused = act(world, "kabid", annual, "accept", basis="0" * 64)
        assert (refused.status_code, refused.json()["code"]) == (422, "proposal_changed")
        assert act(world, "kabid", annual, "accept", basis=found["basis"]).json()["state"] == "decided"

    def test_a_leader_gets_the_predicate_alone(self, world: World, annual: AnnualResult) -> None:
        accept(world, annual)
        found = client_of(world, "lia").get(f"{API}{annual.public_id}/").json()
        assert found["predicate"] == "sangat_baik"
        assert not {"periods", "proposal", "basis", "trace", "decision_reason", "credit", "credit_points"} & set(found)
        assert client_of(world, "lia").get(f"{API}{annual.public_id}/events/").status_code == 403

    def test_list_filters_and_strangers(self, world: World, annual: AnnualResult) -> None:
        rows = client_of(world, "hana").get(API, {"employee": str(world.people["siti"].public_id)}).json()["results"]
        assert [row["id"] for row in rows] == [str(annual.public_id)]
        assert client_of(world, "rekan").get(f"{API}{annual.public_id}/").status_code == 404
        assert client_of(world, "hana").get(API, {"year": "abc"}).status_code == 400

    def test_the_job(self, periods: World) -> None:
        body = {"unit": str(periods.units["regency"].public_id), "year": 2026}
        answer = client_of(periods, "hana").post(API, body, content_type=JSON)
        assert (answer.status_code, answer.json()["state"]) == (202, "queued")
        assert client_of(periods, "kabid").post(API, body, content_type=JSON).status_code == 403

    def test_years(self, world: World, annual: AnnualResult) -> None:
        years.functional(world, "siti", "Guru Ahli Muda", since=date(2026, 6, 1))
        accept(world, annual)
        found = client_of(world, "siti").get("/api/v1/years/").json()
        assert [(one["period"], one["place"], one["places"]) for one in found["periods"]] == [
            ("Semester I 2026", 5, 5), ("Triwulan III 2026", 4, 5),
        ]  # fmt: skip
        [year] = found["years"]
        assert (year["year"], year["credit_points"], year["credit_total"]) == (2026, "12.50", "12.50")
        other = f"/api/v1/years/{world.people['siti'].public_id}/"
        assert client_of(world, "rekan").get(other).status_code == 404
        assert client_of(world, "hana").get(other).json()["credit_total"] == "12.50"
        assert AccessRecord.objects.filter(kind=AnnualResult.kind, reader_id=world.users["hana"].pk).exists()
