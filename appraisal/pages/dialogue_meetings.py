"""One dialogue meeting as its page shows it: agenda, minutes, both answers, agreements and those to follow up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from appraisal.dialogue.forms import AgreementForm
from appraisal.dialogue.meetings import open_before
from appraisal.dialogue.targets import Target, offered_for
from appraisal.machines.dialogue_meeting import DialogueMeetingState as S
from appraisal.models import Agreement, DialogueMeeting
from workflow import clock
from workflow.actors import Actor
from workflow.engine import Available, available


@dataclass(frozen=True, slots=True)
class Act:
    """A step the reader may take; `open` with `values` where it was refused just now."""

    offer: Available
    values: Mapping[str, Any]
    open: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An agreement of an earlier meeting; `open`: its follow-up was refused just now."""

    agreement: Agreement
    url: str
    open: bool

    @property
    def id(self) -> str:
        """Ends the ids of the fields: there are several such forms in the page."""
        return str(self.agreement.public_id)


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything the page shows."""

    one: DialogueMeeting
    own: bool
    person_id: str
    person_name: str
    assessor_name: str
    acts: Sequence[Act]
    agreements: Sequence[tuple[Agreement, str]]
    earlier: Sequence[Earlier]
    form: AgreementForm | None
    typed: Mapping[str, str]

    @property
    def is_link(self) -> bool:
        """Whether the place is an address that may become a link."""
        place = self.one.place
        return place.startswith("https://") and not any(sign.isspace() for sign in place)

    @property
    def writes(self) -> bool:
        """Whether what was agreed can be changed now."""
        return self.form is not None


def page_of(
    one: DialogueMeeting, actor: Actor, *, posted: Mapping[str, str], form: AgreementForm | None, about: str
) -> MeetingPage:
    """The page for one reader; six statements."""
    year = one.year
    held = one.state == S.HELD
    rows = list(one.agreements.select_related("carried_from"))
    earlier = list(open_before(one)) if held else list(one.followed_up.all())
    return MeetingPage(
        one=one,
        own=actor.employee_id == year.employee_id,
        person_id=str(year.employee.public_id),
        person_name=year.employee.full_name,
        assessor_name=year.assessor.full_name if year.assessor else "",
        acts=_acts(one, actor, posted),
        agreements=[(row, _url(one, row)) for row in rows],
        earlier=[Earlier(row, _url(one, row), about == str(row.public_id)) for row in earlier],
        form=(form or AgreementForm(offered=offered(one))) if held else None,
        typed=posted if about else {},
    )


def offered(one: DialogueMeeting) -> tuple[Target, ...]:
    """What an agreement can belong to."""
    return offered_for(one.year)


def _url(one: DialogueMeeting, row: Agreement) -> str:
    return reverse("appraisal:dialogue-agreement", args=[one.public_id, row.public_id])


def _acts(one: DialogueMeeting, actor: Actor, posted: Mapping[str, str]) -> list[Act]:
    known = {
        "planned_at": one.planned_at,
        "place": one.place,
        "held_at": one.held_at or one.planned_at,
        "minutes": one.minutes,
    }
    due = one.planned_at <= clock.now()
    looks = {"record": "primary" if due else "secondary", "acknowledge": "primary", "cancel": "quiet"}
    found = []
    for offer in available(one, actor):
        mine = posted.get("transition") == offer.name
        found.append(Act(offer, posted if mine else known, mine, looks.get(offer.name, "secondary")))
    return found
