"""Parts of the actions on objections: the lock order (evaluation, then objection), who may write which section."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from appraisal.actions.base import Saved, locked, require_role, require_state
from appraisal.machines.deciding import WITH_SUFFIX
from appraisal.machines.objection import ObjectionState
from appraisal.models import Evaluation, EvaluationItem, Objection, ObjectionItem
from workflow.actors import Actor
from workflow.errors import GuardRefused, NotVisible
from workflow.roles import Role


def lock_evaluation(objection: UUID) -> None:
    """Lock the evaluation of an objection first: the lock order of the product."""
    row = Objection.objects.filter(public_id=objection).values_list("evaluation_id", flat=True).first()
    if row is None:
        raise NotVisible
    list(Evaluation.objects.select_for_update(of=("self",)).filter(pk=row).values_list("pk"))


def by_state(objection: UUID, name: str) -> str:
    """A step that has a row for each state in which the objection lies with somebody: the name of the present one."""
    state = Objection.objects.filter(public_id=objection).values_list("state", flat=True).first()
    # In every other state the engine refuses: first those who may not, then the state.
    return f"{name}{WITH_SUFFIX.get(str(state), '')}"


def locked_dispute(objection: UUID, actor: Actor) -> tuple[Objection, frozenset[str]]:
    """The locked objection and the roles of the actor, its evaluation locked before it."""
    lock_evaluation(objection)
    return locked(Objection, objection, actor=actor)


def written_by_subject(objection: UUID, actor: Actor) -> Objection:
    """The draft, for its author."""
    dispute, roles = locked_dispute(objection, actor)
    require_role(roles, Role.SUBJECT)
    require_state(dispute, ObjectionState.DRAFTED)
    return dispute


def with_decider(objection: UUID, actor: Actor) -> Objection:
    """The answered objection, for the person who decides it."""
    dispute, roles = locked_dispute(objection, actor)
    require_role(roles, Role.DECIDER)
    require_state(dispute, ObjectionState.ANSWERED)
    return dispute


def item_of(dispute: Objection, item: UUID) -> EvaluationItem:
    """An item of the evaluation that is disputed."""
    row = EvaluationItem.objects.filter(evaluation_id=dispute.evaluation_id, public_id=item).first()
    if row is None:
        raise NotVisible
    return row


def contested(dispute: Objection, item: UUID) -> ObjectionItem:
    """A contested item by its own public id."""
    row = ObjectionItem.objects.filter(objection=dispute, public_id=item).first()
    if row is None:
        raise NotVisible
    return row


def to_rule_upon(dispute: Objection, item: UUID) -> ObjectionItem:
    """A contested item to rule upon. An item of the form that nobody contested is refused by its name (422)."""
    other = EvaluationItem.objects.filter(evaluation_id=dispute.evaluation_id, public_id=item).first()
    if other is not None:
        message = _("“%(item)s” is not contested; only contested items are ruled upon.") % {"item": other.label}
        raise GuardRefused(message, code="not_contested")
    return contested(dispute, item)


def frozen_rating(evaluation: Evaluation, code: str) -> int:
    """The rating in the result as handed over."""
    sections = (evaluation.result or {}).get("sections", [])
    return next(int(item["rating"]) for section in sections for item in section["items"] if item["code"] == code)


def count_save(dispute: Objection, revision: str, at: datetime) -> Saved:
    """Count a save of one section."""
    number = getattr(dispute, revision) + 1
    Objection.objects.filter(pk=dispute.pk).update(**{revision: number})
    return Saved(number, at)
