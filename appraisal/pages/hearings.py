"""The hearings of an objection as its page shows them, and the appointment as a calendar file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from appraisal.models import Hearing, Objection
from appraisal.policies import DECIDER
from workflow import clock, icalendar
from workflow.actors import Actor
from workflow.engine import Available, available

USUAL_MINUTES: Final = 60
FIELDS: Final = ("planned_at", "length", "place", "agenda")


@dataclass(frozen=True, slots=True)
class Act:
    """A step the reader may take; `open` with `values` where it was refused just now, `due` where its time has come."""

    offer: Available
    values: Mapping[str, Any]
    open: bool
    due: bool

    @property
    def kind(self) -> str:
        """The look of its button."""
        looks = {"record": "primary" if self.due else "secondary", "acknowledge": "primary", "cancel": "quiet"}
        return looks.get(self.offer.name, "secondary")


@dataclass(frozen=True, slots=True)
class Shown:
    """One hearing with what the reader may do about it."""

    hearing: Hearing
    acts: tuple[Act, ...]

    @property
    def is_link(self) -> bool:
        """Whether the place is an address that may become a link."""
        place = self.hearing.place
        return place.startswith("https://") and not any(sign.isspace() for sign in place)

    @property
    def url(self) -> str:
        return reverse("appraisal:hearing-transition", args=[self.hearing.public_id])


@dataclass(frozen=True, slots=True)
class Hearings:
    """All hearings in their order. `invites`: the reader may call both sides together now."""

    rows: tuple[Shown, ...] = ()
    invites: bool = False
    typed: Mapping[str, Any] | None = None
    faults: Mapping[str, str] | None = None

    @property
    def shown(self) -> bool:
        return bool(self.rows or self.invites)


def hearings_of(
    objection: Objection,
    actor: Actor,
    *,
    roles: frozenset[str],
    posted: Mapping[str, str],
    about: str,
    faults: Mapping[str, str],
) -> Hearings:
    """The hearings for one reader; one query. `about`: the hearing, or "new", whose post was refused."""
    if objection.filed_at is None:
        return Hearings()
    rows = list(objection.hearings.all())
    for row in rows:
        row.objection = objection
    shown = tuple(Shown(row, _acts(row, actor, posted if about == str(row.public_id) else {})) for row in rows)
    decides = DECIDER in roles and objection.state == "answered"
    invites = decides and not any(row.state == "planned" for row in rows)
    typed = posted if about == "new" else {"length": USUAL_MINUTES}
    return Hearings(shown, invites, typed, faults if about == "new" else {})


def _acts(hearing: Hearing, actor: Actor, posted: Mapping[str, str]) -> tuple[Act, ...]:
    known = {
        "planned_at": hearing.planned_at,
        "place": hearing.place,
        "held_at": hearing.held_at or hearing.planned_at,
        "minutes": hearing.minutes,
    }
    found = []
    for offer in available(hearing, actor):
        mine = posted.get("transition") == offer.name
        found.append(Act(offer, posted if mine else known, mine, due=hearing.planned_at <= clock.now()))
    return tuple(found)


def calendar_entry(hearing: Hearing, *, url: str) -> icalendar.Entry:
    """The appointment. Neither names nor the agenda leave with it: a phone is read by whoever holds it."""
    return icalendar.Entry(
        uid=f"hearing-{hearing.public_id}@kinerja",
        sequence=hearing.sequence,
        stamped_at=hearing.changed_at,
        starts_at=hearing.planned_at,
        length=timedelta(minutes=hearing.length),
        summary=_("Hearing about an objection"),
        place=hearing.place,
        description=_("Agenda and people are on the page; please sign in."),
        url=url,
        cancelled=hearing.state == "cancelled",
    )


def page_address(objection: UUID, hearing: UUID) -> str:
    """The hearing on the page of its objection."""
    return reverse("appraisal:objection", args=[objection]) + f"#hearing-{hearing}"


def moment_of(raw: str) -> datetime | None:
    """What a date-and-time field sends, on the clock of the active zone; nothing where it is no time."""
    from django.utils.dateparse import parse_datetime
    from django.utils.timezone import is_naive, make_aware

    try:
        found = parse_datetime(raw)
    except ValueError:
        return None
    return make_aware(found) if found and is_naive(found) else found
