"""The receipt of several documents from the worklist: each by its own step, each refusal named, no others touched."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from appraisal.models import Objection
from tests.documents.scenes import DECIDED_AT, decided, letter, work
from workflow import clock, engine
from workflow.actors import CLOCK
from workflow.documents.making import order
from workflow.documents.receipts import acknowledge_each
from workflow.documents.registry import kind_named
from workflow.models import Document, Event
from workflow.row_by_row import MOST_ROWS
from workflow.transactions import durable
from workflow.worklist import worklist_of

pytestmark = pytest.mark.django_db
ADDRESS = "/tasks/receipts/"


@pytest.fixture
def world():
    cache.clear()
    found, _objection = decided()
    work()
    with clock.frozen(DECIDED_AT):
        yield found


def another() -> Document:
    """A second letter of the same decision, delivered like the first."""
    first, kind = letter(), kind_named("appraisal.decision_letter")
    with durable():
        made = [
            document
            for document, _job in order(
                kind, Objection.objects.get().pk, source_version=first.source_version + 9, edition="", actor=CLOCK
            )
        ]
    second = next(one for one in made if one.needs_receipt)
    same = ("file", "sha256", "content_sha256", "size", "media_type")
    Document.objects.filter(pk=second.pk).update(**{name: getattr(first, name) for name in same})
    engine.fire(Document.objects.get(pk=second.pk), "deliver", actor=CLOCK, version=second.version)
    return Document.objects.get(pk=second.pk)


def browser(world, name):
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def lines(answer):
    return [(row["line"].public_id, row["line"].taken) for row in answer.context["rows"]]


def test_one_document_needs_no_boxes_and_two_have_them(world):
    siti = browser(world, "siti")
    assert "data-select-row" not in siti.get(reverse("tasks")).content.decode()
    second = another()
    page = siti.get(reverse("tasks")).content.decode()
    assert page.count("data-select-row") == 2
    assert f'action="{ADDRESS}"' in page
    assert f'value="{second.public_id}"' in page
    assert [task.takes_receipt for task in worklist_of(world.actor("siti")).tasks if task.kind == "document"] == [
        True
    ] * 2


def test_all_selected_are_acknowledged_each_by_its_own_event(world):
    chosen = [str(letter().public_id), str(another().public_id)]
    answer = browser(world, "siti").post(ADDRESS, {"selected": chosen, "next": "/tasks/?kind=document"})
    assert answer.status_code == 200
    assert sorted(lines(answer)) == sorted((one, True) for one in chosen)
    assert answer.context["back"] == "/tasks/?kind=document"
    events = Event.objects.filter(name="document.acknowledged")
    assert {event.actor_id for event in events} == {world.users["siti"].pk}
    assert events.count() == 2
    assert not [task for task in worklist_of(world.actor("siti")).tasks if task.kind == "document"]


def test_a_second_click_names_the_refusal_of_each_and_the_others_go_on(world):
    first, siti = str(letter().public_id), browser(world, "siti")
    siti.post(ADDRESS, {"selected": [first]})
    second = str(another().public_id)
    answer = siti.post(ADDRESS, {"selected": [first, second]})
    assert dict(lines(answer)) == {first: False, second: True}
    refused = next(row["line"] for row in answer.context["rows"] if not row["line"].taken)
    assert len(refused.said) > 10
    assert Event.objects.filter(name="document.acknowledged").count() == 2


def test_who_may_only_read_is_refused_and_who_may_not_know_is_told_nothing(world):
    chosen = [str(letter().public_id)]
    assert lines(browser(world, "hana").post(ADDRESS, {"selected": chosen})) == [(chosen[0], False)]
    assert lines(browser(world, "kadis").post(ADDRESS, {"selected": chosen})) == [(chosen[0], False)]
    assert lines(browser(world, "asing").post(ADDRESS, {"selected": chosen})) == []
    assert letter().acknowledged_at is None


def test_nonsense_nothing_and_foreign_ways_back(world):
    siti = browser(world, "siti")
    for posted in ({}, {"selected": ["x", str(uuid4())], "next": "https://example.org/"}, {"next": "//example.org"}):
        answer = siti.post(ADDRESS, posted)
        assert (answer.status_code, lines(answer), answer.context["back"]) == (200, [], "/tasks/")
    assert siti.get(ADDRESS).status_code == 405
    assert Client().post(ADDRESS).status_code == 302


def test_no_more_than_the_most_are_looked_at(world):
    crowd = [uuid4() for _ in range(MOST_ROWS)]
    assert acknowledge_each([*crowd, letter().public_id], actor=world.actor("siti")) == []
    assert len(acknowledge_each([*crowd[1:], letter().public_id], actor=world.actor("siti"))) == 1
