"""Pages by position: each row once, no counting, cursors good for one person and one list only."""

from datetime import date, timedelta

import pytest
from django.core import signing
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from organization.models import User
from workflow.api.pagination import Keyset, envelope, page_of
from workflow.models import Holiday

pytestmark = pytest.mark.django_db
BY_KIND = Keyset(order=("kind", "-on"), anchor="on")


def request_of(user: int, path: str = "/api/v1/days/", **query) -> Request:
    request = Request(APIRequestFactory().get(path, query))
    request.user = User(pk=user)
    return request


@pytest.fixture
def days():
    start = date(2026, 1, 1)
    rows = [
        Holiday(on=start + timedelta(n), name_id="x", name_en="x", kind="national" if n % 3 else "joint_leave")
        for n in range(11)
    ]
    return Holiday.objects.bulk_create(rows)


def walk(keyset: Keyset, *, limit: int) -> list[date]:
    found, cursor = [], ""
    while True:
        page = page_of(Holiday.objects.all(), keyset=keyset, request=request_of(1), limit=limit, cursor=cursor)
        found += [row.on for row in page.rows]
        if not page.cursor:
            return found
        cursor = page.cursor


@pytest.mark.parametrize("limit", [1, 2, 3, 10, 11, 12])
@pytest.mark.parametrize("keyset", [BY_KIND, Keyset(anchor="on"), Keyset(order=("kind",), anchor="on")])
def test_every_row_comes_once_and_in_order(days, keyset, limit):
    expected = list(Holiday.objects.order_by(*keyset.ordering()).values_list("on", flat=True))
    assert walk(keyset, limit=limit) == expected


def test_a_page_is_read_without_counting(days, django_assert_num_queries):
    with django_assert_num_queries(1):
        first = page_of(Holiday.objects.all(), keyset=BY_KIND, request=request_of(1), limit=3, cursor="")
    with django_assert_num_queries(2) as seen:
        page_of(Holiday.objects.all(), keyset=BY_KIND, request=request_of(1), limit=3, cursor=first.cursor)
    assert not any("COUNT(" in query["sql"] for query in seen.captured_queries)


@pytest.mark.parametrize("other", [request_of(2), request_of(1, "/api/v1/else/")])
def test_a_cursor_of_another_person_or_list_is_refused(days, other):
    cursor = page_of(Holiday.objects.all(), keyset=BY_KIND, request=request_of(1), limit=3, cursor="").cursor
    with pytest.raises(ValidationError):
        page_of(Holiday.objects.all(), keyset=BY_KIND, request=other, limit=3, cursor=cursor)


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "2026-01-01", "signed by another"])
def test_a_made_up_cursor_is_refused(days, cursor):
    if cursor == "signed by another":
        cursor = signing.dumps("2026-01-01", salt="guessed")
    with pytest.raises(ValidationError):
        page_of(Holiday.objects.all(), keyset=BY_KIND, request=request_of(1), limit=3, cursor=cursor)


def test_the_next_address_keeps_the_filters(days):
    request = request_of(1, state="draft", limit="3", cursor="old")
    page = page_of(Holiday.objects.all(), keyset=BY_KIND, request=request, limit=3, cursor="")
    address = envelope(page, data=[], request=request)["next"]
    assert "state=draft" in address
    assert "limit=3" in address
    assert "cursor=old" not in address
    assert address.startswith("http://testserver/api/v1/days/?")
