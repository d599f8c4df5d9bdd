"""The rows by which an objection comes to another decider, one per state in which it may lie with somebody.

Before the answer no time to decide runs: only after it a new decider gets the full time.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appraisal import consequences, decider_steps
from appraisal.machines.objection_states import ObjectionState, S
from workflow.machine import input_field, text_field, transition
from workflow.roles import Role

REASON = text_field("reason", label=_("Reason"))
WITH_SUFFIX: Final[Mapping[str, str]] = {S.LATE: "_late", S.FILED: "_filed", S.ANSWERED: ""}
RECUSING: Final = frozenset(f"recuse{suffix}" for suffix in WITH_SUFFIX.values())
NAMING: Final = frozenset(f"assign_decider{suffix}" for suffix in WITH_SUFFIX.values())
SEATED = (consequences.write_decider_name, consequences.name_decider_on_evaluation)


def stepping_aside(state: ObjectionState) -> Any:
    """The decider steps aside with a reason; the next lawful officer above takes the seat."""
    return transition(
        f"recuse{WITH_SUFFIX[state]}",
        label=_("Step aside"),
        source=state,
        target=state,
        by={Role.DECIDER},
        when=(decider_steps.another_can_decide,),
        needs=(REASON,),
        sets=decider_steps.recused,
        tells=decider_steps.passed_over,
        then=SEATED,
        event="objection.recused",
        moves_deadlines=state == S.ANSWERED,
    )


def naming(state: ObjectionState) -> Any:
    """HR names the decider with a reason; never a party, never one who stepped aside."""
    return transition(
        f"assign_decider{WITH_SUFFIX[state]}",
        label=_("Name the decider"),
        source=state,
        target=state,
        by={Role.HR},
        when=(decider_steps.decider_fits,),
        needs=(input_field("decider", _("Decider"), "uuid"), REASON),
        sets=decider_steps.named,
        tells=decider_steps.passed_over,
        then=SEATED,
        event="objection.decider_named",
        moves_deadlines=state == S.ANSWERED,
    )
