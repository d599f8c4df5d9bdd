"""The reconciliation desk: what a national export says, compared, decided line by line, through every door."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organization.actions import exchange, imports
from organization.exchange.kinds import exchange_kinds
from organization.models import Appointment, AssessorOverride, Difference, Employee, ImportBatch, Post, Unit
from organization.reporting import assessor_of
from tests.organization.conftest import TODAY, World, make_nip, workbook
from workflow import engine
from workflow.actors import CLOCK
from workflow.errors import DomainError, GuardRefused, NotPermitted, NotVisible
from workflow.models import AccessRecord, Event
from workflow.policies import policy_for
from workflow.tables import table_of

HEAD = ["nip", "nama", "golongan", "jabatan", "kode_unit", "jenis_jabatan", "tmt_jabatan", "nomor_sk", "tanggal_data"]


def row_of(person: Employee, **changes: str) -> list[str]:
    """A row of the export that says what is stored, but for the changes."""
    assert person.post is not None
    stored = {
        "nip": person.nip or "",
        "nama": person.full_name,
        "jabatan": person.post.title,
        "kode_unit": person.unit.code,
        "tanggal_data": "2026-11-20",
    } | changes
    return [stored.get(name, "") for name in HEAD]


def send(world: World, data: bytes, about: str, name: str = "Hera") -> imports.Upload:
    return imports.upload(actor=world.actor(name), name="siasn.xlsx", data=data, about=about)


def keep(world: World, data: bytes, about: str = "exchange-people") -> list[Difference]:
    """Send a file and keep its differences; all that are kept of this kind."""
    found = send(world, data, about)
    if found.batch is not None:
        assert found.batch.state == "checked", found.batch.faults
        imports.apply_batch(found.batch.public_id, actor=world.actor("Hera"), version=found.batch.version)
    return list(Difference.objects.filter(about=about).order_by("pk"))


def people_file(*rows: list[str]) -> bytes:
    return workbook(**{"Pegawai SIASN": [HEAD, *rows]})


def decide(world: World, row: Difference, name: str, who: str = "Hera", **payload: str) -> Difference:
    fresh = Difference.objects.get(pk=row.pk)
    exchange.take(fresh.public_id, name, actor=world.actor(who), version=fresh.version, payload=payload)
    return Difference.objects.get(pk=row.pk)


def staff(world: World) -> Employee:
    """Somebody HR may decide about, who heads nothing."""
    hera = world.people["Hera"]
    rows = Employee.objects.filter(post__is_head=False).exclude(pk=hera.pk).select_related("unit", "post")
    above = world.actor("Hera").superior_ids
    return next(person for person in rows.order_by("pk") if person.pk not in above)


def test_a_file_that_says_the_same_leaves_no_trace(world: World) -> None:
    found = send(world, people_file(row_of(staff(world))), "exchange-people")
    assert found.is_unchanged
    assert not Difference.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_dry_run_lists_every_difference_with_source_and_date_and_keeps_nothing(world: World) -> None:
    person = staff(world)
    found = send(world, people_file(row_of(person, nama="Nama Baru", golongan="III/d")), "exchange-people")
    assert found.batch is not None
    assert not Difference.objects.exists()
    page = browser(world, "Hera").get(reverse("organization:import", args=[found.batch.public_id])).content.decode()
    for words in ("Nama Baru", person.full_name, "III/d", "SIASN BKN, 2026-11-20"):
        assert words in page, words
    imports.discard_batch(found.batch.public_id, actor=world.actor("Hera"), version=found.batch.version)
    assert not Difference.objects.exists()


def test_the_same_file_again_is_known_and_a_corrected_one_settles(world: World) -> None:
    person = staff(world)
    (first,) = keep(world, people_file(row_of(person, nama="Nama Baru")))
    assert (first.ours, first.theirs, str(first.their_date)) == (person.full_name, "Nama Baru", "2026-11-20")
    assert len(keep(world, people_file(row_of(person, nama="Nama Baru")))) == 1
    rows = keep(world, people_file(row_of(person, nama="Nama Lain")))
    assert [str(row.state) for row in rows] == ["settled", "open"]
    rows = keep(world, people_file(row_of(person)))
    assert [str(row.state) for row in rows] == ["settled", "settled"]


def test_what_was_kept_with_a_note_is_not_raised_again(world: World) -> None:
    person = staff(world)
    (row,) = keep(world, people_file(row_of(person, nama="Nama Baru")))
    with pytest.raises(DomainError):
        decide(world, row, "override")
    row = decide(world, row, "override", reason="Ejaan di sini sesuai akta.")
    assert (str(row.state), row.note) == ("overridden", "Ejaan di sini sesuai akta.")
    assert len(keep(world, people_file(row_of(person, nama="Nama Baru")))) == 1


def test_a_name_is_taken_over_through_the_import_of_people(world: World) -> None:
    person = staff(world)
    (row,) = keep(world, people_file(row_of(person, nama="Nama Baru")))
    row = decide(world, row, "accept")
    person.refresh_from_db()
    assert (person.full_name, str(row.state)) == ("Nama Baru", "accepted")
    event = Event.objects.get(kind=Difference.kind, subject_id=row.pk, name="difference.accepted")
    assert event.actor_id == world.users["Hera"].pk


def test_a_post_is_taken_over_with_its_day_and_one_that_cannot_begin_is_refused(world: World) -> None:
    person = staff(world)
    changes = {"jabatan": "Analis Data", "jenis_jabatan": "Pelaksana", "tmt_jabatan": "2026-11-01", "nomor_sk": "821/9"}
    (row,) = keep(world, people_file(row_of(person, **changes)))
    assert row.field == "jabatan"
    decide(world, row, "accept")
    person.refresh_from_db()
    assert person.post is not None
    assert person.post.title == "Analis Data"
    held = Appointment.objects.get(employee=person, post=person.post)
    assert (str(held.valid_from), held.letter_number) == ("2026-11-01", "821/9")
    early = {"jabatan": "Arsiparis", "jenis_jabatan": "Pelaksana", "tmt_jabatan": "2020-01-01"}
    fresh = Employee.objects.select_related("unit", "post").get(pk=person.pk)
    row = keep(world, people_file(row_of(fresh, **early)))[-1]
    with pytest.raises(GuardRefused) as refused:
        decide(world, row, "accept")
    assert refused.value.details
    assert str(Difference.objects.get(pk=row.pk).state) == "open"
    assert not Post.objects.filter(title="Arsiparis").exists()


def test_somebody_nobody_knows_here_is_added_where_the_export_says_enough(world: World) -> None:
    unit = staff(world).unit.code
    short = [make_nip(801), "Orang Baru", "", "", unit, "", "", "", ""]
    (row,) = keep(world, people_file(short))
    assert (row.field, row.employee_id) == ("pegawai", None)
    with pytest.raises(GuardRefused):
        decide(world, row, "accept")
    assert not Employee.objects.filter(full_name="Orang Baru").exists()
    listed = decide(world, row, "list", reason="Mohon lengkapi jabatan.")
    assert str(listed.state) == "listed"


def test_faults_of_shape_stop_the_file_and_strangers_are_remarks(world: World) -> None:
    person = staff(world)
    twice = send(world, people_file(row_of(person), row_of(person)), "exchange-people").batch
    assert twice is not None
    assert (twice.state, twice.faults[0]["code"]) == ("refused", "duplicate")
    unknown = [make_nip(802), "Entah", "", "", "9.9", "", "", "", ""]
    found = send(world, people_file(row_of(person, nama="Lain"), unknown), "exchange-people").batch
    assert found is not None
    assert [one["code"] for one in found.warnings] == ["person_unknown"]


def test_a_superior_is_taken_over_by_naming_him(world: World) -> None:
    person = staff(world)
    present = assessor_of(person, TODAY).assessor
    other = next(one for one in Employee.objects.exclude(pk=person.pk).order_by("-pk") if one != present)
    sheet = workbook(Atasan=[["nip", "nip_atasan", "tanggal_data"], [person.nip, other.nip, "2026-11-20"]])
    (row,) = keep(world, sheet, "exchange-superiors")
    assert (row.our_source, other.full_name in row.theirs) == ("line", True)
    decide(world, row, "accept")
    named = AssessorOverride.objects.get(employee=person)
    assert named.assessor_id == other.pk
    assert "e-Kinerja BKN" in named.reason
    assert assessor_of(person, TODAY).assessor == other
    assert str(keep(world, sheet, "exchange-superiors")[0].state) == "accepted"


def test_units_are_renamed_and_moved_and_a_circle_is_refused(world: World) -> None:
    below = Unit.objects.filter(parent__parent__isnull=False).order_by("lft").first()
    assert below is not None
    assert below.parent is not None
    head = ["kode", "nama", "kode_induk", "jenis"]
    rows = keep(world, workbook(**{"Unit SIASN": [head, [below.code, "Nama Resmi", "", ""]]}), "exchange-units")
    decide(world, rows[0], "accept")
    below.refresh_from_db()
    assert below.name == "Nama Resmi"
    above = below.parent
    circle = workbook(**{"Unit SIASN": [head, [above.code, "", below.code, ""]]})
    row = keep(world, circle, "exchange-units")[-1]
    with pytest.raises(GuardRefused):
        decide(world, row, "accept")
    fresh = workbook(**{"Unit SIASN": [head, [f"{above.code}.99", "Unit Baru", above.code, "Seksi"]]})
    decide(world, keep(world, fresh, "exchange-units")[-1], "accept")
    assert Unit.objects.get(name="Unit Baru").parent_id == above.pk


def test_who_sees_and_decides(world: World) -> None:
    person, policy = staff(world), policy_for(Difference)
    (row,) = keep(world, people_file(row_of(person, nama="Nama Baru")))
    for name in world.users:
        actor = world.actor(name)
        listed = policy.visible_to(actor).filter(pk=row.pk).exists()
        assert policy.sees(actor, row) is listed, name
        assert bool(policy.fields_for(actor, row)) is listed, name
        may = "hr" in policy.roles_of(actor, row)
        assert (world.users[name].pk in policy.users_in_role("hr", row)) is (may and actor.active), name
        if not may:
            with pytest.raises((NotVisible, NotPermitted)):
                decide(world, row, "accept", who=name)
    assert not policy.sees(world.actor(person.full_name), row)


STATES = ("open", "accepted", "overridden", "listed", "settled")
ALLOWED = {
    ("open", "accept"), ("open", "override"), ("open", "list"), ("listed", "accept"), ("listed", "override"),
    ("listed", "reopen"), ("overridden", "reopen"),
}  # fmt: skip
BY_CLOCK = {("open", "settle"), ("listed", "settle"), ("overridden", "settle")}


def in_state(world: World, state: str) -> Difference:
    person = staff(world)
    (row,) = keep(world, people_file(row_of(person, nama="Nama Baru")))
    acts = {"accepted": "accept", "overridden": "override", "listed": "list"}
    if state in acts:
        return (
            decide(world, row, acts[state], reason="Catatan.") if state != "accepted" else decide(world, row, "accept")
        )
    if state == "settled":
        engine.fire(row, "settle", actor=CLOCK, version=row.version)
    return Difference.objects.get(pk=row.pk)


@pytest.mark.parametrize("state", STATES)
def test_every_transition_in_every_state_through_the_action_and_both_doors(world: World, state: str) -> None:
    row = in_state(world, state)
    for name in sorted(table_of(Difference).rows):
        allowed = (state, name) in ALLOWED
        payload = {"reason": "Catatan."} if name in ("override", "list") else {}
        if not allowed:
            status = 409 if name != "settle" else None
            with pytest.raises(DomainError) as refused:
                exchange.take(row.public_id, name, actor=world.actor("Hera"), version=row.version, payload=payload)
            assert status is None or refused.value.status == status, (state, name)
            body = {"transition": name, "version": row.version, **payload}
            page = browser(world, "Hera").post(reverse("organization:move-difference", args=[row.public_id]), body)
            assert page.status_code in (400, 403, 409, 422), (state, name)
            answer = browser(world, "Hera").post(
                f"/api/v1/differences/{row.public_id}/transitions/", body, content_type="application/json"
            )
            assert answer.status_code in (400, 403, 409), (state, name, answer.content)
    offered = {one["name"] for one in rest(world, row)["available_transitions"]} if state else set()
    assert offered == {name for where, name in ALLOWED if where == state}
    if (state, "settle") in BY_CLOCK:
        engine.fire(row, "settle", actor=CLOCK, version=row.version)


def rest(world: World, row: Difference) -> Any:
    return browser(world, "Hera").get(f"/api/v1/differences/{row.public_id}/").json()


def browser(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def test_a_stale_page_overwrites_nothing(world: World) -> None:
    (row,) = keep(world, people_file(row_of(staff(world), nama="Nama Baru")))
    decide(world, row, "list", reason="Mohon perbaiki.")
    body = {"transition": "accept", "version": row.version}
    answer = browser(world, "Hera").post(reverse("organization:move-difference", args=[row.public_id]), body)
    assert answer.status_code == 409
    assert str(Difference.objects.get(pk=row.pk).state) == "listed"


def test_the_pages_show_decide_several_and_note_the_reading(world: World) -> None:
    people = [one for one in Employee.objects.select_related("unit", "post").order_by("pk") if one.post][:6]
    rows = keep(world, people_file(*(row_of(one, golongan="III/a") for one in people)))
    hera = browser(world, "Hera")
    page = hera.get(reverse("organization:exchange")).content.decode()
    seen = policy_for(Difference).visible_to(world.actor("Hera"))
    for row in seen:
        assert reverse("organization:difference", args=[row.public_id]) in page
    assert AccessRecord.objects.filter(kind=Difference.kind).exists()
    chosen = [f"{row.public_id}:{row.version}" for row in seen]
    posted = {"selected": [*chosen, "x:1", f"{rows[0].public_id}:99"], "transition": "list", "reason": "Cek lagi."}
    assert hera.post(reverse("organization:exchange-several"), posted).status_code == 302
    assert seen.filter(state="listed").count() == len(chosen)
    detail = hera.get(reverse("organization:difference", args=[seen[0].public_id])).content.decode()
    assert "Cek lagi." in detail
    assert browser(world, "Hera").get(reverse("organization:exchange"), {"state": "listed"}).status_code == 200


def test_the_correction_list_is_a_file_in_which_nothing_acts(world: World) -> None:
    (row,) = keep(world, people_file(row_of(staff(world), nama="@SUM(1)")))
    decide(world, row, "list", reason="+cmd")
    answer = browser(world, "Hera").get(reverse("organization:exchange-corrections", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    line = next(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {"'@SUM(1)", "'+cmd", "SIASN BKN", "2026-11-20"} <= set(line.values())
    book = browser(world, "Hera").get(reverse("organization:exchange-corrections", args=["xlsx"]))
    assert b"".join(book.streaming_content)[:2] == b"PK"
    rest_list = browser(world, "Hera").get("/api/v1/differences/corrections/csv/")
    assert b"".join(rest_list.streaming_content).decode("utf-8-sig") == text


def test_the_statements_do_not_grow_with_the_rows(world: World) -> None:
    unit = staff(world).unit
    post = Post.objects.create(unit=unit, title="Juru", kind="pelaksana")

    def compared(count: int, serial: int) -> int:
        people = [
            Employee(nip=make_nip(serial + number), full_name=f"Juru {number}", kind="pns", unit=unit, post=post)
            for number in range(count)
        ]
        Employee.objects.bulk_create(people)
        data = people_file(*(row_of(one, nama="Lain") for one in people))
        with CaptureQueriesContext(connection) as seen:
            found = send(world, data, "exchange-people")
            assert found.batch is not None
            imports.apply_batch(found.batch.public_id, actor=world.actor("Hera"), version=found.batch.version)
        return len(seen)

    assert compared(40, 300) == compared(4, 200)
    hera, address = browser(world, "Hera"), reverse("organization:exchange")
    hera.get(address)
    with CaptureQueriesContext(connection) as seen:
        hera.get(address)
    assert len(seen) <= 15


def test_every_kind_offers_its_template(world: World) -> None:
    for key, kind in exchange_kinds().items():
        page = browser(world, "Hera").get(reverse("organization:imports-about", args=[key])).content.decode()
        assert kind.workbook in page
        answer = browser(world, "Hera").get(reverse("organization:import-template", args=[kind.workbook]))
        assert answer.status_code == 200, key
