"""The watch over a real cycle: who may look, what it counts, what is hidden, what rater and reviewer are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from appraisal.actions import evaluations
from appraisal.fairness import copies
from appraisal.fairness.reading import AGE, SEX, own_signs, suspicions, watched
from appraisal.models import Cycle, Evaluation, EvaluationItem
from appraisal.pages.fairness import fairness_of
from appraisal.pages.reports import choice_of
from organization import nip
from organization.models import Employee
from tests.appraisal import world as do
from tests.appraisal.conftest import _in_window, cycle, world
from tests.appraisal.world import World
from tests.calibration import world as rooms
from workflow import clock

__all__ = ["_in_window", "cycle", "world"]

SAME = "Target tercapai sesuai rencana."
COPIED = "Kinerja sudah sesuai dengan target yang ditetapkan."


def scope_of(world: World, name: str = "hana") -> Any:
    return choice_of(world.actor(name), {}).scope


def hand_over(world: World, *names: str, results: int = 2, behaviour: int = 2) -> None:
    """Forms that are handed over, set at once; the way there is tried elsewhere."""
    people = [world.people[name].pk for name in names]
    Evaluation.objects.filter(employee__in=people).update(
        state="calibration", results_rating=results, behaviour_rating=behaviour
    )


def many(world: World, cycle: Cycle, count: int, *, sex: str, rating: int, assessor: str) -> list[Evaluation]:
    """People of one sex, rated alike by one assessor, with forms of their own."""
    made = []
    for number in range(count):
        serial = Employee.objects.count() + 1
        digits = f"19850101201001{'1' if sex == 'male' else '2'}{serial:03d}"
        person = Employee.objects.create(
            nip=digits, full_name=f"Pegawai {serial}", kind="pns", unit=world.units["office"], grade="III/a"
        )
        assert nip.parse(digits) is not None
        made.append(
            Evaluation(
                cycle=cycle,
                employee=person,
                unit=world.units["office"],
                assessor=world.people[assessor],
                assessor_name=assessor.title(),
                employee_name=person.full_name,
                results_rating=rating,
                behaviour_rating=rating if number % 2 else 2,
            )
        )
    stored = Evaluation.objects.bulk_create(made)
    from workflow import triggers

    with triggers.lifted():
        Evaluation.objects.filter(pk__in=[one.pk for one in stored]).update(state="calibration")
    return stored


@pytest.fixture
def rated(world: World, cycle: Cycle) -> list[Evaluation]:
    """Ten women of a strict rater, ten men of a lenient one."""
    women = many(world, cycle, 10, sex="female", rating=1, assessor="kabid")
    return [*women, *many(world, cycle, 10, sex="male", rating=3, assessor="kadis")]


class TestFigures:
    """What the page says of twenty people."""

    def test_sex_and_age_follow_from_the_nip(self, world: World, rated: list[Evaluation]) -> None:
        found = watched(scope_of(world))
        assert {form.groups[SEX] for form in found.forms} == {"female", "male"}
        assert {form.groups[AGE] for form in found.forms} == {"40_49"}
        assert {form.groups["grade"] for form in found.forms} == {"III"}

    def test_a_strict_rater_is_found_and_the_gap_told_apart(self, world: World, rated: list[Evaluation]) -> None:
        page = fairness_of(world.actor("hana"), {})
        assert page.severity.spans[0][0] == "Kabid"
        assert page.severity.spans[0][1] < 0 < page.severity.spans[1][1]
        assert "Kabid" in page.severity.title
        sex = next(one for one in page.gaps if one.key == SEX)
        assert len(sex.spans) == 2
        assert sex.spans[0][1] < 0
        assert any("mungkin berasal dari penilainya" in sentence for sentence in sex.sentences)

    def test_the_same_by_one_rater_stays(self, world: World, cycle: Cycle) -> None:
        many(world, cycle, 10, sex="female", rating=1, assessor="kabid")
        many(world, cycle, 10, sex="male", rating=3, assessor="kabid")
        many(world, cycle, 5, sex="male", rating=2, assessor="kadis")
        sex = next(one for one in fairness_of(world.actor("hana"), {}).gaps if one.key == SEX)
        assert any("tetap ada di antara orang dengan penilai yang sama" in sentence for sentence in sex.sentences)

    def test_fewer_than_five_are_hidden_and_so_is_what_betrays_them(self, world: World, cycle: Cycle) -> None:
        many(world, cycle, 9, sex="female", rating=1, assessor="kabid")
        many(world, cycle, 4, sex="male", rating=3, assessor="kadis")
        page = fairness_of(world.actor("hana"), {})
        assert all(not one.spans for one in page.gaps)
        assert page.severity.spans == ()
        assert page.spreads == ()

    def test_statements_do_not_grow(self, world: World, cycle: Cycle) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                fairness_of(world.actor("hana"), {})
            return len(asked)

        many(world, cycle, 6, sex="female", rating=1, assessor="kabid")
        many(world, cycle, 6, sex="male", rating=3, assessor="kadis")
        few = cost()
        many(world, cycle, 20, sex="female", rating=2, assessor="siti")
        assert cost() == few <= 15

    def test_a_leader_sees_the_own_units_alone(self, world: World, rated: list[Evaluation]) -> None:
        assert len(watched(scope_of(world, "lia")).forms) == 20
        assert len(watched(scope_of(world, "joko")).forms) == 0


def test_a_rater_is_judged_by_what_he_proposed(world: World) -> None:
    """What a room changed counts with its snapshot, and stands in the gaps as it is."""
    found = rooms.calibrating(world)
    rooms.propose(world, results=2, behaviour=2)
    room = rooms.take(world, "hana", "open", rooms.prepare(world, found))
    rooms.move(world, "kadis", "siti", 3, 3)
    rooms.released(world, rooms.sealed(world, room))
    forms = watched(scope_of(world)).forms
    assert sorted(form.proposed or 0 for form in forms) == [2, 2, 2, 2]
    assert sorted(form.rating for form in forms) == [2, 2, 2, 3]


def test_what_a_superior_changed_alone_is_left_out_of_the_raters(world: World) -> None:
    from appraisal.actions import evaluations

    rooms.calibrating(world)
    rooms.propose(world, "siti")
    form = world.form_of("siti")
    ratings = {"results_rating": 3, "behaviour_rating": 3, "reason": "Setara."}
    evaluations.adjust(form.public_id, actor=world.actor("kadis"), version=form.version, **ratings)
    assert [(one.proposed, one.rating) for one in watched(scope_of(world)).forms] == [(None, 3)]


class TestDoors:
    """Who looks, on the page and over REST."""

    @pytest.mark.parametrize(
        ("who", "status"), [("hana", 200), ("lia", 200), ("audi", 200), ("kadis", 403), ("siti", 403), ("admin", 403)]
    )
    def test_who_may(self, world: World, rated: list[Evaluation], who: str, status: int) -> None:
        client = Client()
        client.force_login(world.users[who])
        assert client.get(reverse("appraisal:fairness")).status_code == status
        api = APIClient()
        api.force_authenticate(world.users[who])
        assert api.get("/api/v1/fairness/").status_code == status

    def test_no_rated_person_is_named(self, world: World, rated: list[Evaluation]) -> None:
        client = Client()
        client.force_login(world.users["hana"])
        said = client.get(reverse("appraisal:fairness")).content.decode()
        assert "Kabid" in said
        assert not any(one.employee_name in said for one in rated)

    def test_rest_gives_the_same_figures(self, world: World, rated: list[Evaluation]) -> None:
        api = APIClient()
        api.force_authenticate(world.users["hana"])
        found = api.get("/api/v1/fairness/").json()
        page = fairness_of(world.actor("hana"), {})
        assert [one["offset"]["value"] for one in found["raters"]] == [span[1] for span in page.severity.spans]
        assert {one["dimension"]: len(one["groups"]) for one in found["gaps"]} == {
            one.key: len(one.spans) for one in page.gaps
        }
        assert api.get("/api/v1/fairness/?cycle=x").status_code == 400

    def test_bands_have_nothing_to_compare(self, world: World) -> None:
        from tests.appraisal.test_rules import banded_rules

        with clock.frozen(do.NOW):
            do.running_cycle(world, banded_rules())
        assert not fairness_of(world.actor("hana"), {}).suits


class TestCopies:
    """A list for the reviewer, a nudge for the rater."""

    def copied(self, forms: list[Evaluation], text: str = COPIED, *, rating: int = 2) -> None:
        EvaluationItem.objects.bulk_create(
            EvaluationItem(
                evaluation=one, code="disiplin", section="x", weight=10, assessor_rating=rating, assessor_comment=text
            )
            for one in forms
        )

    def test_the_reviewer_gets_a_list_without_the_words(self, world: World, rated: list[Evaluation]) -> None:
        self.copied(rated[:4])
        found = suspicions(scope_of(world))
        assert [(one.name, one.people, [(s.kind, s.people) for s in one.signs]) for one in found] == [
            ("Kabid", 10, [("same_text", 4)])
        ]
        client = Client()
        client.force_login(world.users["hana"])
        said = client.get(reverse("appraisal:fairness")).content.decode()
        assert "Komentar yang sama untuk 4 orang" in said
        assert COPIED not in said

    def test_two_are_no_sign(self, world: World, rated: list[Evaluation]) -> None:
        self.copied(rated[:2])
        assert suspicions(scope_of(world)) == []

    def test_ratings_without_grounds(self, world: World, rated: list[Evaluation]) -> None:
        self.copied(rated[:3], "", rating=3)
        assert [one.kind for one in suspicions(scope_of(world))[0].signs] == ["no_grounds"]
        EvaluationItem.objects.filter(evaluation__in=rated[:3]).update(assessor_rating=2)
        assert suspicions(scope_of(world)) == []

    def test_forms_handed_over_within_a_minute(self, world: World, cycle: Cycle) -> None:
        for name in ("rekan", "wati", "siti"):
            do.submit(world, name)
            do.rate(world, name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(copies, "IN_A_MINUTE", 3)
            for name in ("rekan", "wati", "siti"):
                form = world.form_of(name)
                EvaluationItem.objects.filter(evaluation=form).update(assessor_comment=f"Catatan khusus bagi {name}.")
                evaluations.approve(form.public_id, actor=world.actor("kabid"), version=form.version)
            signs = [sign for one in suspicions(scope_of(world)) for sign in one.signs]
        assert [(sign.kind, sign.people) for sign in signs if sign.kind == "haste"] == [("haste", 3)]

    def test_the_rater_reads_the_own_words_on_the_review(self, world: World, rated: list[Evaluation]) -> None:
        do.submit(world, "wati")
        form = do.rate(world, "wati", rating=3)
        self.copied([*rated[:3], form][:3])
        assert next(sign.text for sign in own_signs(form)) == COPIED
        EvaluationItem.objects.filter(evaluation=form, code="hasil_utama").update(assessor_comment="")
        client = Client()
        client.force_login(world.users["kabid"])
        said = client.get(reverse("appraisal:review", args=[form.public_id])).content.decode()
        assert COPIED in said
        assert "1 rating tidak sesuai ekspektasi" in said

    def hurried(self, world: World, people: Sequence[str]) -> Evaluation:
        """Kabid hands over within a minute; one more form still waits for him."""
        for name in (*people, "siti"):
            do.submit(world, name)
            do.rate(world, name)
        for name in people:
            form = world.form_of(name)
            EvaluationItem.objects.filter(evaluation=form).update(assessor_comment=f"Catatan khusus bagi {name}.")
            evaluations.approve(form.public_id, actor=world.actor("kabid"), version=form.version)
        return world.form_of("siti")

    def test_the_rater_reads_of_the_own_haste_first(
        self, world: World, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form, sentence = self.hurried(world, ("rekan", "wati")), "Anda menyerahkan 2 formulir dalam satu menit."
        client = Client()
        client.force_login(world.users["kabid"])
        page, rest = reverse("appraisal:review", args=[form.public_id]), f"/api/v1/evaluations/{form.public_id}/"
        assert sentence not in client.get(page).content.decode()
        assert sentence not in client.get(rest, headers={"Accept-Language": "id"}).content.decode()
        monkeypatch.setattr(copies, "IN_A_MINUTE", 2)
        assert ("haste", 2) in [(sign.kind, sign.people) for sign in own_signs(form)]
        assert sentence in client.get(page).content.decode()
        assert client.get(rest, headers={"Accept-Language": "id"}).json()["nudges"][0].startswith(sentence)

    def test_nudges_are_the_assessors_alone_and_only_while_rating(
        self, world: World, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = self.hurried(world, ("rekan",))
        monkeypatch.setattr(copies, "IN_A_MINUTE", 1)
        road = "/api/v1/evaluations/{}/"
        for name in ("siti", "hana", "audi", "kadis", "kabid"):
            client = Client()
            client.force_login(world.users[name])
            answer = client.get(road.format(form.public_id))
            assert answer.status_code == 200, name
            assert ("nudges" in answer.json()) is (name == "kabid"), name
            assert "nudges" not in client.get("/api/v1/evaluations/").json()["results"][0]
        client = Client()
        client.force_login(world.users["kabid"])
        assert "nudges" not in client.get(road.format(world.form_of("rekan").public_id)).json()

    def test_the_haste_of_another_rater_is_not_ones_own(
        self, world: World, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.hurried(world, ("rekan", "wati"))
        monkeypatch.setattr(copies, "IN_A_MINUTE", 2)
        assert own_signs(world.form_of("kabid")) == []

    def test_nobody_elses_words_are_counted(self, world: World, rated: list[Evaluation]) -> None:
        self.copied(rated[10:14])
        form = world.form_of("wati")
        assert form.assessor == world.people["kabid"]
        assert own_signs(form) == []
