"""The living page, the frame around a person, and the error pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from config import errors
from config.frame import Frame, initials_of
from config.navigation import (
    ENTRIES,
    MENU,
    Entry,
    Visitor,
    address_of,
    bar_and_rest,
    grouped,
    is_within,
    links_for,
)
from organization.models import User
from workflow.actors import Actor

pytestmark = pytest.mark.django_db


def test_the_living_page_shows_every_part(client: Client) -> None:
    answer = client.get("/components/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    for part in (
        "rail__steps",
        "matrix__here",
        "plot--bars",
        "plot--lines",
        "timeline",
        "worklist",
        "compare",
        "filters",
    ):
        assert part in page


@pytest.mark.parametrize("language", ["id", "en"])
def test_both_languages_have_the_page(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    page = client.get("/components/").content.decode()
    assert f'<html lang="{language}" data-zone="Asia/Jakarta">' in page
    assert ("Satu gaya untuk semua halaman" in page) is (language == "id")
    assert ("One hand for every page" in page) is (language == "en")


def test_pages_carry_no_inline_code_and_name_no_other_host(client: Client) -> None:
    page = client.get("/components/").content.decode().replace("http://www.w3.org/2000/svg", "")
    assert " style=" not in page
    assert " onclick=" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert page.count("<script") == page.count("defer></script>") == 2


def test_the_frame_of_a_stranger_costs_nothing(rf: RequestFactory, django_assert_num_queries: Any) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        frame = Frame(request)
        assert (frame.person, frame.bell, frame.navigation, frame.menu) == (None, None, (), ())


def test_a_stranger_sees_neither_bell_nor_navigation(client: Client) -> None:
    page = client.get("/components/").content.decode()
    assert 'id="bell"' not in page
    assert 'class="side"' not in page
    assert "data-socket" not in page


def test_a_person_sees_name_and_acting_capacity(client: Client, acting_head: User) -> None:
    client.force_login(acting_head)
    page = client.get("/components/").content.decode()
    assert "Drs. H. Marwan Effendi, M.Si." in page
    assert "sebagai Plt Kepala Dinas Kependudukan" in page
    assert 'data-socket="/ws/"' in page
    assert "data-sign-out" in page


def test_the_frame_costs_at_most_three_statements(acting_head: User, django_assert_max_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=acting_head.pk)
    with django_assert_max_num_queries(3):
        frame = Frame(request)
        assert all((frame.person, frame.bell, frame.navigation, frame.menu))


def test_the_counts_alone_cost_one_statement_beside_the_actor(
    acting_head: User, django_assert_num_queries: Any
) -> None:
    request = RequestFactory().get("/")
    request.user = acting_head
    with django_assert_num_queries(2):
        frame = Frame(request)
        bell, counts = frame.bell, frame.live_counts
    assert bell is not None
    assert bell.count == 0
    assert [(entry.key, entry.count) for entry in counts] == [("tasks", 0)]


def test_pages_of_a_person_are_kept_by_nobody(client: Client, acting_head: User) -> None:
    assert "no-store" not in client.get("/components/").headers.get("Cache-Control", "")
    client.force_login(acting_head)
    assert "no-store" in client.get("/components/").headers["Cache-Control"]


def test_entries_follow_the_predicate_and_the_longest_address_is_active() -> None:
    entries = (
        Entry("home", "Beranda", "home", ("home",), lambda _visitor: True),
        Entry("tasks", "Tugas", "tasks", ("tasks",), lambda _visitor: True),
        Entry("team", "Tim", "team", ("tasks",), lambda visitor: visitor.leads),
        Entry("gone", "Hilang", "form", ("no-such-address",), lambda _visitor: True),
    )
    links = links_for(Visitor(actor=Actor(user_id=1)), path=f"{address_of(('tasks',))}lama/", entries=entries)
    assert [link.key for link in links] == ["home", "tasks"]
    assert [link.key for link in links if link.active] == ["tasks"]


def test_everything_lies_under_home_only_by_being_it() -> None:
    assert is_within("/", "/")
    assert not is_within("/tasks/", "/")
    assert is_within("/cases/1/", "/cases/")


def test_a_stranger_is_shown_no_entry() -> None:
    visitor = Visitor(actor=Actor(user_id=None, active=False))
    assert links_for(visitor, path="/") == ()


def test_entries_stand_under_headings_and_the_bar_takes_the_four_most_needed() -> None:
    links = links_for(Visitor(actor=Actor(user_id=1, employee_id=7), leads=True), path="/")
    groups = grouped(links)
    assert [group.key for group in groups] == ["", "own", "team", "help", "office"]
    assert [link for group in groups for link in group.links] == list(links)
    assert all(group.label for group in groups[1:])
    bar, rest = bar_and_rest(links)
    assert [link.key for link in bar] == ["home", "tasks", "forms", "team"]
    assert {link.key for link in rest} == {link.key for link in links} - {link.key for link in bar}
    plain = bar_and_rest(links_for(Visitor(actor=Actor(user_id=1, employee_id=7)), path="/"))[0]
    assert [link.key for link in plain] == ["home", "tasks", "forms", "plans"]


def test_keys_of_entries_are_unique() -> None:
    keys = [entry.key for entry in ENTRIES + MENU]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Drs. H. Marwan Effendi, M.Si.", "DM"), ("Siti Aminah", "SA"), ("Sukarno", "S"), ("", ""), ("H. Al", "HA")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials_of(name) == letters


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 428, 429])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_refusal_has_its_page(rf: RequestFactory, status: int, language: str) -> None:
    request = rf.get("/kasus/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    with translation.override(language):
        answer = errors.error_page(request, status=status, details=["Butir <2> belum dinilai"])
    page = answer.content.decode()
    assert answer.status_code == status
    assert page.count("<h1") == 1
    assert "Butir &lt;2&gt; belum dinilai" in page


def test_the_page_of_a_fault_needs_neither_request_nor_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        page = render_to_string("errors/500.html", {"request_id": "abc"})
    assert "abc" in page
    assert "tersimpan tetap aman" in page


def test_sign_in_offers_the_demo_people_only_when_given() -> None:
    from django import forms

    class Form(forms.Form):
        username = forms.CharField()
        password = forms.CharField(widget=forms.PasswordInput)

    person = {
        "username": "siti",
        "name": "Siti <Aminah>",
        "post": "Analis",
        "unit": "Disdukcapil",
        "waiting": "1 tugas",
    }
    groups = [{"label": "Pegawai", "people": [person]}]
    request = RequestFactory().get("/accounts/login/")
    with_people = render_to_string("registration/login.html", {"form": Form(), "demo_groups": groups}, request)
    assert 'name="demo_user" value="siti"' in with_people
    assert "Siti &lt;Aminah&gt;" in with_people
    assert "demo_user" not in render_to_string("registration/login.html", {"form": Form()}, request)
