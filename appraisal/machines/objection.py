"""The objection: written, filed, answered by the assessor, decided item by item by somebody who did not rate."""

from django.utils.translation import gettext_lazy as _

from appraisal import (
    consequences,
    decider_steps,
    due_dates,
    effects,
    guards,
    hearing_steps,
    late,
    questions,
    signatures,
    signers,
)
from appraisal.machines.deciding import REASON, SEATED, naming, stepping_aside
from appraisal.machines.objection_states import PENDING, UNDECIDED, ObjectionState, S
from appraisal.reminders import reminders, reminding
from appraisal.rule_clocks import ANSWER_STEP, DECISION_STEP
from appraisal.silence import can_be_given_back, former_decider_is_there, given_back
from workflow.documents.signing import signed
from workflow.machine import Machine, deadline, input_field, state_field, transition
from workflow.roles import Role

__all__ = ["PENDING", "UNDECIDED", "ObjectionMachine", "ObjectionState"]

RATING = (("1", _("Below expectation")), ("2", _("As expected")), ("3", _("Above expectation")))


class ObjectionMachine(Machine):
    """A dispute about the items of one result."""

    kind = "appraisal.objection"
    States = ObjectionState
    initial = S.DRAFTED
    endings = frozenset({S.DECIDED, S.WITHDRAWN, S.OUT_OF_TIME})
    on_enter = {
        S.DECIDED: (hearing_steps.call_off_hearings,),
        S.WITHDRAWN: (hearing_steps.call_off_hearings,),
        S.LAPSED: (hearing_steps.call_off_hearings,),
    }
    deadlines = {
        S.LATE: (deadline("admission_ends", fires="late_lapse", due=late.admission_ends),),
        S.FILED: (
            deadline("answer_ends", fires="answer_lapse", due=due_dates.answer_ends),
            *reminders(ANSWER_STEP, fires="remind_answer", end=due_dates.answer_ends),
        ),
        S.ANSWERED: (
            deadline("decision_ends", fires="decision_overdue", due=due_dates.decision_ends),
            deadline("silence_ends", fires="pass_on", due=due_dates.silence_ends),
            *reminders(DECISION_STEP, fires="remind_decision", end=due_dates.decision_time),
        ),
    }
    lock_related = ("evaluation", "evaluation__cycle", "evaluation__unit")

    state = state_field(S, initial=S.DRAFTED)

    file = transition(
        "file",
        label=_("File the objection"),
        source=S.DRAFTED,
        target=S.FILED,
        by={Role.SUBJECT},
        when=(guards.inside_the_window, guards.something_is_contested, guards.grounds_are_given),
        sets=effects.objection_filed,
        tells=decider_steps.passed_over,
        then=(consequences.write_decider_name, consequences.mark_disputed, signed(signers.objector)),
        event="objection.filed",
    )
    # Out of time: recorded, then admitted by a person or ended by the clock
    file_late = transition(
        "file_late",
        label=_("File out of time"),
        source=(S.DRAFTED, S.LAPSED),
        target=S.LATE,
        by={Role.SUBJECT},
        when=(
            late.result_is_final,
            late.was_not_accepted,
            late.admission_is_possible,
            late.is_about_this_result,
            late.nothing_else_is_open,
            guards.something_is_contested,
            guards.grounds_are_given,
        ),
        sets=late.filed_out_of_time,
        tells=decider_steps.passed_over,
        then=(*SEATED, signed(signers.objector)),
        event="objection.filed_late",
    )
    admit = transition(
        "admit",
        label=_("Admitted although late"),
        source=S.LATE,
        target=S.FILED,
        by={Role.CLOCK},
        when=(late.evaluation_is_open_again,),
        then=(consequences.mark_disputed,),
        event="objection.admitted",
        hidden=True,
    )
    reject_late = transition(
        "reject_late",
        label=_("Do not admit"),
        source=S.LATE,
        target=S.OUT_OF_TIME,
        by={Role.DECIDER, Role.HR},
        needs=(REASON,),
        then=(decider_steps.drop_decider,),
        event="objection.rejected_late",
    )
    withdraw_late = transition(
        "withdraw_late",
        label=_("Withdraw the objection"),
        source=S.LATE,
        target=S.WITHDRAWN,
        by={Role.SUBJECT},
        then=(decider_steps.drop_decider,),
        event="objection.withdrawn_late",
    )
    late_lapse = transition(
        "late_lapse",
        label=_("Not admitted in time"),
        source=S.LATE,
        target=S.OUT_OF_TIME,
        by={Role.CLOCK},
        then=(decider_steps.drop_decider,),
        event="objection.out_of_time",
        hidden=True,
    )
    answer = transition(
        "answer",
        label=_("Hand in the answer"),
        source=S.FILED,
        target=S.ANSWERED,
        by={Role.ASSESSOR},
        when=(guards.every_item_answered,),
        sets=effects.objection_answered,
        then=(signed(signers.answering),),
        event="objection.answered",
    )
    remind_answer = reminding(
        "remind_answer", _("The time to answer ends soon"), source=S.FILED, event="objection.answer_reminded"
    )
    answer_lapse = transition(
        "answer_lapse",
        label=_("No answer in time"),
        source=S.FILED,
        target=S.ANSWERED,
        by={Role.CLOCK},
        sets=effects.objection_unanswered,
        event="objection.answer_lapsed",
        hidden=True,
    )
    # What the decider wants to know before deciding, a pair of steps for each side
    ask_employee = transition(
        "ask_employee",
        label=_("Ask the employee"),
        source=S.ANSWERED,
        target=S.ANSWERED,
        by={Role.DECIDER},
        when=(questions.item_is_contested,),
        needs=questions.QUESTION,
        then=(questions.write_question,),
        event="objection.employee_asked",
    )
    ask_assessor = transition(
        "ask_assessor",
        label=_("Ask the assessor"),
        source=S.ANSWERED,
        target=S.ANSWERED,
        by={Role.DECIDER},
        when=(questions.item_is_contested,),
        needs=questions.QUESTION,
        then=(questions.write_question,),
        event="objection.assessor_asked",
    )
    reply_employee = transition(
        "reply_employee",
        label=_("Answer as the employee"),
        source=S.ANSWERED,
        target=S.ANSWERED,
        by={Role.SUBJECT},
        when=(questions.question_is_open,),
        needs=questions.REPLY,
        then=(questions.write_reply,),
        event="objection.employee_replied",
    )
    reply_assessor = transition(
        "reply_assessor",
        label=_("Answer as the assessor"),
        source=S.ANSWERED,
        target=S.ANSWERED,
        by={Role.ASSESSOR},
        when=(questions.question_is_open,),
        needs=questions.REPLY,
        then=(questions.write_reply,),
        event="objection.assessor_replied",
    )
    decide = transition(
        "decide",
        label=_("Decide"),
        source=S.ANSWERED,
        target=S.DECIDED,
        by={Role.DECIDER},
        when=(guards.did_not_step_aside, guards.every_item_ruled, guards.own_ratings_follow_a_grant),
        needs=(
            input_field("results_rating", _("Rating of results"), "choice", choices=RATING, required=False),
            input_field("behaviour_rating", _("Rating of behaviour"), "choice", choices=RATING, required=False),
        ),
        sets=effects.objection_decided,
        then=(signatures.write_signature, signed(signers.decider), consequences.settle_evaluation),
        event="objection.decided",
    )
    recuse_late = stepping_aside(S.LATE)
    recuse_filed = stepping_aside(S.FILED)
    recuse = stepping_aside(S.ANSWERED)
    assign_decider_late = naming(S.LATE)
    assign_decider_filed = naming(S.FILED)
    assign_decider = naming(S.ANSWERED)
    pass_on = transition(
        "pass_on",
        label=_("Passed on: no decision in time"),
        source=S.ANSWERED,
        target=S.ANSWERED,
        by={Role.CLOCK},
        sets=decider_steps.passed_by_silence,
        tells=decider_steps.passed_over,
        then=SEATED,
        event="objection.passed_on",
        hidden=True,
        moves_deadlines=True,
    )
    give_back = transition(
        "give_back",
        label=_("Give it back to the former decider"),
        source=S.ANSWERED,
        target=S.ANSWERED,
        by={Role.HR},
        when=(can_be_given_back, former_decider_is_there),
        needs=(REASON,),
        sets=given_back,
        then=SEATED,
        event="objection.given_back",
        moves_deadlines=True,
    )
    remind_decision = reminding(
        "remind_decision", _("The time to decide ends soon"), source=S.ANSWERED, event="objection.decision_reminded"
    )
    decision_overdue = transition(
        "decision_overdue",
        label=_("Decision is overdue"),
        source=S.ANSWERED,
        target=S.ANSWERED,
        by={Role.CLOCK},
        sets=effects.decision_marked_overdue,
        event="objection.decision_overdue",
        hidden=True,
    )
    discard = transition(
        "discard",
        label=_("Discard the draft"),
        source=S.DRAFTED,
        target=S.WITHDRAWN,
        by={Role.SUBJECT},
        event="objection.discarded",
    )
    withdraw = transition(
        "withdraw",
        label=_("Withdraw the objection"),
        source=PENDING,
        target=S.WITHDRAWN,
        by={Role.SUBJECT},
        then=(consequences.settle_evaluation,),
        event="objection.withdrawn",
    )
    lapse = transition(
        "lapse",
        label=_("Ended with the evaluation"),
        source=(S.DRAFTED, *PENDING),
        target=S.LAPSED,
        by={Role.CLOCK},
        when=(guards.evaluation_has_ended,),
        event="objection.lapsed",
        hidden=True,
    )

    class Meta:
        abstract = True
