"""The annual result: proposed by the periods, decided by the assessor, acknowledged; opened again if that was wrong."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.annual import steps
from appraisal.guards import assessor_fits
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class AnnualState(models.TextChoices):
    """Where an annual result stands."""

    PROPOSED = "proposed", _("Waits for the assessor's decision")
    DECIDED = "decided", _("Decided")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CANCELLED = "cancelled", _("Cancelled")


S = AnnualState
CLOSED_STATES = (S.DECIDED, S.ACKNOWLEDGED)
REASON = (text_field("reason", label=_("Reason")),)
# The digest of the proposal that was read: what changed meanwhile is not decided unseen.
BASIS = text_field("basis", label=_("Proposal that was read"), max_length=64)
PREDICATE = text_field("predicate", label=_("Predicate"), max_length=40)
DECIDING = (steps.year_is_over, steps.periods_are_settled, steps.nothing_disputed, steps.something_counts)


class AnnualMachine(Machine):
    """The assessor alone decides; HR and the superior can only ask for another decision."""

    kind = "appraisal.annual_result"
    States = AnnualState
    initial = S.PROPOSED
    endings = frozenset({S.CANCELLED})
    lock_related = ("unit", "employee")

    # fmt: off
    state = state_field(S, initial=S.PROPOSED)

    accept = transition("accept", label=_("Accept the proposal"), source=S.PROPOSED, target=S.DECIDED,
        by={Role.ASSESSOR}, when=(*DECIDING, steps.something_proposed, steps.proposal_was_read), needs=(BASIS,),
        sets=steps.accepted, then=(steps.record_decisions,), event="annual.accepted")
    decide = transition("decide", label=_("Decide otherwise"), source=S.PROPOSED, target=S.DECIDED,
        by={Role.ASSESSOR}, when=(*DECIDING, steps.predicate_known, steps.not_the_proposal, steps.proposal_was_read),
        needs=(PREDICATE, *REASON, BASIS), sets=steps.decided, then=(steps.record_decisions,), event="annual.decided")
    acknowledge = transition("acknowledge", label=_("I have read it"), source=S.DECIDED, target=S.ACKNOWLEDGED,
        by={Role.SUBJECT}, sets=steps.acknowledged, event="annual.acknowledged")
    reopen = transition("reopen", label=_("Ask for another decision"), source=CLOSED_STATES, target=S.PROPOSED,
        by={Role.SUPERIOR, Role.HR}, needs=REASON, sets=steps.reopened, event="annual.reopened")
    take_away = transition("take_away", label=_("A result of the year was taken away"), source=CLOSED_STATES,
        target=S.PROPOSED, by={Role.CLOCK}, sets=steps.taken_away, event="annual.taken_away", hidden=True)
    reassign = transition("reassign", label=_("Name another assessor"), source=S.PROPOSED, target=S.PROPOSED,
        by={Role.HR}, when=(assessor_fits,), needs=(input_field("assessor", _("New assessor"), "uuid"), *REASON),
        sets=steps.assessor_replaced, then=(steps.write_assessor_names,), event="annual.reassigned")
    cancel = transition("cancel", label=_("Cancel the annual result"), source=S.PROPOSED, target=S.CANCELLED,
        by={Role.HR}, needs=REASON, event="annual.cancelled")

    # fmt: on
    class Meta:
        abstract = True
