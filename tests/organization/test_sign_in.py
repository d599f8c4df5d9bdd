"""Sign-in by NIP or user name, lock by name and address, sessions, one-time passwords, demo sign-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import authenticate
from django.test import Client, override_settings
from django.urls import reverse

from organization import one_time
from organization.actions import accounts
from organization.authentication import normalized
from organization.models import Employee, User
from tests.organization.conftest import NOON, PASSWORD, World
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.roles import Role

LOGIN = "/accounts/login/"


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> int:
    return client.post(LOGIN, {"username": name, "password": password, **more}).status_code


@pytest.mark.parametrize("write", ["{nip}", " {nip} ", "{spaced}", "siti", "  SITI ", "Siti"])
def test_nip_and_user_name_in_any_writing(world: World, write: str) -> None:
    nip = str(world.people["Siti"].nip)
    spaced = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    assert sign_in(Client(), write.format(nip=nip, spaced=spaced)) == 302


@pytest.mark.parametrize(
    ("name", "password"), [("siti", "salah"), ("tidakada", PASSWORD), ("", PASSWORD), ("siti", "")]
)
def test_wrong_names_and_passwords_answer_alike(world: World, name: str, password: str) -> None:
    response = Client().post(LOGIN, {"username": name, "password": password})
    assert response.status_code == 422
    assert "_auth_user_id" not in Client().session


def test_unknown_names_and_wrong_passwords_give_the_same_page(world: World) -> None:
    def answer(name: str) -> str:
        response = Client().post(LOGIN, {"username": name, "password": "salah"})
        text = response.content.decode().replace(name, "")
        import re

        return re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]+"', "", text)

    assert answer("siti") == answer("sitx")


def test_disabled_accounts_and_people_who_left_are_refused_and_signed_out(world: World) -> None:
    client = Client()
    assert sign_in(client, "siti") == 302
    User.objects.filter(username="siti").update(is_active=False)
    assert client.get("/units/").status_code == 302
    assert sign_in(Client(), "siti") == 422
    other = Client()
    assert sign_in(other, "budi") == 302
    Employee.objects.filter(full_name="Budi").update(active=False)
    assert other.get("/units/").status_code == 302
    assert sign_in(Client(), "budi") == 422


def test_the_session_gets_a_new_id_at_sign_in_and_ends_at_sign_out(world: World) -> None:
    client = Client()
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted or ""
    assert sign_in(client, "siti") == 302
    key = client.session.session_key
    assert key != planted
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/units/").status_code == 302
    stolen = Client()
    stolen.cookies[django_settings.SESSION_COOKIE_NAME] = key or ""
    assert stolen.get("/units/").status_code == 302


def test_after_signing_in_one_goes_on_inside_the_house_only(world: World) -> None:
    for wanted, target in (("/units/", "/units/"), ("https://evil.example/", "/"), ("//evil.example", "/")):
        response = Client().post(LOGIN, {"username": "siti", "password": PASSWORD, "next": wanted})
        assert response.headers["Location"] == target


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_the_pair_of_name_and_address_is_locked_not_the_victim(world: World) -> None:
    attacker, nip = Client(REMOTE_ADDR="10.0.0.66"), str(world.people["Kadis"].nip)
    for name in ("kadis", " KADIS", "kadis "):
        sign_in(attacker, name, "salah")
    assert sign_in(attacker, "kadis") == 429
    assert sign_in(attacker, "siti") == 302
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7"), "kadis") == 302
    assert normalized(f"{nip[:8]} {nip[8:]}") == nip


def test_demo_sign_in_exists_only_in_the_demo(world: World) -> None:
    with override_settings(DEMO=False):
        assert Client().post(LOGIN, {"demo_user": "siti"}).status_code == 422
    with override_settings(DEMO=True):
        client = Client()
        assert client.post(LOGIN, {"demo_user": "siti"}).status_code == 302
        assert client.get("/accounts/me/").status_code == 200
        assert Client().post(LOGIN, {"demo_user": "nobody"}).headers["Location"] == LOGIN


def test_a_one_time_password_runs_out(world: World) -> None:
    slip = accounts.print_slips([world.people["Siti"]], actor=world.actor("Hera"))[0]
    assert authenticate(None, username="siti", password=PASSWORD) is None
    edge = NOON + one_time.VALID_FOR
    with clock.frozen(edge - timedelta(seconds=1)):
        assert authenticate(None, username="siti", password=slip.password) is not None
    with clock.frozen(edge):
        assert authenticate(None, username="siti", password=slip.password) is None


def test_one_time_passwords_differ_and_are_never_shown_by_repr(world: World) -> None:
    people = [world.people["Siti"], world.people["Budi"]]
    made = accounts.print_slips(people, actor=world.actor("Hera"))
    assert made[0].password != made[1].password
    assert all(len(slip.password.replace("-", "")) == 12 for slip in made)
    assert all(slip.password not in repr(slip) for slip in made)
    assert User.objects.get(username="siti").must_change_password


def test_slips_need_hr_of_the_unit_and_never_reach_superiors_or_oneself(world: World) -> None:
    world.grant("Adi", Role.HR, "1.06")
    cases = (
        ("Kabid", "Siti", NotPermitted),
        ("Adi", "Siti", NotVisible),
        ("Adi", "Kaban", NotPermitted),
        ("Hera", "Bupati", NotPermitted),
        ("Hera", "Hera", NotPermitted),
        ("Siti", "Hera", NotVisible),
    )
    for actor, person, refusal in cases:
        with pytest.raises(refusal):
            accounts.print_slips([world.people[person]], actor=world.actor(actor))
    assert not User.objects.filter(must_change_password=True).exists()
    User.objects.filter(username="siti").update(is_active=False)
    with pytest.raises(GuardRefused):
        accounts.print_slips([Employee.objects.get(full_name="Siti")], actor=world.actor("Hera"))


def test_at_most_150_slips_at_once(world: World) -> None:
    with pytest.raises(GuardRefused) as refused:
        accounts.print_slips([world.people["Siti"]] * 151, actor=world.actor("Hera"))
    assert refused.value.code == "too_many_slips"


def test_changing_the_own_password(world: World) -> None:
    user = world.users["Siti"]
    actor = world.actor("Siti")
    for current, new, code in (
        ("salah", "kopi-robusta-1", "current"),
        (PASSWORD, PASSWORD, "new"),
        (PASSWORD, "kurz", "new"),
        (PASSWORD, "1234567890123", "new"),
    ):
        with pytest.raises(InvalidInput) as refused:
            accounts.change_own_password(user, actor=actor, current=current, new=new)
        assert {fault.field for fault in refused.value.details} == {code}
    with pytest.raises(NotPermitted):
        accounts.change_own_password(user, actor=world.actor("Hera"), current=PASSWORD, new="kopi-robusta-1")
    one, two = Client(), Client()
    assert sign_in(one, "siti") == sign_in(two, "siti") == 302
    values = {"current": PASSWORD, "new": "kopi-robusta-1", "again": "kopi-robusta-1"}
    assert one.post("/accounts/password/", values).status_code == 302
    assert one.get("/units/").status_code == 200
    assert two.get("/units/").status_code == 302
    assert sign_in(Client(), "siti") == 422


def test_sign_in_pages_are_not_kept_by_caches(world: World) -> None:
    assert "no-store" in Client().get(reverse("organization:login")).headers["Cache-Control"]
