"""When the two forms are offered, asked for, put off and dropped: what follows from the steps of cases and talks.

Offered: the work is under way or under review, and a talk of this stretch of guidance is confirmed. A stretch begins
with the work, and anew when a closed case is reopened; a draft left from the former one goes on. Asked for: the work
was submitted or ended. Put off: it goes on. Dropped: the case is withdrawn, so nothing is owed any more. None of this
holds a case open.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from workflow.actors import CLOCK
from workflow.step import Step

GUIDED: Final = ("active", "under_review")


def offer(steps: Sequence[Step]) -> None:
    """After a step of a case."""
    for step in steps:
        _offer((step.subject.pk,), at=step.at, cause=step.event_id)


def offer_after_talk(steps: Sequence[Step]) -> None:
    """After a talk was confirmed."""
    for step in steps:
        _offer((step.subject.case_id,), at=step.at, cause=step.event_id)


def ask(steps: Sequence[Step]) -> None:
    """The work came to its end: both forms are wanted, the evaluation by a day."""
    offer(steps)
    _fire_drafts(steps, "ask", asked_at__isnull=True)


def put_off(steps: Sequence[Step]) -> None:
    """The work goes on."""
    _fire_drafts(steps, "put_off", asked_at__isnull=False)


def drop(steps: Sequence[Step]) -> None:
    """The case was withdrawn."""
    _fire_drafts(steps, "drop")


def _forms() -> tuple[Any, Any]:
    from cases.models import GuidanceEvaluation, GuidanceFeedback

    return GuidanceFeedback, GuidanceEvaluation


def _fire_drafts(steps: Sequence[Step], name: str, **such: Any) -> None:
    from workflow.engine import fire_many

    first, cases = steps[0], [step.subject.pk for step in steps]
    for model in _forms():
        drafts = model.objects.filter(case_id__in=cases, state="draft", **such).order_by("pk")
        ids = list(drafts.values_list("pk", flat=True))
        if ids:
            fire_many(model, ids, name, actor=CLOCK, at=first.at, cause=first.event_id)


def _offer(case_ids: Iterable[int], *, at: datetime, cause: int | None) -> None:
    """Begin what is not there yet. The case's row is the lock: two talks confirmed at once offer once."""
    from cases.models import ImprovementCase
    from workflow.engine import begin

    rows = ImprovementCase.objects.filter(pk__in=case_ids, state__in=GUIDED).order_by("pk")
    for case in rows.select_for_update(of=("self",)):
        if not _has_talk(case):
            continue
        for model in _forms():
            if not _has_form(model, case):
                begin(model.blank(case, at=at), actor=CLOCK, at=at, cause=cause)


def _has_talk(case: Any) -> bool:
    talks = case.sessions.filter(state="confirmed")
    if case.reopened_at is not None:
        talks = talks.filter(state_since__gte=case.reopened_at)
    return bool(talks.exists())


def _has_form(model: Any, case: Any) -> bool:
    forms = model.objects.filter(case=case)
    if case.reopened_at is None:
        return bool(forms.exists())
    return bool((forms.filter(state="draft") | forms.filter(begun_at__gte=case.reopened_at)).exists())
