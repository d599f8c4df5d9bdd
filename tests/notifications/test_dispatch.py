"""The right person, once, in order, never the one who did it; computed when the notice is made."""

from __future__ import annotations

import pytest

from notifications import dispatch, push
from notifications.models import InboxItem, MailDelivery
from tests.notifications.conftest import NOW, use_routes
from tests.sample.models import Parcel
from workflow import actors, engine, outbox
from workflow.models import OutboxMessage

pytestmark = pytest.mark.django_db


def test_the_role_of_the_route_is_told_with_stored_parameters(send, clerk):
    parcel = send(weight=7)
    item = InboxItem.objects.get()
    assert (item.recipient, item.role, item.text_key, item.urgency) == (clerk, "hr", "tests.check", "urgent")
    assert (item.kind, item.subject_id, item.subject_public_id) == ("sample.parcel", parcel.pk, parcel.public_id)
    assert item.params == {"weight": "7"}
    assert item.happened_at == NOW
    assert item.read_at is None
    mail = MailDelivery.objects.get()
    assert (mail.recipient, mail.state) == (clerk, "waiting")


def test_whoever_did_it_is_not_told(owner, send):
    parcel = send()
    parcel = Parcel.objects.get(pk=parcel.pk)
    parcel.clerk = owner
    parcel.save()
    engine.fire(parcel, "extend", actor=actors.actor_of(owner), version=0)
    outbox.relay_all()
    assert not InboxItem.objects.filter(recipient=owner).exists()


def test_a_doubled_message_makes_no_second_notice(send):
    send()
    OutboxMessage.objects.update(relayed_at=None)
    assert outbox.relay_all() == 1
    assert InboxItem.objects.count() == 1
    assert MailDelivery.objects.count() == 1


def test_two_lines_that_reach_one_person_make_one_notice_by_the_first(send, owner, clerk):
    parcel = send()
    engine.fire(parcel, "extend", actor=actors.actor_of(owner), version=0)
    outbox.relay_all()
    told = InboxItem.objects.filter(recipient=clerk, text_key__in=["tests.extended", "tests.second"])
    assert [item.text_key for item in told] == ["tests.extended"]


def test_a_switched_off_account_is_not_told(owner, clerk, send):
    clerk.is_active = False
    clerk.save()
    send()
    assert not InboxItem.objects.exists()
    assert not MailDelivery.objects.exists()


def test_an_event_without_route_tells_nobody_and_costs_nothing(send, monkeypatch, django_assert_num_queries):
    use_routes(monkeypatch, ())
    send()
    with django_assert_num_queries(0):
        dispatch.deliver(list(OutboxMessage.objects.none()))
    assert not InboxItem.objects.exists()


def test_notices_come_in_the_order_of_the_events(send, owner, clerk):
    first = send()
    second = send()
    engine.fire(first, "extend", actor=actors.actor_of(owner), version=0)
    outbox.relay_all()
    told = InboxItem.objects.filter(recipient=clerk).order_by("pk")
    assert [item.subject_id for item in told] == [first.pk, second.pk, first.pk]
    assert [item.event_id for item in told] == sorted(item.event_id for item in told)


def test_a_batch_reads_subjects_and_events_together(owner, clerk, django_assert_max_num_queries):
    for _ in range(30):
        engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner))
    with django_assert_max_num_queries(15):
        assert outbox.relay_once() == 30
    assert InboxItem.objects.count() == 30


def test_a_subject_that_is_gone_tells_nobody_and_stops_nobody(send, owner, clerk):
    OutboxMessage.objects.all().delete()
    parcel = engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner)).subject
    OutboxMessage.objects.update(subject_id=10**9)
    assert outbox.relay_all() == 1
    assert not InboxItem.objects.filter(subject_id=parcel.pk).exists()


def test_frames_name_kind_and_id_and_nothing_else(send):
    parcel = send(weight=9)
    item = InboxItem.objects.get()
    frames = [frame.for_browser() for frame in push.frames_of(item)]
    assert frames == [
        f'{{"kind":"inbox","id":"{item.public_id}"}}',
        f'{{"kind":"sample.parcel","id":"{parcel.public_id}"}}',
    ]


def test_open_pages_are_told_after_the_commit_only(monkeypatch, owner, clerk, django_capture_on_commit_callbacks):
    sent: list[push.Frame] = []
    monkeypatch.setattr(push, "publish", sent.extend)
    engine.begin(Parcel(owner=owner, clerk=clerk), actor=actors.actor_of(owner))
    with django_capture_on_commit_callbacks(execute=True):
        outbox.relay_all()
        assert sent == []
    assert {frame.user_id for frame in sent} == {clerk.pk}
