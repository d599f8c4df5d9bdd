"""Results of a national export: read back what was exported, differences by NIP and period, taken over by reopening."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations
from appraisal.exchange.periods import MONTHS, QUARTERS, period_name
from appraisal.models import Cycle
from appraisal.models.cycles import PeriodKind
from appraisal.pages.cycle_report import EXCHANGE_HEADS, REPORTS, rows_of
from organization.actions import exchange, imports
from organization.models import Difference
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.situations import prepared
from workflow import clock
from workflow.errors import GuardRefused
from workflow.models import EventText
from workflow.policies import policy_for
from workflow.streams import csv_pieces, workbook_pieces

pytestmark = pytest.mark.django_db
KIND = "exchange-results"
FINAL = ("siti", "rekan", "bawahan")


@pytest.fixture
def world() -> Iterator[World]:
    found = prepared()
    with clock.frozen(IN_WINDOW):
        do.let_clock_work()
        for name in FINAL:
            form = do.approve(found, name)
            evaluations.accept(form.public_id, actor=found.actor(name), version=form.version)
        yield found


def exported(world: World, who: str = "hana") -> list[list[str]]:
    return [list(row) for row in rows_of(REPORTS["exchange"], Cycle.objects.get(), world.actor(who))]


def changed(rows: list[list[str]], name: str, **values: str) -> list[list[str]]:
    """The rows with some fields of one person changed."""
    found = [list(row) for row in rows]
    for row in found:
        if row[EXCHANGE_HEADS.index("nama")] == name:
            for field, value in values.items():
                row[EXCHANGE_HEADS.index(field)] = value
    return found


def send(world: World, rows: list[list[str]], who: str = "hana", *, workbook: bool = False) -> imports.Upload:
    pieces = workbook_pieces("Hasil e-Kinerja", EXCHANGE_HEADS, rows) if workbook else csv_pieces(EXCHANGE_HEADS, rows)
    return imports.upload(actor=world.actor(who), name="hasil", data=b"".join(pieces), about=KIND)


def keep(world: World, rows: list[list[str]], who: str = "hana") -> list[Difference]:
    batch = send(world, rows, who).batch
    assert batch is not None
    assert batch.state == "checked", batch.faults
    imports.apply_batch(batch.public_id, actor=world.actor(who), version=batch.version)
    return list(Difference.objects.filter(state="open").order_by("pk"))


@pytest.mark.parametrize("workbook", [False, True])
def test_what_was_exported_comes_back_without_a_difference(world: World, workbook: bool) -> None:
    rows = exported(world)
    assert len(rows) == len(FINAL)
    found = send(world, rows, workbook=workbook)
    assert found.is_unchanged
    assert not found.plan.warnings


def test_another_predicate_is_a_difference_with_both_sources_and_dates(world: World) -> None:
    (row,) = keep(world, changed(exported(world), "Siti", predikat="Sangat Baik", tanggal_data="2026-10-06"))
    assert (row.field, row.ours, row.theirs) == ("predikat", "Baik", "Sangat Baik")
    assert (row.our_source, str(row.our_date), str(row.their_date)) == ("result", "2026-10-07", "2026-10-06")
    assert row.subject_key == f"{world.people['siti'].nip}/2026/triwulan iii"


def test_taking_over_asks_for_a_reopening_and_changes_no_result(world: World) -> None:
    (row,) = keep(world, changed(exported(world), "Siti", predikat="Sangat Baik"))
    exchange.take(row.public_id, "accept", actor=world.actor("hana"), version=row.version)
    form = world.form_of("siti")
    assert (str(form.state), form.predicate) == ("final", "baik")
    assert form.reopen_requested_by_id == world.users["hana"].pk
    assert "e-Kinerja BKN" in EventText.objects.latest("pk").content


def test_a_result_that_is_reopened_meanwhile_cannot_be_taken_over(world: World) -> None:
    (row,) = keep(world, changed(exported(world), "Siti", predikat="Sangat Baik"))
    form = world.form_of("siti")
    evaluations.request_reopening(form.public_id, actor=world.actor("hana"), version=form.version, reason="Tertukar.")
    with pytest.raises(GuardRefused):
        exchange.take(row.public_id, "accept", actor=world.actor("hana"), version=row.version)
    assert str(Difference.objects.get(pk=row.pk).state) == "open"


def test_what_is_not_final_here_and_unknown_periods_are_remarks(world: World) -> None:
    rows = exported(world)
    wati = [*rows[0]]
    wati[EXCHANGE_HEADS.index("nip")] = world.people["wati"].nip or ""
    other = changed(rows, "Siti", tahun="2019")
    batch = send(world, [wati, *other, *changed(rows, "Rekan", predikat="Kurang")[1:2]]).plan
    assert {one.code for one in batch.warnings} >= {"not_final_here", "period_unknown"}


def test_the_same_person_and_period_twice_stop_the_file(world: World) -> None:
    rows = exported(world)
    batch = send(world, [rows[0], rows[0]]).batch
    assert batch is not None
    assert [fault["code"] for fault in batch.faults] == ["result_twice"]


def test_nobody_decides_about_himself_or_an_own_superior(world: World) -> None:
    rows = changed(exported(world), "Siti", predikat="Sangat Baik")
    keep(world, changed(rows, "Bawahan", predikat="Sangat Baik"))
    seen = policy_for(Difference).visible_to(world.actor("bawahan"))
    assert not seen.filter(employee__in=[world.people["siti"], world.people["bawahan"]]).exists()
    assert policy_for(Difference).visible_to(world.actor("hana")).count() == 2
    assert not policy_for(Difference).visible_to(world.actor("siti")).exists()


def test_statements_do_not_grow_with_the_rows(world: World) -> None:
    rows, name = exported(world), EXCHANGE_HEADS.index("nama")

    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            batch = send(world, [changed([row], row[name], predikat="Kurang")[0] for row in rows[:count]]).batch
        assert batch is not None
        assert batch.counts["differences"]["new"] == count
        return len(seen)

    assert statements(3) == statements(1)


def test_names_of_periods() -> None:
    quarter = Cycle(period_kind=PeriodKind.QUARTERLY, period_from=date(2026, 10, 1))
    month = Cycle(period_kind=PeriodKind.MONTHLY, period_from=date(2026, 2, 1))
    year = Cycle(period_kind=PeriodKind.ANNUAL, period_from=date(2026, 1, 1))
    assert [period_name(one) for one in (quarter, month, year)] == [QUARTERS[3], MONTHS[1], "tahunan"]
