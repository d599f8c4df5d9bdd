"""The evaluation: its course, what can still happen after the end, and who may be replaced on the way."""

from django.utils.translation import gettext_lazy as _

from appraisal import consequences, effects, guards, late, overdue_review, superior_steps
from appraisal.annual.steps import reopen_years
from appraisal.awards.steps import withdraw_awards
from appraisal.calibration import delivery
from appraisal.corrections import steps as corrections
from appraisal.machines.evaluation_course import (
    ASSESSOR,
    OPEN_STATES,
    RATING,
    REASON,
    EvaluationCourse,
    EvaluationState,
    S,
)
from appraisal.reminders import reminding
from appraisal.segments import handing_over, moving
from appraisal.segments import steps as segments
from workflow.machine import input_field, transition
from workflow.roles import Role

__all__ = ["ASSESSOR", "OPEN_STATES", "RATING", "REASON", "EvaluationMachine", "EvaluationState", "S"]


def _reassignment(suffix: str, state: S) -> object:
    """The same act in each state in which the assessor may still change; one row per state."""
    return transition(
        f"reassign{suffix}",
        label=_("Name another assessor"),
        source=state,
        target=state,
        by={Role.HR},
        when=(guards.assessor_fits,),
        needs=(ASSESSOR, REASON),
        sets=effects.assessor_replaced,
        then=(consequences.write_assessor_names, handing_over.assessor_was_named),
        event="evaluation.reassigned",
    )


def _following(suffix: str, state: S) -> object:
    """The form goes over to the lawful assessor of the day, in the unit of its person; every date stays."""
    return transition(
        f"follow{suffix}",
        label=_("Follow the person to the present assessor"),
        source=state,
        target=state,
        by={Role.CLOCK},
        when=(moving.goes_elsewhere,),
        sets=moving.followed,
        then=(moving.write_names, handing_over.line_was_followed),
        event="evaluation.line_followed",
        hidden=True,
    )


