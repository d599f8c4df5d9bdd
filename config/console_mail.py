"""Mail where no server is named: one line a message on the console, for the demo and for development."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class LineBackend(BaseEmailBackend):
    """Says who would have got what. The text itself is the notice that waits in the person's inbox."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stream = kwargs.get("stream") or sys.stdout

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            self.stream.write(f"Mail to {', '.join(message.recipients())}: {message.subject}\n")
        self.stream.flush()
        return len(email_messages)
