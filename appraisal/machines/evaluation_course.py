"""The course of an evaluation: from the form nobody may touch yet to the result that stands.

What can still happen after the end, and who may be replaced, follows in `evaluation.py`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal import consequences, due_dates, effects, guards, seats, signatures, signers
from appraisal.calibration import delivery
from appraisal.reminders import reminders, reminding
from appraisal.rule_clocks import REVIEW_STEP, SELF_STEP, WINDOW_STEP
from appraisal.segments import steps as segments
from workflow.documents.signing import signed
from workflow.machine import Machine, deadline, input_field, state_field, text_field, transition
from workflow.roles import Role


class EvaluationState(models.TextChoices):
    """Where a form stands."""

    DRAFT = "draft", _("Not yet open")
    SELF_ASSESSMENT = "self_assessment", _("Self-assessment")
    SUPERVISOR_REVIEW = "supervisor_review", _("Review by the assessor")
    CALIBRATION = "calibration", _("Calibration")
    OBJECTION = "objection", _("Result handed over")
    FINAL = "final", _("Final")
    CANCELLED = "cancelled", _("Cancelled")


S = EvaluationState
OPEN_STATES = (S.DRAFT, S.SELF_ASSESSMENT, S.SUPERVISOR_REVIEW, S.CALIBRATION, S.OBJECTION)
REASON = text_field("reason", label=_("Reason"))
ASSESSOR = input_field("assessor", _("New assessor"), "uuid")
RATING = (("1", _("Below expectation")), ("2", _("As expected")), ("3", _("Above expectation")))
# What the assessor must have done before a result leaves his hands.
RATED = (
    guards.all_rated,
    guards.both_areas_rated,
    guards.deviation_is_explained,
    segments.segments_are_followed,
    guards.assessor_is_settled,
)


class EvaluationCourse(Machine):
    """The way of a form from its opening to a result that stands."""

    kind = "appraisal.evaluation"
    States = EvaluationState
    initial = S.DRAFT
    endings = frozenset({S.CANCELLED})
    on_enter = {S.FINAL: (consequences.open_cases_if_low,)}
    deadlines = {
        S.DRAFT: (deadline("opens", fires="open_self_assessment", due=due_dates.window_start),),
        S.SELF_ASSESSMENT: (
            deadline("self_ends", fires="lapse_self", due=due_dates.self_ends),
            *reminders(SELF_STEP, fires="remind_self", end=due_dates.self_ends),
        ),
        S.SUPERVISOR_REVIEW: (
            deadline("review_ends", fires="review_overdue", due=due_dates.review_ends),
            *reminders(REVIEW_STEP, fires="remind_review", end=due_dates.review_ends),
        ),
        S.CALIBRATION: (deadline("calibration_ends", fires="release", due=due_dates.calibration_ends),),
        S.OBJECTION: (
            deadline("deemed_handed_over", fires="deem_handed_over", due=due_dates.deemed_handed_over),
            deadline("window_warning", fires="warn_unopened", due=due_dates.window_warning, reminds=True),
            deadline("window_ends", fires="lapse_window", due=due_dates.window_ends),
            *reminders(WINDOW_STEP, fires="remind_window", end=due_dates.window_ends),
        ),
    }
    # The rules are known by the cycle's hash, so that the locking read stays small.
    lock_related = ("cycle", "unit")

    state = state_field(S, initial=S.DRAFT)

    # The employee's part
    open_self_assessment = transition(
        "open_self_assessment",
        label=_("The window opens"),
        source=S.DRAFT,
        target=S.SELF_ASSESSMENT,
        by={Role.CLOCK},
        then=(consequences.gather_facts,),
        event="evaluation.self_assessment_opened",
        hidden=True,
    )
    submit = transition(
        "submit",
        label=_("Submit to the assessor"),
        source=S.SELF_ASSESSMENT,
        target=S.SUPERVISOR_REVIEW,
        by={Role.SUBJECT},
        when=(guards.all_filled,),
        sets=effects.submitted,
        event="evaluation.submitted",
    )
    recall = transition(
        "recall",
        label=_("Take back"),
        source=S.SUPERVISOR_REVIEW,
        target=S.SELF_ASSESSMENT,
        by={Role.SUBJECT},
        when=(guards.assessor_has_not_begun, guards.self_window_is_open),
        sets=effects.recalled,
        event="evaluation.recalled",
    )
    assist = transition(
        "assist",
        label=_("Fill in for the employee"),
        source=S.SELF_ASSESSMENT,
        target=S.SELF_ASSESSMENT,
        by={Role.HR},
        needs=(REASON,),
        sets=effects.assisted,
        event="evaluation.assisted",
    )
    lapse_self = transition(
        "lapse_self",
        label=_("Self-assessment time is over"),
        source=S.SELF_ASSESSMENT,
        target=S.SUPERVISOR_REVIEW,
        by={Role.CLOCK},
        sets=effects.lapsed,
        event="evaluation.self_lapsed",
        hidden=True,
    )
    # The assessor's part
    return_ = transition(
        "return",
        label=_("Return to the employee"),
        source=S.SUPERVISOR_REVIEW,
        target=S.SELF_ASSESSMENT,
        by={Role.ASSESSOR},
        when=(guards.return_is_explained,),
        needs=(
            text_field("reason", label=_("Reason for all items"), required=False),
            input_field("items", _("Reasons by item"), "list", required=False),
        ),
        sets=effects.returned,
        then=(consequences.write_return_notes,),
        event="evaluation.returned",
    )
    approve = transition(
        "approve",
        label=_("Approve and hand over"),
        source=S.SUPERVISOR_REVIEW,
        target=S.OBJECTION,
        by={Role.ASSESSOR},
        when=(*RATED, guards.no_calibration_asked),
        sets=effects.result_approved,
        then=(
            signatures.write_rater,
            consequences.record_result,
            segments.complete_with_form,
            signed(signers.assessor),
        ),
        event="evaluation.approved",
    )
    propose = transition(
        "propose",
        label=_("Hand over to calibration"),
        source=S.SUPERVISOR_REVIEW,
        target=S.CALIBRATION,
        by={Role.ASSESSOR},
        when=(*RATED, guards.calibration_is_asked),
        sets=seats.rated_in_place,
        then=(signatures.write_rater, segments.complete_with_form, signed(signers.assessor)),
        event="evaluation.proposed",
    )
    review_overdue = transition(
        "review_overdue",
        label=_("Review by the assessor is overdue"),
        source=S.SUPERVISOR_REVIEW,
        target=S.SUPERVISOR_REVIEW,
        by={Role.CLOCK},
        sets=effects.marked_overdue,
        event="evaluation.review_overdue",
        hidden=True,
    )
    # Calibration
    adjust = transition(
        "adjust",
        label=_("Change the ratings"),
        source=S.CALIBRATION,
        target=S.CALIBRATION,
        by={Role.SUPERIOR},
        when=(delivery.no_room_holds_it, guards.did_not_rate),
        needs=(
            input_field("results_rating", _("Rating of results"), "choice", choices=RATING),
            input_field("behaviour_rating", _("Rating of behaviour"), "choice", choices=RATING),
            REASON,
        ),
        sets=effects.ratings_adjusted,
        then=(signed(signers.superior),),
        event="evaluation.calibrated",
    )
    release = transition(
        "release",
        label=_("Release the result"),
        source=S.CALIBRATION,
        target=S.OBJECTION,
        by={Role.SUPERIOR, Role.HR, Role.CLOCK},
        when=(delivery.no_room_holds_it, guards.both_areas_rated, guards.did_not_rate),
        sets=effects.result_released,
        then=(consequences.record_result,),
        event="evaluation.released",
    )
    # The window and what may happen in it
    acknowledge = transition(
        "acknowledge",
        label=_("Confirm receipt"),
        source=S.OBJECTION,
        target=S.OBJECTION,
        by={Role.SUBJECT},
        when=(guards.result_not_opened_before,),
        sets=effects.handed_over,
        event="evaluation.handed_over",
        moves_deadlines=True,
    )
    deem_handed_over = transition(
        "deem_handed_over",
        label=_("Counts as handed over"),
        source=S.OBJECTION,
        target=S.OBJECTION,
        by={Role.CLOCK},
        when=(guards.not_handed_over,),
        sets=effects.deemed_handed_over,
        event="evaluation.deemed_handed_over",
        hidden=True,
        moves_deadlines=True,
    )
    warn_unopened = reminding(
        "warn_unopened", _("The window ends soon"), source=S.OBJECTION, event="evaluation.window_ending"
    )
    remind = transition(
        "remind",
        label=_("Remind"),
        source=S.OBJECTION,
        target=S.OBJECTION,
        by={Role.HR},
        when=(guards.result_not_opened_before,),
        event="evaluation.receipt_reminded",
    )
    accept = transition(
        "accept",
        label=_("Accept the result"),
        source=S.OBJECTION,
        target=S.FINAL,
        by={Role.SUBJECT},
        when=(guards.no_undecided_objection,),
        sets=effects.accepted,
        then=(consequences.discard_drafted_objections, signed(signers.employee)),
        event="evaluation.accepted",
    )
    lapse_window = transition(
        "lapse_window",
        label=_("The window is over"),
        source=S.OBJECTION,
        target=S.FINAL,
        by={Role.CLOCK},
        when=(guards.no_undecided_objection,),
        sets=effects.finalised,
        then=(consequences.discard_drafted_objections,),
        event="evaluation.window_lapsed",
        hidden=True,
    )
    dispute = transition(
        "dispute",
        label=_("An objection was filed"),
        source=S.OBJECTION,
        target=S.OBJECTION,
        by={Role.CLOCK},
        when=(guards.objection_is_filed,),
        sets=effects.disputed,
        event="evaluation.disputed",
        hidden=True,
        moves_deadlines=True,
    )
    settle = transition(
        "settle",
        label=_("The objection was decided"),
        source=S.OBJECTION,
        target=S.FINAL,
        by={Role.CLOCK},
        when=(guards.objection_is_settled,),
        sets=effects.settled,
        then=(consequences.record_result_if_decided,),
        event="evaluation.settled",
        hidden=True,
    )

    class Meta:
        abstract = True
