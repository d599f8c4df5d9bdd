"""The head of every page of one evaluation: where it stands, who holds it, until when, what marks it carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import Evaluation
from workflow.actors import ASSESSING, DECIDING, Actor
from workflow.pending import DueNote, pending_of

Words = str | Promise

RAIL: tuple[tuple[str, Words], ...] = (
    (S.DRAFT, pgettext_lazy("step", "Prepared")),
    (S.SELF_ASSESSMENT, _("Self-assessment")),
    (S.SUPERVISOR_REVIEW, pgettext_lazy("step", "Review")),
    (S.OBJECTION, _("Result handed over")),
    (S.FINAL, _("Final")),
)
RAIL_WITH_CALIBRATION: tuple[tuple[str, Words], ...] = (*RAIL[1:3], (S.CALIBRATION, _("Calibration")), *RAIL[3:])

# The deadline that decides what comes next, by state; the first one pending counts.
DECISIVE: Mapping[str, tuple[str, ...]] = {
    S.DRAFT: ("opens",),
    S.SELF_ASSESSMENT: ("self_ends",),
    S.SUPERVISOR_REVIEW: ("review_ends",),
    S.CALIBRATION: ("calibration_ends",),
    S.OBJECTION: ("window_ends", "deemed_handed_over"),
}
CAPACITIES: Mapping[str, Words] = {"plt": _("acting (Plt)"), "plh": _("deputising (Plh)")}


@dataclass(frozen=True, slots=True)
class Mark:
    """A property that must not be overlooked, in one or two words."""

    label: Words
    tone: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every page of an evaluation.

    `own`: the reader is the one who is appraised; `mine`: the next act is the reader's;
    `helps`: the reader is the HR officer who fills in for the employee.
    """

    evaluation: Evaluation
    own: bool
    mine: bool
    helps: bool
    steps: tuple[tuple[str, Words], ...]
    ended: bool
    due: DueNote | None
    marks: tuple[Mark, ...]
    assessor_capacity: Words
    sees_review: bool
    sees_result: bool

    @property
    def until(self) -> datetime | None:
        """The moment at which the next thing happens by itself, if there is one."""
        return self.due.due_at if self.due else None

    @property
    def current(self) -> str:
        """The step of the rail."""
        return str(self.evaluation.state)


def head_of(evaluation: Evaluation, actor: Actor, *, fields: frozenset[str] = frozenset()) -> Head:
    """The head for one reader; one query."""
    notes = pending_of(Evaluation, (evaluation.pk,))[evaluation.pk]
    return head_from(evaluation, actor, due=decisive(evaluation, notes), fields=fields)


def head_from(
    evaluation: Evaluation, actor: Actor, *, due: DueNote | None, fields: frozenset[str] = frozenset()
) -> Head:
    """The head from a deadline that was read before; no query."""
    me = actor.employee_id
    return Head(
        evaluation=evaluation,
        own=me is not None and me == evaluation.employee_id,
        mine=is_held_by(evaluation, actor),
        helps=actor.user_id is not None and actor.user_id == evaluation.assisted_by_id,
        steps=RAIL_WITH_CALIBRATION if evaluation.rules.calibration else RAIL,
        ended=evaluation.state == S.FINAL,
        due=due,
        marks=marks_of(evaluation),
        assessor_capacity=CAPACITIES.get(evaluation.assessor_capacity, ""),
        sees_review="review" in fields,
        sees_result="result" in fields,
    )


def holder_id(evaluation: Evaluation) -> int | None:
    """The person whose act comes next; nobody before the start and after the end."""
    if evaluation.state == S.OBJECTION and evaluation.disputed:
        return evaluation.decider_id
    holders = {
        S.SELF_ASSESSMENT: evaluation.employee_id,
        S.SUPERVISOR_REVIEW: evaluation.assessor_id,
        S.CALIBRATION: evaluation.superior_id,
        S.OBJECTION: evaluation.employee_id,
    }
    return holders.get(S(evaluation.state))


def is_held_by(evaluation: Evaluation, actor: Actor) -> bool:
    """Whether the next act is the reader's, in his own right or in the place of an absent official."""
    holder, about = holder_id(evaluation), evaluation.employee_id
    if actor.employee_id is None or holder is None or holder == actor.employee_id:
        return holder is not None and holder == actor.employee_id
    duty = ASSESSING if evaluation.state == S.SUPERVISOR_REVIEW else DECIDING
    return holder != about and actor.stand_in_for(holder, duty, about=about) is not None


def decisive(evaluation: Evaluation, notes: Mapping[str, DueNote]) -> DueNote | None:
    """The pending deadline that a reader waits for."""
    names = DECISIVE.get(str(evaluation.state), ())
    return next((notes[name] for name in names if name in notes), None)


def marks_of(evaluation: Evaluation) -> tuple[Mark, ...]:
    """Disputed, not filled in, overdue, entered by somebody else."""
    found = (
        (evaluation.disputed, Mark(_("Under objection"), "attention", "scales")),
        (evaluation.unfilled, Mark(_("Not filled in by the employee"), "neutral", "edit")),
        (
            evaluation.state == S.SUPERVISOR_REVIEW and evaluation.review_overdue_at is not None,
            Mark(_("Review overdue"), "bad", "clock"),
        ),
        (evaluation.assessor_contested, Mark(_("Assessor contested"), "attention", "person")),
        (evaluation.assisted_by_id is not None, Mark(_("Entered with help"), "neutral", "hand")),
        (evaluation.reopen_requested_by_id is not None, Mark(_("Reopening asked"), "attention", "return")),
    )
    return tuple(mark for present, mark in found if present)
