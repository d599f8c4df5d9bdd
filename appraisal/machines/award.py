"""The award of one person: nominated, decided by two others, given; or declined, taken back, fallen with its result."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.awards import steps
from workflow.machine import Machine, state_field, text_field, transition
from workflow.roles import Role


class AwardState(models.TextChoices):
    """Where an award stands."""

    NOMINATED = "nominated", _("Nominated")
    FIRST_APPROVED = "first_approved", _("Approved by HR")
    AWARDED = "awarded", _("Awarded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = AwardState
OPEN_STATES = (S.NOMINATED, S.FIRST_APPROVED)
LIVE_STATES = (*OPEN_STATES, S.AWARDED)
REASON = (text_field("reason", label=_("Reason")),)
DECIDING = (steps.not_the_nominator, steps.result_is_settled, steps.criteria_are_met)
LEADING = {Role.SUPERIOR, Role.LEADER}


class AwardMachine(Machine):
    """HR decides first, a leader or the assessor's superior second; whoever nominated decides nothing."""

    kind = "appraisal.award"
    States = AwardState
    initial = S.NOMINATED
    endings = frozenset({S.AWARDED, S.DECLINED, S.WITHDRAWN})
    lock_related = ("unit", "programme__cycle")

    # fmt: off
    state = state_field(S, initial=S.NOMINATED)

    approve = transition("approve", label=_("Approve"), source=S.NOMINATED, target=S.FIRST_APPROVED, by={Role.HR},
        when=DECIDING, sets=steps.first_decided, event="award.first_approved")
    grant = transition("grant", label=_("Give the award"), source=S.FIRST_APPROVED, target=S.AWARDED, by=LEADING,
        when=(steps.another_than_first, *DECIDING), sets=steps.second_decided, then=(steps.write_decider_name,),
        event="award.awarded")
    decline = transition("decline", label=_("Decline"), source=S.NOMINATED, target=S.DECLINED, by={Role.HR},
        when=(steps.not_the_nominator,), needs=REASON, sets=steps.declined, event="award.declined")
    refuse = transition("refuse", label=_("Decline"), source=S.FIRST_APPROVED, target=S.DECLINED, by=LEADING,
        when=(steps.another_than_first, steps.not_the_nominator), needs=REASON, sets=steps.declined,
        event="award.declined")
    take_back = transition("take_back", label=_("Take the nomination back"), source=OPEN_STATES, target=S.WITHDRAWN,
        by={Role.AUTHOR}, event="award.taken_back")
    withdraw = transition("withdraw", label=_("The result was taken away"), source=OPEN_STATES, target=S.WITHDRAWN,
        by={Role.CLOCK}, event="award.withdrawn", hidden=True)

    # The person's own word on it, at any time
    consent = transition("consent", label=_("Show my name in the public list"), source=S.AWARDED, target=S.AWARDED,
        by={Role.SUBJECT}, when=(steps.not_public_yet,), sets=steps.made_public, event="award.consent_given")
    keep_private = transition("keep_private", label=_("Do not show my name"), source=S.AWARDED, target=S.AWARDED,
        by={Role.SUBJECT}, when=(steps.not_private_yet,), sets=steps.made_private, event="award.consent_taken_back")

    # fmt: on
    class Meta:
        abstract = True
