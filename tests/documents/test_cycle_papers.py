"""A whole cycle on paper and as tables: one job with progress, resumable; archive and tables streamed, memory flat."""

import csv
import io
import tracemalloc
import zipfile
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.test import AsyncRequestFactory, RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.actions import evaluations
from appraisal.actions.cycle_papers import print_cycle
from appraisal.documents import evaluation_document
from appraisal.models import Cycle, Evaluation
from appraisal.pages.cycle_report import EXCHANGE_HEADS, REPORTS, rows_of
from organization.models import Employee
from tests.appraisal import plans
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from tests.documents.scenes import content
from tests.documents.sealing import browser
from tests.matrix.situations import prepared
from workflow import clock, jobs
from workflow.api.files import streamed
from workflow.errors import GuardRefused, NotPermitted
from workflow.jobs import run_job
from workflow.models import AccessRecord, Document, Job
from workflow.policies import policy_for
from workflow.streams import csv_pieces, workbook_pieces

pytestmark = pytest.mark.django_db
KIND = evaluation_document.KIND
FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture
def world() -> Any:
    cache.clear()
    found = prepared()
    with clock.frozen(IN_WINDOW):
        do.let_clock_work()
        for name in ("siti", "rekan", "bawahan"):
            form = do.approve(found, name)
            evaluations.accept(form.public_id, actor=found.actor(name), version=form.version)
        plans.agreed(found, "kabid")
        plans.agreed(found, "siti")
        yield found


def cycle() -> Cycle:
    return Cycle.objects.get()


def made() -> list[Document]:
    return list(Document.objects.filter(document_kind=KIND).exclude(sha256="").order_by("pk"))


