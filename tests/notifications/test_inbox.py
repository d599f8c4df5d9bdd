"""The inbox shows one's own notices, words only with a right to the subject; reading marks, looking does not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from notifications import selectors
from notifications.models import InboxItem
from tests.sample.models import Parcel
from workflow import actors

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


@pytest.fixture
def browser(clerk: Any, client: Client) -> Client:
    client.force_login(clerk)
    return client


def test_the_notice_is_shown_with_its_words_and_an_unread_count(send, browser):
    send(weight=7)
    page = browser.get(INBOX).content.decode()
    assert "Check parcel 7" in page
    assert 'data-live="inbox"' in page


def test_looking_marks_nothing_as_read(send, browser):
    send()
    browser.get(INBOX)
    browser.get(reverse("notifications:bell"))
    assert InboxItem.objects.filter(read_at=None).count() == 1


def test_somebody_elses_inbox_is_empty_and_his_notices_do_not_exist(send, owner, client):
    send(weight=7)
    client.force_login(owner)
    item = InboxItem.objects.get()
    assert "Check parcel 7" not in client.get(INBOX).content.decode()
    for name in ("notifications:read", "notifications:open"):
        assert client.post(reverse(name, args=[item.public_id])).status_code == 404
    item.refresh_from_db()
    assert item.read_at is None


def test_a_foreign_and_an_absent_notice_answer_alike(send, owner, client):
    send()
    client.force_login(owner)
    foreign = client.post(reverse("notifications:read", args=[InboxItem.objects.get().public_id]))
    absent = client.post(reverse("notifications:read", args=[uuid4()]))
    assert foreign.status_code == absent.status_code == 404


def test_without_signing_in_nothing_is_shown(send, client):
    send(weight=7)
    for url in (INBOX, reverse("notifications:bell")):
        response = client.get(url)
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


def test_a_subject_no_longer_visible_keeps_its_neutral_words_only(send, browser, owner):
    parcel = send(weight=7)
    Parcel.objects.filter(pk=parcel.pk).update(clerk=owner)
    page = browser.get(INBOX).content.decode()
    assert "Check parcel 7" not in page
    assert "A parcel waits." in page


def test_reading_marks_once_and_opening_leads_to_the_inbox_without_a_link(send, browser):
    send()
    item = InboxItem.objects.get()
    assert browser.post(reverse("notifications:open", args=[item.public_id])).status_code == 302
    item.refresh_from_db()
    first = item.read_at
    assert first is not None
    browser.post(reverse("notifications:read", args=[item.public_id]))
    item.refresh_from_db()
    assert item.read_at == first


def test_a_get_never_marks(send, browser):
    send()
    item = InboxItem.objects.get()
    for name in ("notifications:read", "notifications:open"):
        assert browser.get(reverse(name, args=[item.public_id])).status_code == 405
    assert browser.get(reverse("notifications:read_all")).status_code == 405


def test_mark_all_leaves_what_came_after_the_page_was_read(send, browser):
    send()
    newest = InboxItem.objects.get().public_id
    send()
    browser.post(reverse("notifications:read_all"), {"newest": str(newest)})
    assert InboxItem.objects.filter(read_at=None).count() == 1
    browser.post(reverse("notifications:read_all"))
    assert InboxItem.objects.filter(read_at=None).count() == 0


def test_pages_go_on_behind_the_last_row_seen(send, browser, monkeypatch, clerk):
    monkeypatch.setattr(selectors, "PAGE_SIZE", 2)
    for _ in range(5):
        send()
    actor = actors.actor_of(clerk)
    seen: list[Any] = []
    before, more = None, True
    while more:
        rows, more = selectors.page_before(actor, before=before)
        seen += [row.pk for row in rows]
        before = rows[-1].public_id
        send()  # what arrives meanwhile moves nothing
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 5
    page = browser.get(INBOX).content.decode()
    assert "before=" in page


def test_a_foreign_row_is_no_place_to_go_on_from(send, owner, client):
    send()
    client.force_login(owner)
    response = client.get(INBOX, {"before": str(InboxItem.objects.get().public_id)})
    assert response.status_code == 200
    assert client.get(INBOX, {"before": "nonsense"}).status_code == 404


def test_unread_only(send, browser):
    send(weight=7)
    browser.post(reverse("notifications:read_all"))
    send(weight=8)
    page = browser.get(INBOX, {"unread": "1"}).content.decode()
    assert "Check parcel 8" in page
    assert "Check parcel 7" not in page


def test_statements_do_not_grow_with_rows(send, browser, django_assert_max_num_queries):
    for _ in range(12):
        send()
    with django_assert_max_num_queries(15):
        assert browser.get(INBOX).status_code == 200


def test_the_bell_shows_the_count(send, browser):
    send()
    send()
    assert 'data-bell="2"' in browser.get(reverse("notifications:bell")).content.decode()


def test_words_of_a_parameter_are_escaped(send, browser, monkeypatch):
    send()
    InboxItem.objects.update(params={"weight": "<script>alert(1)</script>"})
    page = browser.get(INBOX).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_inactive_person_has_no_inbox(clerk, send):
    send()
    clerk.is_active = False
    clerk.save()
    assert not selectors.inbox_of(actors.actor_of(clerk)).exists()
