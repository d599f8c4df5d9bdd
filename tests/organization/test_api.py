"""The REST resources: tokens, me, units, employees, role grants, imports; each with its refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from rest_framework.test import APIClient

from organization.models import ApiToken, Employee, ImportBatch, RoleGrant, User
from tests.organization.conftest import PASSWORD, World, workbook
from tests.organization.test_imports import PEOPLE_HEAD, person
from workflow.roles import Role

V1 = "/api/v1"


def signed(world: World, name: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    body = {"username": name.lower(), "password": PASSWORD, "name": "uji"}
    secret = client.post(f"{V1}/tokens/", body, format="json").json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def get(client: APIClient, path: str, status: int = 200, **query: Any) -> Any:
    response = client.get(f"{V1}{path}", query)
    assert response.status_code == status, (response.status_code, response.content)
    return response.json()


def test_a_token_is_made_used_listed_and_revoked(world: World) -> None:
    client = APIClient()
    body = {"username": f" {world.people['Siti'].nip} ", "password": PASSWORD}
    made = client.post(f"{V1}/tokens/", body, format="json")
    assert made.status_code == 201
    secret, token = made.json()["token"], ApiToken.objects.get()
    assert secret.startswith("kb_")
    assert secret not in token.digest
    assert get(client, "/me/", 401)["code"] == "not_authenticated"
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert get(client, "/me/")["username"] == "siti"
    listed = get(client, "/tokens/")["results"]
    assert [row["id"] for row in listed] == [str(token.public_id)]
    assert "token" not in listed[0]
    assert signed(world, "Budi").delete(f"{V1}/tokens/{token.public_id}/").status_code == 404
    assert client.delete(f"{V1}/tokens/nonsense/").status_code == 404
    assert client.delete(f"{V1}/tokens/{token.public_id}/").status_code == 204
    assert get(client, "/me/", 401)["code"] == "authentication_failed"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"username": "siti", "password": "salah"}, 401),
        ({"username": "niemand", "password": PASSWORD}, 401),
        ({"username": "siti"}, 400),
        ({"username": "siti", "password": PASSWORD, "as": "hera"}, 400),
    ],
)
def test_no_token_without_the_right_password(world: World, body: dict[str, str], status: int) -> None:
    response = APIClient().post(f"{V1}/tokens/", body, format="json")
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert not ApiToken.objects.exists()


def test_one_time_passwords_give_no_token_and_reach_nothing(world: World) -> None:
    client = signed(world, "Siti")
    User.objects.filter(username="siti").update(must_change_password=True)
    response = APIClient().post(f"{V1}/tokens/", {"username": "siti", "password": PASSWORD}, format="json")
    assert (response.status_code, response.json()["code"]) == (403, "password_change_required")
    assert get(client, "/units/", 403)["code"] == "password_change_required"


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_guessing_over_the_api_is_locked_too(world: World) -> None:
    client = APIClient(REMOTE_ADDR="10.0.0.66")
    for _attempt in range(3):
        client.post(f"{V1}/tokens/", {"username": "kadis", "password": "x"}, format="json")
    response = client.post(f"{V1}/tokens/", {"username": "kadis", "password": PASSWORD}, format="json")
    assert response.status_code == 429
    assert not ApiToken.objects.exists()
    other = APIClient(REMOTE_ADDR="10.0.0.7")
    assert other.post(f"{V1}/tokens/", {"username": "kadis", "password": PASSWORD}, format="json").status_code == 201


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer kb_x", "Bearer ä", "bearer x y"])
def test_broken_bearer_headers_are_401(world: World, header: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    assert client.get(f"{V1}/me/").status_code == 401


def test_a_closed_account_ends_its_tokens(world: World) -> None:
    client = signed(world, "Siti")
    User.objects.filter(username="siti").update(is_active=False)
    get(client, "/me/", 401)
    other = signed(world, "Budi")
    Employee.objects.filter(full_name="Budi").update(active=False)
    get(other, "/me/", 401)


def test_me_names_person_line_and_roles(world: World) -> None:
    me = get(signed(world, "Hera"), "/me/")
    assert me["employee"]["line"]["assessor"]["name"] == "Kaban"
    assert [(role["role"], role["unit"]) for role in me["roles"]] == [("hr", str(world.units["1"].public_id))]
    assert me["employee"]["nip"] == world.people["Hera"].nip


def test_units_are_listed_in_order_and_filtered(world: World, django_assert_max_num_queries: Any) -> None:
    client = signed(world, "Siti")
    with django_assert_max_num_queries(8):
        rows = get(client, "/units/")["results"]
    assert [row["code"] for row in rows] == ["1", "1.05", "1.05.01", "1.06"]
    below = get(client, "/units/", parent=str(world.units["1"].public_id))["results"]
    assert [row["code"] for row in below] == ["1.05", "1.06"]
    assert get(client, f"/units/{world.units['1.05.01'].public_id}/")["opd"] == str(world.units["1.05"].public_id)
    get(client, "/units/", 400, owner="x")
    assert client.post(f"{V1}/units/", {"code": "x"}, format="json").status_code == 405


def test_employees_are_those_one_may_know_and_no_more_of_them(world: World, django_assert_max_num_queries: Any) -> None:
    siti = world.people["Siti"]
    budi = signed(world, "Budi")
    rows = {row["name"]: row for row in get(budi, "/employees/")["results"]}
    assert set(rows) == {"Budi", "Siti", "Kabid"}
    assert rows["Siti"]["nip"] == ""
    detail = get(budi, f"/employees/{siti.public_id}/")
    assert not {"nip", "birth_date", "sex", "email", "phone", "line"} & set(detail)
    head = get(signed(world, "Kabid"), f"/employees/{siti.public_id}/")
    assert head["line"]["assessor"]["name"] == "Kabid"
    assert "nip" not in head
    hera = signed(world, "Hera")
    with django_assert_max_num_queries(8):
        masked = {row["name"]: row["nip"] for row in get(hera, "/employees/")["results"]}
    assert masked["Siti"].startswith("••••••••2010")
    assert get(hera, f"/employees/{siti.public_id}/")["nip"] == siti.nip
    get(signed(world, "Kaban"), f"/employees/{siti.public_id}/", 404)
    get(hera, "/employees/1/", 404)


def test_employees_by_name_unit_and_kind(world: World) -> None:
    hera = signed(world, "Hera")
    assert [r["name"] for r in get(hera, "/employees/", q="sit")["results"]] == ["Siti"]
    below = get(hera, "/employees/", unit=str(world.units["1.05"].public_id))["results"]
    assert {r["name"] for r in below} == {"Kadis", "Kabid", "Siti", "Budi"}
    assert get(hera, "/employees/", unit=str(world.people["Siti"].public_id))["results"] == []
    assert get(hera, "/employees/", kind="pppk")["results"] == []
    first = get(hera, "/employees/", limit=3)
    names = [r["name"] for r in first["results"]]
    while first["next"]:
        first = hera.get(first["next"]).json()
        names += [r["name"] for r in first["results"]]
    assert names == sorted(world.people)


def test_roles_are_given_and_taken(world: World) -> None:
    hera = signed(world, "Hera")
    body = {
        "employee": str(world.people["Kadis"].public_id),
        "role": "leader",
        "unit": str(world.units["1.05"].public_id),
        "basis": "SK",
    }
    assert signed(world, "Siti").post(f"{V1}/role-grants/", body, format="json").status_code in (403, 404)
    assert hera.post(f"{V1}/role-grants/", body | {"role": "auditor"}, format="json").status_code == 403
    assert hera.post(f"{V1}/role-grants/", body | {"author": "x"}, format="json").status_code == 400
    made = hera.post(f"{V1}/role-grants/", body, format="json")
    assert made.status_code == 201, made.content
    address = f"{V1}/role-grants/{made.json()['id']}/transitions/"
    act = {"transition": "revoke", "version": 0, "reason": "selesai"}
    assert signed(world, "Kadis").post(address, act, format="json").status_code == 403
    assert signed(world, "Budi").post(address, act, format="json").status_code == 404
    assert hera.post(address, act | {"reason": ""}, format="json").status_code == 400
    assert hera.post(address, act | {"version": 3}, format="json").status_code == 409
    assert hera.post(address, act, format="json").json()["state"] == "revoked"
    assert RoleGrant.objects.get(user=world.users["Kadis"]).state == "revoked"


def test_import_over_the_api(world: World) -> None:
    hera = signed(world, "Hera")

    def send(client: APIClient, data: bytes) -> Any:
        return client.post(f"{V1}/imports/", {"file": SimpleUploadedFile("a.xlsx", data)}, format="multipart")

    data = workbook(Pegawai=[PEOPLE_HEAD, person(300, "Lewat API")])
    assert send(signed(world, "Kadis"), data).status_code == 403
    bad = send(hera, workbook(Pegawai=[PEOPLE_HEAD, person(300, "Lewat API", "9.9")]))
    assert bad.status_code == 201
    assert [(f["row"], f["column"], f["code"]) for f in bad.json()["faults"]] == [(2, "kode_unit", "unit_unknown")]
    assert send(hera, b"PK\x03\x04").json()["code"] == "damaged"
    good = send(hera, data).json()
    assert (good["state"], good["counts"]["people"]["new"]) == ("checked", 1)
    address = f"{V1}/imports/{good['id']}/transitions/"
    assert signed(world, "Kadis").post(address, {"transition": "apply", "version": 1}, format="json").status_code == 404
    assert hera.post(address, {"transition": "apply"}, format="json").status_code == 428
    done = hera.post(address, {"transition": "apply", "version": 1}, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    again = hera.post(address, {"transition": "apply", "version": 1}, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    assert done.json() == again.json()
    assert Employee.objects.filter(full_name="Lewat API").count() == 1
    same = send(hera, data)
    assert (same.status_code, same.json()["unchanged"]) == (200, True)
    assert {row["state"] for row in get(hera, "/imports/")["results"]} == {"applied", "refused"}
    world.grant("Adi", Role.HR, "1.06")
    assert get(signed(world, "Adi"), "/imports/")["results"] == []
    assert ImportBatch.objects.count() == 2
