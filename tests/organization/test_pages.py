"""Every page: who gets it, what it shows, what it refuses; statements do not grow with rows."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from organization.models import ApiToken, Appointment, AssessorOverride, Employee, ImportBatch, RoleGrant, Unit, User
from tests.organization.conftest import PASSWORD, TODAY, World, make_nip, workbook
from tests.organization.test_imports import PEOPLE_HEAD, person
from workflow.roles import Role

NEW_PASSWORD = "kopi-robusta-2026"


def client_of(world: World, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def page(client: Client, name: str, *args: Any, status: int = 200, **query: str) -> str:
    response = client.get(reverse(f"organization:{name}", args=args), query)
    assert response.status_code == status, (name, response.status_code)
    return response.content.decode()


PLAIN_PAGES = ("profile", "tokens", "password", "units", "employees", "settings", "grants")


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_pages_of_everybody(world: World, name: str) -> None:
    for person_name in ("Siti", "Hera", "Bupati"):
        assert "<h1>" in page(client_of(world, person_name), name)
    assert Client().get(reverse(f"organization:{name}")).status_code == 302


@pytest.mark.parametrize("name", ["imports", "slips"])
def test_pages_of_hr_only(world: World, name: str) -> None:
    page(client_of(world, "Hera"), name)
    for person_name in ("Siti", "Kadis"):
        assert client_of(world, person_name).get(reverse(f"organization:{name}")).status_code in (403, 404)


def test_a_colleague_sees_names_a_head_more_and_hr_all(world: World) -> None:
    siti = world.people["Siti"]
    Employee.objects.filter(pk=siti.pk).update(email="siti@example.go.id")
    address = siti.public_id
    number = f"{siti.nip[:8]} {siti.nip[8:14]}"  # type: ignore[index]
    colleague = page(client_of(world, "Budi"), "employee", address)
    assert "siti@example.go.id" not in colleague
    assert number not in colleague
    head = page(client_of(world, "Kabid"), "employee", address)
    assert "siti@example.go.id" in head
    assert number not in head
    hr = page(client_of(world, "Hera"), "employee", address)
    assert number in hr
    page(client_of(world, "Kaban"), "employee", address, status=404)


def test_lists_mask_the_nip_and_show_only_whom_one_may_know(world: World) -> None:
    siti = world.people["Siti"]
    hr = page(client_of(world, "Hera"), "employees")
    assert siti.nip not in hr
    assert "••••••••2010•••" in hr
    budi = page(client_of(world, "Budi"), "employees")
    assert "Siti" in budi
    assert "Kaban" not in budi
    assert "••••" in budi.partition("<tbody>")[2]  # the own number, and no other
    assert budi.partition("<tbody>")[2].count("2010•••") == 1


def test_search_by_whole_nip_only_where_the_nip_may_be_read(world: World) -> None:
    siti = world.people["Siti"]
    assert "Siti" in page(client_of(world, "Hera"), "employees", q=str(siti.nip)).partition("<tbody>")[2]
    assert "Siti" not in page(client_of(world, "Budi"), "employees", q=str(siti.nip)).partition("<tbody>")[2]
    assert "Siti" not in page(client_of(world, "Hera"), "employees", q=str(siti.nip)[:8]).partition("<tbody>")[2]


def test_pages_go_on_where_the_last_one_ended(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        world.person(f"Pegawai {number:02d}", "1.06")
    client = client_of(world, "Hera")
    with django_assert_max_num_queries(15):
        first = page(client, "employees", unit="1.06")
    after = re.search(r"after=([^\"&]+)", first)
    assert after is not None
    from urllib.parse import unquote

    second = page(client, "employees", unit="1.06", after=unquote(after[1]))
    seen = re.findall(r"Pegawai \d\d", first.partition("<tbody>")[2] + second.partition("<tbody>")[2])
    assert sorted(set(seen)) == [f"Pegawai {number:02d}" for number in range(60)]
    assert len(seen) == 60


def test_unit_page_and_its_changes(world: World, django_assert_max_num_queries: Any) -> None:
    client, unit = client_of(world, "Hera"), world.units["1.05"]
    with django_assert_max_num_queries(15):
        assert "Kadis" in page(client, "unit", unit.public_id)
    change = reverse("organization:change-unit", args=[unit.public_id])
    assert client.post(change, {"act": "rename", "name": "Dinas Baru"}).status_code == 302
    assert (
        client.post(change, {"act": "add", "code": "1.05.02", "name": "Bidang", "kind": "division"}).status_code == 302
    )
    assert client.post(change, {"act": "move", "parent": "1.05.01"}).status_code == 422
    assert client.post(change, {"act": "move", "parent": "nirgends"}).status_code == 422
    assert client.post(change, {"act": "move", "parent": "1.06"}).status_code == 302
    assert Unit.objects.get(code="1.05.02").depth == 3
    assert client_of(world, "Kadis").post(change, {"act": "rename", "name": "x"}).status_code == 403
    assert client.post(change, {"act": "explode"}).status_code == 400


def test_naming_an_assessor_needs_hr_and_a_reason(world: World) -> None:
    siti = world.people["Siti"]
    address = reverse("organization:name-assessor", args=[siti.public_id])
    values = {"assessor": world.people["Kaban"].nip, "reason": "Ditugaskan di proyek"}
    assert client_of(world, "Kabid").post(address, values).status_code == 403
    client = client_of(world, "Hera")
    assert client.post(address, values | {"reason": ""}).status_code == 422
    assert client.post(address, values | {"assessor": siti.nip}).status_code == 422
    assert client.post(address, values | {"assessor": "123"}).status_code == 422
    assert AssessorOverride.objects.count() == 0
    assert client.post(address, values).status_code == 302
    override = AssessorOverride.objects.get()
    assert "Ditugaskan di proyek" in page(client, "employee", siti.public_id)
    end = reverse("organization:end-override", args=[siti.public_id, override.public_id])
    assert client.post(end).status_code == 302
    override.refresh_from_db()
    assert override.valid_to == TODAY


def test_recording_an_acting_appointment(world: World) -> None:
    kabid = world.people["Kabid"]
    address = reverse("organization:appoint", args=[kabid.public_id])
    values: dict[str, Any] = {"unit": "1.05", "title": "Kepala 1.05", "capacity": "plh", "valid_from": "2026-11-01"}
    values |= {"letter_date": "2026-10-30", "powers": ["assessing", "deciding"]}
    client = client_of(world, "Hera")
    assert client.post(address, values).status_code == 422
    assert client.post(address, values | {"letter_number": "800/1", "title": "Tidak ada"}).status_code == 422
    assert client.post(address, values | {"letter_number": "800/1"}).status_code == 302
    assert Appointment.objects.filter(employee=kabid, capacity="plh").count() == 1
    assert client_of(world, "Kadis").post(address, values | {"letter_number": "x"}).status_code == 403


def test_roles_are_given_and_taken_on_the_page(world: World) -> None:
    client = client_of(world, "Hera")
    address = reverse("organization:grants")
    values = {"person": "kadis", "role": "hr", "unit": "1.05", "basis": "SK 7/2026"}
    assert client.post(address, values | {"person": "hera"}).status_code == 422
    assert client.post(address, values | {"role": "auditor"}).status_code == 422
    assert client.post(address, values | {"unit": "9"}).status_code == 422
    assert client_of(world, "Siti").post(address, values).status_code == 403
    assert RoleGrant.objects.count() == 1
    assert client.post(address, values).status_code == 302
    grant = RoleGrant.objects.get(user=world.users["Kadis"])
    own_line = reverse("organization:grant", args=[grant.public_id])
    assert client_of(world, "Kadis").get(own_line).headers["Location"].endswith(f"#grant-{grant.public_id}")
    assert client_of(world, "Budi").get(own_line).status_code == 404
    revoke = reverse("organization:revoke-grant", args=[grant.public_id])
    assert client.post(revoke, {"version": "0"}).status_code == 400
    assert client_of(world, "Siti").post(revoke, {"version": "0", "reason": "x"}).status_code == 404
    assert client_of(world, "Kadis").post(revoke, {"version": "0", "reason": "x"}).status_code == 403
    assert client.post(revoke, {"version": "0", "reason": "Pindah tugas"}).status_code == 302
    assert "revoked" in RoleGrant.objects.get(pk=grant.pk).state


def test_import_from_upload_to_applied(world: World) -> None:
    client = client_of(world, "Hera")
    data = workbook(Pegawai=[PEOPLE_HEAD, person(200, "Orang Baru"), person(201, "Lain", "1.06")])
    sent = client.post(reverse("organization:imports"), {"file": SimpleUploadedFile("a.xlsx", data)})
    batch = ImportBatch.objects.get()
    assert sent.headers["Location"] == reverse("organization:import", args=[batch.public_id])
    assert "Orang Baru" not in page(client, "import", batch.public_id)
    move = reverse("organization:move-import", args=[batch.public_id])
    assert client_of(world, "Kadis").post(move, {"transition": "apply", "version": "1"}).status_code == 404
    assert client.post(move, {"transition": "apply"}).status_code == 428
    assert client.post(move, {"transition": "apply", "version": "1"}).status_code == 302
    assert Employee.objects.filter(full_name="Orang Baru").exists()
    page(client, "import", batch.public_id)
    again = client.post(reverse("organization:imports"), {"file": SimpleUploadedFile("a.xlsx", data)})
    assert again.headers["Location"] == reverse("organization:imports")
    assert ImportBatch.objects.count() == 1


def test_faults_are_shown_by_row_and_column(world: World) -> None:
    client = client_of(world, "Hera")
    data = workbook(Pegawai=[PEOPLE_HEAD, person(200, "Orang Baru", "9.9")])
    client.post(reverse("organization:imports"), {"file": SimpleUploadedFile("a.xlsx", data)})
    shown = page(client, "import", ImportBatch.objects.get().public_id)
    assert "kode_unit" in shown
    assert "9.9" in shown
    broken = client.post(reverse("organization:imports"), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")})
    assert broken.status_code == 422


@pytest.mark.parametrize("name", ["impor.xlsx", "unit.csv", "pegawai.csv", "plt-plh.csv"])
def test_templates_can_be_downloaded_and_are_understood(world: World, name: str) -> None:
    from organization.imports.parsing import parse

    response = client_of(world, "Siti").get(reverse("organization:import-template", args=[name]))
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert {fault.code for fault in parse(response.content).faults} == {"no_rows"}
    assert client_of(world, "Siti").get("/imports/template/x.exe").status_code == 404


def test_slips_are_printed_once_and_lead_to_an_own_password(world: World) -> None:
    siti = world.people["Siti"]
    User.objects.filter(employee=siti).update(password="!")
    client = client_of(world, "Hera")
    assert "Siti" in page(client, "slips", unit="1.05.01")
    sheet = client.post(reverse("organization:print-slips"), {"selected": str(siti.public_id)})
    assert "no-store" in sheet.headers["Cache-Control"]
    found = re.search(r"slip__password\">([^<]+)<", sheet.content.decode())
    assert found is not None
    password = found[1]
    assert password not in User.objects.get(employee=siti).password

    own = Client()
    signed = own.post(reverse("organization:login"), {"username": str(siti.nip), "password": password})
    assert signed.headers["Location"] == reverse("organization:password")
    assert own.get(reverse("organization:units")).headers["Location"] == reverse("organization:password")
    chosen = {"current": password, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert own.post(reverse("organization:password"), chosen | {"again": "anders"}).status_code == 422
    assert own.post(reverse("organization:password"), chosen | {"new": "kurz", "again": "kurz"}).status_code == 422
    assert own.post(reverse("organization:password"), chosen).status_code == 302
    assert own.get(reverse("organization:units")).status_code == 200
    assert not Client().login(username="siti", password=password)


def test_slips_of_others_are_refused(world: World) -> None:
    world.grant("Adi", Role.HR, "1.06")
    siti, kaban, adi = (world.people[name] for name in ("Siti", "Kaban", "Adi"))
    client = client_of(world, "Adi")
    for chosen in (siti, kaban, adi):
        response = client.post(reverse("organization:print-slips"), {"selected": str(chosen.public_id)})
        assert 'slip__password">' not in response.content.decode(), chosen.full_name
    assert all(User.objects.get(employee=p).check_password(PASSWORD) for p in (siti, kaban, adi))
    assert client_of(world, "Kabid").post(reverse("organization:reset", args=[siti.public_id])).status_code == 403


def test_closing_an_account_ends_its_session_and_tokens(world: World) -> None:
    siti = world.people["Siti"]
    own = client_of(world, "Siti")
    own.post(reverse("organization:tokens"), {"name": "Absensi"})
    assert ApiToken.objects.get().revoked_at is None
    address = reverse("organization:set-account", args=[siti.public_id])
    assert client_of(world, "Kabid").post(address, {"open": "0"}).status_code == 403
    assert client_of(world, "Hera").post(address, {"open": "0"}).status_code == 302
    assert own.get(reverse("organization:units")).status_code == 302
    assert ApiToken.objects.get().revoked_at is not None


def test_tokens_are_shown_once_and_revoked_by_their_owner(world: World) -> None:
    own = client_of(world, "Siti")
    made = own.post(reverse("organization:tokens"), {"name": "Absensi"}).content.decode()
    secret = re.search(r"kb_[\w-]+", made)
    assert secret is not None
    assert secret[0] not in page(own, "tokens")
    token = ApiToken.objects.get()
    address = reverse("organization:revoke-token", args=[token.public_id])
    assert client_of(world, "Budi").post(address).status_code == 404
    assert own.post(address).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_profile_says_who_assesses_and_why(world: World) -> None:
    shown = page(client_of(world, "Siti"), "profile")
    assert "Kabid" in shown
    assert "Kadis" in shown
    assert str(date(2024, 1, 1).year) in shown


def test_text_from_people_is_shown_as_text(world: World) -> None:
    Unit.objects.filter(code="1.05").update(name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(client_of(world, "Hera"), "unit", world.units["1.05"].public_id)
    assert make_nip(1)
