"""Reading the two forms for pages and API: every function starts from what the policy lets the actor see."""

from typing import Any

from django.db.models import Q, QuerySet

from cases.models import GuidanceEvaluation, GuidanceFeedback, ImprovementCase
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for

PEOPLE = ("case__employee", "case__unit", "case__supervisor", "case__coach")
MOST_OF_CASE = 20


def with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Forms with everybody their pages and shapes name."""
    own = ("guide", "reader", "read_by") if rows.model is GuidanceFeedback else ("written_by",)
    return rows.select_related(*PEOPLE, *own)


def form_for(model: Any, actor: Actor, public_id: Any) -> Any:
    """One visible form with its people; 404 alike for a foreign and an absent one."""
    found = with_people(policy_for(model).visible_to(actor).filter(public_id=public_id)).first()
    if found is None:
        raise NotVisible
    return found


def may_know(actor: Actor, case: ImprovementCase) -> bool:
    """Whether the actor would see a form of this case, if there is any."""
    blank = (GuidanceFeedback(case=case), GuidanceEvaluation(case=case))
    return any(policy_for(form).sees(actor, form) for form in blank)


def forms_of(actor: Actor, case: ImprovementCase) -> tuple[list[GuidanceFeedback], list[GuidanceEvaluation]]:
    """The visible forms of a case, newest first; two statements."""

    def read(model: Any) -> list[Any]:
        return list(with_people(policy_for(model).visible_to(actor).filter(case=case))[:MOST_OF_CASE])

    return read(GuidanceFeedback), read(GuidanceEvaluation)


def events_known_to(actor: Actor, case: ImprovementCase) -> Q:
    """Events of those forms of a case that the actor may know of; for the statement that reads the timeline."""
    about = Q(pk__in=())
    for model in (GuidanceFeedback, GuidanceEvaluation):
        forms = policy_for(model).visible_to(actor).filter(case=case).order_by().values("pk")
        about |= Q(kind=model.kind, subject_id__in=forms)
    return about


def desk(actor: Actor) -> QuerySet[GuidanceFeedback]:
    """All feedback the actor may know of that was handed in."""
    rows = policy_for(GuidanceFeedback).visible_to(actor).filter(handed_in_at__isnull=False)
    return with_people(rows)
