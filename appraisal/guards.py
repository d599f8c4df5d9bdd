"""Conditions of the steps: each with a code and a sentence, and where it helps the list of what is missing.

Guards read the locked subject and its rows; they never write. A guard that reads the input says so.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from appraisal.rules import MATRIX_2022
from workflow import statements
from workflow.machine import guard
from workflow.step import Step

AS_EXPECTED = 2
# Where nothing is left to dispute; a reopened evaluation gets another result.
OVER = ("final", "cancelled", "supervisor_review")
FILLED = "SELECT id, code, self_rating, self_realisation FROM appraisal_evaluationitem WHERE evaluation_id = %s"


# The employee's part


@guard("not_filled", _("Some items are not filled in yet."))
def all_filled(step: Step) -> Iterable[str]:
    by_assessor = {one.code for one in step.subject.rules.indicators if one.source == "assessor"}
    # On the path of every submission: plain columns, objects only where something is missing.
    rows = statements.rows(FILLED, [step.subject.pk])
    empty = [pk for pk, code, rating, text in rows if code not in by_assessor and (rating is None or not text.strip())]
    return [item.label for item in step.subject.items.filter(pk__in=empty)] if empty else []


@guard("review_has_begun", _("The assessor has already begun with the review."))
def assessor_has_not_begun(step: Step) -> bool:
    return bool(step.subject.review_revision == step.subject.review_mark)


@guard("window_over", _("The time for the self-assessment is over."))
def self_window_is_open(step: Step) -> bool:
    from appraisal.due_dates import end_of_window

    cycle = step.subject.cycle
    return bool(step.at <= end_of_window(cycle, "self_until", zone=step.subject.unit.zone).due_at)


# The assessor's part


@guard("return_unexplained", _("Say why: for all items, or at the items you mean."), needs_input=True)
def return_is_explained(step: Step) -> bool:
    from appraisal.returns import notes_of

    return bool(step.reason or notes_of(step.subject, step.payload))


@guard("not_rated", _("Some items are not rated yet."))
def all_rated(step: Step) -> Iterable[str]:
    return [item.label for item in step.subject.items.all() if item.assessor_rating is None]


@guard("areas_not_rated", _("The rating of results and the rating of behaviour are both needed."))
def both_areas_rated(step: Step) -> Iterable[Any]:
    evaluation = step.subject
    if evaluation.rules.scheme != MATRIX_2022:
        return []
    given = (
        (_("Rating of results"), evaluation.results_rating),
        (_("Rating of behaviour"), evaluation.behaviour_rating),
    )
    return [label for label, rating in given if rating is None]


@guard("deviation_unexplained", _("Explain in words why the rating is above or below expectation."))
def deviation_is_explained(step: Step) -> bool:
    evaluation = step.subject
    ratings = {evaluation.results_rating, evaluation.behaviour_rating} - {None}
    return ratings <= {AS_EXPECTED} or bool(evaluation.narrative.strip())


@guard("calibration_first", _("The rules of this cycle ask for calibration first."))
def no_calibration_asked(step: Step) -> bool:
    return not step.subject.rules.calibration


@guard("no_calibration", _("The rules of this cycle know no calibration."))
def calibration_is_asked(step: Step) -> bool:
    return step.subject.rules.calibration is True


@guard("assessor_unfit", _("This person cannot be the assessor here."), needs_input=True)
def assessor_fits(step: Step) -> bool:
    from appraisal.deciders import named

    person = named(step.payload["assessor"])
    return person is not None and person.pk not in {step.subject.employee_id, step.subject.assessor_id}


# The window


@guard("already_received", _("The result was opened before."))
def result_not_opened_before(step: Step) -> bool:
    return step.subject.result_opened_at is None


@guard("already_handed_over", _("The result was handed over before."))
def not_handed_over(step: Step) -> bool:
    return step.subject.handed_over_at is None


@guard("disputed", _("An objection is not decided yet."))
def no_undecided_objection(step: Step) -> bool:
    return not step.subject.disputed


@guard("no_objection", _("There is no filed objection."))
def objection_is_filed(step: Step) -> bool:
    from appraisal.decisions import pending_objection

    return not step.subject.disputed and pending_objection(step.subject) is not None


@guard("not_settled", _("The objection is not settled yet."))
def objection_is_settled(step: Step) -> bool:
    from appraisal.decisions import pending_objection

    return step.subject.disputed and pending_objection(step.subject) is None


# After the end


@guard("too_late", _("A late objection can no longer be admitted."))
def late_admission_in_time(step: Step) -> bool:
    from appraisal.due_dates import after

    evaluation = step.subject
    if evaluation.finalised_at is None:
        return False
    span = evaluation.rules.clocks.late_admission
    return step.at <= after(evaluation.finalised_at, span, of=evaluation).due_at


@guard("already_decided", _("This result was already decided on an objection; that decision is final."))
def never_decided(step: Step) -> bool:
    evaluation = step.subject
    decided = evaluation.objections.filter(state="decided", decided_at__gte=evaluation.delivered_at)
    return not decided.exists()


@guard("cycle_over", _("The cycle is closed."))
def cycle_still_runs(step: Step) -> bool:
    return step.subject.cycle.state in ("running", "closing")


@guard("already_asked", _("Reopening was asked for already."))
def no_reopening_asked(step: Step) -> bool:
    return step.subject.reopen_requested_by_id is None


@guard("not_asked", _("Nobody has asked for reopening."))
def reopening_is_asked(step: Step) -> bool:
    return step.subject.reopen_requested_by_id is not None


@guard("second_person_needed", _("Another person than the one who asked must confirm."))
def second_person(step: Step) -> bool:
    return bool(step.subject.reopen_requested_by_id != step.actor.user_id)


@guard("cycle_not_cancelled", _("The cycle was not cancelled."))
def cycle_is_cancelled(step: Step) -> bool:
    return bool(step.subject.cycle.state == "cancelled")


# Objections


@guard("window_closed", _("The time for objections is over."))
def inside_the_window(step: Step) -> bool:
    evaluation = step.subject.evaluation
    if evaluation.state != "objection":
        return False
    return evaluation.window_ends_at is None or step.at <= evaluation.window_ends_at


@guard("nothing_contested", _("Choose at least one item."))
def something_is_contested(step: Step) -> bool:
    return bool(step.subject.items.exists())


def _labels(items: Iterable[Any]) -> Iterator[str]:
    return (one.item.label for one in items)


@guard("grounds_missing", _("Give your grounds for each item."))
def grounds_are_given(step: Step) -> Iterable[str]:
    return _labels(one for one in step.subject.contested_items if not one.claim.strip())


@guard("not_answered", _("Answer each contested item."))
def every_item_answered(step: Step) -> Iterable[str]:
    return _labels(one for one in step.subject.contested_items if not one.answer.strip())


@guard("not_ruled", _("Rule on each contested item and give a reason; a changed rating must be higher."))
def every_item_ruled(step: Step) -> Iterable[str]:
    return [lack_of_ruling(one, one.item.label) for one in step.subject.contested_items if not one.is_ruled]


def lack_of_ruling(contested: Any, item: str) -> str:
    """What a ruling lacks, as a sentence that names the item; on the page it leads to the field."""
    lacks = _("%(item)s: the changed rating is missing.")
    if not contested.ruling:
        lacks = _("%(item)s: no ruling yet.")
    elif not contested.ruling_reason.strip():
        lacks = _("%(item)s: the ruling has no reason.")
    return str(lacks) % {"item": item}


@guard(
    "ratings_without_grant",
    _("An area can be rated anew only where an item is granted, and never lower."),
    needs_input=True,
)
def own_ratings_follow_a_grant(step: Step) -> bool:
    evaluation = step.subject.evaluation
    chosen = [
        (int(step.payload[name]), getattr(evaluation, name))
        for name in ("results_rating", "behaviour_rating")
        if step.payload.get(name)
    ]
    changed = [(new, old) for new, old in chosen if new != old]
    if not changed:
        return True
    granted = step.subject.items.filter(ruling="grant").exists()
    return granted and all(old is not None and new > old for new, old in changed)


@guard("assessor_contested", _("HR has not decided yet who assesses; you can go on, but not hand over."))
def assessor_is_settled(step: Step) -> bool:
    return not step.subject.assessor_contested


# A delegation may have put somebody into the assessor's place who stands above as well.
@guard("rated_before", _("You rated this in the place of the assessor; somebody else acts for the superior."))
def did_not_rate(step: Step) -> bool:
    return (
        step.actor.is_clock
        or step.subject.rated_by_id in (None, step.subject.assessor_id)
        or (step.actor.employee_id != step.subject.rated_by_id)
    )


@guard("stepped_aside", _("You stepped aside here; somebody else decides."))
def did_not_step_aside(step: Step) -> bool:
    return step.actor.employee_id not in step.subject.recused


@guard("evaluation_goes_on", _("The evaluation has not ended."))
def evaluation_has_ended(step: Step) -> bool:
    return step.subject.evaluation.state in OVER
