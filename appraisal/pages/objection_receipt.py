"""The receipt of an objection: the instant it arrived, whether in time, and what follows where it was late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appraisal import late
from appraisal.machines.objection import ObjectionState as S
from appraisal.models import Evaluation, Objection
from workflow import clock
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.models import Event

FILINGS = ("objection.filed", "objection.filed_late")


@dataclass(frozen=True, slots=True)
class Receipt:
    """`at` is the arrival, `fingerprint` the hash of its entry in the record, which nobody can change afterwards."""

    number: str
    at: datetime
    in_time: bool
    window_until: datetime | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a late objection meets. `writing`: a draft that can only be filed late; `until`: when admission ends;
    `admit`: the step of the evaluation by which the reader may admit it."""

    writing: bool = False
    until: datetime | None = None
    admit: Available | None = None


def receipt_of(objection: Objection, events: Sequence[Event]) -> Receipt | None:
    """The receipt; None before filing."""
    if objection.filed_at is None:
        return None
    entry = next((event for event in events if event.name in FILINGS), None)
    return Receipt(
        number=str(objection.public_id),
        at=objection.filed_at,
        in_time=not objection.filed_late,
        window_until=objection.window_until,
        fingerprint=entry.hash if entry else "",
    )


def lateness_of(objection: Objection, actor: Actor) -> Lateness:
    """What the page says and offers where the time is over; no query unless the draft or the objection is late."""
    form: Evaluation = objection.evaluation
    if form.state != "final" or objection.state not in (S.DRAFTED, S.LATE, S.LAPSED):
        return Lateness()
    end = late.admission_end(form)
    admit = None
    if objection.state == S.LATE:
        admit = next((one for one in available(form, actor) if one.name == "admit_late"), None)
    return Lateness(objection.state != S.LATE, end.due_at if end else None, admit)


def may_object_late(form: Evaluation, *, own: bool) -> datetime | None:
    """Until when the reader may still file out of time; None where that is closed or not the reader's."""
    if not own or form.state != "final" or late.obstacle(form, at=clock.now()) is not None:
        return None
    end = late.admission_end(form)
    return end.due_at if end else None
