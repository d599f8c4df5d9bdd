"""The result of an evaluation as stored: ratings read from its items, computed by ``scoring``, kept for ever."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from appraisal.rules import BEHAVIOUR, RESULTS
from appraisal.scoring import Rated, Result, compute
from workflow.roles import Role


def item_ratings(evaluation: Any) -> dict[str, Rated]:
    """The assessor's ratings by code; items without one are left out."""
    if "items" in getattr(evaluation, "_prefetched_objects_cache", {}):
        # A page has read them already.
        rows = [(one.code, one.assessor_rating) for one in evaluation.items.all()]
    else:
        rows = evaluation.items.values_list("code", "assessor_rating")
    return {code: Rated(value, Role.ASSESSOR.value) for code, value in rows if value is not None}


def area_ratings(evaluation: Any) -> dict[str, Rated | None]:
    """The two judgements of the areas where given; the superior's or the room's where calibration changed them."""
    author = Role.ASSESSOR.value
    if evaluation.calibrated:
        author = Role.SUPERIOR.value if evaluation.room_id is None else Role.MODERATOR.value
    given = ((RESULTS, evaluation.results_rating), (BEHAVIOUR, evaluation.behaviour_rating))
    return {area: Rated(value, author) if value is not None else None for area, value in given}


def current_result(evaluation: Any) -> Result:
    """The result of what is rated now. Raises ``scoring.CannotScore`` where something is missing."""
    areas = area_ratings(evaluation)
    return compute(evaluation.rules, item_ratings(evaluation), results=areas[RESULTS], behaviour=areas[BEHAVIOUR])


def stored_result(evaluation: Any) -> Result:
    """The result as it is frozen on the evaluation."""
    return Result(
        predicate=evaluation.predicate,
        score=evaluation.score,
        results_rating=evaluation.results_rating,
        behaviour_rating=evaluation.behaviour_rating,
        trace=evaluation.result,
    )


def settled_result(evaluation: Any) -> Result:
    """After the dispute: the decided result; the old one where the objection was withdrawn."""
    from appraisal.decisions import last_objection, result_after
    from appraisal.machines.objection import ObjectionState

    objection = last_objection(evaluation)
    if objection.state != ObjectionState.DECIDED:
        return stored_result(evaluation)
    return result_after(objection, results_rating=objection.results_rating, behaviour_rating=objection.behaviour_rating)


def keep(evaluation: Any, *, ground: str, at: datetime) -> None:
    """Add the present result to the evaluation's results; earlier ones stay."""
    keep_many([(evaluation, ground, at)])


def keep_many(kept: Sequence[tuple[Any, str, datetime]]) -> None:
    """The same for many evaluations, each with its ground and moment, in two statements."""
    from appraisal.models import ResultRecord

    rows = ResultRecord.objects.filter(evaluation__in=[evaluation.pk for evaluation, _ground, _at in kept])
    counted = rows.order_by().values_list("evaluation_id").annotate(number=Count("pk"))
    before = dict(counted)
    ResultRecord.objects.bulk_create(_record(one, before.get(one.pk, 0) + 1, ground, at) for one, ground, at in kept)


def _record(evaluation: Any, sequence: int, ground: str, at: datetime) -> Any:
    from appraisal.models import ResultRecord

    found = stored_result(evaluation)
    return ResultRecord(
        evaluation=evaluation,
        sequence=sequence,
        ground=ground,
        predicate=found.predicate,
        score=found.score,
        trace=found.trace,
        trace_hash=found.trace_hash,
        created_at=at,
    )
