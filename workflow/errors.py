"""The refusals of the domain, each with a code, a sentence and the HTTP status a door answers with.

Doors (pages, API, commands) translate these; nothing below a door knows about HTTP beyond the number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class FieldFault:
    """One wrong field of an input, with a sentence for the person who typed it."""

    field: str
    message: str


class DomainError(Exception):
    """Base of all refusals. `details` are further sentences or `FieldFault`s shown below the message."""

    status = 422
    code = "refused"
    message: Text = _("This cannot be done now.")

    def __init__(
        self,
        message: Text | None = None,
        *,
        code: str | None = None,
        details: Sequence[Any] = (),
        **extra: Any,
    ) -> None:
        self.message = message if message is not None else type(self).message
        self.code = code or type(self).code
        self.details = tuple(details)
        self.extra = extra
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """The shape of the input is wrong: unknown, missing or malformed fields (400)."""

    status = 400
    code = "invalid_input"
    message = _("Please correct the marked fields.")


class NotPermitted(DomainError):
    """The actor may see the object but not do this (403)."""

    status = 403
    code = "not_permitted"
    message = _("You do not have the right to do this.")


class NotVisible(DomainError):
    """The object does not exist, or the actor may not know that it does (404)."""

    status = 404
    code = "not_found"
    message = _("This page or record was not found.")


class Conflict(DomainError):
    """Somebody else was first, or the step does not fit the state (409)."""

    status = 409
    code = "conflict"
    message = _("This has changed in the meantime. Please look at the current state first.")


class StateConflict(Conflict):
    """The transition does not start in the current state."""

    code = "state_conflict"
    message = _("This step is not possible in the current state.")


class VersionConflict(Conflict):
    """The actor looked at an older version of the subject."""

    code = "version_conflict"


class StaleRevision(Conflict):
    """A form section was saved elsewhere in the meantime. `extra['current']` holds the stored texts."""

    code = "stale_revision"
    message = _("This form was saved elsewhere in the meantime. Both texts are kept; please choose.")


class GuardRefused(DomainError):
    """A condition of the step is not met (422); `details` name what is missing."""

    code = "guard_refused"


class IdempotencyMismatch(DomainError):
    """The same idempotency key came with another request body."""

    code = "idempotency_mismatch"
    message = _("This request key was already used for another request.")


class PreconditionRequired(DomainError):
    """A write came without the version or revision it is based on (428)."""

    status = 428
    code = "precondition_required"
    message = _("The version this change is based on is missing. Please reload and try again.")
