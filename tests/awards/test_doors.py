"""Rewards at the pages and over REST: what stands there, who is refused, what is written down; the certificate."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.models import Award, Cycle, RewardProgramme
from tests.appraisal.world import IN_WINDOW, World
from tests.awards.world import DISCIPLINE, PREDICATE, WHY, awarded, nominate, take
from tests.documents.scenes import work
from workflow import clock
from workflow.documents.codes import grouped
from workflow.models import AccessRecord, Document

JSON = "application/json"


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def page_of(world: World, who: str, name: str, *args: Any) -> tuple[int, str]:
    answer = client_of(world, who).get(reverse(f"appraisal:{name}", args=args))
    return answer.status_code, answer.content.decode()


def typed(world: World, cycle: Cycle, **changes: str) -> dict[str, str]:
    """A programme as HR fills it in."""
    values = {
        "cycle": str(cycle.public_id),
        "unit": str(world.units["regency"].public_id),
        "name": "Pelopor layanan",
        "purpose": "Layanan yang menjadi lebih cepat.",
        "periods": "1",
        "c-predicate-1": "1",
        "c-predicate-1-at_least": "baik",
        "c-item-1-item": "disiplin",
        "c-item-1-at_least": "2",
    }
    return values | changes


class TestProgrammes:
    """Set up by HR, read by everybody."""

    def test_only_what_is_ticked_is_asked_for(self, world: World, cycle: Cycle) -> None:
        road = reverse("appraisal:reward-new")
        assert client_of(world, "hana").post(road, typed(world, cycle)).status_code == 302
        assert RewardProgramme.objects.get().criteria == [PREDICATE]
        more = typed(world, cycle, name="Kedua", **{"c-item-1": "1"})
        client_of(world, "hana").post(road, more)
        assert RewardProgramme.objects.get(name="Kedua").criteria == [PREDICATE, DISCIPLINE]

    def test_what_is_wrong_stands_at_its_field_and_the_rest_stays(self, world: World, cycle: Cycle) -> None:
        wrong = typed(world, cycle, purpose="", **{"c-predicate-1-at_least": "kurang"})
        answer = client_of(world, "hana").post(reverse("appraisal:reward-new"), wrong)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "Pelopor layanan" in page
        assert page.count("salah satu nilai yang tersedia") + page.count("salah satu pilihan yang tersedia") == 1

    @pytest.mark.parametrize(
        ("change", "status"), [({"c-predicate-1": ""}, 400), ({"periods": "9"}, 400), ({"unit": "x"}, 404)]
    )
    def test_a_programme_that_does_not_do(
        self, world: World, cycle: Cycle, change: dict[str, str], status: int
    ) -> None:
        answer = client_of(world, "hana").post(reverse("appraisal:reward-new"), typed(world, cycle, **change))
        assert (answer.status_code, RewardProgramme.objects.count()) == (status, 0)

    @pytest.mark.parametrize("who", ["siti", "kabid", "lia", "audi", "admin"])
    def test_others_set_up_none(self, world: World, cycle: Cycle, who: str) -> None:
        assert page_of(world, who, "reward-new")[0] == 403
        assert client_of(world, who).post(reverse("appraisal:reward-new"), typed(world, cycle)).status_code == 403

    def test_everybody_reads_the_criteria_and_only_nominators_the_candidates(
        self, world: World, programme: RewardProgramme
    ) -> None:
        status, page = page_of(world, "asing", "reward", programme.public_id)
        assert (status, "Predikat paling rendah Baik" in page, "Rekan" in page) == (200, True, False)
        assert not AccessRecord.objects.exists()
        status, page = page_of(world, "kabid", "reward", programme.public_id)
        assert (status, "Siti" in page, "Rekan" in page) == (200, True, True)
        assert AccessRecord.objects.filter(reader_id=world.users["kabid"].pk, fields="predicate").count() == 2

    def test_ending(self, world: World, programme: RewardProgramme) -> None:
        road = reverse("appraisal:reward-end", args=[programme.public_id])
        assert client_of(world, "joko").post(road).status_code == 403
        assert client_of(world, "hari").post(road).status_code == 302
        assert "tidak menerima usulan lagi sejak" in page_of(world, "siti", "reward", programme.public_id)[1]


class TestNominating:
    """From the page of a candidate to the page of the award."""

    def test_the_way(self, world: World, programme: RewardProgramme) -> None:
        road = reverse("appraisal:nominate", args=[programme.public_id, world.people["siti"].public_id])
        kabid = client_of(world, "kabid")
        assert "Disiplin paling rendah" in kabid.get(road).content.decode()
        empty = kabid.post(road, {"reason": " "})
        assert (empty.status_code, Award.objects.count()) == (400, 0)
        answer = kabid.post(road, {"reason": WHY}, follow=True)
        assert WHY in answer.content.decode()
        again = client_of(world, "hari").post(road, {"reason": WHY})
        assert again.status_code == 422
        assert "sudah diusulkan" in again.content.decode()

    @pytest.mark.parametrize("who", ["siti", "rekan", "lia", "joko", "admin"])
    def test_who_does_not_nominate_finds_no_page(self, world: World, programme: RewardProgramme, who: str) -> None:
        assert page_of(world, who, "nominate", programme.public_id, world.people["siti"].public_id)[0] == 404


class TestAward:
    """One award."""

    def test_each_reads_what_is_open_to_him(self, world: World, award: Award) -> None:
        for who, status in (("kabid", 200), ("hana", 200), ("kadis", 200), ("lia", 200), ("audi", 200)):
            assert page_of(world, who, "award", award.public_id)[0] == status
            assert AccessRecord.objects.filter(reader_id=world.users[who].pk, kind=Award.kind).exists()
        for who in ("siti", "rekan", "joko", "bawahan", "admin"):
            assert page_of(world, who, "award", award.public_id)[0] == 404
        assert WHY in page_of(world, "hana", "award", award.public_id)[1]

    def test_the_person_reads_why_and_says_yes_or_no(self, world: World, award: Award) -> None:
        awarded(world, award)
        status, page = page_of(world, "siti", "award", award.public_id)
        assert (status, WHY in page, "Bolehkah nama Anda ditampilkan?" in page) == (200, True, True)
        assert not AccessRecord.objects.filter(reader_id=world.users["siti"].pk).exists()
        assert "Siti" not in page_of(world, "asing", "honours")[1]
        road = reverse("appraisal:award-transition", args=[award.public_id])
        assert client_of(world, "siti").post(road, {"transition": "consent", "version": 2}).status_code == 302
        assert "Siti" in page_of(world, "asing", "honours")[1]
        client_of(world, "siti").post(road, {"transition": "keep_private", "version": 3})
        assert "Siti" not in page_of(world, "asing", "honours")[1]

    def test_a_refusal_says_why(self, world: World, programme: RewardProgramme) -> None:
        award = nominate(world, programme, by="hari")
        road = reverse("appraisal:award-transition", args=[award.public_id])
        refused = client_of(world, "hari").post(road, {"transition": "approve", "version": 0})
        assert refused.status_code == 422
        assert "orang lain yang memutuskan" in refused.content.decode()
        assert client_of(world, "hana").post(road, {"transition": "withdraw", "version": 0}).status_code == 400
        assert client_of(world, "hana").post(road, {"transition": "approve"}).status_code == 428

    def test_the_reason_of_a_refused_nomination_is_for_the_office(self, world: World, award: Award) -> None:
        take(world, "hana", "decline", award, reason="Sudah diberi tahun lalu.")
        assert "Sudah diberi tahun lalu." in page_of(world, "kabid", "award", award.public_id)[1]

    def test_no_stranger_reads_the_public_list(self, world: World, award: Award) -> None:
        assert Client().get(reverse("appraisal:honours")).status_code == 302
        assert Client().get("/api/v1/honours/").status_code == 401


class TestCertificate:
    """An official document that anybody can check and that says no rating."""

    def made(self, world: World, award: Award) -> Document:
        awarded(world, award)
        work(IN_WINDOW)
        return Document.objects.get(document_kind="appraisal.award_certificate", language="id")

    def test_it_is_made_when_the_award_is_given_and_can_be_checked(self, world: World, award: Award) -> None:
        found = self.made(world, award)
        assert found.state == "issued"
        answer = client_of(world, "siti").get(reverse("workflow:document_file", args=[found.public_id]))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        checked = Client().get(reverse("workflow:verify_code", args=[grouped(found.code)])).content.decode()
        assert "notice--good" in checked
        assert not any(name in checked for name in ("Piagam penghargaan", "Siti", "Kadis"))

    def test_it_says_who_and_for_what_and_no_rating(self, world: World, award: Award) -> None:
        from pathlib import Path

        from appraisal.documents.certificate import facts
        from workflow.documents.registry import Draft

        found = self.made(world, award)
        draft = Draft(found, Award.objects.select_related("programme__cycle", "unit").get(), Path(), Any)  # type: ignore[arg-type]
        with clock.frozen(IN_WINDOW):
            said = facts(draft)
        assert said is not None
        assert (said["name"], said["programme"], said["signature"]["name"]) == ("Siti", "Pegawai teladan", "Kadis")
        assert not any(word in repr(said) for word in ("Baik", "ekspektasi", WHY))

    def test_it_is_for_those_who_may_know_of_the_award(self, world: World, award: Award) -> None:
        found = self.made(world, award)
        for who, status in (("kabid", 200), ("hana", 200), ("rekan", 404), ("joko", 404), ("bawahan", 404)):
            road = reverse("workflow:document", args=[found.public_id])
            assert client_of(world, who).get(road).status_code == status, who


class TestRest:
    """The same over REST."""

    def test_from_programme_to_public_list(self, world: World, cycle: Cycle, programme: RewardProgramme) -> None:
        kabid, road = client_of(world, "kabid"), "/api/v1/reward-programmes/"
        [found] = kabid.get(road).json()["results"]
        assert found["criteria_words"][0] == "Predikat paling rendah Baik dalam satu periode"
        candidates = kabid.get(f"{road}{found['id']}/candidates/").json()
        assert [one["employee_name"] for one in candidates["fulfilled"]] == ["Rekan", "Siti"]
        order = {"programme": found["id"], "employee": candidates["fulfilled"][1]["employee"], "reason": WHY}
        made = kabid.post("/api/v1/awards/", order, content_type=JSON)
        assert (made.status_code, made.json()["state"]) == (201, "nominated")
        assert len(made.json()["reasons"]) == 2
        one = f"/api/v1/awards/{made.json()['id']}/"
        for who, name, version in (("hana", "approve", 0), ("kadis", "grant", 1), ("siti", "consent", 2)):
            step = {"transition": name, "version": version}
            assert client_of(world, who).post(f"{one}transitions/", step, content_type=JSON).status_code == 200, name
        [line] = client_of(world, "asing").get("/api/v1/honours/").json()["results"]
        assert (line["employee_name"], line["programme_name"]) == ("Siti", "Pegawai teladan")
        assert not {"nomination", "reasons"} & line.keys()

    def test_setting_up_and_ending(self, world: World, cycle: Cycle) -> None:
        road = "/api/v1/reward-programmes/"
        values = {
            "name": "Pelopor",
            "purpose": "Layanan.",
            "unit": str(world.units["regency"].public_id),
            "cycle": str(cycle.public_id),
            "criteria": [DISCIPLINE],
        }
        assert client_of(world, "joko").post(road, values, content_type=JSON).status_code == 403
        made = client_of(world, "hana").post(road, values, content_type=JSON)
        assert made.status_code == 201
        wrong = {**values, "criteria": [{"kind": "item", "item": "x", "at_least": "2"}]}
        assert client_of(world, "hana").post(road, wrong, content_type=JSON).status_code == 400
        ended = client_of(world, "hana").post(f"{road}{made.json()['id']}/end/", content_type=JSON)
        assert ended.json()["ended_at"]

    def test_who_nominates_nobody_gets_no_candidates(self, world: World, programme: RewardProgramme) -> None:
        found = client_of(world, "siti").get(f"/api/v1/reward-programmes/{programme.public_id}/candidates/").json()
        assert (found["fulfilled"], found["waiting"]) == ([], [])
