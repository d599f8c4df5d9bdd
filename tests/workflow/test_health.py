"""Health, job progress and incidents on their pages: one word for everybody, parts for those who look after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from tests.workflow.conftest import NOW
from workflow import actors, clock, health, incidents, jobs, triggers
from workflow.models import Deadline, Incident, Job, OutboxMessage
from workflow.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_redis(settings: Any) -> None:
    settings.REDIS_URL = ""


@pytest.fixture
def keeper(owner: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The owner, with the administrator's role."""

    def load(user_id: int) -> actors.Actor:
        grants = (actors.Grant(Role.ADMIN, 1, 2, 1),) if user_id == owner.pk else ()
        return actors.Actor(user_id=user_id, grants=grants)

    monkeypatch.setattr(actors, "_loaders", [load])
    return owner


@pytest.fixture
def keepers_browser(keeper: Any, client: Client) -> Client:
    client.force_login(keeper)
    return client


def part(name: str) -> health.Part:
    return next(part for part in health.examine().parts if part.name == name)


def test_a_quiet_installation_is_well():
    found = health.examine()
    assert found.verdict == "ok"
    assert {part.name for part in found.parts} == {
        "database",
        "triggers",
        "queue",
        "outbox",
        "deadlines",
        "incidents",
        "redis",
        "results",
    }


@pytest.mark.parametrize(("age", "verdict"), [(health.LATE_AFTER, "ok"), (health.LATE_AFTER * 1.01, "degraded")])
def test_outbox_lag(parcel, age, verdict):
    OutboxMessage.objects.update(created_at=NOW - age)
    assert part("outbox").verdict == verdict


@pytest.mark.parametrize(("age", "verdict"), [(health.LATE_AFTER, "ok"), (health.LATE_AFTER * 1.01, "degraded")])
def test_queue_age(age, verdict):
    Job.objects.create(kind="x", created_at=NOW - age)
    assert part("queue").verdict == verdict


def test_a_job_in_its_pause_is_not_late():
    Job.objects.create(kind="x", created_at=NOW - timedelta(days=1), next_try_at=NOW + timedelta(seconds=1))
    assert part("queue").verdict == "ok"


@pytest.mark.parametrize(("late", "verdict"), [(timedelta(0), "ok"), (timedelta(microseconds=1), "degraded")])
def test_overdue_deadlines(parcel, late, verdict):
    Deadline.objects.update(due_at=NOW - health.LATE_AFTER - late)
    assert part("deadlines").verdict == verdict


def test_open_and_resolved_incidents():
    incident = incidents.open_incident("job", 1, cause="x", attempts=5)
    assert part("incidents").value == "1"
    assert part("incidents").verdict == "degraded"
    incidents.close_incident("job", incident.source_id)
    assert part("incidents").verdict == "ok"


def test_a_missing_trigger_is_a_failure(client, monkeypatch):
    monkeypatch.setattr(triggers, "missing_triggers", lambda: ["guard_evaluation"])
    assert health.examine().verdict == "failing"
    assert client.get("/health/").status_code == 503
    assert client.get("/health.json").status_code == 503


def test_redis_away_only_delays(settings, client):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert part("redis") == health.Part("redis", part("redis").label, "degraded", "away")
    assert client.get("/health.json").status_code == 200


def test_without_a_database_nothing_else_is_asked(monkeypatch, client):
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("password of the database")

    monkeypatch.setattr(connection, "cursor", away)
    found = health.examine()
    assert [part.name for part in found.parts] == ["database"]
    assert found.verdict == "failing"
    assert "password" not in found.parts[0].value


def test_a_stranger_reads_one_word(client):
    assert client.get("/health.json").json() == {"status": "ok"}
    assert "outbox" not in client.get("/health/").content.decode().lower()


def test_an_employee_reads_one_word(client, clerk):
    client.force_login(clerk)
    assert client.get("/health.json").json() == {"status": "ok"}


def test_an_administrator_reads_the_parts(keepers_browser):
    parts = keepers_browser.get("/health.json").json()["parts"]
    assert parts["triggers"] == {"status": "ok", "value": "complete"}
    page = keepers_browser.get("/health/").content.decode()
    assert connection.vendor in page


