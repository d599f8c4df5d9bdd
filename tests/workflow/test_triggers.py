"""The database refuses what goes around the engine, and a missing trigger is noticed."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from tests.sample.models import Parcel
from workflow import checks, history, triggers
from workflow.actors import actor_of
from workflow.engine import fire
from workflow.models import Event

pytestmark = pytest.mark.django_db


def refused(act: Any) -> None:
    with pytest.raises(DatabaseError, match="workflow:"), transaction.atomic():
        act()


def test_a_state_cannot_change_without_its_event(parcel: Parcel) -> None:
    rows = Parcel.objects.filter(pk=parcel.pk)
    refused(lambda: rows.update(state="sent"))
    refused(lambda: rows.update(state="sent", version=1))
    refused(lambda: rows.update(version=1))
    assert rows.get().state == "packed"


def test_the_control_without_triggers_shows_the_bypass(parcel: Parcel) -> None:
    with triggers.lifted():
        assert Parcel.objects.update(state="sent") == 1
        Parcel.objects.update(state="packed")


def test_a_subject_cannot_be_inserted_in_another_state(owner: Any, clerk: Any) -> None:
    refused(lambda: Parcel.objects.bulk_create([Parcel(owner=owner, clerk=clerk, state="sent")]))
    refused(lambda: Parcel.objects.bulk_create([Parcel(owner=owner, clerk=clerk, version=3)]))


def test_an_old_event_does_not_allow_a_second_move(parcel: Parcel, clerk: Any) -> None:
    fire(parcel, "approve", actor=actor_of(clerk), version=0)
    refused(lambda: Parcel.objects.update(state="packed", version=0))
    refused(lambda: Parcel.objects.update(state="checked", version=2))


def test_events_are_append_only(parcel: Parcel) -> None:
    refused(lambda: Event.objects.update(name="other"))
    refused(lambda: Event.objects.all().delete())
    assert Event.objects.get().name == "parcel.created"


@pytest.mark.postgres
def test_events_cannot_be_truncated(parcel: Parcel) -> None:
    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE workflow_event CASCADE")

    refused(truncate)


def test_a_missing_trigger_is_named_by_the_check() -> None:
    assert triggers.missing_triggers() == []
    name, (table, _sql) = next(iter(triggers.expected_triggers().items()))
    with connection.cursor() as cursor:
        triggers._drop(cursor, name, table)
    assert triggers.missing_triggers() == [name]
    assert [e.id for e in checks.triggers_exist(None, databases=["default"])] == ["workflow.E004"]
    call_command("install_triggers", verbosity=0)
    assert triggers.missing_triggers() == []


def test_a_table_still_to_be_made_does_not_stop_its_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    known = triggers.expected_triggers()
    later = {"wf_later_move": ("a_table_of_a_later_version", "")}
    monkeypatch.setattr(triggers, "expected_triggers", lambda: {**known, **later})
    assert checks.triggers_exist(None, databases=["default"]) == []


def tampered(sql: str) -> list[str]:
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(sql)
    return [f.fault for f in history.verify_all(kinds=("sample.parcel",))]


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE workflow_event SET to_state = 'sent' WHERE version = 1", "columns_differ"),
        ("UPDATE workflow_event SET actor_id = 99 WHERE version = 1", "columns_differ"),
        ("UPDATE workflow_event SET body = body || ' ' WHERE version = 0", "altered"),
        ("UPDATE workflow_event SET hash = 'x' WHERE version = 0", "broken_link"),
        ("DELETE FROM workflow_eventtext WHERE 1 = 1", ""),
        ("UPDATE sample_parcel SET chain_head = 'x'", "head_differs"),
        ("UPDATE sample_parcel SET state = 'sent', version = 2", "head_differs"),
    ],
)
def test_tampering_is_found(parcel: Parcel, clerk: Any, sql: str, fault: str) -> None:
    fire(parcel, "approve", actor=actor_of(clerk), version=0)
    found = tampered(sql)
    assert (fault in found) if fault else (found == [])


def test_a_cut_tail_and_a_gap_are_found(parcel: Parcel, clerk: Any) -> None:
    fire(parcel, "approve", actor=actor_of(clerk), version=0, payload={"reason": "fine"})
    assert "head_differs" in tampered("DELETE FROM workflow_event WHERE version = 1 AND kind = 'sample.parcel'")
    with pytest.raises(CommandError):
        call_command("verify_audit", "--kind", "sample.parcel")


def test_an_intact_record_verifies(parcel: Parcel, clerk: Any, capsys: Any) -> None:
    fire(parcel, "approve", actor=actor_of(clerk), version=0, payload={"reason": "baik é"})
    call_command("verify_audit", "--kind", "sample.parcel")
    assert "All chains and seals verify" in capsys.readouterr().out
