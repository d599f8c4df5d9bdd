"""Somebody with the whole database in hand tampers with the record in six ways; each is found and named.

Triggers are lifted for each, as such a person would lift them. On PostgreSQL the same tests run against its triggers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from tests.sample.models import Parcel
from tests.workflow.conftest import NOW, clerk, loader, owner, parcel, stopped_clock  # noqa: F401
from workflow import clock, seals, triggers
from workflow.actors import CLOCK, actor_of
from workflow.auditing import running
from workflow.auditing.sealed import seal_faults, seal_holds
from workflow.auditing.verifying import SEAL, findings
from workflow.chain import digest_of
from workflow.documents.codes import code_of, grouped, read_code
from workflow.engine import fire
from workflow.jobs import run_job
from workflow.models import DailySeal, Event, EventText, Incident, Job, SealedHead

pytestmark = pytest.mark.django_db
Found = list[tuple[int, int, str]]


@pytest.fixture
def walked(parcel: Parcel, clerk: Any) -> Parcel:  # noqa: F811
    """A parcel with four events, checked, returned and checked again; sealed at the end of the day."""
    actor = actor_of(clerk)
    fire(parcel, "approve", actor=actor, version=0)
    fire(parcel, "return", actor=actor, version=1, payload={"reason": "Label hilang"})
    fire(parcel, "approve", actor=actor, version=2)
    assert list(findings()) == []
    seals.seal_day()
    return Parcel.objects.get(pk=parcel.pk)


def found() -> Found:
    return [(one.subject_id, one.version, one.fault) for one in findings()]


def event(parcel: Parcel, version: int) -> Event:  # noqa: F811
    return Event.objects.get(kind=parcel.kind, subject_id=parcel.pk, version=version)


def hang_on(parcel: Parcel, *, since: int) -> None:  # noqa: F811
    """Make the chain fit again from a version on, and the row remember its new end: the work of a careful forger."""
    rows = list(Event.objects.filter(kind=parcel.kind, subject_id=parcel.pk).order_by("version"))
    previous = rows[since - 1].hash if since else ""
    for row in rows[since:]:
        previous_now, previous = previous, digest_of(previous, row.body)
        Event.objects.filter(pk=row.pk).update(prev_hash=previous_now, hash=previous)
    last = rows[-1]
    Parcel.objects.filter(pk=parcel.pk).update(chain_head=previous, version=last.version, state=last.to_state)


def as_body(row: Event, **changed: Any) -> str:
    import json

    return json.dumps({**json.loads(row.body), **changed}, ensure_ascii=False, separators=(",", ":"))


def test_altered_column_is_found(walked: Parcel) -> None:
    with triggers.lifted():
        Event.objects.filter(pk=event(walked, 1).pk).update(role="ghost")
    assert found() == [(walked.pk, 1, "columns_differ")]


def test_altered_text_is_found(walked: Parcel) -> None:
    with triggers.lifted():
        row = event(walked, 2)
        Event.objects.filter(pk=row.pk).update(body=as_body(row, actor=None))
    assert found() == [(walked.pk, 2, "altered")]


def test_deleted_event_is_found(walked: Parcel) -> None:
    with triggers.lifted():
        EventText.objects.all().delete()
        event(walked, 2).delete()
    assert set(found()) == {(walked.pk, 3, "missing"), (walked.pk, 3, "broken_link")}


def test_inserted_event_is_found(walked: Parcel) -> None:
    """Set in between, later ones renumbered: the chain is torn where it stands, and the seal holds another event."""
    with triggers.lifted():
        row = event(walked, 3)
        Event.objects.filter(pk=row.pk).update(version=4)
        row.pk, row.body = None, as_body(row, actor=None)
        row.save(force_insert=True)
    faults = found()
    assert (walked.pk, 3, "altered") in faults
    assert (walked.pk, 4, "broken_link") in faults


def test_inserted_event_that_fits_is_found_by_the_seal(walked: Parcel) -> None:
    """Hung on at the end with a right hash and yesterday's date: every chain holds, the seal does not know it."""
    with triggers.lifted():
        row = event(walked, 2)
        values = {"version": 4, "prev_hash": event(walked, 3).hash, "cause_id": None}
        body = as_body(row, version=4, recorded_at="2026-11-22T03:00:00.000000Z")
        row.pk, row.body, row.recorded_at = None, body, NOW - timedelta(days=1)
        for name, value in values.items():
            setattr(row, name, value)
        row.hash = digest_of(row.prev_hash, body)
        row.save(force_insert=True)
        Parcel.objects.filter(pk=walked.pk).update(version=4, state="packed", chain_head=row.hash)
    assert found() == [(walked.pk, 4, "inserted")]


