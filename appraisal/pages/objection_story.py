"""The history of an objection in words of the past."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.pages.passing_over import passed_in, sentence
from appraisal.pages.timeline import Entry, reason_of, roles_in_words
from workflow.models import Event

Words = str | Promise

TITLES: Mapping[str, Words] = {
    "objection.created": _("Draft begun"),
    "objection.filed": _("Objection filed"),
    "objection.filed_late": _("Filed out of time"),
    "objection.admitted": _("Admitted although late"),
    "objection.rejected_late": _("Not admitted"),
    "objection.withdrawn_late": _("Withdrawn by the employee"),
    "objection.out_of_time": _("Not admitted in time"),
    "objection.answered": _("Answers handed in"),
    "objection.answer_lapsed": _("Time to answer ended without an answer"),
    "objection.employee_asked": _("Question to the employee"),
    "objection.assessor_asked": _("Question to the assessor"),
    "objection.employee_replied": _("The employee answered a question"),
    "objection.assessor_replied": _("The assessor answered a question"),
    "objection.decided": _("Decided"),
    "objection.given_back": _("Given back to the decider who had let the time pass"),
    "objection.recused": _("The decider stepped aside"),
    "objection.dates_recounted": _("Dates counted anew after a change of the calendar"),
    "objection.passed_on": _("Passed on: no decision in time"),
    "objection.decider_named": _("Another decider named"),
    "objection.decision_overdue": _("The decision became overdue"),
    "objection.discarded": _("Draft discarded"),
    "objection.withdrawn": _("Withdrawn by the employee"),
    "objection.lapsed": _("Ended with the evaluation"),
}
TONES = {
    "objection.filed": "attention",
    "objection.answer_lapsed": "bad",
    "objection.decision_overdue": "bad",
    "objection.decided": "good",
}


def story_of(events: Sequence[Event]) -> list[Entry]:
    """The history in words of the past, newest first."""
    found, passed = [], passed_in(events)
    for event in reversed(events):
        author: Any = event.actor
        found.append(
            Entry(
                title=TITLES.get(event.name, event.name),
                at=event.effective_at,
                who=author.display_name if author else _("Automatically, by the calendar"),
                capacity=event.on_behalf or (roles_in_words(event.role) if author else ""),
                text=reason_of(event),
                tone=TONES.get(event.name, ""),
                notes=tuple(sentence(one.name, one.ground) for one in passed.get(event.version, ())),
            )
        )
    return found
