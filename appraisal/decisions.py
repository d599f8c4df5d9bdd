"""What a decision on an objection makes of the result: the frozen inputs, with the granted items changed.

The rating of an area follows the items: it moves by as many levels as the advice of the items moves, unless the
decider sets it. An objection never makes a result worse. Reads rows, writes none.
"""

from collections.abc import Mapping
from typing import Any

from appraisal import rules
from appraisal.scoring import Rated, Result, compute, suggestion_for
from workflow.roles import Role

DECIDER = Role.DECIDER.value


def pending_objection(evaluation: Any) -> Any:
    """The filed, undecided objection of an evaluation, or None."""
    from appraisal.machines.objection import PENDING

    return evaluation.objections.filter(state__in=[str(state) for state in PENDING]).first()


def last_objection(evaluation: Any) -> Any:
    """The objection that was filed last, or None."""
    return evaluation.objections.filter(filed_at__isnull=False).order_by("-filed_at", "-pk").first()


def decided_result(objection: Any, payload: Mapping[str, Any]) -> Result:
    """The result after the rulings as they stand, with the decider's own area ratings where given."""
    chosen = {name: int(payload[name]) for name in ("results_rating", "behaviour_rating") if payload.get(name)}
    return result_after(
        objection, results_rating=chosen.get("results_rating"), behaviour_rating=chosen.get("behaviour_rating")
    )


def result_after(objection: Any, *, results_rating: int | None, behaviour_rating: int | None) -> Result:
    """The frozen result with the granted items changed; area ratings given win over those that follow."""
    evaluation = objection.evaluation
    content, trace = evaluation.rules, evaluation.result
    before = {
        item["code"]: Rated(item["rating"], item["author"])
        for section in trace["sections"]
        for item in section["items"]
    }
    after = {**before, **_granted(objection)}
    chosen = {rules.RESULTS: results_rating, rules.BEHAVIOUR: behaviour_rating}
    areas = {area: _area(content, area, trace["areas"][area], before, after, chosen[area]) for area in rules.AREAS}
    return compute(content, after, results=areas[rules.RESULTS], behaviour=areas[rules.BEHAVIOUR])


def _granted(objection: Any) -> dict[str, Rated]:
    from appraisal.models.objections import Ruling

    rows = objection.contested_items
    granted = (one for one in rows if one.ruling == Ruling.GRANT and one.ruling_rating is not None)
    return {one.item.code: Rated(one.ruling_rating, DECIDER) for one in granted}


def _area(
    content: rules.RuleContent,
    area: str,
    frozen: Mapping[str, Any],
    before: Mapping[str, Rated],
    after: Mapping[str, Rated],
    chosen: int | None,
) -> Rated | None:
    if frozen["rating"] is None:
        return None
    rating = int(frozen["rating"])
    if chosen is None:
        chosen = min(rules.HIGHEST, rating + max(0, _moved(content, area, before, after)))
    return Rated(rating, frozen["author"]) if chosen == rating else Rated(chosen, DECIDER)


def _moved(content: rules.RuleContent, area: str, before: Mapping[str, Rated], after: Mapping[str, Rated]) -> int:
    """By how many levels the advice of the items moves."""
    old = suggestion_for(content, area, {code: rated.value for code, rated in before.items()})
    new = suggestion_for(content, area, {code: rated.value for code, rated in after.items()})
    return new.rating - old.rating if old and new else 0
