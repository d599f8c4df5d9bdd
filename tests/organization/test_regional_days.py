"""Regional holidays: who may enter and withdraw them, what they move, and that a file is stored whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from organization.actions import imports
from organization.models import RegionalDay, RoleGrant
from organization.regional_days import actions, reading
from organization.regional_days.actions import NewDay
from tests.organization.conftest import NOON, World
from tests.organization.test_api import signed
from tests.organization.test_pages import client_of
from workflow import clock, holiday_table, recounting
from workflow.actors import CLOCK
from workflow.calendars import due_after, due_at_end_of
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.history import history_of, verify, what_happened
from workflow.models import Deadline, OutboxMessage
from workflow.roles import Role

ZONE = "Asia/Jakarta"
FRIDAY = date(2026, 11, 27)
DAY = NewDay(FRIDAY, ZONE, "Hari Jadi", "Day of the regency", "SE 1/2026")


@pytest.fixture(autouse=True)
def _fresh_calendar() -> Iterator[None]:
    """What one test entered is taken back with it; no process remembers it."""
    holiday_table.forget_calendar()
    yield
    holiday_table.forget_calendar()


@pytest.fixture
def grant(world: World) -> RoleGrant:
    """A subject with a deadline of five working days: Monday 23 to Monday 30 November."""
    made = world.grant("Siti", Role.TRAINING_OFFICER, "1.05")
    put(made, "counted", 5)
    return made


def put(subject: RoleGrant, name: str, days: int, **more: Any) -> Deadline:
    zone = more.pop("zone", ZONE)
    due = due_after(clock.now(), days, zone=zone, calendar=holiday_table.calendar_of(zone), **more)
    return Deadline.objects.create(
        kind=subject.kind,
        subject_id=subject.pk,
        name=name,
        transition="lapse",
        due_at=due.due_at,
        zone=zone,
        explanation=due.explanation_text(began="lapse"),
        created_at=clock.now(),
    )


def due_day(name: str = "counted") -> date:
    row = Deadline.objects.get(name=name, settled_at__isnull=True)
    return row.due_at.astimezone(ZoneInfo(row.zone)).date()


def test_a_day_moves_the_open_dates_of_its_zone_with_an_event(world: World, grant: RoleGrant) -> None:
    put(grant, "east", 5, zone="Asia/Jayapura")
    put(grant, "calendar", 5, unit="calendar_days")
    fixed = due_at_end_of(date(2026, 12, 1))
    Deadline.objects.create(
        kind=grant.kind, subject_id=grant.pk, name="fixed", transition="lapse", due_at=fixed.due_at,
        explanation=fixed.explanation_text(), created_at=NOON,
    )  # fmt: skip
    before = {name: due_day(name) for name in ("east", "calendar", "fixed")}
    version, since = grant.version, grant.state_since
    row = actions.enter(DAY, actor=world.actor("Hera"))
    row.refresh_from_db()
    assert (row.moved, row.author, row.in_force) == (1, world.users["Hera"], True)
    assert due_day() == date(2026, 12, 1)
    assert {name: due_day(name) for name in before} == before
    grant = RoleGrant.objects.get(pk=grant.pk)
    assert (grant.version, grant.state, grant.state_since) == (version + 1, "active", since)
    event = history_of(grant).last()
    assert event is not None
    assert (event.name, event.actor_id, event.from_state, event.to_state) == (
        "role_grant.dates_recounted", None, "active", "active",
    )  # fmt: skip
    moved = json.loads(event.body)["changes"]["input"]["moved"]
    assert [one["deadline"] for one in moved] == ["counted"]
    assert str(what_happened(event)) == str(recounting.LABEL)
    assert verify(grant) == []
    assert OutboxMessage.objects.filter(event=event, name=event.name).exists()
    old = Deadline.objects.get(name="counted", settled_at__isnull=False)
    assert old.outcome == Deadline.Outcome.SUPERSEDED


def test_the_moved_date_says_why(world: World, grant: RoleGrant) -> None:
    actions.enter(DAY, actor=world.actor("Hera"))
    told = json.loads(Deadline.objects.get(name="counted", settled_at__isnull=True).explanation)
    assert told["recounts"] == [{"from_day": "2026-11-30", "to_day": "2026-12-01"}]
    assert [day["kind"] for day in told["skipped"]] == ["regional"]
    assert told["began"] == "lapse"


@pytest.mark.parametrize(("on", "moves"), [(23, 0), (24, 1), (28, 0), (30, 1)])
def test_only_days_the_count_passes_move_it(world: World, grant: RoleGrant, on: int, moves: int) -> None:
    """The first day does not count, the last one does; a Saturday never did."""
    day = NewDay(date(2026, 11, on), ZONE, "a", "b", "c")
    assert reading.dry_run(ZONE, more=[reading.ClosedDay(day.on, "a", "b", "regional")]).number == moves
    row = actions.enter(day, actor=world.actor("Hera"))
    row.refresh_from_db()
    assert row.moved == moves


def test_a_day_after_the_last_one_moves_nothing(world: World, grant: RoleGrant) -> None:
    actions.enter(NewDay(date(2026, 12, 1), ZONE, "a", "b", "c"), actor=world.actor("Hera"))
    assert due_day() == date(2026, 11, 30)


def test_the_dry_run_tells_the_move_and_changes_nothing(world: World, grant: RoleGrant) -> None:
    found = reading.dry_run(ZONE, more=[reading.ClosedDay(FRIDAY, "a", "b", "regional")])
    assert [(line.first, line.last, line.number) for line in found.lines] == [
        (date(2026, 11, 30), date(2026, 12, 1), 1)
    ]
    assert due_day() == date(2026, 11, 30)
    assert not RegionalDay.objects.exists()


def test_a_withdrawal_moves_back_but_never_to_before_the_end_of_today(world: World, grant: RoleGrant) -> None:
    row = actions.enter(DAY, actor=world.actor("Hera"))
    with clock.frozen(datetime(2026, 12, 1, 10, tzinfo=ZoneInfo(ZONE))):
        assert actions.withdraw(row.public_id, actor=world.actor("Hera"), reason="salah hari") == 0
        assert due_day() == date(2026, 12, 1)
    row.refresh_from_db()
    assert (row.withdrawn_reason, row.withdrawn_by) == ("salah hari", world.users["Hera"])


def test_a_withdrawal_in_time_moves_the_date_back(world: World, grant: RoleGrant) -> None:
    row = actions.enter(DAY, actor=world.actor("Hera"))
    assert actions.withdraw(row.public_id, actor=world.actor("Hera"), reason="salah hari") == 1
    assert due_day() == date(2026, 11, 30)
    assert len(json.loads(Deadline.objects.get(name="counted", settled_at__isnull=True).explanation)["recounts"]) == 2
    with pytest.raises(GuardRefused):
        actions.withdraw(row.public_id, actor=world.actor("Hera"), reason="lagi")
    assert actions.enter(DAY, actor=world.actor("Hera")).in_force


def test_a_date_that_has_passed_is_left_alone(world: World, grant: RoleGrant) -> None:
    row = Deadline.objects.get(name="counted")
    with clock.frozen(row.due_at + timedelta(milliseconds=1)):
        actions.enter(DAY, actor=world.actor("Hera"))
    assert due_day() == date(2026, 11, 30)


def test_new_dates_are_counted_with_the_day_in_its_zone_alone(world: World) -> None:
    actions.enter(DAY, actor=world.actor("Hera"))
    holiday_table.forget_calendar()
    assert FRIDAY in holiday_table.calendar_of(ZONE).by_day
    assert FRIDAY not in holiday_table.calendar_of("Asia/Makassar").by_day
    assert FRIDAY not in holiday_table.current_calendar().by_day


@pytest.mark.parametrize("name", ["Siti", "Kadis", "Bupati", "Adi"])
def test_only_those_of_the_whole_organisation_may(world: World, name: str) -> None:
    world.grant("Adi", Role.HR, "1.06")
    world.grant("Kadis", Role.AUDITOR, "1")
    row = actions.enter(DAY, actor=CLOCK)
    actor = world.actor(name)
    assert not reading.may_keep(actor)
    with pytest.raises(NotPermitted):
        actions.enter(NewDay(date(2026, 12, 3), ZONE, "a", "b", "c"), actor=actor)
    with pytest.raises(NotPermitted):
        actions.withdraw(row.public_id, actor=actor, reason="x")


def test_an_administrator_of_the_whole_may(world: World) -> None:
    world.grant("Adi", Role.ADMIN, "1")
    assert actions.enter(DAY, actor=world.actor("Adi")).author == world.users["Adi"]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewDay(FRIDAY, "Europe/Berlin", "a", "b", "c"), "zone"),
        (NewDay(FRIDAY, ZONE, " ", "b", "c"), "name_id"),
        (NewDay(FRIDAY, ZONE, "a", "b" * 201, "c"), "name_en"),
        (NewDay(FRIDAY, ZONE, "a", "b", ""), "reason"),
        (NewDay(date(2026, 12, 9), ZONE, "a", "b", "c"), "on"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field(world: World, new: NewDay, field: str) -> None:
    actions.enter(NewDay(date(2026, 12, 9), ZONE, "a", "b", "c"), actor=world.actor("Hera"))
    with pytest.raises(InvalidInput) as refused:
        actions.enter(new, actor=world.actor("Hera"))
    assert [fault.field for fault in refused.value.details] == [field]  # type: ignore[union-attr]


HEAD = "tanggal;zona;nama;nama_inggris;dasar\n"


def csv(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


def send(world: World, name: str, data: bytes) -> Any:
    return imports.upload(actor=world.actor(name), name="libur.csv", data=data, about="regional_days")


def test_a_file_is_refused_with_every_fault_by_row_and_nothing_is_stored(world: World, grant: RoleGrant) -> None:
    found = send(
        world,
        "Hera",
        csv(
            "2026-11-27;Asia/Jakarta;Baik;Good;SE 1",
            "2026-12-04;Asia/Bangko;Zona;Zone;SE 2",
            "2026-11-27;Asia/Jakarta;Ganda;Twice;SE 3",
            "31-02-2026;Asia/Jakarta;Tanggal;Date;SE 4",
            "2026-12-05;Asia/Jakarta;;;",
        ),
    )
    assert found.batch.state == "refused"
    faults = [(fault.row, fault.column, fault.code) for fault in found.plan.faults]
    assert faults == [
        (3, "zona", "invalid_zone"),
        (4, "tanggal", "closed_day_twice"),
        (5, "tanggal", "invalid_date"),
        (6, "dasar", "required"),
        (6, "nama", "required"),
    ]
    assert not RegionalDay.objects.exists()
    assert due_day() == date(2026, 11, 30)


def test_a_file_is_looked_at_first_and_applied_as_one(world: World, grant: RoleGrant) -> None:
    data = csv("2026-11-27;Asia/Jakarta;Hari Jadi;;SE 1", "2026-12-04;Asia/Jakarta;Libur;Holiday;SE 2")
    found = send(world, "Hera", data)
    assert found.batch.state == "checked"
    lines = imports.import_kind("regional_days").preview(found.plan)
    assert len(lines) == 1
    assert not RegionalDay.objects.exists()
    imports.apply_batch(found.batch.public_id, actor=world.actor("Hera"), version=found.batch.version)
    assert set(RegionalDay.objects.values_list("name_en", flat=True)) == {"Hari Jadi", "Holiday"}
    assert due_day() == date(2026, 12, 1)
    assert grant.version < RoleGrant.objects.get(pk=grant.pk).version
    assert send(world, "Hera", data).is_unchanged


def test_a_file_of_a_part_of_the_organisation_is_refused(world: World) -> None:
    world.grant("Adi", Role.HR, "1.06")
    found = send(world, "Adi", csv("2026-11-27;Asia/Jakarta;Baik;Good;SE 1"))
    assert [fault.code for fault in found.plan.faults] == ["whole_organisation"]


FORM = {"on": "2026-11-27", "zone": ZONE, "name_id": "Hari Jadi", "name_en": "Day", "reason": "SE 1/2026"}


def test_the_page_looks_first_and_enters_when_told(world: World, grant: RoleGrant) -> None:
    address, client = reverse("organization:regional-days"), client_of(world, "Hera")
    assert client.get(address).status_code == 200
    looked = client.post(address, {**FORM, "act": "look"}).content.decode()
    assert "2026" in looked
    assert 'value="enter"' in looked
    assert not RegionalDay.objects.exists()
    assert client.post(address, {**FORM, "act": "enter"}).status_code == 302
    row = RegionalDay.objects.get()
    assert client.post(address, {**FORM, "act": "enter"}).status_code == 422
    leave = reverse("organization:withdraw-regional-day", args=[row.public_id])
    assert client.get(leave).status_code == 200
    assert client.post(leave, {"reason": ""}).status_code == 400
    assert client.post(leave, {"reason": "salah hari"}).status_code == 302
    assert client.post(leave, {"reason": "lagi"}).status_code == 422
    assert "salah hari" in client.get(address).content.decode()


def test_the_page_shows_the_list_to_everybody_and_the_form_to_those_who_may(world: World) -> None:
    row = actions.enter(DAY, actor=world.actor("Hera"))
    address, client = reverse("organization:regional-days"), client_of(world, "Siti")
    shown = client.get(address).content.decode()
    assert "Hari Jadi" in shown
    assert 'value="look"' not in shown
    assert client.post(address, {**FORM, "act": "enter"}).status_code == 403
    leave = reverse("organization:withdraw-regional-day", args=[row.public_id])
    assert client.post(address, {**FORM, "act": "look"}).status_code == 403
    assert (client.get(leave).status_code, client.post(leave, {"reason": "x"}).status_code) == (403, 403)
    assert [one.in_force for one in RegionalDay.objects.all()] == [True]


def test_rest_lists_looks_enters_and_withdraws(world: World, grant: RoleGrant) -> None:
    api, base = signed(world, "Hera"), "/api/v1/regional-days/"
    looked = api.post(f"{base}dry-run/", FORM, format="json")
    assert (looked.status_code, looked.json()["number"]) == (200, 1)
    assert not RegionalDay.objects.exists()
    made = api.post(base, FORM, format="json")
    assert (made.status_code, made.json()["moved"]) == (201, 1)
    assert api.post(base, FORM, format="json").status_code == 400
    assert api.get(base, {"zone": "Asia/Makassar"}).json()["results"] == []
    one = f"{base}{made.json()['id']}/"
    assert api.get(one).json()["author"]
    assert api.post(f"{one}withdrawal/", {}, format="json").status_code == 400
    assert api.post(f"{one}withdrawal/", {"reason": "salah"}, format="json").json()["withdrawn_reason"] == "salah"


def test_rest_refuses_those_who_may_not(world: World) -> None:
    row = actions.enter(DAY, actor=CLOCK)
    api, base = signed(world, "Siti"), "/api/v1/regional-days/"
    assert api.get(base).status_code == 200
    assert api.post(base, FORM, format="json").status_code == 403
    assert api.post(f"{base}dry-run/", FORM, format="json").status_code == 403
    assert api.post(f"{base}{row.public_id}/withdrawal/", {"reason": "x"}, format="json").status_code == 403
    assert [one.in_force for one in RegionalDay.objects.all()] == [True]


def test_nobody_withdraws_what_is_not_there(world: World) -> None:
    with pytest.raises(NotVisible):
        actions.withdraw(world.people["Siti"].public_id, actor=world.actor("Hera"), reason="x")
