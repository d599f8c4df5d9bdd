"""An innovation: written by those who had it, reviewed by the office, put to use, its effect measured and confirmed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.innovations import steps
from workflow.machine import Machine, input_field, state_field, text_field, transition
from workflow.roles import Role


class InnovationState(models.TextChoices):
    """Where an innovation stands."""

    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Waiting for the review")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    IN_USE = "in_use", _("Being used")
    ENDED = "ended", _("Ended")
    DISCARDED = "discarded", _("Thrown away")


S = InnovationState
REASON = text_field("reason", label=_("Reason"))
REVIEWERS = {Role.HR, Role.LEADER}
OWN, FOLLOW = {Role.SUBJECT}, (steps.facts_follow,)
EFFECT = (
    text_field("effect", label=_("What has changed, and how you know"), max_length=2000),
    input_field("metric", _("Service metric it shows in"), "uuid", required=False),
    input_field("before", _("Value before"), "decimal", required=False),
    input_field("after", _("Value after"), "decimal", required=False),
)


class InnovationMachine(Machine):
    """Whoever has a share in it is its subject; nobody reviews what he has a share in."""

    kind = "appraisal.innovation"
    States = InnovationState
    initial = S.DRAFT
    endings = frozenset({S.DECLINED, S.ENDED, S.DISCARDED})
    lock_related = ("unit",)

    # fmt: off
    state = state_field(S, initial=S.DRAFT)

    submit = transition("submit", label=_("Hand in for review"), source=S.DRAFT, target=S.SUBMITTED, by=OWN,
        when=(steps.is_complete, steps.shares_are_whole), sets=steps.handed_in, then=FOLLOW,
        event="innovation.submitted")
    take_back = transition("take_back", label=_("Take back"), source=S.SUBMITTED, target=S.DRAFT, by=OWN,
        sets=steps.taken_back, then=FOLLOW, event="innovation.taken_back")
    discard = transition("discard", label=_("Throw away"), source=S.DRAFT, target=S.DISCARDED, by=OWN,
        event="innovation.discarded")
    return_ = transition("return", label=_("Return for correction"), source=S.SUBMITTED, target=S.DRAFT, by=REVIEWERS,
        needs=(REASON,), sets=steps.reviewed_with_reason, then=FOLLOW, event="innovation.returned")
    accept = transition("accept", label=_("Accept"), source=S.SUBMITTED, target=S.ACCEPTED, by=REVIEWERS,
        sets=steps.accepted, then=FOLLOW, event="innovation.accepted")
    decline = transition("decline", label=_("Decline"), source=S.SUBMITTED, target=S.DECLINED, by=REVIEWERS,
        needs=(REASON,), sets=steps.reviewed_with_reason, then=FOLLOW, event="innovation.declined")
    put_to_use = transition("put_to_use", label=_("Put to use"), source=S.ACCEPTED, target=S.IN_USE, by=OWN,
        when=(steps.use_has_begun,), needs=(input_field("used_from", _("In use since"), "date"),),
        sets=steps.put_to_use, then=FOLLOW, event="innovation.put_to_use")
    measure = transition("measure", label=_("Report the effect"), source=S.IN_USE, target=S.IN_USE, by=OWN,
        when=(steps.numbers_come_in_pairs, steps.numbers_fit, steps.metric_is_known), needs=EFFECT,
        sets=steps.effect_reported, then=FOLLOW, event="innovation.measured")
    confirm_effect = transition("confirm_effect", label=_("Confirm the effect"), source=S.IN_USE, target=S.IN_USE,
        by=REVIEWERS, when=(steps.effect_is_reported, steps.effect_is_open), sets=steps.effect_confirmed, then=FOLLOW,
        event="innovation.effect_confirmed")
    end = transition("end", label=_("End it"), source=(S.ACCEPTED, S.IN_USE), target=S.ENDED,
        by={Role.SUBJECT, Role.HR}, needs=(REASON,), sets=steps.ended, then=FOLLOW, event="innovation.ended")

    # fmt: on
    class Meta:
        abstract = True