def whole(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def test_one_job_makes_them_all_with_progress_and_no_job_of_their_own(world: World) -> None:
    hana = browser(world, "hana")
    page = reverse("appraisal:cycle-papers", args=[cycle().public_id])
    assert "0 dari 3" in hana.get(page).content.decode()
    answer = hana.post(reverse("appraisal:cycle-papers-make", args=[cycle().public_id]), {"kind": KIND})
    job = Job.objects.get(kind="appraisal.cycle_documents")
    assert answer["Location"] == reverse("workflow:job", args=[job.public_id])
    assert (job.total, job.done) == (3, 0)
    assert run_job(job.pk) == "done"
    job.refresh_from_db()
    assert (job.total, job.done) == (3, 3)
    assert not Job.objects.filter(kind="workflow.document").exists()
    final = set(Evaluation.objects.filter(state="final").values_list("pk", flat=True))
    assert {one.subject_id for one in made()} == final
    assert "3 dari 3" in hana.get(page).content.decode()


def test_a_job_that_is_left_goes_on_where_it_was(world: World) -> None:
    job = print_cycle(cycle().public_id, KIND, actor=world.actor("hana"))
    assert print_cycle(cycle().public_id, KIND, actor=world.actor("hana")).pk == job.pk
    assert run_job(job.pk, should_stop=lambda: True) == "queued"
    job.refresh_from_db()
    assert job.done == len(made()) == 1
    first = made()[0].sha256
    assert run_job(job.pk) == "done"
    job.refresh_from_db()
    assert (job.done, len(made()), made()[0].sha256) == (3, 3, first)
    again = print_cycle(cycle().public_id, KIND, actor=world.actor("hana"))
    assert run_job(again.pk) == "done"
    assert len(made()) == 3


def test_a_worker_that_dies_leaves_whole_documents(world: World, monkeypatch: Any) -> None:
    job = print_cycle(cycle().public_id, KIND, actor=world.actor("hana"))
    saved = jobs.RunningJob.save_progress
    calls = []

    def dies(self: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        saved(self)

    monkeypatch.setattr(jobs.RunningJob, "save_progress", dies)
    with pytest.raises(KeyboardInterrupt):
        run_job(job.pk)
    monkeypatch.setattr(jobs.RunningJob, "save_progress", saved)
    Job.objects.filter(pk=job.pk).update(state="queued", worker="")
    assert run_job(job.pk) == "done"
    assert len(made()) == 3
    assert Document.objects.filter(document_kind=KIND).count() == 3


def test_the_right_is_asked_at_every_moment(world: World) -> None:
    with pytest.raises(NotPermitted):
        print_cycle(cycle().public_id, KIND, actor=world.actor("audi"))
    job = print_cycle(cycle().public_id, KIND, actor=world.actor("hana"))
    world.users["hana"].role_grants.all().delete()
    assert run_job(job.pk) == "done"
    assert made() == []


def test_nobody_prints_for_the_own_superior(world: World) -> None:
    """Bawahan is HR, and Siti heads her section."""
    job = print_cycle(cycle().public_id, KIND, actor=world.actor("bawahan"))
    run_job(job.pk)
    names = {Evaluation.objects.get(pk=one.subject_id).employee_name for one in made()}
    assert names == {"Rekan", "Bawahan"}


def test_plans_of_the_people_of_the_cycle_are_printed_too(world: World) -> None:
    job = print_cycle(cycle().public_id, "appraisal.plan_form", actor=world.actor("hana"))
    assert run_job(job.pk) == "done"
    assert Document.objects.filter(document_kind="appraisal.plan_form").exclude(sha256="").count() == 2


def test_a_cycle_without_results_prints_nothing() -> None:
    found = prepared()
    with clock.frozen(IN_WINDOW), pytest.raises(GuardRefused):
        print_cycle(cycle().public_id, KIND, actor=found.actor("hana"))


def test_the_archive_holds_what_the_reader_may_have_and_every_reading_is_recorded(world: World) -> None:
    run_job(print_cycle(cycle().public_id, KIND, actor=world.actor("hana")).pk)
    address = reverse("appraisal:cycle-papers-archive", args=[cycle().public_id, KIND])
    archive = zipfile.ZipFile(io.BytesIO(whole(browser(world, "hana").get(address))))
    assert archive.testzip() is None
    files = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(files) == 3
    assert {archive.read(name) for name in files} == {content(one) for one in made()}
    listed = archive.read("daftar.csv").decode("utf-8-sig")
    assert "Siti" in listed
    assert not any("siti" in name.lower() for name in files)
    assert AccessRecord.objects.filter(kind="workflow.document", reader_id=world.users["hana"].pk).count() == 3
    assert len(zipfile.ZipFile(io.BytesIO(whole(browser(world, "bawahan").get(address)))).namelist()) == 3
    for name in ("audi", "lia", "siti", "asing"):
        assert browser(world, name).get(address).status_code == 403, name
    rest = f"/api/v1/cycles/{cycle().public_id}/documents/{KIND}/archive/"
    assert whole(browser(world, "hana").get(rest))[:2] == b"PK"


def test_rest_orders_and_refuses_by_the_same_rule(world: World) -> None:
    address = f"/api/v1/cycles/{cycle().public_id}/documents/"
    body = {"kind": KIND}
    assert browser(world, "audi").post(address, body, content_type="application/json").status_code == 403
    answer = browser(world, "hana").post(address, body, content_type="application/json")
    assert answer.status_code == 202
    assert answer.json()["job"] == str(Job.objects.get(kind="appraisal.cycle_documents").public_id)
    assert browser(world, "hana").post(address, {"kind": "x"}, content_type="application/json").status_code == 400


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def table(world: World, name: str, what: str, kind: str) -> Any:
    return browser(world, name).get(reverse("appraisal:cycle-table", args=[cycle().public_id, what, kind]))


def test_both_kinds_of_file_say_the_same_and_nothing_in_them_acts(world: World) -> None:
    Evaluation.objects.filter(employee=world.people["siti"]).update(employee_name=FORMULA)
    rows = csv_rows(whole(table(world, "hana", "full", "csv")))
    sheet = load_workbook(io.BytesIO(whole(table(world, "hana", "full", "xlsx")))).active
    assert sheet is not None
    cells = list(sheet.iter_rows())
    assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
    known = policy_for(Evaluation).visible_to(world.actor("hana")).count()
    assert len(cells) - 1 == len(rows) == known == Evaluation.objects.count() - 1
    written = {str(row[3].value) for row in cells}
    assert FORMULA in written
    assert {row["Nama"] for row in rows} >= {f"'{FORMULA}"}
    for line, row in zip(cells[1:], rows, strict=True):
        shown = [str(cell.value or "") for cell in line]
        assert [one.lstrip("'") for one in row.values()] == shown


def test_who_reads_what_in_the_table(world: World) -> None:
    def predicates(name: str) -> dict[str, str]:
        return {row["Nama"]: row["Predikat"] for row in csv_rows(whole(table(world, name, "full", "csv")))}

    assert predicates("hana")["Siti"]
    assert predicates("hana")["Wati"] == ""
    assert predicates("lia")["Siti"]
    ratings = {row["Nama"]: row["Rating hasil kerja"] for row in csv_rows(whole(table(world, "lia", "full", "csv")))}
    assert ratings["Siti"] == ""
    assert "Siti" not in predicates("bawahan") or predicates("bawahan")["Siti"] == ""
    assert table(world, "asing", "full", "csv").status_code == 403
    read = AccessRecord.objects.filter(kind="appraisal.evaluation", reader_id=world.users["hana"].pk)
    assert read.filter(fields__contains="predicate").exists()


def test_the_exchange_file_holds_final_results_in_the_agreed_fields(world: World) -> None:
    rows = csv_rows(whole(table(world, "hana", "exchange", "csv")))
    assert tuple(rows[0]) == EXCHANGE_HEADS
    assert {row["nama"] for row in rows} == {"Siti", "Rekan", "Bawahan"}
    siti = next(row for row in rows if row["nama"] == "Siti")
    assert (siti["tahun"], siti["periode"], siti["predikat"]) == ("2026", "triwulan iii", "Baik")
    assert siti["nip_penilai"] == world.people["kabid"].nip
    rest = f"/api/v1/cycles/{cycle().public_id}/tables/exchange/csv/"
    assert csv_rows(whole(browser(world, "hana").get(rest))) == rows
    assert browser(world, "asing").get(rest).status_code == 403


def add_people(world: World, count: int) -> None:
    """People with a form each, in the state in which every form begins."""
    unit = world.units["office"]
    known = Employee.objects.count()
    people = [
        Employee(nip=f"1985010120100{known + place:05d}", full_name=f"Orang {known + place}", kind="pns", unit=unit)
        for place in range(count)
    ]
    stored = Employee.objects.bulk_create(people)
    assessor = world.people["kabid"]
    Evaluation.objects.bulk_create(
        [
            Evaluation(
                cycle=cycle(),
                employee=one,
                unit=unit,
                assessor=assessor,
                employee_name=one.full_name,
                assessor_name=assessor.full_name,
            )
            for one in stored
        ]
    )


def peak(world: World, kind: str) -> tuple[int, int]:
    """Rows, and the highest memory while the whole answer is sent and thrown away."""
    actor = world.actor("hana")
    report = REPORTS["full"]
    tracemalloc.start()
    count = 0

    def counted() -> Any:
        nonlocal count
        for row in rows_of(report, cycle(), actor):
            count += 1
            yield row

    heads = report.heads()
    pieces = csv_pieces(heads, counted()) if kind == "csv" else workbook_pieces("x", heads, counted())
    for _piece in pieces:
        pass
    _now, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return count, highest


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_is_flat_in_the_number_of_people(world: World, kind: str) -> None:
    peak(world, kind)
    add_people(world, 2_000)
    few, low = peak(world, kind)
    add_people(world, 6_000)
    many, high = peak(world, kind)
    assert many - few == 6_000
    assert high < low * 1.25, (low, high)


def test_statements_grow_with_thousands_alone(world: World, django_assert_max_num_queries: Any) -> None:
    add_people(world, 900)
    with django_assert_max_num_queries(8):
        assert sum(1 for _row in rows_of(REPORTS["full"], cycle(), world.actor("hana"))) > 900


@pytest.mark.django_db(transaction=True)
async def test_under_asgi_the_pieces_come_one_by_one() -> None:
    def pieces() -> Any:
        yield b"a"
        yield b"b"

    response = await sync_to_async(streamed)(
        AsyncRequestFactory().get("/"), pieces(), name="x.csv", media_type="text/csv"
    )
    assert response.is_async
    assert [piece async for piece in response] == [b"a", b"b"]
    plain = streamed(RequestFactory().get("/"), pieces(), name="x.csv", media_type="text/csv")
    assert not plain.is_async
    assert list(plain) == [b"a", b"b"]
