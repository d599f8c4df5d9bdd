"""The duties around a case and whether each was done in time: for the page, REST and the closing report.

A duty with a clock leaves a row in the deadlines (`plan`, `agreement`, `review`, `decision`, `record` and `answer` of
each talk, and `evaluation` of competence after the guidance): cancelled before its day it was met; fired, it was late
where the step came afterwards, and missed where it never came. One that ended because the case rested or ended says
nothing about anybody and is left out. The rhythm of the talks is read from the talks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CoachingSession, GuidanceEvaluation, ImprovementCase
from workflow.errors import Text
from workflow.models import Deadline, Event
from workflow.pending import why_lines
from workflow.tables import model_of

MET, LATE, MISSED, OPEN = "met", "late", "missed", "open"
LABELS: Final[dict[str, Text]] = {
    "plan": gettext_lazy("Propose the plan"),
    "agreement": gettext_lazy("Agree to the plan"),
    "review": gettext_lazy("Submit for review"),
    "decision": gettext_lazy("Decide about closing"),
    "record": gettext_lazy("Write down the talk"),
    "answer": gettext_lazy("Answer the record of the talk"),
    "evaluation": gettext_lazy("Write the evaluation of competence"),
    "rhythm": gettext_lazy("Hold a talk in the agreed rhythm"),
}
OWNERS: Final[dict[str, Text]] = {
    "plan": gettext_lazy("Supervisor"),
    "agreement": gettext_lazy("Employee and supervisor"),
    "review": gettext_lazy("Supervisor"),
    "decision": gettext_lazy("HR"),
    "record": gettext_lazy("Supervisor or coach"),
    "answer": gettext_lazy("Both sides of the talk"),
    "evaluation": gettext_lazy("Coach, else supervisor"),
    "rhythm": gettext_lazy("Supervisor or coach"),
}
# Which steps do what was to be done, also when it is late.
DONE_BY: Final[dict[str, tuple[str, ...]]] = {
    "plan": ("propose",),
    "agreement": ("start", "start_with_dissent"),
    "review": ("submit_for_review",),
    "decision": ("close", "send_back", "end_early"),
    "record": ("record", "miss", "cancel"),
    "answer": ("confirm",),
    "evaluation": ("hand_in",),
}
STATES: Final[dict[str, Text]] = {
    MET: gettext_lazy("In time"),
    LATE: gettext_lazy("Late"),
    MISSED: gettext_lazy("Not done"),
    OPEN: gettext_lazy("Still open"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: which, by when, and whether it was `met`, `late`, `missed` or is still `open`."""

    code: str
    due_at: datetime
    state: str
    why: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """What was to be done."""
        return LABELS[self.code]

    @property
    def owner(self) -> Text:
        """Whose duty it is."""
        return OWNERS[self.code]

    @property
    def state_label(self) -> Text:
        """The state in words."""
        return STATES[self.state]


def duties_of(case: ImprovementCase, *, now: datetime) -> tuple[Duty, ...]:
    """Every duty of a case so far, by its day; reads `sessions` and `holds` of it, and the deadlines."""
    ends = {hold.held_at for hold in case.holds.all()}
    if case.closed_at is not None and str(case.state) == "withdrawn":
        ends.add(case.closed_at)
    found = [*_clocked(case, ends), *_rhythm(case, now)]
    return tuple(sorted(found, key=lambda duty: (duty.due_at, duty.code)))


def summary_of(duties: tuple[Duty, ...]) -> str:
    """How many duties were met, late and never done, in one sentence."""
    counts = {name: sum(duty.state == name for duty in duties) for name in (MET, LATE, MISSED)}
    return _("%(met)d duties were done in time, %(late)d late, %(missed)d not at all.") % counts


def _clocked(case: ImprovementCase, ends: set[datetime]) -> Iterator[Duty]:
    talks = [session.pk for session in case.sessions.all()]
    about = Q(kind=ImprovementCase.kind, subject_id=case.pk) | Q(kind=CoachingSession.kind, subject_id__in=talks)
    evaluations = GuidanceEvaluation.objects.filter(case=case).order_by().values("pk")
    about |= Q(kind=GuidanceEvaluation.kind, subject_id__in=evaluations)
    rows = Deadline.objects.filter(about, name__in=DONE_BY).order_by("due_at", "pk")
    lines = list(rows.values_list("kind", "subject_id", "name", "due_at", "settled_at", "outcome", "explanation"))
    done = _done(about) if any(line[5] == Deadline.Outcome.FIRED for line in lines) else []
    for kind, subject, name, due, settled, outcome, stored in lines:
        why = why_lines(model_of(kind), stored)
        if outcome == Deadline.Outcome.FIRED:
            after = any(k == kind and s == subject and t in DONE_BY[name] and at >= due for k, s, t, at in done)
            yield Duty(name, due, LATE if after else MISSED, why)
        elif settled is None:
            yield Duty(name, due, OPEN, why)
        elif outcome == Deadline.Outcome.CANCELLED and settled not in ends:
            yield Duty(name, due, MET if settled <= due else LATE, why)


def _done(about: Q) -> list[tuple[str, int, str, datetime]]:
    """The steps by which a duty is done, whenever that was."""
    steps = {name for names in DONE_BY.values() for name in names}
    rows = Event.objects.filter(about, transition__in=steps).order_by("pk")
    return list(rows.values_list("kind", "subject_id", "transition", "effective_at"))


def _rhythm(case: ImprovementCase, now: datetime) -> Iterator[Duty]:
    """One duty per stretch of the agreed length of work; one with a rest in it is left out."""
    if case.started_at is None:
        return
    end = min(case.closed_at or now, case.submitted_at or now)
    held = [session.held_at for session in case.sessions.all() if session.held_at is not None]
    rests = [(hold.held_at, hold.resumed_at or now) for hold in case.holds.all()]
    begin, step = case.started_at, timedelta(days=case.sessions_every_days)
    while begin + step <= end:
        until = begin + step
        if not any(first < until and begin < last for first, last in rests):
            yield Duty("rhythm", until, MET if any(begin <= at < until for at in held) else MISSED)
        begin = until
