"""Mail: rows that wait are sent one by one, and tried again with growing pauses.

A mail says that something waits, and nothing else: no name, score or text of anybody. Whether its recipient is
still one is asked again just before it is sent. A row is leased while it is sent; the Message-ID is fixed, so a
mail doubled by a broken line is recognised by the mailbox.
"""

import logging
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from notifications.dispatch import recipients_of
from notifications.models import MailDelivery
from workflow import clock, incidents
from workflow.models import Incident
from workflow.notices import text_of
from workflow.tables import model_of
from workflow.transactions import action
from workflow.worker import every

logger = logging.getLogger("notifications.mail")

LEASE: Final = timedelta(minutes=2)
BATCH: Final = 50
State = MailDelivery.State


@every(1.0, name="mail")
def send_waiting(*, limit: int = BATCH) -> int:
    """Send mails that may be sent now; returns how many left. A slow or broken server delays only mail."""
    waiting = list(_ready().order_by("pk").values_list("pk", flat=True)[:limit])
    return sum(_send(mail_id) for mail_id in waiting)


def drop_waiting(*, cause: str) -> int:
    """Give up every mail that waits (a demo that was just built); returns how many."""
    waiting = MailDelivery.objects.filter(state=State.WAITING)
    return int(waiting.update(state=State.DROPPED, last_error=cause))


def _ready() -> QuerySet[MailDelivery]:
    now = clock.now()
    free = Q(taken_until__isnull=True) | Q(taken_until__lt=now)
    pause_over = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
    return MailDelivery.objects.filter(free, pause_over, state=State.WAITING)


def _send(mail_id: int) -> bool:
    if not _ready().filter(pk=mail_id).update(taken_until=clock.now() + LEASE):
        return False
    mail = MailDelivery.objects.select_related("recipient", "recipient__employee").get(pk=mail_id)
    try:
        message = message_for(mail)
        if message is None:
            _settle(mail, state=State.DROPPED)
            return False
        message.send()
    except Exception as error:  # noqa: BLE001 - a mail server may fail in any way; the cause is kept and shown
        logger.warning("mail %s waits: %s", mail_id, type(error).__name__)
        _note_failure(mail, cause=incidents.cause_of(error))
        return False
    _settle(mail, state=State.SENT, sent_at=clock.now())
    incidents.close_incident(Incident.Source.MAIL, mail.pk)
    return True


def message_for(mail: MailDelivery) -> EmailMessage | None:
    """The mail as it leaves; None when the recipient may no longer be told or has no address."""
    address = address_of(mail.recipient)
    if not address or not is_still_recipient(mail):
        return None
    with translation.override(mail.recipient.language or settings.LANGUAGE_CODE):
        subject = str(text_of(mail.text_key).mail)
        body = gettext(
            "%(sentence)s\n\nPlease sign in to %(product)s and open your inbox to read it.\n\n"
            "This message names nobody and holds no result on purpose."
        ) % {"sentence": subject, "product": settings.APP_NAME}
    return EmailMessage(
        subject=f"{settings.APP_NAME}: {subject}",
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )


def address_of(user: Any) -> str:
    """The e-mail address of a person, or nothing."""
    return user.employee.email if user.employee_id else ""


def is_still_recipient(mail: MailDelivery) -> bool:
    """Ask the policy again: the account is active and still in the role that made it a recipient."""
    subject = model_of(mail.kind)._default_manager.filter(pk=mail.subject_id).first()
    if subject is None or not mail.recipient.is_active:
        return False
    return any(user_id == mail.recipient_id for user_id, _role in recipients_of(subject, (mail.role,)))


def _settle(mail: MailDelivery, *, state: str, **changes: Any) -> None:
    MailDelivery.objects.filter(pk=mail.pk, state=State.WAITING).update(
        state=state, taken_until=None, last_error="", **changes
    )


@action
def _note_failure(mail: MailDelivery, *, cause: str) -> None:
    attempts = mail.attempts + 1
    gives_up = attempts >= incidents.TRIES
    MailDelivery.objects.filter(pk=mail.pk, state=State.WAITING).update(
        attempts=attempts,
        state=State.FAILED if gives_up else State.WAITING,
        taken_until=None,
        last_error=cause,
        next_try_at=clock.now() + incidents.pause_after(attempts),
    )
    if gives_up:
        incidents.open_incident(Incident.Source.MAIL, mail.pk, cause=cause, attempts=attempts)


@incidents.retried_by(Incident.Source.MAIL)
def _retry(mail_id: int) -> None:
    MailDelivery.objects.filter(pk=mail_id, state=State.FAILED).update(
        state=State.WAITING, attempts=0, next_try_at=None
    )
