"""Reading counselling for pages and API: every function starts from what the policy lets the actor see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.models import Counselling, CounsellingNote, CounsellingSession, ImprovementCase
from organization.models import User
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.models import AccessRecord
from workflow.policies import policy_for

MOST_OPENINGS = 100


def with_notes(rows: QuerySet[CounsellingSession]) -> QuerySet[CounsellingSession]:
    """Talks with the moment their note was last written: that there is one is no secret."""
    written = CounsellingNote.objects.filter(session=OuterRef("pk")).values("written_at")[:1]
    return rows.annotate(note_written_at=Subquery(written))


def counselling_for(actor: Actor, public_id: Any) -> Counselling:
    """One visible counselling with its people and talks; 404 alike for a foreign and an absent one."""
    rows = policy_for(Counselling).visible_to(actor).filter(public_id=public_id)
    talks = Prefetch("sessions", with_notes(CounsellingSession.objects.all()))
    people = ("case__employee", "case__unit", "case__supervisor", "counsellor", "wished")
    found = rows.select_related(*people).prefetch_related(talks).first()
    if found is None:
        raise NotVisible
    return found  # type: ignore[no-any-return]


def talk_for(actor: Actor, public_id: Any) -> CounsellingSession:
    """One visible talk with its people."""
    rows = with_notes(policy_for(CounsellingSession).visible_to(actor).filter(public_id=public_id))
    people = ("counselling__case__employee", "counselling__case__unit", "counselling__counsellor", "counsellor")
    found = rows.select_related(*people).first()
    if found is None:
        raise NotVisible
    return found


def may_know(actor: Actor, case: ImprovementCase) -> bool:
    """Whether the actor would see counselling of this case, if there is any."""
    return policy_for(Counselling).sees(actor, Counselling(case=case))


def counsellings_of(actor: Actor, case: ImprovementCase) -> list[Counselling]:
    """The visible counsellings of a case, newest first."""
    rows = policy_for(Counselling).visible_to(actor).filter(case=case).select_related("counsellor", "case__unit")
    return list(rows.order_by("-asked_at", "-pk")[:20])


def desk(actor: Actor) -> QuerySet[Counselling]:
    """All visible counsellings."""
    rows = policy_for(Counselling).visible_to(actor)
    return rows.select_related("case__employee", "case__unit", "counsellor")


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened a note: who, when, through which door, as what."""

    name: str
    at: datetime
    channel: str
    ground: str


def openings_of(talk: CounsellingSession) -> list[Opening]:
    """Every opening of the note of a talk, newest first; two statements."""
    about = Q(kind=CounsellingSession.kind, subject_id=talk.pk, fields="note")
    records = list(AccessRecord.objects.filter(about).order_by("-pk")[:MOST_OPENINGS])
    people = User.objects.filter(pk__in={one.reader_id for one in records}).select_related("employee")
    names = {user.pk: str(user.display_name) for user in people}
    return [Opening(names.get(one.reader_id, ""), one.read_at, one.channel, one.ground) for one in records]
