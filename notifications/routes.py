"""The one table of notices: event -> whom -> which words -> how urgent -> mail.

`to` names roles or transitions of the event's subject; recipients are whoever the subject's policy finds for them
when the notice is made, and again when it is sent. Someone reached by two lines gets the first. Whoever did the
deed is not told of it. The words are registered by the app that owns the subject (``<app>/notices.py``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workflow.roles import Role


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    event: str
    to: tuple[str, ...]
    text: str
    urgent: bool = False
    mail: bool = False


def tell(event: str, *to: Role, text: str = "", urgent: bool = False, mail: bool = False) -> Route:
    """One line; the words are those of the event unless another key is named."""
    return Route(event=event, to=tuple(role.value for role in to), text=text or event, urgent=urgent, mail=mail)


_SUBJECT, _ASSESSOR, _SUPERIOR, _DECIDER = Role.SUBJECT, Role.ASSESSOR, Role.SUPERIOR, Role.DECIDER
_COACH, _HR, _OFFICER, _COUNSELLOR = Role.COACH, Role.HR, Role.TRAINING_OFFICER, Role.COUNSELLOR
_HELPERS = (_ASSESSOR, _COACH)

ROUTES: Final[Sequence[Route]] = (
    # Evaluation
    tell("evaluation.self_assessment_opened", _SUBJECT, urgent=True, mail=True),
    tell("evaluation.submitted", _ASSESSOR, urgent=True, mail=True),
    tell("evaluation.recalled", _ASSESSOR),
    tell("evaluation.self_lapsed", _SUBJECT),
    tell("evaluation.self_lapsed", _ASSESSOR, text="evaluation.self_lapsed.assessor", urgent=True, mail=True),
    tell("evaluation.returned", _SUBJECT, urgent=True, mail=True),
    tell("evaluation.review_overdue", _ASSESSOR, urgent=True, mail=True),
    tell("evaluation.review_overdue", _SUPERIOR, _HR, text="evaluation.review_overdue.office"),
    tell("evaluation.proposed", _SUPERIOR, urgent=True, mail=True),
    tell("evaluation.calibrated", _ASSESSOR),
    tell("evaluation.approved", _SUBJECT, urgent=True, mail=True),
    tell("evaluation.released", _SUBJECT, text="evaluation.approved", urgent=True, mail=True),
    tell("evaluation.deemed_handed_over", _SUBJECT, urgent=True, mail=True),
    tell("evaluation.window_ending", _SUBJECT, urgent=True, mail=True),
    tell("evaluation.receipt_reminded", _SUBJECT, text="evaluation.window_ending", urgent=True, mail=True),
    tell("evaluation.accepted", _ASSESSOR),
    tell("evaluation.window_lapsed", _SUBJECT),
    tell("evaluation.settled", _SUBJECT, _ASSESSOR),
    tell("evaluation.admitted_late", _SUBJECT, _ASSESSOR),
    tell("evaluation.reopening_requested", _HR, urgent=True),
    tell("evaluation.reopening_declined", _HR),
    tell("evaluation.reopened", _SUBJECT, _ASSESSOR, urgent=True),
    tell("evaluation.reassigned", _ASSESSOR, urgent=True),
    tell("evaluation.reassigned", _SUBJECT, text="evaluation.reassigned.subject"),
    tell("evaluation.rules_moved", _SUBJECT, _ASSESSOR, mail=True),
    tell("evaluation.rules_offered", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("evaluation.cancelled", _SUBJECT, _ASSESSOR),
    tell("evaluation.dates_recounted", _SUBJECT, _ASSESSOR, mail=True),
    # Who assesses
    tell("assessor_correction.created", _HR, urgent=True, mail=True),
    tell("assessor_correction.granted", _SUBJECT, urgent=True, mail=True),
    tell("assessor_correction.refused", _SUBJECT, urgent=True, mail=True),
    tell("assessor_correction.withdrawn", _HR),
    tell("assessor_correction.overdue", _HR, urgent=True, mail=True),
    # Objection
    tell("objection.filed", _ASSESSOR, urgent=True, mail=True),
    tell("objection.filed", _DECIDER, text="objection.filed.decider"),
    tell("objection.filed_late", _DECIDER, _HR, urgent=True, mail=True),
    tell("objection.admitted", _ASSESSOR, text="objection.filed", urgent=True, mail=True),
    tell("objection.rejected_late", _SUBJECT, urgent=True, mail=True),
    tell("objection.withdrawn_late", _DECIDER, _HR, text="objection.withdrawn"),
    tell("objection.out_of_time", _SUBJECT, urgent=True, mail=True),
    tell("objection.answered", _DECIDER, urgent=True, mail=True),
    tell("objection.answered", _SUBJECT, text="objection.answered.subject"),
    tell("objection.answer_lapsed", _DECIDER, urgent=True, mail=True),
    tell("objection.answer_lapsed", _ASSESSOR, text="objection.answer_lapsed.assessor"),
    tell("objection.employee_asked", _SUBJECT, urgent=True, mail=True),
    tell("objection.employee_asked", _ASSESSOR, text="objection.employee_asked.assessor"),
    tell("objection.assessor_asked", _ASSESSOR, urgent=True, mail=True),
    tell("objection.assessor_asked", _SUBJECT, text="objection.assessor_asked.employee"),
    tell("objection.employee_replied", _DECIDER, _ASSESSOR),
    tell("objection.assessor_replied", _DECIDER),
    tell("objection.assessor_replied", _SUBJECT, text="objection.assessor_replied.employee"),
    tell("objection.decided", _SUBJECT, urgent=True, mail=True),
    tell("objection.decided", _ASSESSOR, text="objection.decided.assessor"),
    tell("objection.recused", _DECIDER, urgent=True, mail=True),
    tell("objection.passed_on", _DECIDER, text="objection.recused", urgent=True, mail=True),
    tell("objection.passed_on", _SUBJECT, _ASSESSOR, _HR),
    tell("objection.given_back", _DECIDER, text="objection.recused", urgent=True, mail=True),
    tell("objection.given_back", _SUBJECT, _ASSESSOR),
    tell("objection.decision_overdue", _DECIDER, urgent=True, mail=True),
    tell("objection.decision_overdue", _HR, text="objection.decision_overdue.office"),
    tell("objection.withdrawn", _ASSESSOR, _DECIDER),
    tell("objection.lapsed", _SUBJECT),
    tell("objection.dates_recounted", _SUBJECT, _ASSESSOR, _DECIDER, mail=True),
    # Hearing
    tell("hearing.created", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("hearing.rescheduled", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("hearing.cancelled", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("hearing.held", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("hearing.amended", _SUBJECT, _ASSESSOR, urgent=True),
    tell("hearing.acknowledged", _DECIDER, _SUBJECT, _ASSESSOR),
    tell("hearing.dissented", _DECIDER, _SUBJECT, _ASSESSOR),
    # Plan of a year
    tell("plan.created", _SUBJECT, urgent=True, mail=True),
    tell("plan.created", _ASSESSOR, text="plan.created.assessor"),
    tell("plan.proposed", _ASSESSOR, urgent=True, mail=True),
    tell("plan.proposed_for", _ASSESSOR, text="plan.proposed", urgent=True, mail=True),
    tell("plan.proposed_for", _SUBJECT, text="plan.proposed_for.subject"),
    tell("plan.recalled", _ASSESSOR),
    tell("plan.returned", _SUBJECT, urgent=True, mail=True),
    tell("plan.agreed", _SUBJECT, urgent=True, mail=True),
    tell("plan.change_asked", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("plan.change_dropped", _SUBJECT, _ASSESSOR),
    tell("plan.results_received", _SUBJECT),
    tell("plan.line_followed", _ASSESSOR, urgent=True),
    tell("plan.line_followed", _SUBJECT, text="plan.line_followed.subject"),
    tell("plan.closed", _SUBJECT, _ASSESSOR),
    tell("plan.lapsed", _SUBJECT),
    # Recognition and awards
    tell("recognition.created", _SUBJECT),
    tell("award.created", _HR, urgent=True, mail=True),
    tell("award.first_approved", _SUPERIOR, Role.LEADER, urgent=True, mail=True),
    tell("award.first_approved", Role.AUTHOR, text="award.first_approved.author"),
    tell("award.awarded", _SUBJECT, urgent=True, mail=True),
    tell("award.awarded", Role.AUTHOR, _ASSESSOR, _HR, text="award.awarded.office"),
    tell("award.declined", Role.AUTHOR, _ASSESSOR),
    tell("award.withdrawn", Role.AUTHOR, _HR, _SUPERIOR),
    # Annual result
    tell("annual_result.created", _ASSESSOR, mail=True),
    tell("annual.accepted", _SUBJECT, text="annual.decided", urgent=True, mail=True),
    tell("annual.decided", _SUBJECT, urgent=True, mail=True),
    tell("annual.acknowledged", _ASSESSOR),
    tell("annual.reopened", _ASSESSOR, urgent=True, mail=True),
    tell("annual.reopened", _SUBJECT, text="annual.reopened.subject"),
    tell("annual.taken_away", _ASSESSOR, _SUBJECT, urgent=True),
    tell("annual.reassigned", _ASSESSOR, urgent=True),
    tell("annual.cancelled", _SUBJECT, _ASSESSOR),
    # Achievement of a unit
    tell("achievement.created", _ASSESSOR),
    tell("achievement.changed", _ASSESSOR),
    tell("achievement.explained", _HR, Role.LEADER),
    tell("achievement.withdrawn", _ASSESSOR),
    # Innovation
    tell("innovation.submitted", _HR, urgent=True, mail=True),
    tell("innovation.returned", _SUBJECT, urgent=True, mail=True),
    tell("innovation.accepted", _SUBJECT, mail=True),
    tell("innovation.declined", _SUBJECT, urgent=True, mail=True),
    tell("innovation.put_to_use", _SUBJECT, _HR),
    tell("innovation.measured", _HR, urgent=True, mail=True),
    tell("innovation.effect_confirmed", _SUBJECT, mail=True),
    tell("innovation.ended", _SUBJECT, _HR),
    # Dialogue of the year
    tell("feedback.created", Role.AUTHOR, mail=True),
    tell("feedback.given", _SUBJECT, _ASSESSOR),
    tell("feedback_round.created", _SUBJECT),
    tell("feedback_round.closed", _SUBJECT, _ASSESSOR),
    tell("dialogue_meeting.created", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("dialogue_meeting.rescheduled", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("dialogue_meeting.cancelled", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("dialogue_meeting.held", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("dialogue_meeting.amended", _SUBJECT, _ASSESSOR, urgent=True),
    tell("dialogue_meeting.agreements_changed", _SUBJECT, _ASSESSOR),
    tell("dialogue_meeting.acknowledged", _SUBJECT, _ASSESSOR),
    tell("dialogue_meeting.dissented", _SUBJECT, _ASSESSOR),
    # Calibration room
    tell("calibration.opened", Role.MODERATOR, _ASSESSOR, urgent=True, mail=True),
    tell("calibration.sealed", _HR, urgent=True, mail=True),
    tell("calibration.sealed", Role.MODERATOR, _ASSESSOR, text="calibration.sealed.room"),
    tell("calibration.reopened", Role.MODERATOR, _ASSESSOR, urgent=True),
    tell("calibration.released", Role.MODERATOR, _ASSESSOR, _HR),
    tell("calibration.cancelled", Role.MODERATOR, _ASSESSOR),
    # Cycle
    tell("cycle.opened", _HR),
    tell("cycle.extended", _HR),
    tell("cycle.closed", _HR),
    tell("cycle.cancelled", _HR),
    # Improvement case
    tell("improvement_case.created", _SUBJECT, urgent=True, mail=True),
    tell("improvement_case.created", _ASSESSOR, text="improvement_case.created.supervisor", urgent=True, mail=True),
    tell("improvement_case.created", _HR, text="improvement_case.created.office"),
    tell("case.coach_assigned", _COACH, urgent=True, mail=True),
    tell("case.coach_assigned", _SUBJECT, text="case.coach_assigned.subject"),
    tell("case.coach_replaced", _COACH, urgent=True, mail=True),
    tell("case.handover_acknowledged", _SUBJECT, _HR, _ASSESSOR),
    tell("case.coach_replaced", _SUBJECT, text="case.coach_assigned.subject"),
    tell("case.supervisor_assigned", _ASSESSOR, urgent=True, mail=True),
    tell("case.supervisor_replaced", _ASSESSOR, text="case.supervisor_assigned", urgent=True, mail=True),
    tell("case.transferred", _ASSESSOR, urgent=True, mail=True),
    tell("case.transferred", _SUBJECT, text="case.transferred.subject"),
    tell("case.transferred", _HR, _COACH, text="case.transferred.office"),
    tell("case.plan_proposed", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("case.plan_agreed", _SUBJECT, *_HELPERS),
    tell("case.plan_dissented", _HR, _ASSESSOR, urgent=True),
    tell("case.plan_revised", _SUBJECT),
    tell("case.started", _SUBJECT),
    tell("case.started_with_dissent", _SUBJECT, *_HELPERS),
    tell("case.progress_recorded", _SUBJECT, *_HELPERS),
    tell("case.stage_closed", _SUBJECT, *_HELPERS),
    tell("case.item_extended", _SUBJECT),
    tell("case.extension_asked", _ASSESSOR, urgent=True, mail=True),
    tell("case.extended", _SUBJECT, *_HELPERS),
    tell("case.extension_refused", _SUBJECT),
    tell("case.submitted_for_review", _HR, urgent=True),
    tell("case.submitted_for_review", _SUBJECT, text="case.submitted_for_review.subject"),
    tell("case.sent_back", _SUBJECT, *_HELPERS, urgent=True),
    tell("case.held", _SUBJECT, *_HELPERS),
    tell("case.resumed", _SUBJECT, *_HELPERS),
    tell("case.planning_resumed", _SUBJECT, *_HELPERS, text="case.resumed"),
    tell("case.closed", _SUBJECT, *_HELPERS, mail=True),
    tell("case.ended_early", _SUBJECT, *_HELPERS, text="case.closed", mail=True),
    tell("case.reopened", _SUBJECT, *_HELPERS, urgent=True, mail=True),
    tell("case.withdrawn", _SUBJECT, *_HELPERS, mail=True),
    tell("case.plan_overdue", _ASSESSOR, _COACH, urgent=True, mail=True),
    tell("case.plan_overdue", _HR, text="case.overdue.office"),
    tell("case.agreement_overdue", _SUBJECT, _ASSESSOR, urgent=True, mail=True),
    tell("case.agreement_overdue", _HR, text="case.overdue.office"),
    tell("case.review_overdue", _ASSESSOR, _COACH, urgent=True, mail=True),
    tell("case.review_overdue", _HR, text="case.overdue.office"),
    tell("case.decision_overdue", _HR, urgent=True),
    tell("improvement_case.dates_recounted", _SUBJECT, *_HELPERS, mail=True),
    # Coaching session
    tell("coaching_session.created", _SUBJECT, *_HELPERS, urgent=True, mail=True),
    tell("session.rescheduled", _SUBJECT, *_HELPERS, mail=True),
    tell("session.held", _SUBJECT, *_HELPERS, urgent=True, mail=True),
    tell("session.amended", _SUBJECT, *_HELPERS, urgent=True),
    tell("session.acknowledged", _SUBJECT, *_HELPERS),
    tell("session.dissented", _SUBJECT, *_HELPERS, _HR),
    tell("session.cancelled", _SUBJECT, *_HELPERS, mail=True),
    tell("session.missed", _SUBJECT, *_HELPERS, urgent=True, mail=True),
    tell("session.missed", _HR),
    tell("session.miss_contested", _SUBJECT, *_HELPERS, _HR),
    tell("session.record_reminded", *_HELPERS, urgent=True, mail=True),
    tell("session.record_overdue", *_HELPERS, urgent=True, mail=True),
    tell("session.answer_overdue", _SUBJECT, *_HELPERS, urgent=True, mail=True),
    # Counselling
    tell("counselling.created", _HR, urgent=True, mail=True),
    tell("counselling.counsellor_named", _COUNSELLOR, urgent=True, mail=True),
    tell("counselling.counsellor_named", _SUBJECT, text="counselling.counsellor_named.subject"),
    tell("counselling.counsellor_replaced", _COUNSELLOR, text="counselling.counsellor_named", urgent=True, mail=True),
    tell("counselling.counsellor_replaced", _SUBJECT, text="counselling.counsellor_named.subject"),
    tell("counselling.ended", _SUBJECT, _COUNSELLOR, _HR),
    tell("counselling.naming_overdue", _HR, urgent=True),
    tell("counselling_session.created", _SUBJECT, urgent=True, mail=True),
    tell("counselling_session.rescheduled", _SUBJECT, mail=True),
    tell("counselling_session.cancelled", _SUBJECT, _COUNSELLOR, mail=True),
    tell("coaching_session.dates_recounted", _SUBJECT, *_HELPERS, mail=True),
    # Forms that follow guidance
    tell("guidance_feedback.dates_recounted", _SUPERIOR, mail=True),
    tell("guidance_evaluation.dates_recounted", _COACH, mail=True),
    tell("counselling.dates_recounted", _HR),
    tell("guidance_feedback.asked", _SUBJECT, urgent=True, mail=True),
    tell("guidance_feedback.handed_in", _SUPERIOR, urgent=True, mail=True),
    tell("guidance_feedback.readdressed", _SUPERIOR, text="guidance_feedback.handed_in", urgent=True, mail=True),
    tell("guidance_feedback.reading_overdue", _SUPERIOR, urgent=True, mail=True),
    tell("guidance_feedback.reading_overdue", _HR, text="guidance_feedback.reading_overdue.office"),
    tell("guidance_feedback.noted", _SUBJECT),
    tell("guidance_evaluation.asked", _COACH, urgent=True, mail=True),
    tell("guidance_evaluation.overdue", _COACH, urgent=True, mail=True),
    tell("guidance_evaluation.overdue", _HR, text="guidance_evaluation.overdue.office"),
    tell("guidance_evaluation.handed_in", _SUBJECT, urgent=True, mail=True),
    tell("guidance_evaluation.handed_in", _ASSESSOR, _HR, text="guidance_evaluation.handed_in.office"),
    # Training
    tell("enrolment.created", _OFFICER, urgent=True),
    tell("enrolment.approved", _SUBJECT, mail=True),
    tell("enrolment.queued", _SUBJECT),
    tell("enrolment.moved_up", _SUBJECT, urgent=True, mail=True),
    tell("enrolment.moved_up", _OFFICER, text="enrolment.moved_up.office"),
    tell("enrolment.line_closed", _SUBJECT, mail=True),
    tell("enrolment.absent", _SUBJECT),
    tell("enrolment.absent", *_HELPERS, text="enrolment.absent.helpers"),
    tell("enrolment.declined", _SUBJECT, mail=True),
    tell("enrolment.completed", _SUBJECT, text="enrolment.completed.subject"),
    tell("enrolment.completed", *_HELPERS),
    tell("enrolment.cancelled", _SUBJECT, _OFFICER),
    # Documents
    tell("document.delivered", _SUBJECT, urgent=True, mail=True),
    tell("document.acknowledged", _DECIDER, _HR),
    # Rights
    tell("role_grant.created", _SUBJECT),
    tell("role_grant.revoked", _SUBJECT),
    tell("delegation.activated", Role.DELEGATE, urgent=True, mail=True),
    tell("delegation.activated", _SUBJECT, text="delegation.activated.absent"),
    tell("delegation.revoked", Role.DELEGATE, urgent=True, mail=True),
    tell("delegation.revoked", _SUBJECT, text="delegation.revoked.absent"),
    tell("delegation.ended", _SUBJECT, Role.DELEGATE),
)


def routes_by_event(routes: Sequence[Route]) -> Mapping[str, tuple[Route, ...]]:
    """The table by event, in the order of its lines."""
    events = dict.fromkeys(route.event for route in routes)
    return {event: tuple(route for route in routes if route.event == event) for event in events}