def test_swapped_events_are_found(walked: Parcel) -> None:
    with triggers.lifted():
        one, other = event(walked, 1), event(walked, 3)
        Event.objects.filter(pk=one.pk).update(version=99)
        Event.objects.filter(pk=other.pk).update(version=1)
        Event.objects.filter(pk=one.pk).update(version=3)
    faults = set(found())
    assert {(walked.pk, 1, "broken_link"), (walked.pk, 3, "broken_link")} <= faults


def test_cut_tail_is_found_although_every_chain_fits(walked: Parcel) -> None:
    with triggers.lifted():
        EventText.objects.all().delete()
        event(walked, 3).delete()
        hang_on(walked, since=2)
    assert found() == [(walked.pk, 3, "cut")]


def test_rewritten_chain_is_found_although_every_chain_fits(walked: Parcel) -> None:
    with triggers.lifted():
        row = event(walked, 1)
        Event.objects.filter(pk=row.pk).update(role="ghost", body=as_body(row, role="ghost"))
        hang_on(walked, since=1)
    assert found() == [(walked.pk, 3, "rewritten")]


def test_seal_altered_with_the_chain_is_found(walked: Parcel) -> None:
    """Who also changes what the seal holds meets its root; who changes the root too, its hash."""
    with triggers.lifted():
        row = event(walked, 1)
        Event.objects.filter(pk=row.pk).update(role="ghost", body=as_body(row, role="ghost"))
        hang_on(walked, since=1)
        SealedHead.objects.filter(subject_id=walked.pk).update(hash=event(walked, 3).hash)
    assert [one.fault for one in findings()] == ["heads_altered"]
    with triggers.lifted():
        heads = SealedHead.objects.order_by("kind", "subject_id")
        root = seals.root_of(heads.values_list("kind", "subject_id", "version", "hash"))
        DailySeal.objects.update(root=root)
    assert [one.fault for one in findings()] == ["seal_altered"]


def test_everything_rewritten_is_found_by_the_printed_code(walked: Parcel, capsys: Any) -> None:
    """Chain, heads, root and hash of the seal all made to fit: only what was handed out on paper tells."""
    printed = grouped(DailySeal.objects.get().code)
    call_command("verify_audit", "--code", printed)
    with triggers.lifted():
        row = event(walked, 1)
        Event.objects.filter(pk=row.pk).update(role="ghost", body=as_body(row, role="ghost"))
        hang_on(walked, since=1)
        SealedHead.objects.all().delete()
        DailySeal.objects.all().delete()
    seals.seal_day()
    assert found() == []
    with pytest.raises(CommandError, match="1 places"):
        call_command("verify_audit", "--code", printed)
    assert f"seal {printed}: unknown" in capsys.readouterr().out


def test_a_seal_taken_out_is_found(walked: Parcel, clerk: Any) -> None:  # noqa: F811
    for days in (1, 2):
        with clock.frozen(NOW + timedelta(days=days)):
            seals.seal_day()
    with triggers.lifted():
        DailySeal.objects.filter(on="2026-11-24").delete()
    assert [(one.on, one.fault) for one in findings()] == [("2026-11-25", "seal_missing")]


def test_the_command_names_each(walked: Parcel, capsys: Any) -> None:
    with triggers.lifted():
        EventText.objects.all().delete()
        event(walked, 3).delete()
        hang_on(walked, since=2)
    with pytest.raises(CommandError, match="1 places"):
        call_command("verify_audit")
    assert f"sample.parcel {walked.pk} version 3: cut" in capsys.readouterr().out