def one_step(job: jobs.RunningJob) -> Iterator[None]:
    job.total, job.done = 4, 1
    yield


@pytest.fixture
def running_job(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(jobs, "_kinds", {})
    jobs.job("tests.one", label="Open a cycle")(one_step)
    row = jobs.start_job("tests.one", {}, actor=actors.actor_of(clerk), total=4)
    Job.objects.filter(pk=row.pk).update(
        state="running", done=1, started_at=NOW - timedelta(minutes=1), heartbeat_at=NOW, worker="x:1:1"
    )
    row.refresh_from_db()
    return row


def test_the_starter_sees_count_and_time_left(running_job, clerk, client):
    client.force_login(clerk)
    page = client.get(reverse("workflow:job", args=[running_job.public_id])).content.decode()
    assert "Open a cycle" in page
    assert "hx-get" in page
    assert "3 menit" in page


def test_the_fragment_is_asked_for_by_the_page(running_job, clerk, client):
    client.force_login(clerk)
    url = reverse("workflow:job", args=[running_job.public_id])
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'id="job-state"' in fragment


def test_a_finished_job_no_longer_asks(running_job, clerk, client):
    Job.objects.update(state="done", worker="", finished_at=NOW)
    client.force_login(clerk)
    assert "hx-get" not in client.get(reverse("workflow:job", args=[running_job.public_id])).content.decode()


def test_others_do_not_see_the_job_and_cannot_stop_it(running_job, owner, client):
    client.force_login(owner)
    url, stop = (reverse(name, args=[running_job.public_id]) for name in ("workflow:job", "workflow:job_cancel"))
    assert client.get(url).status_code == client.get(reverse("workflow:job", args=[uuid4()])).status_code == 404
    assert client.post(stop).status_code == 404
    running_job.refresh_from_db()
    assert running_job.state == "running"


def test_the_starter_stops_it(running_job, clerk, client):
    client.force_login(clerk)
    stop = reverse("workflow:job_cancel", args=[running_job.public_id])
    assert client.get(stop).status_code == 405
    assert client.post(stop).status_code == 302
    running_job.refresh_from_db()
    assert running_job.state == "cancelled"
    assert client.post(stop).status_code == 403


def test_without_signing_in_pages_lead_to_the_sign_in(running_job, client):
    for url in (reverse("workflow:job", args=[running_job.public_id]), reverse("workflow:incidents")):
        assert client.get(url).status_code == 302


def test_incidents_are_shown_to_those_who_look_after_them_and_retried_by_them(keepers_browser, parcel):
    message = OutboxMessage.objects.get()
    OutboxMessage.objects.update(attempts=incidents.TRIES)
    incident = incidents.open_incident("outbox", message.pk, cause="ConnectionError", attempts=5)
    assert "ConnectionError" in keepers_browser.get(reverse("workflow:incidents")).content.decode()
    retry = reverse("workflow:incident_retry", args=[incident.public_id])
    assert keepers_browser.get(retry).status_code == 405
    assert keepers_browser.post(retry).status_code == 302
    message.refresh_from_db()
    assert message.attempts == 0
    assert not Incident.objects.filter(resolved_at=None).exists()


def test_others_neither_see_nor_retry_incidents(client, clerk, parcel):
    message = OutboxMessage.objects.get()
    incident = incidents.open_incident("outbox", message.pk, cause="ConnectionError", attempts=5)
    client.force_login(clerk)
    assert client.get(reverse("workflow:incidents")).status_code == 404
    assert client.post(reverse("workflow:incident_retry", args=[incident.public_id])).status_code == 403
    assert Incident.objects.filter(resolved_at=None).count() == 1


def test_one_incident_per_piece_of_work():
    first = incidents.open_incident("job", 7, cause="one", attempts=5)
    second = incidents.open_incident("job", 7, cause="two", attempts=6)
    assert first == second
    assert Incident.objects.get().cause == "two"


def test_the_clock_is_not_asked_for_wall_time(parcel):
    """A frozen clock governs all ages, so that the demo clock moves them too."""
    with clock.frozen(NOW + timedelta(hours=1)):
        assert part("outbox").value == "3600 s"
