"""What happened, in words of the past, for timelines. One line per event of this app."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.errors import Text
from workflow.models import Event

HAPPENED: dict[str, Text] = {
    "improvement_case.created": gettext_lazy("Case opened"),
    "case.coach_assigned": gettext_lazy("Coach named"),
    "case.coach_replaced": gettext_lazy("Coach replaced"),
    "case.handover_acknowledged": gettext_lazy("The new coach has read the hand-over"),
    "case.supervisor_assigned": gettext_lazy("Supervisor named"),
    "case.supervisor_replaced": gettext_lazy("Handed over to another supervisor"),
    "case.transferred": gettext_lazy("The case followed its person"),
    "case.plan_proposed": gettext_lazy("Plan proposed"),
    "case.plan_agreed": gettext_lazy("Plan agreed to"),
    "case.plan_dissented": gettext_lazy("Plan seen differently"),
    "case.plan_revised": gettext_lazy("Plan taken back to be changed"),
    "case.started": gettext_lazy("Work began"),
    "case.started_with_dissent": gettext_lazy("Work began, the other view is on record"),
    "case.progress_recorded": gettext_lazy("Progress recorded"),
    "case.stage_closed": gettext_lazy("A stage was closed"),
    "case.item_extended": gettext_lazy("An item was given more time"),
    "case.extension_asked": gettext_lazy("More time asked for"),
    "case.extended": gettext_lazy("More time given"),
    "case.extension_refused": gettext_lazy("More time not given"),
    "case.submitted_for_review": gettext_lazy("Submitted to HR for review"),
    "case.sent_back": gettext_lazy("HR asked for more work"),
    "case.held": gettext_lazy("Case put to rest"),
    "case.resumed": gettext_lazy("Case goes on, open dates moved"),
    "case.planning_resumed": gettext_lazy("Planning goes on, open dates moved"),
    "case.closed": gettext_lazy("Case closed"),
    "case.ended_early": gettext_lazy("Case ended early"),
    "case.reopened": gettext_lazy("Case reopened"),
    "case.withdrawn": gettext_lazy("Case withdrawn, its cause fell away"),
    "case.plan_overdue": gettext_lazy("The plan is late"),
    "case.agreement_overdue": gettext_lazy("The agreement is late"),
    "case.review_overdue": gettext_lazy("The review is late"),
    "case.decision_overdue": gettext_lazy("The decision is late"),
    "coaching_session.created": gettext_lazy("Coaching session planned"),
    "session.rescheduled": gettext_lazy("Coaching session moved"),
    "session.held": gettext_lazy("Coaching session recorded"),
    "session.amended": gettext_lazy("Record of the session corrected"),
    "session.acknowledged": gettext_lazy("Record of the session acknowledged"),
    "session.dissented": gettext_lazy("Record of the session seen differently"),
    "session.confirmed": gettext_lazy("Record of the session stands"),
    "session.missed": gettext_lazy("Coaching session did not take place"),
    "session.miss_contested": gettext_lazy("Seen differently why the session did not take place"),
    "session.record_reminded": gettext_lazy("Reminded: nothing is recorded of the session yet"),
    "session.record_overdue": gettext_lazy("The record of the session is late"),
    "session.answer_overdue": gettext_lazy("An answer to the record is late"),
    "session.cancelled": gettext_lazy("Coaching session cancelled"),
    "guidance_feedback.created": gettext_lazy("The form for feedback on the guidance is open"),
    "guidance_feedback.asked": gettext_lazy("Feedback on the guidance asked for"),
    "guidance_feedback.put_off": gettext_lazy("Feedback on the guidance can wait, the work goes on"),
    "guidance_feedback.handed_in": gettext_lazy("Feedback on the guidance handed in"),
    "guidance_feedback.noted": gettext_lazy("Feedback on the guidance read"),
    "guidance_feedback.readdressed": gettext_lazy("Feedback on the guidance given to another reader"),
    "guidance_feedback.reading_overdue": gettext_lazy("Feedback on the guidance is still unread"),
    "guidance_feedback.dropped": gettext_lazy("Feedback on the guidance no longer asked for"),
    "guidance_evaluation.created": gettext_lazy("The form for the evaluation of competence is open"),
    "guidance_evaluation.asked": gettext_lazy("Evaluation of competence asked for"),
    "guidance_evaluation.put_off": gettext_lazy("Evaluation of competence can wait, the work goes on"),
    "guidance_evaluation.handed_in": gettext_lazy("Evaluation of competence handed in"),
    "guidance_evaluation.overdue": gettext_lazy("The evaluation of competence is late"),
    "guidance_evaluation.dropped": gettext_lazy("Evaluation of competence no longer asked for"),
    "enrolment.created": gettext_lazy("Training requested"),
    "enrolment.approved": gettext_lazy("Seat in the training given"),
    "enrolment.declined": gettext_lazy("Seat in the training not given"),
    "enrolment.queued": gettext_lazy("Put on the waiting list, the training is full"),
    "enrolment.moved_up": gettext_lazy("Moved up from the waiting list, a seat became free"),
    "enrolment.line_closed": gettext_lazy("The waiting list closed, no seat became free"),
    "enrolment.absent": gettext_lazy("Did not attend the training"),
    "enrolment.evaluated": gettext_lazy("Said what the training was worth"),
    "enrolment.attended": gettext_lazy("Training attended"),
    **{
        f"{kind}.dates_recounted": gettext_lazy("Dates counted anew after a change of the calendar")
        for kind in ("improvement_case", "coaching_session", "guidance_evaluation", "guidance_feedback", "counselling")
    },
    "enrolment.completed": gettext_lazy("Training completed"),
    "enrolment.cancelled": gettext_lazy("Training called off"),
}


def title_of(event: Event) -> str:
    """What happened, in words people understand."""
    return str(HAPPENED.get(event.name) or _("A further step"))
