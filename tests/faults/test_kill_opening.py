"""Opening a cycle for 200 people, its worker killed with SIGKILL after every commit: none missing, none twice."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Count

from appraisal.actions import cycles
from appraisal.models import Cycle, Evaluation, EvaluationItem
from config.demo.cycles import Plan, prepare, rules_of
from config.demo.people import build
from config.demo.stage import Cast, on
from tests.faults.copies import KILLED, Stable, in_child
from workflow import history
from workflow.jobs import run_job
from workflow.models import Deadline, Event, Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE = 201
CHUNK = 16
TODAY = date(2026, 11, 23)


def opening() -> int:
    """200 employees and the elected head, a cycle whose forms are to be made in small chunks; the job's id."""
    with on(date(2026, 11, 20)):
        cast = Cast(build(PEOPLE, today=TODAY, since=date(2026, 1, 1)))
        rules = rules_of(cast, name="Aturan")
        plan = Plan(
            "Triwulan III", "quarterly", (date(2026, 7, 1), date(2026, 9, 30)), date(2026, 12, 1), date(2026, 12, 14),
            date(2026, 12, 28), date(2027, 1, 30),
        )  # fmt: skip
        cycle = prepare(cast, plan, rules)
        cycles.open_cycle(cycle.public_id, actor=cast.hr(), version=0)
    job = Job.objects.get(kind="appraisal.open_cycle")
    job.params = {**job.params, "chunk": CHUNK}
    job.save()
    return job.pk


def work(job_id: int) -> Any:
    """What a worker does with the job; the same in every run."""

    def act() -> str:
        return run_job(job_id)

    return act


def picture() -> Any:
    """Everything opening leaves behind, without what differs between two undisturbed runs (ids, times)."""
    cycle = Cycle.objects.get()
    forms = Evaluation.objects.filter(cycle=cycle)
    twice = forms.values("employee").annotate(n=Count("pk")).filter(n__gt=1).count()
    return {
        "cycle": cycle.state,
        "people": sorted(forms.values_list("employee__nip", "assessor__nip", "superior__nip", "state", "version")),
        "twice": twice,
        "items": EvaluationItem.objects.filter(evaluation__cycle=cycle).count(),
        "events": Event.objects.filter(kind="appraisal.evaluation").count(),
        "deadlines": Deadline.objects.filter(kind="appraisal.evaluation", settled_at=None).count(),
        "faults": [str(fault) for fault in history.verify_all(kinds=("appraisal.evaluation", "appraisal.cycle"))],
        "job": list(Job.objects.values_list("state", "done")),
    }


def test_killed_after_every_commit_it_resumes_complete_and_nothing_is_double() -> None:
    job_id = opening()
    stable = Stable()
    try:
        with stable.fresh() as name:
            code, (state, commits) = in_child(name, work(job_id))
            assert (code, state) == (0, "done")
            _code, (undisturbed, _n) = in_child(name, picture)
        assert len(undisturbed["people"]) == PEOPLE - 1
        assert undisturbed["twice"] == 0
        assert undisturbed["faults"] == []
        assert commits >= PEOPLE // CHUNK
        for point in range(1, commits + 1):
            with stable.fresh() as name:
                code, _answer = in_child(name, work(job_id), kill_after=point)
                assert code == KILLED, f"the worker outlived commit {point}"
                in_child(name, work(job_id))
                _code, (resumed, _n) = in_child(name, picture)
                assert resumed == undisturbed, f"killed after commit {point} of {commits}"
    finally:
        stable.close()


def test_the_picture_tells_an_opening_that_stops_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted fault: it believes that nobody is left. The same picture must tell."""
    from appraisal import opening as module

    job_id = opening()
    stable = Stable()
    try:
        monkeypatch.setattr(module, "_next_people", lambda cycle, *, after, size: [])
        with stable.fresh() as name:
            in_child(name, work(job_id))
            _code, (broken, _n) = in_child(name, picture)
        assert len(broken["people"]) < PEOPLE - 1
    finally:
        stable.close()
