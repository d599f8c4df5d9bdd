"""Tables of notices."""

from notifications.models.inbox import InboxItem
from notifications.models.mail import MailDelivery

__all__ = ["InboxItem", "MailDelivery"]
