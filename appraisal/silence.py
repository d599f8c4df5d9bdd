"""What follows when the decider of an objection stays silent, by the rule set; its words for the page.

No article names a time for the decision or a consequence of silence (DOMAIN 5.1), so this is a local rule and is shown
as one. Nothing is ever granted or upheld by silence: either HR is told and all wait, or the next officer takes over.
"""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.rules import PASSES_ON, WAITS
from workflow.machine import guard
from workflow.step import Step

SENTENCES: Final[dict[str, str | Promise]] = {
    WAITS: _(
        "If no decision comes by then, nothing is decided by silence: HR is told, and the result stays under objection."
    ),
    PASSES_ON: _(
        "If no decision comes by then, it passes to the next officer above, who gets the full time; nothing is decided "
        "by silence."
    ),
}
OPTIONS: Final = (
    (WAITS, _("HR is told, and the objection waits")),
    (PASSES_ON, _("The decision passes to the next officer above")),
)


def passes_on(step: Step) -> bool:
    """Whether the rules hand a silent decider's objection on, and somebody else may decide it."""
    from appraisal.deciders import SILENT, search_again

    objection = step.subject
    if objection.evaluation.rules.silence != PASSES_ON:
        return False
    return search_again(objection, at=step.at, leaving=SILENT).decider is not None


@guard("not_passed_on", _("This objection was not taken from anybody by silence."))
def can_be_given_back(step: Step) -> bool:
    """Silence passed it on, and the former decider is still there; never the one who gives it back."""
    former = step.subject.passed_from
    return former is not None and former != step.actor.employee_id


@guard("former_decider_left", _("The former decider no longer works here; please name another one."), needs_input=True)
def former_decider_is_there(step: Step) -> bool:
    """Asked only at the act."""
    from organization.models import Employee

    return Employee.objects.filter(pk=step.subject.passed_from, active=True).exists()


def given_back(step: Step) -> dict[str, Any]:
    """The former decider decides again, with the full time."""
    from appraisal.deciders import SUPERIOR

    former = step.subject.passed_from
    return {
        "decider_id": former,
        "decider_ground": SUPERIOR,
        "recused": [one for one in step.subject.recused if one != former],
        "passed_from": None,
        "decision_overdue_at": None,
    }


def sentence_of(objection: Any) -> str | Promise:
    """The rule in words, while a decision is still to come."""
    if str(objection.state) not in ("filed", "answered"):
        return ""
    return SENTENCES[objection.evaluation.rules.silence]
