"""1,000 documents of a cycle in one job: seconds, and the memory that grows between a job of 250 and one of 1,000.

The documents are plans (SKP) as forms. Their rows are written at once: what is measured is the making. Memory is the
highest the process has resided in, because the typesetter works outside of what Python counts.
"""

import resource
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from bench import ground
from bench.figures import Figure

DOCUMENTS: Final = 1_000
FEWER: Final = 250
# Some of the people have no definitive post of their own.
PEOPLE: Final = 1_500
MOST_MB: Final = 20.0
KIND: Final = "appraisal.plan_form"


def measure(cast: Any) -> tuple[list[Figure], dict[str, object]]:
    """A job of 250, then one of 1,000 more, as HR orders them; the files go to a directory that is thrown away."""
    from django.test import override_settings

    cycle = ground.running(cast)
    with TemporaryDirectory() as directory, override_settings(MEDIA_ROOT=directory):
        _write_plans(cycle, FEWER)
        few, _seconds = _made_by_job(cast, cycle)
        before = _memory()
        _write_plans(cycle, FEWER + DOCUMENTS)
        many, seconds = _made_by_job(cast, cycle)
        grown = _memory() - before
    name = f"memory grown by a job of {DOCUMENTS} documents over one of {FEWER}, MB"
    note = f"{before:.0f} MB resident before, {seconds:.0f} s for {many - few} documents"
    facts = {f"seconds of making {DOCUMENTS} documents in one job": round(seconds, 1)}
    return [Figure(name, grown, MOST_MB, (grown,), at_least=False, note=note)], facts


def _memory() -> float:
    """Highest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _made_by_job(cast: Any, cycle: Any) -> tuple[int, float]:
    """How many documents there are afterwards, and the seconds of the job."""
    from appraisal.actions.cycle_papers import print_cycle
    from workflow.jobs import run_job
    from workflow.models import Document

    job = print_cycle(cycle.public_id, KIND, actor=cast.hr())
    start = perf_counter()
    state = run_job(job.pk, worker="bench")
    seconds = perf_counter() - start
    made = Document.objects.filter(document_kind=KIND).exclude(sha256="").count()
    if state != "done" or made != job.total:
        raise SystemExit(f"the job ended as {state} with {made} of {job.total} documents")
    return made, seconds


def _write_plans(cycle: Any, count: int) -> None:
    """Agreed plans of people of the cycle, until there are so many."""
    from appraisal.models import Plan, PlanVersion

    present = Plan.objects.count()
    plans = Plan.objects.bulk_create(list(_plans(cycle, present, count)))
    agreed = datetime(cycle.period_from.year, 1, 5, 3, tzinfo=UTC)
    versions = []
    for plan in plans:
        text = _text()
        common = {"content": text.as_data(), "content_hash": text.digest, "assessor_name": plan.assessor_name}
        versions.append(PlanVersion(plan=plan, edition=1, agreed_at=agreed, agreed_on=agreed.date(), **common))
    PlanVersion.objects.bulk_create(versions)


def _plans(cycle: Any, present: int, count: int) -> Iterator[Any]:
    from appraisal.models import Plan
    from organization.models import Appointment

    year = cycle.period_from.year
    rows = Appointment.objects.filter(employee__evaluations__cycle=cycle, capacity="definitive", valid_to=None)
    for one in rows.select_related("employee__unit", "post").order_by("pk").distinct()[present:count]:
        person = one.employee
        yield Plan(
            employee=person,
            appointment=one,
            unit=person.unit,
            year=year,
            period_from=date(year, 1, 1),
            period_until=date(year, 12, 31),
            post_kind=one.post.kind,
            employee_name=person.full_name,
            employee_post=one.post.title,
            unit_name=person.unit.name,
            assessor_name="Pejabat Penilai",
            edition=1,
        )


def _text() -> Any:
    """Four results with two indicators each, a line to each value, an annex."""
    from appraisal.plans.content import IndicatorText, PlanText, ResultText

    def indicator(number: int) -> Any:
        words = f"Jumlah berkas jenis {number} yang selesai pada waktunya"
        return IndicatorText(str(uuid4()), words, aspect="quantity", number=Decimal(12 * number), unit="berkas")

    results = tuple(
        ResultText(
            str(uuid4()), "main", f"Pelayanan jenis {place} selesai tepat waktu dan tercatat",
            indicators=(indicator(2 * place), indicator(2 * place + 1)),
        )
        for place in range(1, 5)
    )  # fmt: skip
    return PlanText(results=results, annexes={"support": ("Komputer dan jaringan", "Ruang layanan")})
