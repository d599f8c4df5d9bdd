"""Columns written by the transitions of an enrolment."""

from cases.effects import Columns
from workflow.calendars import local_day
from workflow.step import Step


def attended(step: Step) -> Columns:
    """The person was there."""
    return {"attended_on": local_day(step.at, zone=step.subject.unit.zone)}


def completed(step: Step) -> Columns:
    """Result, hours and the proof of it."""
    from cases.models import Certificate

    wanted = step.payload.get("certificate")
    found = Certificate.objects.values_list("id", flat=True).get(public_id=wanted) if wanted else None
    return {
        "result": step.payload["result"],
        "jp_hours": step.payload["jp_hours"],
        "certificate_id": found,
        "completed_on": local_day(step.at, zone=step.subject.unit.zone),
    }


def evaluated(step: Step) -> Columns:
    """What the participant says: use from 1 to 4, whether to recommend it, and in words."""
    return {
        "usefulness": int(step.payload["usefulness"]),
        "recommended": step.payload["recommend"] == "yes",
        "remarks": step.payload.get("remarks") or "",
        "evaluated_at": step.at,
    }