@pytest.mark.parametrize("model", [DailySeal, SealedHead])
def test_seals_cannot_be_changed_or_removed(model: Any, walked: Parcel) -> None:
    for act in (lambda: model.objects.update(id=7), lambda: model.objects.all().delete()):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            act()
    assert model.objects.count() == 1


@pytest.mark.postgres
def test_seals_cannot_be_truncated(walked: Parcel) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE workflow_sealedhead")


def test_each_seal_holds_what_changed_and_hangs_on_the_one_before(walked: Parcel, clerk: Any) -> None:  # noqa: F811
    first = DailySeal.objects.get()
    with clock.frozen(NOW + timedelta(days=1)):
        fire(walked, "return", actor=actor_of(clerk), version=3, payload={"reason": "Ulang"})
        second = seals.seal_day()
    assert (first.events, first.subjects, second.events, second.subjects) == (4, 1, 5, 1)
    assert (first.prev_hash, second.prev_hash) == ("", first.hash)
    assert list(second.heads.values_list("version", flat=True)) == [4]
    with clock.frozen(NOW + timedelta(days=2)):
        third = seals.seal_day()
    assert (third.subjects, third.root) == (0, seals.merkle_root(()))
    assert all(seal_holds(seal) for seal in (first, second, third))
    assert list(seal_faults()) == []


def test_what_a_slow_transaction_wrote_is_taken_by_the_next_seal(walked: Parcel, clerk: Any) -> None:  # noqa: F811
    """An event with an older id that was not there when the day was sealed is in no seal yet, so the next takes it."""
    with triggers.lifted():
        SealedHead.objects.all().delete()
        DailySeal.objects.all().delete()
    assert [head[2] for head in seals.unsealed_heads(10**9)] == [3]


def test_seals_older_than_the_chain_still_verify(walked: Parcel) -> None:
    from workflow.auditing.sealed import all_heads

    with triggers.lifted():
        SealedHead.objects.all().delete()
        DailySeal.objects.all().delete()
    last = Event.objects.order_by("-pk")[0].pk
    old = DailySeal.objects.create(
        on="2026-11-20", last_event_id=last, subjects=1, root=seals.merkle_root(all_heads(last)), sealed_at=NOW
    )
    new = seals.seal_day()
    assert new.prev_hash == seals.seal_digest(DailySeal.objects.get(pk=old.pk), prev_hash="") != ""
    assert list(findings()) == []
    with triggers.lifted():
        DailySeal.objects.filter(pk=old.pk).update(root="0" * 64)
    assert [one.fault for one in findings(kinds=(SEAL,))] == ["heads_altered", "seal_missing"]


def test_the_code_follows_from_the_hash() -> None:
    digest = "ff" * 32
    assert code_of(digest) == "Z" * 16
    assert read_code(grouped(code_of("0123456789abcdef" * 4))) == code_of("0123456789abcdef" * 4)
    assert len({code_of(f"{n:020x}" + "0" * 44) for n in range(200)}) == 200


def test_the_worker_seals_once_and_verifies_after_it(walked: Parcel) -> None:
    running.seal_and_verify()
    running.seal_and_verify()
    assert DailySeal.objects.filter(on="2026-11-22").count() == 1
    job = Job.objects.get(kind=running.KIND)
    assert job.actor_id is None
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.cursor["count"]) == ("done", job.total, job.total, 0)
    assert not Incident.objects.exists()


def test_a_night_that_finds_something_is_an_incident_until_it_is_clean(walked: Parcel) -> None:
    row = event(walked, 1)
    with triggers.lifted():
        Event.objects.filter(pk=row.pk).update(role="ghost")
    job = running.start_job(running.KIND, {}, actor=CLOCK)
    run_job(job.pk)
    incident = Incident.objects.get()
    assert incident.detail == f"sample.parcel:{walked.pk} v1 columns_differ"
    with triggers.lifted():
        Event.objects.filter(pk=row.pk).update(role=row.role)
    run_job(running.start_job(running.KIND, {}, actor=CLOCK).pk)
    incident.refresh_from_db()
    assert incident.resolved_at is not None
