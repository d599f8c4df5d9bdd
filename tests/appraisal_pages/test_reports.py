"""Reports: who may read them, numbers over the units of the grants, small groups hidden, files that run nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.models import Evaluation, MetricReading, ServiceMetric
from appraisal.pages import report_counts as counts
from appraisal.pages.report_counts import FormCounts
from appraisal.pages.report_files import Sheet
from appraisal.pages.report_plots import progress_plot
from organization.models import RoleGrant, Unit
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from workflow.models import AccessRecord
from workflow.roles import Role
from workflow.sheets import as_csv, as_workbook, harmless

SITI, SARI, RAHMA, BUDI = "Siti Aminah", "Sari Melinda", "Hj. Rahmawati", "Budi Santoso"
HANA, AUDI, LIA, JOKO = "Hana Pertiwi", "Audi Ramadhan", "Lia Marlina", "Joko Susilo"
OFFICE = ("Siti Aminah", "Budi Santoso", "Dewi Kurniasih", "Eko Prasetyo", "Nur Hidayati")
REPORTS = "/reports/"
MOST_STATEMENTS = 15
ATTACKS = (
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    '=HYPERLINK("http://x";"y")',
    "|calc",
    "%0A",
    "＝1+1",
    "＠x",
    "=1+1\x00",
)


def file_address(what: str, kind: str) -> str:
    return reverse("appraisal:report-export", args=[what, kind])


def finish(world: w.World, names: tuple[str, ...]) -> None:
    for name in names:
        w.bring_to(world, name, "final")


def test_reports_open_for_those_who_hold_a_role_on_units(world: w.World, sign_in: Enter) -> None:
    found = {name: sign_in(name).get(REPORTS).status_code for name in (HANA, AUDI, LIA, RAHMA, SITI, JOKO)}
    assert found == {HANA: 200, AUDI: 200, LIA: 200, RAHMA: 200, SITI: 403, JOKO: 403}
    assert Client().get(REPORTS).status_code == 302
    for name in (RAHMA, SITI, JOKO):
        for what in ("progress", "results"):
            assert sign_in(name).get(file_address(what, "csv")).status_code == 403


def test_a_head_without_a_role_is_told_why_there_is_nothing(world: w.World, sign_in: Enter) -> None:
    answer = sign_in(RAHMA).get(REPORTS)
    assert answer.templates[0].name == "appraisal/reports_none.html"


def test_the_sentences_count_what_is_there(world: w.World, sign_in: Enter) -> None:
    finish(world, OFFICE)
    page = sign_in(HANA).get(REPORTS).context["page"]
    total = Evaluation.objects.filter(cycle=world.cycle).count()
    assert len(page.sentences) == 4
    assert f"5 dari {total}" in page.sentences[0] or f"5 of {total}" in page.sentences[0]
    assert page.progress.bars[0][0] == "Dinas Kependudukan dan Pencatatan Sipil"


def test_four_final_results_are_not_shown_and_five_are(world: w.World, sign_in: Enter) -> None:
    finish(world, OFFICE[:4])
    page = sign_in(HANA).get(REPORTS).context["page"]
    assert page.plots[0].bars == ()
    assert page.plots[0].empty
    finish(world, OFFICE[4:])
    page = sign_in(HANA).get(REPORTS).context["page"]
    assert sum(bar[1] for bar in page.plots[0].bars) == 5


def test_a_small_group_cannot_be_found_by_subtraction() -> None:
    groups = {1: {"good": 7}, 2: {"good": 5, "low": 1}, 3: {"low": 3}}
    found = counts.protected(groups)
    assert (found.numbers, found.left_out, found.hidden) == ({"good": 12, "low": 1}, 1, False)
    together = counts.protected({**groups, 4: {"low": 2}})
    assert (together.numbers, together.left_out) == ({"good": 12, "low": 6}, 0)
    assert counts.protected({1: {"good": 4}}) == counts.Spread({}, hidden=True)
    assert counts.protected({1: {"good": 4}, 2: {"low": 3}}).numbers == {"good": 4, "low": 3}
    assert counts.protected({}) == counts.Spread({}, hidden=False)


def test_the_scope_is_the_units_of_the_grant(world: w.World, sign_in: Enter) -> None:
    finish(world, OFFICE)
    RoleGrant.objects.filter(user=world.users[LIA]).delete()
    RoleGrant.objects.create(
        user=world.users[LIA], role=Role.LEADER, unit=world.units["other"], valid_from=date(2026, 1, 1), basis="SK"
    )
    page = sign_in(LIA).get(REPORTS).context["page"]
    assert page.progress.bars == ()
    rows = table(sign_in(LIA).get(file_address("results", "csv")))
    assert rows[1:] == []
    agency = Unit.objects.get(code="agency")
    page = sign_in(LIA).get(REPORTS, {"unit": str(agency.public_id)}).context["page"]
    assert page.scope.agency is None


def test_filters_of_the_address_are_checked(world: w.World, sign_in: Enter) -> None:
    finish(world, OFFICE)
    client, agency, other = sign_in(HANA), world.units["agency"], world.units["other"]
    page = client.get(REPORTS, {"unit": str(agency.public_id), "cycle": str(world.cycle.public_id)}).context["page"]
    assert (page.scope.agency, page.scope.cycle) == (agency, world.cycle)
    assert client.get(REPORTS, {"unit": str(other.public_id)}).context["page"].progress.bars == ()
    assert client.get(REPORTS, {"unit": "x' OR 1=1", "cycle": "y"}).context["page"].scope.agency is None


def table(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_of_results_holds_only_what_the_reader_may_know(world: w.World, sign_in: Enter) -> None:
    finish(world, OFFICE[:2])
    w.bring_to(world, OFFICE[2], "objection")
    leader = table(sign_in(LIA).get(file_address("results", "csv")))
    officer = table(sign_in(HANA).get(file_address("results", "csv")))
    assert {row[0] for row in leader[1:]} == {row[0] for row in officer[1:]} == set(OFFICE[:2])
    assert {row[6] for row in leader[1:]} == {""}
    assert "" not in {row[6] for row in officer[1:]}
    assert {row[5] for row in leader[1:]} == {"Baik"}
    assert AccessRecord.objects.filter(fields="predicate", reader_id=world.users[LIA].pk).count() == 2


def test_files_are_handed_out_as_attachments_and_unknown_ones_do_not_exist(world: w.World, sign_in: Enter) -> None:
    client = sign_in(HANA)
    for what in ("progress", "results"):
        for kind in ("csv", "xlsx"):
            answer = client.get(file_address(what, kind))
            assert answer.status_code == 200
            assert answer["Content-Disposition"].startswith("attachment")
            assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")
            assert client.post(file_address(what, kind)).status_code == 405
    for what, kind in (("notes", "csv"), ("results", "html")):
        assert client.get(file_address(what, kind)).status_code == 404


def test_progress_counts_every_form_once(world: w.World, sign_in: Enter) -> None:
    finish(world, OFFICE[:1])
    rows = table(sign_in(AUDI).get(file_address("progress", "csv")))
    assert sum(int(row[-1]) for row in rows[1:]) == Evaluation.objects.filter(cycle=world.cycle).count()
    assert all(int(row[-1]) == sum(map(int, row[1:-1])) for row in rows[1:])


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_begins_a_formula(attack: str) -> None:
    found = harmless(attack)
    assert found.startswith("'")
    assert found[1:] == attack.replace("\x00", "")


def test_harmless_texts_stay_as_they_are() -> None:
    for text in ("Siti Aminah", "87,5", "", "'sudah", "a=b"):
        assert harmless(text) == text


def test_every_cell_of_a_workbook_is_text_and_survives(world: w.World) -> None:
    found = load_workbook(io.BytesIO(as_workbook(Sheet("Hasil", ("=A1",), [(attack,) for attack in ATTACKS]))))
    page = found.active
    assert page is not None
    cells = [row[0] for row in page.iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].value == "=A1"
    assert cells[1].value == "=1+1"
    assert len(cells) == len(ATTACKS) + 1


def test_a_name_that_is_a_formula_is_only_a_name(world: w.World, sign_in: Enter) -> None:
    finish(world, OFFICE[:1])
    Evaluation.objects.filter(employee_name=OFFICE[0]).update(employee_name="=cmd|' /C calc'!A0")
    rows = table(sign_in(HANA).get(file_address("results", "csv")))
    assert rows[1][0] == "'=cmd|' /C calc'!A0"
    assert b"\"'=cmd" in as_csv(Sheet("x", ("a",), [("=cmd",)]))


def measure(world: w.World, count: int) -> None:
    for number in range(count):
        metric = ServiceMetric.objects.create(
            unit=world.units["agency"],
            name=f"Waktu tunggu loket {number}",
            unit_of_measure="menit",
            direction="down",
            baseline=Decimal(40),
            target=Decimal(20),
        )
        for month, value in ((1, 40), (2, 30), (3, 18)):
            MetricReading.objects.create(metric=metric, on=date(2026, month, 1), value=Decimal(value))


def test_services_tell_which_way_they_went(world: w.World, sign_in: Enter) -> None:
    measure(world, 1)
    page = sign_in(HANA).get(REPORTS).context["page"]
    (service,) = page.services
    assert "40" in service.title
    assert "18" in service.title
    assert service.target == Decimal(20)


def test_statements_are_few_and_do_not_grow(world: w.World, sign_in: Enter) -> None:
    client = sign_in(HANA)
    few = statements(client)
    finish(world, OFFICE)
    measure(world, 12)
    assert few <= MOST_STATEMENTS
    assert statements(client) <= MOST_STATEMENTS


def statements(client: Any) -> int:
    client.get(REPORTS)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(REPORTS).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("finished", "finding"),
    [
        ((1, 2), "Dinas A paling tertinggal: 25 % selesai"),
        ((1, 1), "2 perangkat daerah paling tertinggal: 25 % selesai"),
    ],
)
def test_agencies_that_share_the_last_place_are_counted_not_named(finished: tuple[int, int], finding: str) -> None:
    agencies = [Unit(pk=1, name="Dinas A"), Unit(pk=2, name="Dinas B")]
    states = {unit.pk: {"final": done, "draft": 4 - done} for unit, done in zip(agencies, finished, strict=True)}
    assert progress_plot(FormCounts(states, counts.Spread({}, hidden=False)), agencies).title == finding
