"""The history of an evaluation as people tell it: one entry per event, newest first, in words of the past."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.history import history_of, what_happened
from workflow.machine import Machine
from workflow.models import Event
from workflow.roles import Role

Words = str | Promise

TITLES: Mapping[str, Words] = {
    "evaluation.created": _("Form prepared"),
    "evaluation.self_assessment_opened": _("Self-assessment opened"),
    "evaluation.submitted": _("Sent to the assessor"),
    "evaluation.recalled": _("Taken back by the employee"),
    "evaluation.assisted": _("Filled in with help"),
    "evaluation.self_lapsed": _("Time for self-assessment ended"),
    "evaluation.returned": _("Returned with reasons"),
    "evaluation.approved": _("Approved, result handed over"),
    "evaluation.proposed": _("Handed over to calibration"),
    "evaluation.review_overdue": _("Review became overdue"),
    "evaluation.review_urged": _("The superior reminded the assessor"),
    "evaluation.review_taken_over": _("The superior took the review over"),
    "evaluation.rules_moved": _("The form goes by other rules from here on"),
    "evaluation.rules_offered": _("Other rules were offered"),
    "evaluation.room_entered": _("Taken into a calibration room"),
    "evaluation.room_left": _("Taken out of a calibration room"),
    "evaluation.calibrated": _("Ratings changed in calibration"),
    "evaluation.released": _("Result released"),
    "evaluation.handed_over": _("Receipt confirmed"),
    "evaluation.deemed_handed_over": _("Counts as handed over"),
    "evaluation.self_reminded": _("Reminded: self-assessment ends soon"),
    "evaluation.review_reminded": _("Reminded: the review ends soon"),
    "evaluation.window_reminded": _("Reminded: the time to respond ends soon"),
    "evaluation.window_ending": _("Reminded: the window ends soon"),
    "evaluation.receipt_reminded": _("Reminded to open the result"),
    "evaluation.accepted": _("Result accepted"),
    "evaluation.window_lapsed": _("Window ended without objection"),
    "evaluation.disputed": _("Objection filed"),
    "evaluation.settled": _("Objection settled"),
    "evaluation.admitted_late": _("Late objection admitted"),
    "evaluation.reopening_requested": _("Reopening asked"),
    "evaluation.reopening_declined": _("Reopening declined"),
    "evaluation.reopened": _("Reopened"),
    "evaluation.reassigned": _("Another assessor named"),
    "evaluation.superior_named": _("Another superior named"),
    "evaluation.line_followed": _("Followed the employee to the present assessor"),
    "evaluation.cancelled": _("Cancelled"),
    "assessor_correction.created": _("Asked for another assessor"),
    "assessor_correction.granted": _("Granted: another assessor named"),
    "assessor_correction.refused": _("Refused"),
    "assessor_correction.withdrawn": _("Withdrawn"),
    "assessor_correction.overdue": _("The decision was overdue"),
    "assessor_correction.lapsed": _("Ended with the form"),
    "period_segment.created": _("Days of an assessor begun"),
    "period_segment.taken_over": _("Given to another assessor"),
    "period_segment.handed_over": _("The assessor changed"),
    "period_segment.closing_soon": _("Reminded: the time to close ends soon"),
    "period_segment.closed": _("Closed by its assessor"),
    "period_segment.lapsed": _("Not closed in time"),
    "period_segment.excused": _("Excused by HR"),
    "period_segment.completed": _("Closed with the form"),
    "period_segment.cancelled": _("Ended with the form"),
}
TONES: Mapping[str, str] = {
    "evaluation.returned": "attention",
    "evaluation.disputed": "attention",
    "evaluation.review_overdue": "bad",
    "evaluation.cancelled": "bad",
    "evaluation.accepted": "good",
    "evaluation.window_lapsed": "good",
    "evaluation.settled": "good",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    title: Words
    at: datetime
    who: Words
    capacity: Words = ""
    text: str = ""
    tone: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()


def events_of(subject: Machine) -> list[Event]:
    """The events with their authors, oldest first; one query."""
    return list(history_of(subject).select_related("actor__employee", "text"))


def timeline_of(events: Iterable[Event], *, with_texts: bool) -> list[Entry]:
    """The entries, newest first. `with_texts`: the reader may read the reasons."""
    return [_entry(event, with_texts=with_texts) for event in reversed(list(events))]


def _entry(event: Event, *, with_texts: bool) -> Entry:
    author: Any = event.actor
    return Entry(
        title=TITLES.get(event.name) or what_happened(event),
        at=event.effective_at,
        who=author.display_name if author else _("Automatically, by the calendar"),
        capacity=event.on_behalf or (roles_in_words(event.role) if author else ""),
        text=reason_of(event) if with_texts else "",
        tone=TONES.get(event.name, ""),
    )


def roles_in_words(stored: str) -> str:
    """The roles an event was acted in, such as "Assessor"."""
    known = dict(Role.choices)
    return ", ".join(str(known[name]) for name in stored.split(",") if name in known)


def reason_of(event: Event) -> str:
    """What the author typed as the reason; empty where nothing was typed or it was erased."""
    text = getattr(event, "text", None)
    if text is None or not text.content:
        return ""
    return str(json.loads(text.content).get("reason", ""))
