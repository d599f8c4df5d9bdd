"""Who may see and decide a correction of the assessor: the employee, HR of the unit, the auditor.

HR never where the officer is the assessor at issue, the one proposed, whoever stands in there, or stands below the
employee or the assessor.
The assessor learns from the form that the question is open, and reads neither the reason nor the files.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q, QuerySet

from appraisal import seats
from appraisal.models import AssessorCorrection
from appraisal.policies import AUDITOR, HR, NOTHING, SUBJECT, CandidatePolicy, accounts_in_seat, is_present
from organization import grants, tree
from organization.days import today
from workflow.actors import ASSESSING, Actor
from workflow.policies import register_policy

REQUEST, DECISION, HISTORY = "request", "decision", "history"
OPENED: Final = frozenset({REQUEST, DECISION, HISTORY})


@register_policy
class CorrectionPolicy(CandidatePolicy):
    """One request."""

    model = AssessorCorrection
    viewers = frozenset({SUBJECT, HR, AUDITOR})

    def derive_roles(self, actor: Actor, obj: Any) -> frozenset[str]:
        form, me = obj.evaluation, actor.employee_id
        if me is not None and me == form.employee_id:
            return frozenset({SUBJECT})
        held = {role for role in (HR, AUDITOR) if actor.holds(role, form.unit.lft)}
        concerned = me is not None and me in (form.assessor_id, obj.contested_id, obj.proposed_id)
        acts = seats.holds(actor, form.assessor_id, ASSESSING, about=form.employee_id)
        if concerned or acts or actor.superior_ids & {form.employee_id, form.assessor_id}:
            held.discard(HR)
        return frozenset(held)

    def visible_to(self, actor: Actor) -> "QuerySet[AssessorCorrection]":
        rows = AssessorCorrection.objects.select_related("evaluation__cycle", "evaluation__unit")
        if actor.is_clock:
            return rows
        if not is_present(actor):
            return rows.none()
        seen = tree.within(actor.intervals(AUDITOR), "evaluation__unit__") | decides_corrections(actor)
        if actor.employee_id is not None:
            seen |= Q(evaluation__employee_id=actor.employee_id)
        return rows.filter(seen)

    def candidates(self, role: str, obj: Any) -> Iterator[int]:
        if role == SUBJECT:
            yield from accounts_in_seat(role, obj.evaluation.employee_id)
        elif role in (HR, AUDITOR):
            yield from grants.users_holding(role, obj.evaluation.unit, today())

    def fields_for(self, actor: Actor, obj: Any) -> frozenset[str]:
        return OPENED if actor.is_clock or self.sees(actor, obj) else NOTHING


def decides_corrections(actor: Actor) -> Q:
    """Requests an HR officer may decide, as one WHERE."""
    where = tree.within(actor.intervals(HR), "evaluation__unit__")
    if actor.superior_ids:
        above = sorted(actor.superior_ids)
        unconcerned = Q(evaluation__assessor__isnull=True) | ~Q(evaluation__assessor_id__in=above)
        where &= ~Q(evaluation__employee_id__in=above) & unconcerned
    if actor.employee_id is None:
        return where
    me = actor.employee_id
    for path in ("evaluation__assessor", "contested", "proposed"):
        where &= seats.but_not(path, me)
    where &= ~Q(evaluation__employee_id=me)
    if actor.stands_in_at(ASSESSING):
        where &= ~seats.stand_in(actor, "evaluation__assessor", ASSESSING, about="evaluation__employee")
    return where
