"""What must hold before a case may close: one small function per criterion, each naming what is missing.

Used by the guard of `close` and by the live checklist of the case page, so that both always agree.
To add a criterion, write a function of the facts and put it into `CRITERIA`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.stages import name_of
from workflow.errors import Text

LIVE_ENROLMENTS = ("requested", "waiting", "approved", "attended")


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """Everything the criteria look at, read once."""

    open_items: tuple[str, ...]
    item_count: int
    sessions_confirmed: int
    sessions_required: int
    sessions_unanswered: int
    open_enrolments: tuple[str, ...]
    open_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: a name for the checklist, where on the page it is met, and what is missing."""

    code: str
    label: Text
    anchor: str
    missing: Callable[[ClosingFacts], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """A criterion looked at: fulfilled when nothing is missing."""

    code: str
    label: Text
    anchor: str
    missing: tuple[str, ...]

    @property
    def fulfilled(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def _items(facts: ClosingFacts) -> Iterator[str]:
    if facts.item_count == 0:
        yield _("The plan has no items.")
    for title in facts.open_items:
        yield _("Plan item not finished: %(title)s") % {"title": title}


def _sessions(facts: ClosingFacts) -> Iterator[str]:
    lacking = facts.sessions_required - facts.sessions_confirmed
    if lacking > 0:
        yield ngettext(
            "%(count)d more coaching session confirmed by both sides is needed.",
            "%(count)d more coaching sessions confirmed by both sides are needed.",
            lacking,
        ) % {"count": lacking}


def _answers(facts: ClosingFacts) -> Iterator[str]:
    if facts.sessions_unanswered:
        yield ngettext(
            "%(count)d session record still waits for an answer of one side.",
            "%(count)d session records still wait for an answer of one side.",
            facts.sessions_unanswered,
        ) % {"count": facts.sessions_unanswered}


def _trainings(facts: ClosingFacts) -> Iterator[str]:
    for title in facts.open_enrolments:
        yield _("Training not yet settled: %(title)s") % {"title": title}


def _stages(facts: ClosingFacts) -> Iterator[str]:
    for name in facts.open_stages:
        yield _("Not closed yet: %(stage)s") % {"stage": name}


CRITERIA = (
    Criterion("items", gettext_lazy("All required plan items are finished"), "plan", _items),
    Criterion("stages", gettext_lazy("All stages are closed"), "stages", _stages),
    Criterion("sessions", gettext_lazy("Enough coaching sessions are confirmed"), "sessions", _sessions),
    Criterion("answers", gettext_lazy("Every session record is answered by both sides"), "sessions", _answers),
    Criterion("trainings", gettext_lazy("Every training asked for is settled"), "trainings", _trainings),
)


def checklist(facts: ClosingFacts) -> tuple[Check, ...]:
    """All criteria looked at, in order."""
    return tuple(Check(c.code, c.label, c.anchor, tuple(c.missing(facts))) for c in CRITERIA)


def missing(facts: ClosingFacts) -> tuple[str, ...]:
    """Every sentence of what is missing; empty when the case may close."""
    return tuple(sentence for check in checklist(facts) for sentence in check.missing)


def _enrolments(case: Any) -> Any:
    """What the caller has read already, else one statement with the trainings' titles."""
    read_already = "enrolments" in getattr(case, "_prefetched_objects_cache", {})
    return case.enrolments.all() if read_already else case.enrolments.select_related("training").order_by("id")


def facts_of(case: Any) -> ClosingFacts:
    """Read the facts of one case: four statements."""
    items = [i for i in case.items.all() if not i.removed]
    sessions = [s.state for s in case.sessions.all()]
    enrolments = [e for e in _enrolments(case) if e.state in LIVE_ENROLMENTS]
    return ClosingFacts(
        open_items=tuple(i.title for i in items if i.required and not i.is_done),
        item_count=len(items),
        sessions_confirmed=sessions.count("confirmed"),
        sessions_required=case.sessions_required,
        sessions_unanswered=sessions.count("held"),
        open_stages=tuple(name_of(s) for s in case.stages.all() if s.closed_at is None),
        open_enrolments=tuple(e.training.title for e in enrolments),
    )