class EvaluationMachine(EvaluationCourse):
    """One person's appraisal in one cycle."""

    # Before a step ends
    remind_self = reminding(
        "remind_self",
        _("Self-assessment ends soon"),
        source=S.SELF_ASSESSMENT,
        event="evaluation.self_reminded",
    )
    remind_review = reminding(
        "remind_review",
        _("The review ends soon"),
        source=S.SUPERVISOR_REVIEW,
        event="evaluation.review_reminded",
    )
    remind_window = reminding(
        "remind_window",
        _("The time to respond ends soon"),
        source=S.OBJECTION,
        event="evaluation.window_reminded",
    )
    # After the end
    admit_late = transition(
        "admit_late",
        label=_("Admit a late objection"),
        source=S.FINAL,
        target=S.OBJECTION,
        by={Role.SUPERIOR, Role.DECIDER, Role.HR},
        when=(
            guards.late_admission_in_time,
            guards.never_decided,
            guards.cycle_still_runs,
            guards.did_not_rate,
            late.did_not_step_aside,
        ),
        needs=(REASON,),
        sets=effects.admitted_late,
        then=(consequences.withdraw_cases, withdraw_awards, reopen_years, late.admit_filed),
        event="evaluation.admitted_late",
    )
    request_reopening = transition(
        "request_reopening",
        label=_("Ask for reopening"),
        source=S.FINAL,
        target=S.FINAL,
        by={Role.HR},
        when=(guards.no_reopening_asked, guards.cycle_still_runs),
        needs=(REASON,),
        sets=effects.reopening_requested,
        event="evaluation.reopening_requested",
    )
    decline_reopening = transition(
        "decline_reopening",
        label=_("Do not reopen"),
        source=S.FINAL,
        target=S.FINAL,
        by={Role.HR},
        when=(guards.reopening_is_asked,),
        needs=(REASON,),
        sets=effects.reopening_declined,
        event="evaluation.reopening_declined",
    )
    reopen = transition(
        "reopen",
        label=_("Confirm the reopening"),
        source=S.FINAL,
        target=S.SUPERVISOR_REVIEW,
        by={Role.HR},
        when=(guards.reopening_is_asked, guards.second_person, guards.cycle_still_runs),
        sets=effects.reopened,
        then=(
            consequences.withdraw_cases,
            withdraw_awards,
            reopen_years,
            consequences.end_objections,
            late.end_waiting,
        ),
        event="evaluation.reopened",
    )
    # In a calibration room: its clock stands still, and only the room releases it
    enter_room = transition(
        "enter_room",
        label=_("Taken into a calibration room"),
        source=S.CALIBRATION,
        target=S.CALIBRATION,
        by={Role.CLOCK},
        when=(delivery.a_room_holds_it,),
        event="evaluation.room_entered",
        hidden=True,
        moves_deadlines=True,
    )
    leave_room = transition(
        "leave_room",
        label=_("Taken out of a calibration room"),
        source=S.CALIBRATION,
        target=S.CALIBRATION,
        by={Role.CLOCK},
        when=(delivery.a_room_holds_it,),
        sets=delivery.left_room,
        event="evaluation.room_left",
        hidden=True,
        moves_deadlines=True,
    )
    release_from_room = transition(
        "release_from_room",
        label=_("Released by a calibration room"),
        source=S.CALIBRATION,
        target=S.OBJECTION,
        by={Role.CLOCK},
        when=(delivery.its_room_is_released,),
        sets=delivery.released,
        then=(consequences.record_result,),
        event="evaluation.released",
        hidden=True,
    )
    # An overdue review: the superior reminds, or takes it over
    urge_review = transition(
        "urge_review",
        label=_("Remind the assessor"),
        source=S.SUPERVISOR_REVIEW,
        target=S.SUPERVISOR_REVIEW,
        by={Role.SUPERIOR},
        when=(overdue_review.review_is_overdue,),
        event="evaluation.review_urged",
    )
    take_over_review = transition(
        "take_over_review",
        label=_("Take the review over"),
        source=S.SUPERVISOR_REVIEW,
        target=S.SUPERVISOR_REVIEW,
        by={Role.SUPERIOR},
        when=(overdue_review.review_is_overdue, overdue_review.superior_is_there),
        needs=(REASON,),
        sets=overdue_review.taken_over,
        tells=overdue_review.tells_former,
        then=(overdue_review.write_line_names, handing_over.assessor_was_named),
        event=overdue_review.TAKEN_OVER,
        moves_deadlines=True,
    )
    # People and the end before the end
    reassign_draft = _reassignment("_draft", S.DRAFT)
    reassign_self = _reassignment("_self", S.SELF_ASSESSMENT)
    reassign = _reassignment("", S.SUPERVISOR_REVIEW)
    reassign_superior = transition(
        "reassign_superior",
        label=_("Name another superior"),
        source=S.CALIBRATION,
        target=S.CALIBRATION,
        by={Role.HR},
        when=(delivery.no_room_holds_it, superior_steps.superior_is_missing, superior_steps.superior_fits),
        needs=(input_field("superior", _("New superior"), "uuid"), REASON),
        sets=superior_steps.superior_named,
        then=(superior_steps.write_superior_name,),
        event="evaluation.superior_named",
    )
    follow_draft = _following("_draft", S.DRAFT)
    follow_self = _following("_self", S.SELF_ASSESSMENT)
    follow = _following("", S.SUPERVISOR_REVIEW)
    cancel = transition(
        "cancel",
        label=_("Cancel the evaluation"),
        source=OPEN_STATES,
        target=S.CANCELLED,
        by={Role.HR},
        needs=(REASON,),
        sets=effects.cancelled,
        then=(
            consequences.end_objections,
            late.end_waiting,
            corrections.end_waiting,
            segments.cancel_with_form,
            delivery.withdraw_entries,
        ),
        event="evaluation.cancelled",
    )
    cancel_with_cycle = transition(
        "cancel_with_cycle",
        label=_("Cancelled with its cycle"),
        source=(*OPEN_STATES, S.FINAL),
        target=S.CANCELLED,
        by={Role.CLOCK},
        when=(guards.cycle_is_cancelled,),
        sets=effects.cancelled,
        then=(
            consequences.end_objections,
            late.end_waiting,
            corrections.end_waiting,
            segments.cancel_with_form,
            consequences.withdraw_cases,
            withdraw_awards,
            reopen_years,
            delivery.withdraw_entries,
        ),
        event="evaluation.cancelled",
        hidden=True,
    )

    class Meta:
        abstract = True
