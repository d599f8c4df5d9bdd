"""A change of the rules of a running cycle: drafted by one HR officer, put into force by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.rule_changes import steps
from workflow.machine import Machine, state_field, text_field, transition
from workflow.roles import Role


class RuleChangeState(models.TextChoices):
    """Where a change stands."""

    DRAFTED = "drafted", _("Drafted")
    APPLYING = "applying", _("Being carried out")
    APPLIED = "applied", _("In force")
    DISCARDED = "discarded", _("Discarded")


S = RuleChangeState


class RuleChangeMachine(Machine):
    """Another edition of the rules for the forms of one cycle."""

    kind = "appraisal.rule_change"
    States = S
    initial = S.DRAFTED
    endings = frozenset({S.APPLIED, S.DISCARDED})
    lock_related = ("cycle__unit", "cycle__rule_set", "rule_set")

    state = state_field(S, initial=S.DRAFTED)

    apply = transition(
        "apply",
        label=_("Put the new rules into force"),
        source=S.DRAFTED,
        target=S.APPLYING,
        by={Role.HR},
        when=(steps.cycle_runs, steps.second_person, steps.rules_fit),
        sets=steps.put_into_force,
        then=(steps.start_moving,),
        event="rule_change.applying",
    )
    finish = transition(
        "finish",
        label=_("All forms are dealt with"),
        source=S.APPLYING,
        target=S.APPLIED,
        by={Role.CLOCK},
        when=(steps.nothing_waits,),
        event="rule_change.applied",
        hidden=True,
    )
    discard = transition(
        "discard",
        label=_("Discard the change"),
        source=S.DRAFTED,
        target=S.DISCARDED,
        by={Role.HR},
        needs=(text_field("reason", label=_("Reason")),),
        event="rule_change.discarded",
    )

    class Meta:
        abstract = True
