"""The plan (SKP): drafted and proposed by the employee, returned or agreed by the assessor, changed by a new version.

A change keeps what was agreed: until the new version is agreed, the former one is in force, and giving the change up
restores its text (DOMAIN 2.1 and 11.4: draf, diajukan, dikembalikan, ditetapkan, diubah).
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal import signers
from appraisal.plans import effects, guards
from workflow.documents.signing import signed
from workflow.machine import Machine, deadline, input_field, state_field, text_field, transition
from workflow.roles import Role


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("Being drafted")
    PROPOSED = "proposed", _("Proposed")
    RETURNED = "returned", _("Returned with a reason")
    AGREED = "agreed", _("Agreed")
    CHANGED = "changed", _("Being changed")
    CLOSED = "closed", _("Closed")


S = PlanState
REASON = text_field("reason", label=_("Reason"))
COMPLETE = (guards.has_results, guards.has_indicators, guards.indicators_complete, guards.parents_agreed)
BOTH = {Role.SUBJECT, Role.ASSESSOR}
UNAGREED = (S.DRAFT, S.PROPOSED, S.RETURNED, S.CHANGED)
OPEN_STATES = (*UNAGREED, S.AGREED)
WRITTEN_IN = (S.DRAFT, S.RETURNED, S.CHANGED)
# The row by which a plan goes over to the assessor of the day, by state.
FOLLOWS = {state: f"follow_{state}" for state in OPEN_STATES}
# The row by which HR names another assessor, by state.
REASSIGNED_BY = {state: f"reassign_{state}" for state in OPEN_STATES}


def follow(name: str, state: PlanState) -> Any:
    """The plan goes over to whoever assesses the person today; found by the clock, or at once by HR."""
    return transition(
        name,
        label=_("Hand over to the present assessor"),
        source=state,
        target=state,
        by={Role.HR, Role.CLOCK},
        when=(guards.line_has_changed,),
        sets=effects.line_followed,
        then=(effects.write_names,),
        event="plan.line_followed",
    )


def reassign(state: PlanState) -> Any:
    """HR names another assessor for this plan alone, with a reason; the clock leaves it to him."""
    return transition(
        REASSIGNED_BY[state],
        label=_("Name another assessor"),
        source=state,
        target=state,
        by={Role.HR},
        when=(guards.assessor_fits,),
        needs=(input_field("assessor", _("New assessor"), "uuid"), REASON),
        sets=effects.assessor_named,
        then=(effects.write_named,),
        event="plan.reassigned",
    )


class PlanMachine(Machine):
    """The employee writes and proposes, the assessor agrees; the office helps openly; time closes."""

    kind = "appraisal.plan"
    States = PlanState
    initial = S.DRAFT
    endings = frozenset({S.CLOSED})
    lock_related = ("unit",)
    deadlines = {
        S.AGREED: (deadline("time_in_post_ends", fires="close_at_end", due=effects.time_ends),),
        **{state: (deadline(f"{state}_lapses", fires="lapse", due=effects.lapses),) for state in UNAGREED},
    }

    # fmt: off
    state = state_field(S, initial=S.DRAFT)

    propose = transition("propose", label=_("Propose to the assessor"), source=WRITTEN_IN, target=S.PROPOSED,
        by={Role.SUBJECT}, when=(*COMPLETE, guards.somebody_agrees), sets=effects.proposed,
        then=(signed(signers.employee),), event="plan.proposed")
    propose_for = transition("propose_for", label=_("Propose for the employee"), source=S.DRAFT, target=S.PROPOSED,
        by={Role.HR}, when=(guards.written_by_office, *COMPLETE, guards.somebody_agrees), needs=(REASON,),
        sets=effects.proposed, then=(signed(signers.office),), event="plan.proposed_for")
    recall = transition("recall", label=_("Take it back"), source=S.PROPOSED, target=S.DRAFT, by={Role.SUBJECT},
        when=(guards.never_agreed,), event="plan.recalled")
    send_back = transition("return", label=_("Return with a reason"), source=S.PROPOSED, target=S.RETURNED,
        by={Role.ASSESSOR}, needs=(REASON,), sets=effects.returned, event="plan.returned")
    agree = transition("agree", label=_("Agree"), source=S.PROPOSED, target=S.AGREED, by={Role.ASSESSOR},
        when=COMPLETE, sets=effects.agreed, then=(effects.keep_version, signed(signers.assessor)),
        event="plan.agreed")
    ask_change = transition("ask_change", label=_("Ask for a change"), source=S.AGREED, target=S.CHANGED, by=BOTH,
        needs=(REASON,), sets=effects.change_asked, event="plan.change_asked")
    drop_change = transition("drop_change", label=_("Give the change up"), source=(S.CHANGED, S.RETURNED, S.PROPOSED),
        target=S.AGREED, by=BOTH, when=(guards.was_agreed,), sets=effects.change_dropped,
        then=(effects.restore_version,), event="plan.change_dropped")
    receive = transition("receive", label=_("Put results of the library on it"), source=S.DRAFT, target=S.DRAFT,
        by={Role.HR, Role.ASSESSOR}, needs=(input_field("entries", _("Results"), "list"),),
        then=(effects.put_library_results,), event="plan.results_received", hidden=True)
    follow_draft = follow("follow_draft", S.DRAFT)
    follow_proposed = follow("follow_proposed", S.PROPOSED)
    follow_returned = follow("follow_returned", S.RETURNED)
    follow_agreed = follow("follow_agreed", S.AGREED)
    follow_changed = follow("follow_changed", S.CHANGED)
    reassign_draft = reassign(S.DRAFT)
    reassign_proposed = reassign(S.PROPOSED)
    reassign_returned = reassign(S.RETURNED)
    reassign_agreed = reassign(S.AGREED)
    reassign_changed = reassign(S.CHANGED)
    close = transition("close", label=_("Close the plan"), source=OPEN_STATES, target=S.CLOSED, by={Role.HR},
        needs=(REASON,), event="plan.closed")
    close_at_end = transition("close_at_end", label=_("The time in the post is over"), source=S.AGREED,
        target=S.CLOSED, by={Role.CLOCK}, when=(guards.time_is_over,), event="plan.time_ended", hidden=True)
    lapse = transition("lapse", label=_("Not agreed in time"), source=UNAGREED, target=S.CLOSED, by={Role.CLOCK},
        when=(guards.time_is_over,), event="plan.lapsed", hidden=True)

    # fmt: on
    class Meta:
        abstract = True
