"""Mail names nobody, is asked for anew before it leaves, and outlives a broken server."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend

from notifications import mailing
from notifications.models import InboxItem, MailDelivery
from tests.notifications.conftest import NOW, give_address
from workflow import actors, clock, incidents
from workflow.models import Incident
from workflow.roles import Role

pytestmark = pytest.mark.django_db

HR = actors.Actor(user_id=900, grants=(actors.Grant(Role.HR, 1, 2, 1),))


@pytest.fixture
def waiting(send: Any, clerk: Any) -> MailDelivery:
    give_address(clerk)
    send(weight=77)
    return MailDelivery.objects.get()


class Broken(EmailBackend):
    fault: Exception = ConnectionRefusedError("Rahasia Sekali <clerk@example.go.id>")

    def send_messages(self, messages: Any) -> int:
        raise self.fault


@pytest.fixture
def broken(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.notifications.test_mailing.Broken"


def test_a_mail_says_that_something_waits_and_names_nobody(waiting, settings):
    assert mailing.send_waiting() == 1
    (message,) = outgoing.outbox
    assert message.to == ["clerk@example.go.id"]
    assert message.subject == f"{settings.APP_NAME}: A parcel waits."
    whole = message.message().as_string()
    for secret in ("Rahasia", "77", "Check parcel", "owner"):
        assert secret not in whole.replace(waiting.message_id, "")
    assert message.message()["Message-ID"] == waiting.message_id
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sent_at) == ("sent", NOW)


def test_a_sent_mail_is_not_sent_again(waiting):
    mailing.send_waiting()
    assert mailing.send_waiting() == 0
    assert len(outgoing.outbox) == 1


def test_without_an_address_the_mail_is_dropped_and_the_inbox_stays(send):
    send()
    assert mailing.send_waiting() == 0
    assert MailDelivery.objects.get().state == "dropped"
    assert InboxItem.objects.count() == 1


def test_who_lost_the_role_gets_no_mail(waiting, owner):
    from tests.sample.models import Parcel

    Parcel.objects.filter(pk=waiting.subject_id).update(clerk=owner)
    assert mailing.send_waiting() == 0
    assert outgoing.outbox == []
    waiting.refresh_from_db()
    assert waiting.state == "dropped"


def test_a_switched_off_account_gets_no_mail(waiting, clerk):
    clerk.is_active = False
    clerk.save()
    mailing.send_waiting()
    assert outgoing.outbox == []


def test_a_broken_server_delays_with_growing_pauses(waiting, broken):
    pauses, moment = [], NOW
    for attempt in range(1, incidents.TRIES):
        with clock.frozen(moment):
            assert mailing.send_waiting() == 0
        waiting.refresh_from_db()
        assert (waiting.state, waiting.attempts) == ("waiting", attempt)
        with clock.frozen(waiting.next_try_at - timedelta(microseconds=1)):
            mailing.send_waiting()
        waiting.refresh_from_db()
        assert waiting.attempts == attempt
        pauses.append(waiting.next_try_at - moment)
        moment = waiting.next_try_at
    assert pauses == sorted(set(pauses))


def test_when_the_server_is_back_the_mail_leaves(waiting, settings):
    settings.EMAIL_BACKEND = "tests.notifications.test_mailing.Broken"
    mailing.send_waiting()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.frozen(NOW + incidents.PAUSES[0]):
        assert mailing.send_waiting() == 1
    assert len(outgoing.outbox) == 1


def test_after_five_tries_it_is_an_incident_without_the_address_and_can_be_retried(waiting, settings):
    settings.EMAIL_BACKEND = "tests.notifications.test_mailing.Broken"
    for hours in range(incidents.TRIES):
        with clock.frozen(NOW + timedelta(hours=2 * hours)):
            mailing.send_waiting()
    incident = Incident.objects.get()
    assert (incident.source_kind, incident.cause) == ("mail", "ConnectionRefusedError")
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "example.go.id" not in incident.cause + incident.detail + waiting.last_error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    incidents.retry_incident(incident.public_id, actor=HR)
    assert mailing.send_waiting() == 1


def test_a_mail_another_worker_is_sending_is_left_alone_until_its_lease_ends(waiting):
    MailDelivery.objects.update(taken_until=NOW)
    assert mailing.send_waiting() == 0
    with clock.frozen(NOW + timedelta(microseconds=1)):
        assert mailing.send_waiting() == 1


def test_one_refused_mail_beside_healthy_ones(waiting, send, monkeypatch):
    send()
    first, second = MailDelivery.objects.order_by("pk")
    honest = mailing.message_for

    def poisoned(mail: MailDelivery) -> Any:
        if mail.pk == first.pk:
            raise ValueError
        return honest(mail)

    monkeypatch.setattr(mailing, "message_for", poisoned)
    assert mailing.send_waiting() == 1
    second.refresh_from_db()
    assert second.state == "sent"


def test_the_recipients_language_is_used(waiting, clerk):
    clerk.language = "en"
    clerk.save()
    mailing.send_waiting()
    assert "names nobody" in outgoing.outbox[0].body
