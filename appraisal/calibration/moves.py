"""The move of one person in a room: its condition, its columns, and the line that is kept of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from appraisal.scoring import cell_of
from workflow.machine import guard
from workflow.step import Step


def _wanted(step: Step) -> tuple[int, int]:
    return int(step.payload["results_rating"]), int(step.payload["behaviour_rating"])


@guard("nothing_changes", _("These are the ratings the person has now; choose others."), needs_input=True)
def something_changes(step: Step) -> bool:
    return _wanted(step) != (step.subject.results_rating, step.subject.behaviour_rating)


def moved(step: Step) -> Mapping[str, Any]:
    """The new ratings and the cell of the matrix they meet in."""
    results, behaviour = _wanted(step)
    rules = step.subject.evaluation.rules
    return {
        "results_rating": results,
        "behaviour_rating": behaviour,
        "predicate": cell_of(rules, results, behaviour),
        "moves_made": step.subject.moves_made + 1,
    }


def write_move(steps: Sequence[Step]) -> None:
    """From where to where, by whom, why; the name and the words stand beside the chain.

    Where the ratings came from is the line before, or the snapshot.
    """
    from appraisal.models import CalibrationMove
    from organization.models import User

    for step in steps:
        entry = step.subject
        last = CalibrationMove.objects.filter(entry=entry).order_by("-sequence").first()
        start = (entry.results_before, entry.behaviour_before, entry.predicate_before)
        results, behaviour, predicate = (last.results_to, last.behaviour_to, last.predicate_to) if last else start
        mover = User.objects.select_related("employee").get(pk=step.actor.user_id or 0)
        CalibrationMove.objects.create(
            entry=entry,
            sequence=entry.moves_made,
            results_from=results,
            behaviour_from=behaviour,
            predicate_from=predicate,
            results_to=entry.results_rating,
            behaviour_to=entry.behaviour_rating,
            predicate_to=entry.predicate,
            mover=mover,
            mover_name=mover.display_name,
            reason=step.reason,
            moved_at=step.at,
        )
