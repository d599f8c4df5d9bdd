"""Steps by which an objection comes to another decider: what they write, what their events tell, what is asked first.

Stepping aside, being named, silence. The search itself is in `deciders.py`; its answer is kept with the subject for the
length of a step, so that the line is climbed once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appraisal import deciders
from appraisal.deciders import Search
from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]
_SEARCHED: Final = "_decider_search"


def filed(step: Step) -> Columns:
    """Who decides is found on the day of filing."""
    return _seated(_keep(step, deciders.search(step.subject.evaluation, at=step.at)))


def recused(step: Step) -> Columns:
    """The next lawful decider, never one who stepped aside before."""
    return {**_seated(_keep(step, _search(step, deciders.STEPPED_ASIDE))), **_aside(step)}


def passed_by_silence(step: Step) -> Columns:
    """The next lawful decider, and from whom silence took the objection."""
    found = _keep(step, _search(step, deciders.SILENT))
    return {**_seated(found), **_aside(step), "passed_from": step.subject.decider_id}


def named(step: Step) -> Columns:
    """A person HR named; who in the line may not decide is recorded with it."""
    _keep(step, _search(step, ""))
    person = deciders.named(step.payload["decider"])
    decider = {"decider_id": person.pk if person else None, "decider_ground": deciders.NAMED}
    return {**decider, "passed_from": None, "decision_overdue_at": None}


def passed_over(step: Step) -> Columns:
    """Each officer above who was passed over: identity and code of the ground. No name enters the chain."""
    found: Search = step.subject.__dict__.get(_SEARCHED, Search())
    passed = [{"person": str(one.public_id), "ground": one.ground} for one in found.passed]
    return {"passed_over": passed} if passed else {}


def searched(subject: Any) -> Search | None:
    """What the step in hand found, for what follows in the same transaction."""
    found: Search | None = subject.__dict__.get(_SEARCHED)
    return found


def drop_decider(steps: Sequence[Step]) -> None:
    """A late objection has ended: nobody decides about the form any more."""
    from appraisal.models import Evaluation

    forms = {step.subject.evaluation_id for step in steps}
    Evaluation.objects.filter(pk__in=forms, disputed=False).update(decider_id=None)


# Asked only at the act: climbing the line costs six statements, too many for every view of the page.
@guard("nobody_else", _("Nobody else can decide; please ask HR to name a decider."), needs_input=True)
def another_can_decide(step: Step) -> bool:
    return _search(step, deciders.STEPPED_ASIDE).decider is not None


@guard("decider_unfit", _("This person cannot decide here."), needs_input=True)
def decider_fits(step: Step) -> bool:
    person = deciders.named(step.payload["decider"])
    unfit = deciders.unfit_for(step.subject, at=step.at)
    return person is not None and person.pk not in {step.actor.employee_id, *unfit}


def _search(step: Step, leaving: str) -> Search:
    return deciders.search_again(step.subject, at=step.at, leaving=leaving)


def _keep(step: Step, found: Search) -> Search:
    step.subject.__dict__[_SEARCHED] = found
    return found


def _seated(found: Search) -> Columns:
    decider = found.decider
    return {
        "decider_id": decider.employee_id if decider else None,
        "decider_ground": decider.ground if decider else "",
    }


def _aside(step: Step) -> Columns:
    aside = [*step.subject.recused, step.subject.decider_id]
    return {"recused": aside, "passed_from": None, "decision_overdue_at": None}
