"""Achievements and patterns: compared by hand, set first, explained, never blocking; small groups stay hidden."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.actions import cycles
from appraisal.default_tables import PATTERN
from appraisal.models import Cycle, Evaluation, UnitAchievement
from appraisal.patterns import actions
from appraisal.patterns.comparing import compare
from appraisal.patterns.selectors import own_ratings, pattern_of, patterns_of
from appraisal.policies import ASSESSOR
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.awards.world import final, handed_out
from tests.patterns.conftest import values
from workflow.errors import Conflict, GuardRefused, InvalidInput, NotPermitted, NotVisible, VersionConflict
from workflow.models import Event
from workflow.policies import policy_for

CODES = ("sangat_kurang", "kurang", "butuh_perbaikan", "baik", "sangat_baik")
WHY = "Tim kecil; semua target layanan terlampaui sejak loket dipindah."


class TestComparing:
    """Pure; expectations by hand."""

    def test_shares_and_expected_people(self) -> None:
        # Baik: 2, 3, 6, 11, 2 of 24; 48 people.
        lines = compare(CODES, PATTERN["baik"], {"baik": 40, "sangat_baik": 8})
        found = {line.code: (line.number, line.share, line.expected, line.expected_share) for line in lines}
        assert found["baik"] == (40, Decimal("83.3"), Decimal("22.0"), Decimal("45.8"))
        assert found["kurang"] == (0, Decimal("0.0"), Decimal("6.0"), Decimal("12.5"))
        off = {line.code: line.more for line in lines if line.off}
        # sangat_kurang (8.3) and sangat_baik (16.7 against 8.3) differ by fewer than ten points.
        assert off == {"baik": True, "butuh_perbaikan": False, "kurang": False}

    @pytest.mark.parametrize(
        ("pattern", "numbers", "more"),
        [
            # Ten points exactly and one person exactly: named.
            ({"a": 1, "b": 1}, {"a": 6, "b": 4}, ["a"]),
            # Less than ten points.
            ({"a": 1, "b": 1}, {"a": 59, "b": 41}, []),
            # Less than a person, though more than ten points.
            ({"a": 1, "b": 2}, {"a": 2, "b": 2}, []),
        ],
    )
    def test_limits(self, pattern: dict[str, int], numbers: dict[str, int], more: list[str]) -> None:
        assert [line.code for line in compare(("a", "b"), pattern, numbers) if line.more] == more

    def test_nobody_or_nothing(self) -> None:
        assert compare(CODES, PATTERN["baik"], {}) == ()
        assert compare(CODES, {"baik": 0}, {"baik": 5}) == ()


class TestSetting:
    """HR or a leader of the agency, with source and reason."""

    @pytest.mark.parametrize("who", ["hana", "lia"])
    def test_set(self, world: World, cycle: Cycle, who: str) -> None:
        made = actions.set_achievement(actor=world.actor(who), **values(world, cycle))  # type: ignore[arg-type]
        assert (made.state, made.achievement, made.author_name, made.version) == ("set", "istimewa", who.title(), 0)
        assert Event.objects.get(kind=UnitAchievement.kind).name == "achievement.created"

    @pytest.mark.parametrize("who", ["siti", "kabid", "kadis", "audi", "joko", "admin", "asing"])
    def test_others_may_not(self, world: World, cycle: Cycle, who: str) -> None:
        with pytest.raises(NotPermitted):
            actions.set_achievement(actor=world.actor(who), **values(world, cycle))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"achievement": "unggul"}, "achievement"),
            ({"source": " "}, "source"),
            ({"source": "x" * 301}, "source"),
            ({"reason": ""}, "reason"),
        ],
    )
    def test_faults_by_field(self, world: World, cycle: Cycle, changes: dict[str, str], field: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            actions.set_achievement(actor=world.actor("hana"), **values(world, cycle, **changes))  # type: ignore[arg-type]
        assert [fault.field for fault in refused.value.details] == [field]

    def test_only_agencies(self, world: World, cycle: Cycle) -> None:
        inner = values(world, cycle, unit=world.units["office"].public_id)  # type: ignore[arg-type]
        with pytest.raises(NotVisible):
            actions.set_achievement(actor=world.actor("hana"), **inner)  # type: ignore[arg-type]

    def test_once_then_changed(self, world: World, cycle: Cycle, achievement: UnitAchievement) -> None:
        with pytest.raises(Conflict):
            actions.set_achievement(actor=world.actor("lia"), **values(world, cycle))  # type: ignore[arg-type]
        _take(world, "kabid", "explain", achievement, deviation=WHY)
        found = _take(world, "lia", "change", achievement, achievement="baik", source="LKjIP revisi", reason="Revisi.")
        assert (found.achievement, found.author_name, found.deviation, found.version) == ("baik", "Lia", "", 2)

    def test_a_stale_page_changes_nothing(self, world: World, achievement: UnitAchievement) -> None:
        _take(world, "kabid", "explain", achievement, deviation=WHY)
        payload = {"achievement": "baik", "source": "x", "reason": "y"}
        with pytest.raises(VersionConflict):
            actions.take(achievement.public_id, "change", actor=world.actor("hana"), version=0, payload=payload)

    def test_an_unknown_achievement(self, world: World, achievement: UnitAchievement) -> None:
        with pytest.raises(GuardRefused) as refused:
            _take(world, "hana", "change", achievement, achievement="unggul", source="x", reason="y")
        assert refused.value.code == "achievement_unknown"

    def test_taken_back_it_can_be_set_again(self, world: World, cycle: Cycle, achievement: UnitAchievement) -> None:
        _take(world, "hana", "withdraw", achievement, reason="Unit keliru.")
        made = actions.set_achievement(actor=world.actor("hana"), **values(world, cycle))  # type: ignore[arg-type]
        assert made.pk != achievement.pk

    def test_nothing_is_set_once_the_cycle_is_over(self, world: World, cycle: Cycle) -> None:
        cycles.cancel(cycle.public_id, actor=world.actor("hana"), version=cycle.version, reason="Keliru.")
        with pytest.raises(GuardRefused) as refused:
            actions.set_achievement(actor=world.actor("hana"), **values(world, cycle))  # type: ignore[arg-type]
        assert refused.value.code == "cycle_over"


def _take(world: World, who: str, name: str, one: UnitAchievement, **payload: Any) -> UnitAchievement:
    version = UnitAchievement.objects.values_list("version", flat=True).get(pk=one.pk)
    actions.take(one.public_id, name, actor=world.actor(who), version=version, payload=payload)
    return UnitAchievement.objects.select_related("unit", "cycle__rule_set").get(pk=one.pk)


def _spread(world: World, who: str, cycle: Cycle, unit: str = "agency") -> Any:
    from appraisal.patterns.policies import roles_towards

    actor, place = world.actor(who), world.units[unit]
    return pattern_of(actor, cycle, place, roles=roles_towards(actor, cycle, place))


class TestSuppression:
    """Groups under five are hidden, also by difference."""

    @pytest.mark.parametrize("who", ["hana", "lia", "audi"])
    def test_an_office_reads_from_five_on(self, world: World, rated: Cycle, who: str) -> None:
        found = _spread(world, who, rated).spread
        assert (found.hidden, found.total, found.numbers) == (False, 5, {"baik": 5})

    def test_four_are_hidden(self, world: World, rated: Cycle) -> None:
        Evaluation.objects.filter(cycle=rated, employee=world.people["siti"]).update(unit=world.units["other"])
        found = _spread(world, "hana", rated).spread
        assert (found.hidden, found.total) == (True, 0)

    def test_who_knows_them_all_sees_what_he_knows(self, world: World, rated: Cycle) -> None:
        """Kabid rated three, stands above the one who rated Bawahan, and is the fifth himself."""
        found = _spread(world, "kabid", rated).spread
        assert (found.hidden, found.total) == (False, 5)

    @pytest.mark.parametrize("who", ["kadis", "siti"])
    def test_who_knows_some_cannot_take_them_away(self, world: World, rated: Cycle, who: str) -> None:
        """Kadis knows all but Bawahan, Siti knows herself and Bawahan: fewer than five others are left."""
        found = _spread(world, who, rated).spread
        assert (found.hidden, found.total) == (True, 0)

    def test_with_five_others_they_are_shown(self, world: World, rated: Cycle) -> None:
        # Kabid knows the five; five people of another assessor are added.
        for number, name in enumerate(("joko", "audi", "lia", "hana", "hari")):
            final(world, name, results=3 if number else 2, behaviour=3)
        others = [world.people[name] for name in ("joko", "audi", "lia", "hana", "hari")]
        Evaluation.objects.filter(cycle=rated, employee__in=others).update(unit=world.units["agency"])
        found = _spread(world, "kabid", rated).spread
        assert (found.hidden, found.total) == (False, 10)
        Evaluation.objects.filter(cycle=rated, employee=world.people["joko"]).update(unit=world.units["other"])
        assert _spread(world, "kabid", rated).spread.hidden

    def test_a_whole_that_would_show_a_small_agency_leaves_it_out(self, world: World, rated: Cycle) -> None:
        final(world, "audi")
        found = _spread(world, "hana", rated, "regency").spread
        assert (found.total, found.left_out) == (5, 1)

    @pytest.mark.parametrize("who", ["asing", "joko", "admin", "audi_lain"])
    def test_others_read_no_spread(self, world: World, rated: Cycle, who: str) -> None:
        found = _spread(world, who, rated)
        assert (found.spread.total, found.lines) == (0, ())


class TestOwnRatings:
    """What the assessor has in hand, before anything is sent."""

    def test_sent_and_not_sent(self, world: World, cycle: Cycle) -> None:
        handed_out(world, "siti")
        do.submit(world, "rekan")
        do.rate(world, "rekan", results=3, behaviour=3)
        do.submit(world, "wati")
        roles = frozenset({ASSESSOR})
        found = own_ratings(world.actor("kabid"), cycle, world.units["agency"], roles=roles)
        assert found == {"baik": 1, "sangat_baik": 1}
        assert own_ratings(world.actor("kadis"), cycle, world.units["agency"], roles=roles) == {}

    def test_a_deviation_blocks_nothing(self, world: World, cycle: Cycle, achievement: UnitAchievement) -> None:
        _take(world, "hana", "change", achievement, achievement="sangat_kurang", source="LKjIP", reason="Meleset.")
        for name in ("siti", "rekan", "wati", "bawahan"):
            assert handed_out(world, name, results=3, behaviour=3).state == "objection"


ALL = {"achievement", "spread", "history"}
OPENED = {
    "hana": ALL, "lia": ALL, "audi": ALL, "kadis": ALL, "kabid": ALL, "siti": ALL, "bupati": ALL,
    "rekan": {"achievement"}, "asing": {"achievement"}, "joko": {"achievement"}, "audi_lain": {"achievement"},
    "admin": {"achievement"}, "disabled": set(),
}  # fmt: skip


def test_groups_by_reader(world: World, achievement: UnitAchievement) -> None:
    """Siti rates Bawahan; Kabid and Kadis rate; the Bupati heads the unit above."""
    policy = policy_for(UnitAchievement)
    assert {name: set(policy.fields_for(world.actor(name), achievement)) for name in OPENED} == OPENED
    for name in world.users:
        actor = world.actor(name)
        assert policy.visible_to(actor).filter(pk=achievement.pk).exists() == policy.sees(actor, achievement), name


def test_recipients_hold_their_role(world: World, achievement: UnitAchievement) -> None:
    policy = policy_for(UnitAchievement)
    for role in ("hr", "leader", "auditor", "assessor", "superior"):
        told = set(policy.users_in_role(role, achievement))
        held = {
            user.pk for name, user in world.users.items() if role in policy.roles_of(world.actor(name), achievement)
        }
        assert told == held, role


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def page_of(world: World, who: str, name: str, *args: Any) -> tuple[int, str]:
    answer = client_of(world, who).get(reverse(f"appraisal:{name}", args=args))
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


class TestPages:
    """Set, compared, explained at the page."""

    def test_hr_sets_it_first(self, world: World, rated: Cycle) -> None:
        place = [rated.public_id, world.units["agency"].public_id]
        road = reverse("appraisal:pattern-set", args=place)
        assert road in page_of(world, "hana", "pattern", *place)[1]
        assert road not in page_of(world, "kabid", "pattern", *place)[1]
        data = {"achievement": "istimewa", "source": "LKjIP", "reason": "Sasaran terlampaui."}
        assert client_of(world, "hana").post(road, {**data, "source": ""}).status_code == 400
        assert client_of(world, "kabid").post(road, data).status_code == 403
        assert client_of(world, "hana").post(road, data).status_code == 302
        text = page_of(world, "hana", "pattern", *place)[1]
        # Istimewa foresees 13 of 24 very good: 5 × 13/24 = 2.7; all five are good.
        for words in ("Istimewa", "5 orang", "2,7", "Alasan"):
            assert words in text, words

    def test_explained_by_the_assessor(self, world: World, rated: Cycle, achievement: UnitAchievement) -> None:
        road = reverse("appraisal:achievement-transition", args=[achievement.public_id])
        data = {"transition": "explain", "version": "0", "deviation": WHY}
        assert client_of(world, "rekan").post(road, data).status_code == 403
        assert client_of(world, "kabid").post(road, data).status_code == 302
        assert client_of(world, "kabid").post(road, data).status_code == 409
        assert WHY in page_of(world, "hana", "achievement", achievement.public_id)[1]
        assert WHY not in page_of(world, "asing", "achievement", achievement.public_id)[1]

    def test_the_list_names_what_deviates(self, world: World, rated: Cycle, achievement: UnitAchievement) -> None:
        status, text = page_of(world, "hana", "patterns", rated.public_id)
        assert (status, "Menyimpang" in text, "Capaian belum ditetapkan" in text) == (200, True, True)
        assert page_of(world, "kabid", "patterns", rated.public_id)[0] == 200
        assert page_of(world, "rekan", "patterns", rated.public_id)[0] == 403

    def test_the_list_takes_as_many_statements_for_many(self, world: World, rated: Cycle) -> None:
        hana = world.actor("hana")

        def statements() -> int:
            with CaptureQueriesContext(connection) as seen:
                patterns_of(hana, rated)
            return len(seen)

        before = statements()
        actions.set_achievement(actor=world.actor("hana"), **values(world, rated))  # type: ignore[arg-type]
        assert statements() == before <= 4

    def test_a_section_has_no_page(self, world: World, rated: Cycle) -> None:
        assert page_of(world, "hana", "pattern", rated.public_id, world.units["section"].public_id)[0] == 404

    def test_the_assessor_is_led_there_before_sending(self, world: World, cycle: Cycle) -> None:
        do.submit(world, "siti")
        road = reverse("appraisal:pattern", args=[cycle.public_id, world.units["agency"].public_id])
        assert road in page_of(world, "kabid", "review", world.form_of("siti").public_id)[1]


class TestRest:
    """The same over REST."""

    def test_set_and_read(self, world: World, rated: Cycle) -> None:
        body = {name: str(value) for name, value in values(world, rated).items()}
        made = client_of(world, "hana").post("/api/v1/unit-achievements/", body, content_type="application/json")
        assert made.status_code == 201
        spread = made.json()["spread"]
        assert (spread["hidden"], spread["total"], spread["deviates"]) == (False, 5, True)
        assert {line["predicate"]: line["expected"] for line in spread["lines"]}["sangat_baik"] == "2.7"
        road = f"/api/v1/unit-achievements/{made.json()['id']}/"
        hidden = client_of(world, "kadis").get(road).json()["spread"]
        assert (hidden["hidden"], hidden["total"], hidden["lines"]) == (True, None, [])
        found = client_of(world, "asing").get(road).json()
        assert found["achievement"] == "istimewa"
        assert not {"spread", "reason", "deviation"} & set(found)
        assert client_of(world, "asing").get(f"{road}events/").status_code == 403
