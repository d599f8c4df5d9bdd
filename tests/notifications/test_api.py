"""Notices over REST: the same rules as on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from notifications.models import InboxItem
from tests.sample.models import Parcel

pytestmark = pytest.mark.django_db
ALL = "/api/v1/notifications/"
UNREAD = "/api/v1/inbox/"


@pytest.fixture
def api(clerk: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def test_one_notice_in_full(send, api):
    parcel = send(weight=7)
    (row,) = api.get(ALL).json()["results"]
    assert row["title"] == "Check parcel 7"
    assert (row["state"], row["version"], row["urgent"]) == ("unread", 0, True)
    assert (row["kind"], row["subject"]) == ("sample.parcel", str(parcel.public_id))
    assert [act["name"] for act in row["available_transitions"]] == ["read"]
    assert api.get(f"{ALL}{row['id']}/").json() == row


def test_reading_moves_it_out_of_the_inbox(send, api):
    send()
    (row,) = api.get(UNREAD).json()["results"]
    answer = api.post(f"{ALL}{row['id']}/transitions/", {"transition": "read", "version": 0}, format="json")
    assert answer.status_code == 200
    assert answer.json() | {"state_label": ""} == {
        "id": row["id"],
        "transition": "read",
        "state": "read",
        "state_label": "",
        "version": 1,
    }
    assert api.get(UNREAD).json()["results"] == []
    (read,) = api.get(ALL).json()["results"]
    assert (read["state"], read["version"], read["available_transitions"]) == ("read", 1, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"transition": "read"}, 428),
        ({"transition": "read", "version": 1}, 409),
        ({"transition": "burn", "version": 0}, 400),
        ({"transition": "read", "version": 0, "surplus": 1}, 400),
    ],
)
def test_refusals_leave_it_unread(send, api, body, status):
    send()
    item = InboxItem.objects.get()
    assert api.post(f"{ALL}{item.public_id}/transitions/", body, format="json").status_code == status
    item.refresh_from_db()
    assert item.read_at is None


def test_reading_twice_is_a_conflict(send, api):
    send()
    address = f"{ALL}{InboxItem.objects.get().public_id}/transitions/"
    body = {"transition": "read", "version": 0}
    assert [api.post(address, body, format="json").status_code for _ in range(2)] == [200, 409]


def test_foreign_notices_do_not_exist(send, owner):
    send()
    client = APIClient()
    client.force_authenticate(owner)
    item = InboxItem.objects.get()
    assert client.get(ALL).json()["results"] == []
    assert client.get(f"{ALL}{item.public_id}/").status_code == 404
    body = {"transition": "read", "version": 0}
    assert client.post(f"{ALL}{item.public_id}/transitions/", body, format="json").status_code == 404
    assert client.post(f"{ALL}read-all/", {}, format="json").json() == {"count": 0}
    item.refresh_from_db()
    assert item.read_at is None


def test_words_need_a_right_to_the_subject(send, api, owner):
    parcel = send(weight=7)
    Parcel.objects.filter(pk=parcel.pk).update(clerk=owner)
    (row,) = api.get(ALL).json()["results"]
    assert (row["title"], row["body"], row["subject"]) == ("A parcel waits.", "", None)


def test_filters_and_all_at_once(send, api):
    for _ in range(3):
        send()
    assert api.post(f"{ALL}read-all/", {}, format="json").json() == {"count": 3}
    send()
    assert len(api.get(ALL, {"state": "unread"}).json()["results"]) == 1
    assert len(api.get(ALL, {"state": "read"}).json()["results"]) == 3
    assert len(api.get(ALL, {"urgent": "false"}).json()["results"]) == 0
    assert api.get(ALL, {"colour": "red"}).status_code == 400


def test_statements_do_not_grow_with_rows(send, api, django_assert_max_num_queries):
    for _ in range(12):
        send()
    with django_assert_max_num_queries(6):
        assert len(api.get(ALL).json()["results"]) == 12
