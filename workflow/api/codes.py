"""The codes of refusals that the API itself knows, with the titles shown to people.

A guard brings its own code; its title is then that of the status.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Code:
    """One cause of a refusal: its status, a short title and what the caller should do."""

    name: str
    status: int
    title: Promise | str
    advice: Promise | str


CODES: tuple[Code, ...] = (
    Code("invalid_input", 400, _("Not valid"), _("Correct the fields named in errors and send the request again.")),
    Code("parse_error", 400, _("Not readable"), _("Send a JSON object in UTF-8 with each name once.")),
    Code("not_authenticated", 401, _("Not signed in"), _("Send a bearer token, or sign in and send the session.")),
    Code("authentication_failed", 401, _("Not signed in"), _("The token is unknown or revoked. Make a new one.")),
    Code("not_permitted", 403, _("Not permitted"), _("You may see this, but your role does not allow this step.")),
    Code("permission_denied", 403, _("Not permitted"), _("Your account may not do this.")),
    Code(
        "password_change_required",
        403,
        _("Password must be changed"),
        _("Sign in to the pages once and set a password of your own."),
    ),
    Code("not_found", 404, _("Not found"), _("It does not exist, or you may not see it. Both answer alike.")),
    Code("method_not_allowed", 405, _("Method not allowed"), _("See the Allow header for the possible methods.")),
    Code("not_acceptable", 406, _("Format not available"), _("Ask for application/json.")),
    Code("conflict", 409, _("Conflict"), _("Read the resource again and decide anew.")),
    Code("state_conflict", 409, _("Not possible in this state"), _("Read the resource: its state has changed.")),
    Code("version_conflict", 409, _("Changed meanwhile"), _("Read the resource, then send its current version.")),
    Code("stale_revision", 409, _("Saved elsewhere"), _("The member current holds the stored text. Merge and resend.")),
    Code("length_required", 411, _("Length missing"), _("Send the Content-Length header; do not stream the body.")),
    Code("too_large", 413, _("Too large"), _("Send a smaller body or file.")),
    Code("unsupported_media_type", 415, _("Media type not supported"), _("Send the media type the schema names.")),
    Code("guard_refused", 422, _("A condition is not met"), _("The list of errors names what is missing.")),
    Code(
        "idempotency_mismatch",
        422,
        _("Key already used"),
        _("The same Idempotency-Key came with another body. Use a new key for a new act."),
    ),
    Code("precondition_required", 428, _("Version missing"), _("Send the version or revision you have read.")),
    Code("throttled", 429, _("Too many requests"), _("Wait as long as the Retry-After header says.")),
    Code("unexpected", 500, _("Fault on our side"), _("It has been recorded. Nothing was changed.")),
    Code("busy", 503, _("Busy"), _("Try again after the time in Retry-After.")),
)

_BY_NAME = {code.name: code for code in CODES}
_BY_STATUS = {
    400: _("Not valid"),
    401: _("Not signed in"),
    403: _("Not permitted"),
    404: _("Not found"),
    409: _("Conflict"),
    422: _("A condition is not met"),
}


def title_of(code: str, *, status: int) -> Promise | str:
    """The title of a code; a code brought by an app has the title of its status."""
    known = _BY_NAME.get(code)
    return known.title if known else _BY_STATUS.get(status, _("Refused"))
