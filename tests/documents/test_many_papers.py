"""A cycle of a hundred and fifty forms on paper: one job, its progress watched, the archive whole."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from appraisal.actions import evaluations
from appraisal.documents import evaluation_document
from appraisal.models import Cycle, Evaluation, EvaluationItem
from organization.models import Appointment, Employee, Post
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.documents.scenes import content
from tests.documents.sealing import browser
from workflow import clock, jobs
from workflow.jobs import run_job
from workflow.models import AccessRecord, Document, Job

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KIND = evaluation_document.KIND
MANY = 150
AFTER_SELF = datetime(2026, 10, 19, 2, 0, tzinfo=UTC)
AFTER_ALL = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)


def add_people(world: World) -> None:
    """People of Siti's section, each with a post and without an account."""
    unit = world.units["section"]
    post = Post.objects.create(unit=unit, title="Pelaksana layanan", kind="pelaksana")
    people = Employee.objects.bulk_create(
        Employee(nip=f"1990010120150{place:05d}", full_name=f"Orang {place}", kind="pns", unit=unit, post=post)
        for place in range(1, MANY + 1)
    )
    Appointment.objects.bulk_create(
        Appointment(employee=person, post=post, valid_from=date(2024, 1, 1)) for person in people
    )


def rate_and_hand_over(world: World) -> None:
    """Siti rates each of her people as expected; the ratings are typed set-wise, the hand-over is each one's step."""
    forms = Evaluation.objects.filter(assessor=world.people["siti"], employee__full_name__startswith="Orang")
    EvaluationItem.objects.filter(evaluation__in=forms).update(assessor_rating=2)
    forms.update(results_rating=2, behaviour_rating=2)
    for form in forms.order_by("pk"):
        evaluations.approve(form.public_id, actor=world.actor("siti"), version=form.version)


@pytest.fixture
def world() -> Any:
    """The regency with a hundred and fifty more people, whose results nobody contested."""
    cache.clear()
    with clock.frozen(NOW):
        found = do.make_world()
        add_people(found)
        do.running_cycle(found)
    for moment in (IN_WINDOW, AFTER_SELF):
        with clock.frozen(moment):
            do.let_clock_work()
    with clock.frozen(AFTER_SELF):
        rate_and_hand_over(found)
    with clock.frozen(AFTER_ALL):
        do.let_clock_work()
        yield found


def test_one_job_prints_them_with_progress_and_the_archive_is_whole(world: World, monkeypatch: Any) -> None:
    cycle, hana = Cycle.objects.get(), browser(world, "hana")
    final = list(Evaluation.objects.filter(state="final").order_by("pk"))
    assert len(final) == MANY
    answer = hana.post(reverse("appraisal:cycle-papers-make", args=[cycle.public_id]), {"kind": KIND})
    job = Job.objects.get(kind="appraisal.cycle_documents")
    page = reverse("workflow:job", args=[job.public_id])
    assert answer["Location"] == page
    assert (job.total, job.done) == (MANY, 0)
    watched: list[tuple[int, bool]] = []
    saved = jobs.RunningJob.save_progress

    def looked_at(self: Any) -> None:
        saved(self)
        stored = Job.objects.get(pk=job.pk)
        if stored.done % 50 == 0:
            watched.append((stored.done, str(stored.done) in hana.get(page).content.decode()))

    monkeypatch.setattr(jobs.RunningJob, "save_progress", looked_at)
    assert run_job(job.pk) == "done"
    assert sorted(set(watched)) == [(50, True), (100, True), (150, True)]
    assert Job.objects.filter(kind="workflow.document").count() == 0
    made = {one.subject_id: one for one in Document.objects.filter(document_kind=KIND).exclude(sha256="")}
    assert made.keys() == {form.pk for form in final}

    sent = hana.get(reverse("appraisal:cycle-papers-archive", args=[cycle.public_id, KIND]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content)))
    assert archive.testzip() is None
    files = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(files) == len(set(files)) == MANY
    assert sorted(archive.read(name) for name in files) == sorted(content(one) for one in made.values())
    listed = list(csv.DictReader(io.StringIO(archive.read("daftar.csv").decode("utf-8-sig")), delimiter=";"))
    assert {row["berkas"] for row in listed} == set(files)
    assert {row["nama"] for row in listed} == {form.employee_name for form in final}
    read = AccessRecord.objects.filter(kind="workflow.document", reader_id=world.users["hana"].pk)
    assert read.count() == MANY
