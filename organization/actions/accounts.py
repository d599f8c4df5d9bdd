"""Passwords: change one's own, print one-time slips for a unit, reset somebody's, close an account."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organization import access, one_time, tree
from organization.models import ApiToken, Employee, Unit, User
from workflow import clock
from workflow.actors import Actor
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.transactions import action

log = logging.getLogger("kinerja.accounts")

SLIPS_AT_ONCE = 150


@dataclass(frozen=True, slots=True)
class Slip:
    """One printed slip. The password exists only in this value and on the paper."""

    full_name: str
    nip: str
    username: str
    unit: str
    password: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Without the password: slips must not reach a log or a crash report."""
        return f"Slip({self.username})"


def change_own_password(user: User, *, actor: Actor, current: str, new: str) -> None:
    """Replace the actor's own password; other sessions end, API tokens stay. Raises ``InvalidInput``."""
    if actor.user_id != user.pk or not actor.active:
        raise NotPermitted
    if not user.check_password(current):
        raise InvalidInput(details=(FieldFault("current", str(_("This is not your current password."))),))
    if current == new:
        raise InvalidInput(details=(FieldFault("new", str(_("The new password must differ from the current one."))),))
    try:
        validate_password(new, user)
    except ValidationError as refused:
        raise InvalidInput(details=tuple(FieldFault("new", text) for text in refused.messages)) from None
    _store_own(user, new)
    log.info("user %s changed the own password", user.pk)


@action
def _store_own(user: User, new: str) -> None:
    user.set_password(new)
    user.must_change_password = False
    user.one_time_expires_at = None
    user.save(update_fields=("password", "must_change_password", "one_time_expires_at"))


def people_without_password(unit: Unit, *, actor: Actor) -> list[Employee]:
    """Active people of a unit and below who cannot sign in yet, for the choice of slips."""
    if not access.manages(actor, unit):
        raise NotPermitted
    people = Employee.objects.filter(tree.subtree(unit, "unit__"), active=True).select_related("unit", "user")
    waiting = [person for person in people.order_by("unit__lft", "full_name", "pk") if _waits_for_slip(person)]
    return [person for person in waiting if access.manages_person(actor, person)]


def _waits_for_slip(person: Employee) -> bool:
    user = getattr(person, "user", None)
    return user is None or (user.is_active and not user.has_usable_password())


def print_slips(people: Sequence[Employee], *, actor: Actor) -> list[Slip]:
    """Give each person a new one-time password and return what is printed; earlier passwords end.

    Refused for people the actor does not manage, for himself and for his superiors.
    """
    if len(people) > SLIPS_AT_ONCE:
        raise GuardRefused(_("Please print at most 150 slips at once."), code="too_many_slips")
    for person in people:
        _may_reset(person, actor)
    made = [(person, one_time.new_password()) for person in people]
    digests = {person.pk: one_time.digest(password) for person, password in made}
    expires_at = clock.now() + one_time.VALID_FOR
    names = _store_slips([person for person, _password in made], digests, expires_at)
    log.info("user %s printed %s one-time passwords", actor.user_id, len(made))
    return [Slip(p.full_name, p.nip or "", names[p.pk], p.unit.name, password, expires_at) for p, password in made]


def _may_reset(person: Employee, actor: Actor) -> None:
    if not access.fields_of(actor, person):
        raise NotVisible
    if not access.manages_person(actor, person):
        raise NotPermitted
    user = getattr(person, "user", None)
    if not person.active or (user is not None and not user.is_active):
        raise GuardRefused(_("The account of this person is closed."), code="account_closed")


@action
def _store_slips(people: Sequence[Employee], digests: dict[int, str], expires_at: datetime) -> dict[int, str]:
    names: dict[int, str] = {}
    held = {user.employee_id: user for user in User.objects.select_for_update().filter(employee__in=people)}
    for person in people:
        user = held.get(person.pk) or User(username=person.nip or f"pejabat.{person.pk}", employee=person)
        user.password, user.must_change_password = digests[person.pk], True
        user.one_time_expires_at = expires_at
        user.save()
        names[person.pk] = user.username
    ApiToken.objects.filter(user__employee__in=people, revoked_at__isnull=True).update(revoked_at=clock.now())
    return names


@action
def set_account_open(person: Employee, *, actor: Actor, is_open: bool) -> User:
    """Open or close the account of a person; a closed one loses its sessions and tokens with its next request."""
    if not access.fields_of(actor, person):
        raise NotVisible
    if not access.manages_person(actor, person):
        raise NotPermitted
    user = User.objects.select_for_update().filter(employee=person).first()
    if user is None:
        raise GuardRefused(_("This person has no account yet."), code="no_account")
    user.is_active = is_open
    user.save(update_fields=("is_active",))
    if not is_open:
        ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=clock.now())
    log.info("user %s set the account of user %s to open=%s", actor.user_id, user.pk, is_open)
    return user
