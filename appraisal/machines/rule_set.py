"""The rule set: written as a draft, published once and then unchanged, retired when a newer one takes over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal import cycle_guards as guards
from appraisal import effects
from workflow.machine import Machine, state_field, text_field, transition
from workflow.roles import Role


class RuleSetState(models.TextChoices):
    """Where an edition stands."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


S = RuleSetState


class RuleSetMachine(Machine):
    """An edition of the rules."""

    kind = "appraisal.rule_set"
    States = RuleSetState
    initial = S.DRAFT
    endings = frozenset({S.RETIRED})
    lock_related = ("unit",)

    state = state_field(S, initial=S.DRAFT)

    publish = transition(
        "publish",
        label=_("Publish"),
        source=S.DRAFT,
        target=S.PUBLISHED,
        by={Role.HR},
        when=(guards.content_is_complete,),
        sets=effects.content_frozen,
        event="rule_set.published",
    )
    retire = transition(
        "retire",
        label=_("Retire"),
        source=S.PUBLISHED,
        target=S.RETIRED,
        by={Role.HR},
        when=(guards.no_cycle_waits_for_rules,),
        needs=(text_field("reason", label=_("Reason")),),
        event="rule_set.retired",
    )

    class Meta:
        abstract = True
