"""The improvement case: from a low result to proven help, and the ways it may rest or end."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import consequences, deadlines
from cases.effects import improvement as effects
from cases.guards import improvement as guards
from cases.guidance import lifecycle as guidance
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class CaseState(models.TextChoices):
    """Where help stands."""

    OPENED = "opened", _("Opened")
    PLANNED = "planned", _("Plan proposed")
    ACTIVE = "active", _("Under way")
    UNDER_REVIEW = "under_review", _("Under review")
    ON_HOLD = "on_hold", _("On hold")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Outcome(models.TextChoices):
    """What came of it. `not_met` proposes a human follow-up; nothing follows by itself."""

    TARGET_MET = "target_met", _("Target met")
    PARTLY_MET = "partly_met", _("Partly met")
    NOT_MET = "not_met", _("Not met")
    LIFTED = "lifted", _("No longer needed")
    LEFT = "left", _("Left the service")
    LIFTED_BY_OBJECTION = (
        "lifted_by_objection",
        _("Lifted: after an objection or a correction its cause no longer stands"),
    )


S = CaseState
REVIEW_OUTCOMES = tuple((o.value, o.label) for o in (Outcome.TARGET_MET, Outcome.PARTLY_MET, Outcome.NOT_MET))
EARLY_OUTCOMES = tuple((o.value, o.label) for o in (Outcome.LIFTED, Outcome.LEFT))
OPEN_STATES = (S.OPENED, S.PLANNED, S.ACTIVE, S.UNDER_REVIEW, S.ON_HOLD)
WORKING_STATES = (S.OPENED, S.PLANNED, S.ACTIVE)
REASON = text_field("reason", label=_("Reason"))
COACH = input_field("coach", label=_("Coach"), kind="uuid")
HANDOVER = text_field("handover", label=_("Hand-over note for the new coach"), required=False)
SUPERVISOR = input_field("supervisor", label=_("Supervisor"), kind="uuid")
VIEW = text_field("reason", label=_("How you see it"))
ITEM = input_field("item", label=_("Plan item"), kind="uuid")
PROGRESS = (
    ITEM,
    text_field("progress", label=_("What was achieved")),
    input_field("done", label=_("Finished"), kind="boolean", required=False),
)
NEW_END = (input_field("due_on", label=_("New day"), kind="date"), REASON)
EXTENSION = (ITEM, input_field("due_on", label=_("New date"), kind="date"), REASON)
STAGE = input_field("stage", label=_("Stage"), kind="uuid")
STATEMENT = text_field("statement", label=_("What was reached in this stage"))
SUMMARY = text_field("summary", label=_("Summary of what was achieved"))
CLOSING = (
    input_field("outcome", label=_("Outcome"), kind="choice", choices=REVIEW_OUTCOMES),
    text_field("outcome_note", label=_("What has changed")),
    text_field("follow_up", label=_("Proposed follow-up"), required=False),
)
ENDING = (input_field("outcome", label=_("Outcome"), kind="choice", choices=EARLY_OUTCOMES), REASON)


def _transfer(name: str, state: CaseState) -> Any:
    """The case follows its person, whatever it is doing; the duties of its state keep their days."""
    return transition(
        name,
        label=_("Let the case follow its person"),
        source=state,
        target=state,
        by={Role.HR, Role.CLOCK},
        when=(guards.person_has_moved,),
        sets=effects.transferred,
        then=(consequences.write_transfer, consequences.bring_along),
        event="case.transferred",
    )


# Once a plan is on the table, the supervisor is replaced with a reason, whatever the case is doing.
REPLACED_BY = {
    "planned": "replace_supervisor_planned",
    "active": "replace_supervisor",
    "under_review": "replace_supervisor_review",
    "on_hold": "replace_supervisor_on_hold",
}


def _replace_supervisor(state: CaseState) -> Any:
    """HR hands the case over; every date stays, and a new supervisor has not agreed to a plan on the table."""
    return transition(
        REPLACED_BY[state],
        label=_("Hand over to another supervisor"),
        source=state,
        target=state,
        by={Role.HR},
        when=(guards.supervisor_fits,),
        needs=(SUPERVISOR, REASON),
        sets=effects.supervisor_replaced,
        then=(consequences.bring_along,),
        event="case.supervisor_replaced",
    )


TRANSFERS = {
    "opened": "transfer_opened",
    "planned": "transfer_planned",
    "active": "transfer",
    "under_review": "transfer_review",
    "on_hold": "transfer_on_hold",
}


class ImprovementCaseMachine(Machine):
    """Two sides agree on a plan, work on it, and HR closes it when the criteria hold."""

    kind = "cases.improvement_case"
    States = CaseState
    initial = S.OPENED
    endings = frozenset({S.WITHDRAWN})
    deadlines = {
        S.OPENED: (deadlines.PLAN_DUE,),
        S.PLANNED: (deadlines.AGREEMENT_DUE,),
        S.ACTIVE: (deadlines.REVIEW_DUE,),
        S.UNDER_REVIEW: (deadlines.DECISION_DUE,),
    }
    due_columns = dict.fromkeys(("plan", "agreement", "review", "decision"), "duty_due_at")
    lock_related = ("employee", "unit")

    # fmt: off
    state = state_field(S, initial=S.OPENED)

    # People around the case; a change midway needs a reason
    assign_coach = transition("assign_coach", label=_("Assign a coach"), source=S.OPENED, target=S.OPENED,
        by={Role.HR, Role.ASSESSOR}, when=(guards.coach_fits,), needs=(COACH,), sets=effects.coach_set,
        event="case.coach_assigned")
    replace_coach = transition("replace_coach", label=_("Replace the coach"), source=S.ACTIVE, target=S.ACTIVE,
        by={Role.HR, Role.ASSESSOR}, when=(guards.coach_fits, guards.former_coach_hands_over),
        needs=(COACH, REASON, HANDOVER), sets=effects.coach_replaced, event="case.coach_replaced")
    acknowledge_handover = transition("acknowledge_handover", label=_("I have read the hand-over"), source=S.ACTIVE,
        target=S.ACTIVE, by={Role.COACH}, when=(guards.handover_waits,), sets=effects.handover_acknowledged,
        event="case.handover_acknowledged")
    assign_supervisor = transition("assign_supervisor", label=_("Name the supervisor"), source=S.OPENED,
        target=S.OPENED, by={Role.HR}, when=(guards.supervisor_fits,), needs=(SUPERVISOR, REASON),
        sets=effects.supervisor_set, then=(consequences.bring_along,), event="case.supervisor_assigned")
    replace_supervisor_planned = _replace_supervisor(S.PLANNED)
    replace_supervisor = _replace_supervisor(S.ACTIVE)
    replace_supervisor_on_hold = _replace_supervisor(S.ON_HOLD)
    replace_supervisor_review = _replace_supervisor(S.UNDER_REVIEW)
    # The plan, agreed by both sides
    propose = transition("propose", label=_("Propose the plan"), source=S.OPENED, target=S.PLANNED,
        by={Role.ASSESSOR, Role.COACH}, when=(guards.plan_is_complete,), sets=effects.proposed,
        event="case.plan_proposed")
    agree = transition("agree", label=_("Agree to the plan"), source=S.PLANNED, target=S.PLANNED,
        by={Role.SUBJECT, Role.ASSESSOR}, when=(guards.not_yet_agreed,), sets=effects.agreed,
        event="case.plan_agreed")
    dissent = transition("dissent", label=_("I see it differently"), source=S.PLANNED, target=S.PLANNED,
        by={Role.SUBJECT}, needs=(VIEW,), sets=effects.dissented, event="case.plan_dissented")
    revise = transition("revise", label=_("Revise the plan"), source=S.PLANNED, target=S.OPENED,
        by={Role.ASSESSOR, Role.COACH, Role.HR}, needs=(REASON,), sets=effects.plan_reopened,
        event="case.plan_revised")
    start = transition("start", label=_("Start"), source=S.PLANNED, target=S.ACTIVE,
        by={Role.ASSESSOR, Role.COACH}, when=(guards.both_sides_agreed,), sets=effects.started,
        then=(consequences.lay_out_stages, guidance.offer), event="case.started")
    start_with_dissent = transition("start_with_dissent", label=_("Start, dissent recorded"), source=S.PLANNED,
        target=S.ACTIVE, by={Role.HR}, when=(guards.dissent_is_recorded,), needs=(REASON,), sets=effects.started,
        then=(consequences.lay_out_stages, guidance.offer), event="case.started_with_dissent")
    # The work
    record_progress = transition("record_progress", label=_("Record progress"), source=S.ACTIVE, target=S.ACTIVE,
        by={Role.SUBJECT, Role.ASSESSOR, Role.COACH}, when=(guards.item_is_open,), needs=PROGRESS,
        then=(consequences.write_progress, consequences.keep_progress), event="case.progress_recorded")
    close_stage = transition("close_stage", label=_("Close the stage"), source=S.ACTIVE, target=S.ACTIVE,
        by={Role.ASSESSOR, Role.COACH}, when=(guards.stage_is_next, guards.stage_exit_holds),
        needs=(STAGE, STATEMENT), then=(consequences.write_stage,), event="case.stage_closed")
    extend_item = transition("extend_item", label=_("Extend an item"), source=S.ACTIVE, target=S.ACTIVE,
        by={Role.ASSESSOR, Role.COACH}, when=(guards.item_is_open, guards.new_due_is_later), needs=EXTENSION,
        then=(consequences.write_extension,), event="case.item_extended")
    ask_extension = transition("ask_extension", label=_("Ask for more time"), source=S.ACTIVE, target=S.ACTIVE,
        by={Role.SUBJECT}, when=(guards.no_request_waits, guards.new_end_fits), needs=NEW_END,
        sets=effects.extension_asked, event="case.extension_asked")
    extend = transition("extend", label=_("Give the work more time"), source=S.ACTIVE, target=S.ACTIVE,
        by={Role.ASSESSOR, Role.HR}, when=(guards.new_end_fits,), needs=NEW_END, sets=effects.extended,
        then=(consequences.move_last_stage,), event="case.extended", moves_deadlines=True)
    refuse_extension = transition("refuse_extension", label=_("Leave the day as it is"), source=S.ACTIVE,
        target=S.ACTIVE, by={Role.ASSESSOR, Role.HR}, when=(guards.request_waits,), needs=(REASON,),
        sets=effects.extension_refused, event="case.extension_refused")
    submit_for_review = transition("submit_for_review", label=_("Submit for review"), source=S.ACTIVE,
        target=S.UNDER_REVIEW, by={Role.ASSESSOR, Role.COACH}, needs=(SUMMARY,), sets=effects.submitted,
        then=(guidance.ask,), event="case.submitted_for_review")
    send_back = transition("send_back", label=_("Continue the work"), source=S.UNDER_REVIEW, target=S.ACTIVE,
        by={Role.HR}, needs=(REASON,), sets=effects.sent_back, then=(guidance.put_off,), event="case.sent_back")
    # Rest
    hold = transition("hold", label=_("Put on hold"), source=WORKING_STATES, target=S.ON_HOLD,
        by={Role.HR, Role.ASSESSOR}, needs=(REASON,), sets=effects.held, then=(consequences.begin_hold,),
        event="case.held")
    resume = transition("resume", label=_("Resume"), source=S.ON_HOLD, target=S.ACTIVE,
        by={Role.HR, Role.ASSESSOR}, when=(guards.was_under_way,), sets=effects.resumed,
        then=(consequences.move_dates, guidance.offer), event="case.resumed")
    resume_planning = transition("resume_planning", label=_("Resume planning"), source=S.ON_HOLD, target=S.OPENED,
        by={Role.HR, Role.ASSESSOR}, when=(guards.was_being_planned,), sets=effects.resumed,
        then=(consequences.move_dates,), event="case.planning_resumed")
    # The person moves
    transfer_opened = _transfer("transfer_opened", S.OPENED)
    transfer_planned = _transfer("transfer_planned", S.PLANNED)
    transfer = _transfer("transfer", S.ACTIVE)
    transfer_review = _transfer("transfer_review", S.UNDER_REVIEW)
    transfer_on_hold = _transfer("transfer_on_hold", S.ON_HOLD)
    # Ends
    close = transition("close", label=_("Close the case"), source=S.UNDER_REVIEW, target=S.CLOSED, by={Role.HR},
        when=(guards.criteria_hold, guards.not_met_has_follow_up), needs=CLOSING, sets=effects.closed,
        event="case.closed")
    end_early = transition("end_early", label=_("End early"), source=OPEN_STATES, target=S.CLOSED, by={Role.HR},
        needs=ENDING, sets=effects.closed, then=(consequences.cancel_open_sessions, guidance.ask),
        event="case.ended_early")
    reopen = transition("reopen", label=_("Reopen"), source=S.CLOSED, target=S.ACTIVE, by={Role.HR},
        when=(guards.no_other_open_case, guards.a_cause_is_live), needs=(REASON,),
        sets=effects.reopened, then=(guidance.put_off,), event="case.reopened")
    withdraw = transition("withdraw", label=_("Withdraw"), source=OPEN_STATES, target=S.WITHDRAWN,
        by={Role.CLOCK}, when=(guards.no_live_trigger,), needs=(REASON,), sets=effects.withdrawn,
        then=(consequences.cancel_open_sessions, guidance.drop), event="case.withdrawn", hidden=True)
    # What the clock says
    plan_overdue = transition("plan_overdue", label=_("Plan is overdue"), source=S.OPENED, target=S.OPENED,
        by={Role.CLOCK}, sets=effects.overdue, event="case.plan_overdue", hidden=True)
    agreement_overdue = transition("agreement_overdue", label=_("Agreement is overdue"), source=S.PLANNED,
        target=S.PLANNED, by={Role.CLOCK}, sets=effects.overdue, event="case.agreement_overdue", hidden=True)
    review_overdue = transition("review_overdue", label=_("Review is overdue"), source=S.ACTIVE, target=S.ACTIVE,
        by={Role.CLOCK}, sets=effects.overdue, event="case.review_overdue", hidden=True)
    decision_overdue = transition("decision_overdue", label=_("Decision is overdue"), source=S.UNDER_REVIEW,
        target=S.UNDER_REVIEW, by={Role.CLOCK}, sets=effects.overdue, event="case.decision_overdue", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
