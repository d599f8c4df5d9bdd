"""Verification as a job: ordered from the desk or by the clock every night after the seal. Findings name, never tell.

The cursor of the job keeps the first findings as plain identities; what a reader is shown of them is decided when the
page is made. A night that finds something becomes an incident.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow import incidents, seals
from workflow.actors import CLOCK, Actor
from workflow.auditing.rights import auditor_of
from workflow.auditing.verifying import Finding, findings_of, parts
from workflow.jobs import RunningJob, job, start_job
from workflow.models import DailySeal, Incident, Job

KIND: Final = "workflow.verify_audit"
KEPT: Final = 200
CAUSE: Final = "record_differs"


@job(KIND, label=gettext_lazy("Verify the record"))
def verify_record(running: RunningJob) -> Iterator[None]:
    """One part (a kind of subject, then the seals) per chunk. Reads; writes an incident alone."""
    every = parts()
    running.total = len(every)
    found = list(running.cursor.get("findings", []))
    count = int(running.cursor.get("count", 0))
    for part in every[running.done :]:
        for one in findings_of(part):
            count += 1
            if len(found) < KEPT:
                found.append(one.as_json())
        running.done += 1
        running.cursor = {"count": count, "findings": found}
        yield
    running.message = _message(count)
    _tell(running, count, found)
    yield


def _message(count: int) -> str:
    if not count:
        return _("Every chain and every seal holds.")
    return ngettext("%(count)d place does not hold.", "%(count)d places do not hold.", count) % {"count": count}


def _tell(running: RunningJob, count: int, found: list[dict[str, Any]]) -> None:
    """An incident that names the first places; a clean run ends it."""
    if not count:
        incidents.close_incident(Incident.Source.AUDIT, 0)
        return
    first = ", ".join(f"{one['kind']}:{one['subject_id']} v{one['version']} {one['fault']}" for one in found[:5])
    incidents.open_incident(Incident.Source.AUDIT, 0, cause=CAUSE, attempts=1, detail=first)


@incidents.retried_by(Incident.Source.AUDIT)
def look_again(_source: int) -> None:
    """Verify once more; a clean run ends the incident for good."""
    start_job(KIND, {}, actor=CLOCK)


def order(actor: Actor) -> Job:
    """Start a verification for an auditor. NotPermitted for anybody else."""
    auditor_of(actor)
    running = Job.objects.filter(kind=KIND, actor_id=actor.user_id, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    return running.first() or start_job(KIND, {}, actor=actor, total=len(parts()))


def last_run() -> Job | None:
    """The newest verification that came to its end."""
    return Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-pk").first()


def findings_kept(run: Job) -> list[Finding]:
    """The first findings of a run."""
    return [Finding(**one) for one in run.cursor.get("findings", [])]


def seal_and_verify() -> None:
    """What the worker does: seal the day that has ended, once, and verify the record after it."""
    before = DailySeal.objects.count()
    seals.seal_yesterday()
    if DailySeal.objects.count() > before:
        start_job(KIND, {}, actor=CLOCK, total=len(parts()))
