"""Every night all stored results are computed again; whoever differs becomes an incident that names the evaluation.

An incident carries the key of the evaluation and what disagrees, never a value. Trying it again looks once more; an
incident ends by itself on the night its result agrees again.
"""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appraisal.models import Evaluation
from appraisal.verification.results import Difference, chunks_after, differences
from workflow import clock, health, incidents
from workflow.actors import CLOCK
from workflow.errors import GuardRefused
from workflow.jobs import RunningJob, job, start_job
from workflow.models import Incident, Job
from workflow.worker import every

KIND: Final = "appraisal.verify_results"
SOURCE: Final = Incident.Source.RESULT
CAUSE: Final = "result_differs"
BEGINS: Final = time(1)


@job(KIND, label=_("Compute stored results again"))
def verify_results(running: RunningJob) -> Iterator[None]:
    """Params: optionally ``chunk``. Reads; writes incidents alone."""
    found = int(running.cursor.get("found", 0))
    after, size = int(running.cursor.get("last", 0)), int(running.params.get("chunk", 1_000))
    for first, last, number in chunks_after(after, size=size):
        differing = differences(first, last)
        tell(first, last, differing)
        found += len(differing)
        running.done += number
        running.cursor = {"last": last, "found": found}
        yield
    running.message = ngettext("%(count)d result differs", "%(count)d results differ", found) % {"count": found}
    yield


def tell(first: int, last: int, differing: list[Difference]) -> None:
    """Open an incident for each that differs; end those of the same range that agree again."""
    for one in differing:
        incidents.open_incident(SOURCE, one.evaluation, cause=CAUSE, attempts=1, detail=", ".join(one.what))
    wrong = {one.evaluation for one in differing}
    healed = Incident.objects.filter(source_kind=SOURCE, source_id__range=(first, last), resolved_at__isnull=True)
    for key in healed.exclude(source_id__in=wrong).values_list("source_id", flat=True):
        incidents.close_incident(SOURCE, key)


@incidents.retried_by(SOURCE)
def look_again(evaluation: int) -> None:
    """Compute one result again. Raises `GuardRefused` while it still differs, so that the incident stays."""
    if differences(evaluation, evaluation):
        raise GuardRefused(_("This result still differs from what its ratings and rules give."), code=CAUSE)


def last_run() -> Job | None:
    """The last complete night."""
    return Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-pk").first()


@every(900.0, name="results")
def start_when_due() -> None:
    """Once a day after one in the morning of the office."""
    now = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    begins = datetime.combine(now.date(), BEGINS, tzinfo=now.tzinfo)
    if now >= begins and not Job.objects.filter(kind=KIND, created_at__gte=begins).exists():
        start_job(KIND, {}, actor=CLOCK, total=Evaluation.objects.count())


@health.register_part
def results_part() -> health.Part:
    """How many stored results differ as of the last night."""
    count = Incident.objects.filter(source_kind=SOURCE, resolved_at__isnull=True).count()
    label = _("Stored results that differ when computed again")
    return health.Part(
        "results", label, "degraded" if count else "ok", str(count) if count or last_run() else "not yet"
    )
