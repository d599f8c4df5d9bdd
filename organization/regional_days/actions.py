"""Entering and withdrawing regional holidays: the list and every date it moves, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.models import RegionalDay
from organization.models.regional_days import ZONES
from organization.regional_days.reading import calendar_with, may_keep, visible_to
from workflow import clock
from workflow.actors import Actor
from workflow.actors import reload as reload_actor
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.holiday_table import forget_calendar
from workflow.recounting import recount
from workflow.transactions import action, within_action

MOST_TEXT = 400
MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class NewDay:
    """A day to enter."""

    on: date
    zone: str
    name_id: str
    name_en: str
    reason: str


@action
def enter(new: NewDay, *, actor: Actor) -> RegionalDay:
    """Enter one day and count the open dates of its zone anew."""
    _may(actor)
    _check(new)
    return write([new], author_id=actor.user_id)[0]


@within_action
def write(days: Sequence[NewDay], *, author_id: int | None) -> list[RegionalDay]:
    """Store days that were checked before, then recount each zone once. Part of the caller's transaction."""
    now = clock.now()
    rows = [
        RegionalDay(
            on=day.on,
            zone=day.zone,
            name_id=day.name_id.strip(),
            name_en=day.name_en.strip(),
            reason=day.reason.strip(),
            author_id=author_id,
            entered_at=now,
        )
        for day in days
    ]
    RegionalDay.objects.bulk_create(rows)
    for zone in sorted({row.zone for row in rows}):
        moved = recount(zone, calendar_with(zone))
        RegionalDay.objects.filter(pk__in=[row.pk for row in rows if row.zone == zone]).update(moved=moved)
    _tell_the_calendar()
    return rows


@action
def withdraw(public_id: UUID, *, actor: Actor, reason: str) -> int:
    """Take a day off the list, with a reason; returns how many open dates moved. The entry stays readable."""
    _may(actor)
    row = visible_to(actor).filter(public_id=public_id).select_for_update(of=("self",)).first()
    if row is None:
        raise NotVisible
    if not row.in_force:
        raise GuardRefused(_("This day was withdrawn before."), code="day_withdrawn")
    if not reason.strip() or len(reason) > MOST_TEXT:
        raise InvalidInput(details=(FieldFault("reason", str(_("State the reason in up to 400 characters."))),))
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = clock.now(), actor.user_id, reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    moved = recount(row.zone, calendar_with(row.zone))
    _tell_the_calendar()
    return moved


def _tell_the_calendar() -> None:
    """This process counts with the new list at once, others within half a minute."""
    forget_calendar()
    transaction.on_commit(forget_calendar)


def _may(actor: Actor) -> None:
    """The right as of now; the account is read again."""
    if not may_keep(reload_actor(actor)):
        raise NotPermitted


def _check(new: NewDay) -> None:
    faults = []
    if new.zone not in dict(ZONES):
        faults.append(FieldFault("zone", str(_("Choose one of the zones."))))
    elif RegionalDay.objects.filter(on=new.on, zone=new.zone, withdrawn_at__isnull=True).exists():
        faults.append(FieldFault("on", str(_("This day is on the list of that zone already."))))
    faults += [
        FieldFault(name, str(_("Name the day in up to 200 characters.")))
        for name in ("name_id", "name_en")
        if not getattr(new, name).strip() or len(getattr(new, name)) > MOST_NAME
    ]
    if not new.reason.strip() or len(new.reason) > MOST_TEXT:
        faults.append(FieldFault("reason", str(_("State the decision or reason in up to 400 characters."))))
    if faults:
        raise InvalidInput(details=tuple(faults))
