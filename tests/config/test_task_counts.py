"""The count beside "Tasks": for every person of the demo as many as the worklist has rows, in the page and alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.frame import _facts_of
from config.navigation import shown
from organization.models import User
from tests.config.test_page_statements import DEMO, NOW
from tests.layers import given, stands_on
from workflow import clock
from workflow.actors import NOBODY, load
from workflow.tally import tally
from workflow.worklist import owed_to, task_kinds, worklist_of

pytestmark = pytest.mark.slow

ALL = 10_000
BADGE = re.compile(r'id="count-(side|bar)-tasks"([^>]*)>([^<]*)<')


@pytest.fixture
def _stopped_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
@stands_on(DEMO)
def demo(db: None, _stopped_clock: None) -> dict[str, int]:
    made: dict[str, int] = given(DEMO)
    return made


def differing() -> list[tuple[int, int, int]]:
    """People whose count is not the number of their rows."""
    found = []
    for pk in User.objects.order_by("pk").values_list("pk", flat=True):
        actor = load(pk)
        rows = worklist_of(actor, limit=ALL).tasks
        assert len({task.key for task in rows}) == len(rows)
        assert {task.kind for task in rows} <= task_kinds().keys()
        if (count := _facts_of(pk, actor).tasks) != len(rows):
            found.append((pk, count, len(rows)))
    return found


def test_everybodys_count_is_the_number_of_the_rows(demo: dict[str, int]) -> None:
    assert differing() == []
    assert max(_facts_of(pk, load(pk)).tasks for pk in demo.values() if pk) > 5


def test_the_kept_text_follows_the_clock(demo: dict[str, int]) -> None:
    """Talks whose time has come are tasks: the text made now counts them a day later, and an hour before."""
    for distance in (timedelta(minutes=20), timedelta(days=2), timedelta(days=40), timedelta(hours=-1)):
        with clock.frozen(NOW + distance):
            assert differing() == [], distance


def test_pages_say_the_same_count_in_both_navigations(demo: dict[str, int]) -> None:
    for pk in sorted({pk for pk in demo.values() if pk}):
        client = Client()
        client.force_login(User.objects.get(pk=pk), backend="organization.authentication.NipOrUsernameBackend")
        page = client.get(reverse("tasks")).content.decode()
        rows = len(re.findall(r'<li class="task[ "]', page.split('id="waiting"')[0]))
        badges = BADGE.findall(page)
        count = _facts_of(pk, load(pk)).tasks
        assert {place for place, _hidden, _said in badges} == {"side", "bar"}
        assert {said for _place, _hidden, said in badges} == {shown(count)}
        live = f'data-live="*" data-live-url="{reverse("notifications:bell")}"'
        assert all(live in attributes for _place, attributes, _said in badges)
        assert all(("hidden" in attributes) == (count == 0) for _place, attributes, _said in badges)
        assert rows == min(count, 50)
        fragment = client.get(reverse("notifications:bell")).content.decode()
        assert BADGE.findall(fragment) == badges


def test_the_count_takes_no_statement_of_its_own(demo: dict[str, int]) -> None:
    for pk in demo.values():
        if pk:
            actor = load(pk)
            with CaptureQueriesContext(connection) as seen:
                owed_to(actor)
                tally(actor)
            assert len(seen) == 0
            with CaptureQueriesContext(connection) as seen:
                _facts_of(pk, actor)
            assert len(seen) == 1


def test_nobody_and_the_switched_off_are_owed_nothing(demo: dict[str, int]) -> None:
    assert owed_to(NOBODY) == []
    user = User.objects.get(pk=demo["asking"])
    actor = load(user.pk)
    assert _facts_of(user.pk, actor).tasks > 0
    user.is_active = False
    user.save()
    assert _facts_of(user.pk, load(user.pk)).tasks == 0


def test_more_than_two_digits_are_shortened() -> None:
    assert [shown(count) for count in (0, 9, 99, 100)] == ["0", "9", "99", "99+"]
