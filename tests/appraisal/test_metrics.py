"""Service metrics: entered or imported, shares of a hundred per cent, and the facts of those who contribute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from appraisal.actions import metrics
from appraisal.models import Cycle, ItemFacts, MetricReading, MetricShare, ServiceMetric
from appraisal.shares import Line, checked, form_rows, posted_lines
from organization.actions import imports
from tests.appraisal.world import World
from tests.organization.conftest import workbook
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible

QUARTER = {"period_from": date(2026, 7, 1), "period_until": date(2026, 9, 30)}
VALUES: dict[str, Any] = {
    "name": "Waktu terbit akta",
    "unit_of_measure": "hari",
    "direction": "down",
    "baseline": Decimal(6),
    "target": Decimal(2),
}


def make(world: World, unit: str = "office", **changes: Any) -> ServiceMetric:
    place = world.units[unit].public_id
    return metrics.create_metric(actor=world.actor("hana"), unit=place, values={**VALUES, **changes})


def share(world: World, metric: ServiceMetric, period: dict[str, date] | None = None, **shares: str) -> None:
    lines = [Line(place, world.people[name], text) for place, (name, text) in enumerate(shares.items(), start=1)]
    metrics.set_shares(metric, actor=world.actor("hana"), lines=lines, **(period or QUARTER))


def read(world: World, metric: ServiceMetric, on: date, value: str) -> None:
    metrics.record_reading(metric, actor=world.actor("hana"), on=on, value=Decimal(value))


def facts_of(world: World, name: str) -> ItemFacts | None:
    return ItemFacts.objects.filter(item__evaluation=world.form_of(name), item__code="mutu_layanan").first()


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidInput) as found:
        act()
    return [one.field for one in found.value.details if isinstance(one, FieldFault)]


# Writing


def test_hr_of_the_unit_names_and_changes_a_metric(world: World) -> None:
    metric = make(world)
    changed = metrics.change_metric(metric, actor=world.actor("hana"), values={**VALUES, "target": Decimal(1)})
    assert (changed.target, ServiceMetric.objects.get().target) == (Decimal(1), Decimal(1))


@pytest.mark.parametrize("name", ["siti", "kabid", "joko", "audi", "lia", "disabled"])
def test_nobody_else_writes(world: World, name: str) -> None:
    metric = make(world)
    actor = world.actor(name)
    acts: list[Callable[[], object]] = [
        lambda: metrics.create_metric(actor=actor, unit=world.units["office"].public_id, values=VALUES),
        lambda: metrics.change_metric(metric, actor=actor, values=VALUES),
        lambda: metrics.record_reading(metric, actor=actor, on=date(2026, 9, 1), value=Decimal(5)),
        lambda: metrics.set_shares(metric, actor=actor, lines=[], **QUARTER),
    ]
    for act in acts:
        with pytest.raises((NotPermitted, NotVisible)):
            act()
    assert (ServiceMetric.objects.count(), MetricReading.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"unit_of_measure": "x" * 41}, "unit_of_measure"),
        ({"direction": "sideways"}, "direction"),
        ({"target": Decimal(6)}, "target"),
        ({"target": Decimal("6.01")}, "target"),
        ({"direction": "up"}, "target"),
    ],
)
def test_a_metric_that_makes_no_sense_is_refused_at_its_field(world: World, changes: Any, field: str) -> None:
    assert refused(lambda: make(world, **changes)) == [field]
    assert ServiceMetric.objects.count() == 0


def test_a_target_just_below_the_baseline_will_do(world: World) -> None:
    assert make(world, target=Decimal("5.99")).target == Decimal("5.99")


def test_a_name_stands_once_in_a_unit(world: World) -> None:
    make(world)
    assert refused(lambda: make(world)) == ["name"]
    assert make(world, unit="section").pk


def test_a_coming_day_has_no_reading(world: World) -> None:
    metric = make(world)
    read(world, metric, date(2026, 10, 7), "5")
    assert refused(lambda: read(world, metric, date(2026, 10, 8), "5")) == ["on"]
    read(world, metric, date(2026, 10, 7), "4")
    assert MetricReading.objects.get().value == Decimal(4)


# Shares


def test_shares_total_a_hundred(world: World) -> None:
    metric = make(world)
    share(world, metric, siti="60", rekan="40")
    assert sum(MetricShare.objects.values_list("share", flat=True)) == 100
    for texts in ({"siti": "60", "rekan": "39,99"}, {"siti": "60", "rekan": "40.01"}):
        assert refused(lambda texts=texts: share(world, metric, **texts)) == ["shares"]
    share(world, metric, siti="33,34", rekan="66.66")
    assert MetricShare.objects.count() == 2


@pytest.mark.parametrize("text", ["0", "-1", "100.01", "abc", "", "10,123", "1e2", "١٠"])
def test_a_share_is_a_number_above_zero_up_to_a_hundred(world: World, text: str) -> None:
    lines = [Line(1, world.people["siti"], text)]
    assert "share-1" in refused(lambda: checked(lines, complete=False))


def test_a_person_stands_once_and_must_be_found(world: World) -> None:
    lines = [Line(1, world.people["siti"], "50"), Line(2, world.people["siti"], "50"), Line(3, None, "1")]
    assert refused(lambda: checked(lines, complete=True)) == ["person-2", "person-3"]


def test_at_most_twenty_people(world: World) -> None:
    people = list(world.people.values())
    lines = [Line(n, people[n % len(people)], "1") for n in range(1, 22)]
    assert "shares" in refused(lambda: checked(lines, complete=False))


def test_a_period_may_not_cut_into_another(world: World) -> None:
    metric = make(world)
    share(world, metric, siti="100")
    cutting = {"period_from": date(2026, 9, 30), "period_until": date(2026, 12, 31)}
    assert refused(lambda: share(world, metric, cutting, siti="100")) == ["period_from"]
    reversed_days = {"period_from": date(2026, 12, 31), "period_until": date(2026, 12, 30)}
    assert refused(lambda: share(world, metric, reversed_days, siti="100")) == ["period_until"]
    share(world, metric, {"period_from": date(2026, 10, 1), "period_until": date(2026, 12, 31)}, siti="100")
    share(world, metric)
    assert MetricShare.objects.count() == 1


def test_the_form_shows_what_was_typed_beside_its_fault(world: World) -> None:
    typed = {"person-1": "Siti", "share-1": "x", "person-2": "Nobody", "share-2": "50"}
    lines = posted_lines(typed)
    assert [line.person for line in lines] == [world.people["siti"], None]
    faults = [FieldFault("share-1", "angka"), FieldFault("person-2", "siapa")]
    rows = form_rows([], typed, faults)
    assert [(row.person, row.share, row.person_error, row.share_error) for row in rows[:2]] == [
        ("Siti", "x", "", "angka"),
        ("Nobody", "50", "siapa", ""),
    ]
    assert len(rows) == 5


# Facts


def test_the_way_of_the_metric_is_a_fact_of_those_who_contribute(cycle: Cycle, world: World) -> None:
    metric = make(world)
    share(world, metric, siti="60", rekan="40")
    siti = facts_of(world, "siti")
    assert siti is not None
    assert siti.advised is None
    assert siti.text["id"] == "Waktu terbit akta: tidak diukur dalam periode ini (andil 60 %)."
    read(world, metric, date(2026, 8, 1), "5")
    read(world, metric, date(2026, 9, 30), "4")
    siti = facts_of(world, "siti")
    assert siti is not None
    assert (siti.advised, siti.trace["figures"]) == (2, {"way": "50"})
    assert siti.text["id"] == (
        "Waktu terbit akta: 4 hari pada 30 September 2026, nilai awal 6, target 2; 50 % dari jalan menuju target "
        "(andil 60 %)."
    )
    assert facts_of(world, "wati") is None


@pytest.mark.parametrize(("value", "advised"), [("2", 3), ("2.01", 2), ("4", 2), ("4.01", 1), ("9", 1)])
def test_the_level_follows_the_last_reading(cycle: Cycle, world: World, value: str, advised: int) -> None:
    metric = make(world)
    share(world, metric, siti="100")
    read(world, metric, date(2026, 9, 30), value)
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.advised == advised


def test_a_reading_after_the_period_does_not_count(cycle: Cycle, world: World) -> None:
    metric = make(world)
    share(world, metric, siti="100")
    read(world, metric, date(2026, 9, 30), "6")
    read(world, metric, date(2026, 10, 1), "2")
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.trace["inputs"][0]["on"] == "2026-09-30"


def test_several_metrics_are_weighted_by_share(cycle: Cycle, world: World) -> None:
    first, second = make(world), make(world, name="Indeks kepuasan", direction="up", target=Decimal(10))
    share(world, first, siti="30", rekan="70")
    share(world, second, siti="60", rekan="40")
    read(world, first, date(2026, 9, 1), "2")
    read(world, second, date(2026, 9, 1), "6")
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.trace["figures"] == {"way": "33.33"}


def test_who_loses_the_share_loses_the_facts(cycle: Cycle, world: World) -> None:
    metric = make(world)
    share(world, metric, siti="100")
    assert facts_of(world, "siti") is not None
    share(world, metric, rekan="100")
    assert facts_of(world, "siti") is None
    assert world.form_of("siti").items.get(code="mutu_layanan").self_realisation == ""
    assert facts_of(world, "rekan") is not None


# Files

METRIC_HEAD = ["kode_unit", "metrik", "satuan", "arah", "awal", "target"]
READING_HEAD = ["kode_unit", "metrik", "tanggal", "nilai"]


def send(world: World, by: str = "hana", **sheets: list[list[Any]]) -> imports.Upload:
    return imports.upload(actor=world.actor(by), name="layanan.xlsx", data=workbook(**sheets), about="metrics")


def test_metrics_and_readings_come_in_one_file_and_twice_change_nothing(world: World) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "Metrik": [METRIC_HEAD, ["office", "Waktu tunggu", "menit", "turun", "60", "20,5"]],
        "Pengukuran": [
            READING_HEAD,
            ["office", "waktu tunggu", "2026-09-30", 45.5],
            ["office", "Waktu tunggu", "1-8-2026", "50"],
        ],
    }
    found = send(world, **sheets)
    assert found.plan.faults == []
    assert found.batch is not None
    assert found.plan.counts()["readings"] == {"new": 2, "changed": 0, "unchanged": 0}
    imports.apply_batch(found.batch.public_id, actor=world.actor("hana"), version=found.batch.version)
    metric = ServiceMetric.objects.get()
    assert (metric.direction, metric.baseline, metric.target) == ("down", Decimal(60), Decimal("20.5"))
    assert list(metric.readings.values_list("on", "value")) == [
        (date(2026, 8, 1), Decimal(50)),
        (date(2026, 9, 30), Decimal("45.5")),
    ]
    assert send(world, **sheets).is_unchanged
    sheets["Pengukuran"][1][3] = 44
    changed = send(world, **sheets)
    assert changed.plan.counts()["readings"] == {"new": 0, "changed": 1, "unchanged": 1}


def test_an_imported_reading_moves_the_facts(cycle: Cycle, world: World) -> None:
    share(world, make(world), siti="100")
    found = send(world, Pengukuran=[READING_HEAD, ["office", VALUES["name"], "2026-09-30", "2"]])
    assert found.batch is not None
    imports.apply_batch(found.batch.public_id, actor=world.actor("hana"), version=found.batch.version)
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.advised == 3


def test_every_fault_of_a_file_is_named(world: World) -> None:
    make(world)
    found = send(
        world,
        Metrik=[
            METRIC_HEAD,
            ["nowhere", "A", "hari", "turun", "5", "2"],
            ["office", "B", "hari", "turun", "5", "5"],
            ["office", "C", "hari", "mundur", "5", "2"],
            ["office", "D", "hari", "naik", "1.234", "2000"],
            ["office", "E", "hari", "naik", "1", "2"],
            ["office", "e", "hari", "naik", "1", "2"],
        ],
        Pengukuran=[
            READING_HEAD,
            ["office", "Tidak ada", "2026-09-30", "2"],
            ["office", VALUES["name"], "2026-10-08", "2"],
            ["office", VALUES["name"], "2026-09-30", "2"],
            ["office", VALUES["name"], "2026-09-30", "3"],
            ["office", VALUES["name"], "2026-09-29", "dua"],
        ],
    )
    assert [(one.sheet, one.row, one.column, one.code) for one in found.plan.faults] == [
        ("Metrik", 2, "kode_unit", "unit_not_there"),
        ("Metrik", 3, "target", "target_behind"),
        ("Metrik", 4, "arah", "invalid_choice"),
        ("Metrik", 5, "awal", "ambiguous_number"),
        ("Metrik", 7, "metrik", "metric_twice"),
        ("Pengukuran", 2, "metrik", "metric_unknown"),
        ("Pengukuran", 3, "tanggal", "day_to_come"),
        ("Pengukuran", 5, "tanggal", "day_twice"),
        ("Pengukuran", 6, "nilai", "invalid_decimal"),
    ]
    assert send(world, by="joko", Pengukuran=[READING_HEAD, ["office", "X", "2026-09-30", "2"]]).plan.faults[
        0
    ].code == ("outside_scope")
    with pytest.raises(NotPermitted):
        send(world, by="siti", Pengukuran=[READING_HEAD, ["office", "X", "2026-09-30", "2"]])


def test_the_period_of_shares_is_told_from_the_cycle(cycle: Cycle, world: World) -> None:
    metric = make(world)
    share(world, metric, {"period_from": date(2026, 1, 1), "period_until": date(2026, 6, 30)}, siti="100")
    assert facts_of(world, "siti") is None
    share(world, metric, {"period_from": date(2026, 7, 1), "period_until": date(2026, 7, 1)}, siti="100")
    assert facts_of(world, "siti") is not None
