"""API tokens: made for oneself, shown once, listed and revoked by their owner."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from organization.models import ApiToken, User
from workflow import clock
from workflow.actors import Actor
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.transactions import action

PREFIX = "kb_"
MAXIMUM = 20
NAME_LENGTH = 80
# A use is noted at most this often: reading must stay reading.
NOTE_EVERY = timedelta(hours=1)


def digest_of(secret: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


@action
def issue_token(user: User, *, actor: Actor, name: str) -> tuple[ApiToken, str]:
    """A new token of the actor's own account and its secret, which is not kept. Raises ``InvalidInput``."""
    if actor.user_id != user.pk or not actor.active or user.must_change_password:
        raise NotPermitted
    name = name.strip()
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInput(details=(FieldFault("name", str(_("Give the token a name of up to 80 characters."))),))
    if ApiToken.objects.filter(user=user, revoked_at__isnull=True).count() >= MAXIMUM:
        raise GuardRefused(_("You have 20 tokens in use; revoke one first."), code="too_many_tokens")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=user, name=name, digest=digest_of(secret), created_at=clock.now())
    return token, secret


@action
def revoke_token(public_id: UUID, *, actor: Actor) -> ApiToken:
    """End an own token; a second time changes nothing. Foreign and absent tokens answer alike."""
    if actor.user_id is None or not actor.active:
        raise NotVisible
    token = ApiToken.objects.select_for_update().filter(public_id=public_id, user_id=actor.user_id).first()
    if token is None:
        raise NotVisible
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=("revoked_at",))
    return token


def user_of_token(secret: str) -> User | None:
    """The present owner of a live token, else None."""
    live = ApiToken.objects.filter(digest=digest_of(secret), revoked_at__isnull=True)
    token = live.select_related("user__employee").first()
    if token is None or not token.user.is_active:
        return None
    if token.user.employee is not None and not token.user.employee.active:
        return None
    _note_use(token)
    return token.user


def _note_use(token: ApiToken) -> None:
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
