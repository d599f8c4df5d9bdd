"""Evidence: files put to an item, or to a contested item. Looked at before the transaction, stored under a random name.

A file is never replaced: another upload is another row, and a removed one stays for the record (F-73).
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from appraisal.actions.base import locked, require_role, require_state, settle_passed_deadlines
from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.models import Evaluation, EvaluationItem, Evidence, Objection, ObjectionEvidence, ObjectionItem
from appraisal.models.files import random_path
from workflow import clock
from workflow.actors import Actor
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.roles import Role
from workflow.transactions import action
from workflow.uploads import accept

R = TypeVar("R")
MOST_FILES = 10


def upload_evidence(evaluation: UUID, item: UUID, *, actor: Actor, name: str, content: bytes) -> Evidence:
    """Put a file to an item while the form is with the employee."""
    settle_passed_deadlines(Evaluation, evaluation, before=clock.now())
    fields = stored_fields(name, content, actor=actor, check=lambda: _check_item(evaluation, item, actor))
    return or_delete(fields, lambda: _add_evidence(evaluation, item, actor, fields))


def upload_objection_evidence(
    objection: UUID, item: UUID, *, actor: Actor, name: str, content: bytes
) -> ObjectionEvidence:
    """Put a file to a contested item (its own public id) while the objection is being written."""
    fields = stored_fields(name, content, actor=actor, check=lambda: _check_contested(objection, item, actor))
    return or_delete(fields, lambda: _add_objection_evidence(objection, item, actor, fields))


def remove_evidence(evaluation: UUID, evidence: UUID, *, actor: Actor) -> None:
    """Take a file away again; the row stays, marked."""
    settle_passed_deadlines(Evaluation, evaluation, before=clock.now())
    _remove_evidence(evaluation, evidence, actor)


@action
def _remove_evidence(evaluation: UUID, evidence: UUID, actor: Actor) -> None:
    form = _form_for_files(evaluation, actor)
    rows = Evidence.objects.filter(public_id=evidence, item__evaluation=form, removed_at__isnull=True)
    if not rows.update(removed_at=clock.now()):
        raise NotVisible


@action
def remove_objection_evidence(objection: UUID, evidence: UUID, *, actor: Actor) -> None:
    """Take a file away from a draft; the row stays, marked."""
    dispute = _dispute_for_files(objection, actor)
    rows = ObjectionEvidence.objects.filter(public_id=evidence, item__objection=dispute, removed_at__isnull=True)
    if not rows.update(removed_at=clock.now()):
        raise NotVisible


def stored_fields(name: str, content: bytes, *, actor: Actor, check: Callable[[], Any]) -> dict[str, Any]:
    """Ask first, look at the file, store it; the row follows in its own transaction."""
    check()
    taken = accept(content, name)
    path = default_storage.save(random_path(Evidence(), taken.name), ContentFile(taken.content))
    return {
        "file": path,
        "name": taken.name,
        "sha256": taken.digest,
        "size": len(taken.content),
        "media_type": taken.media_type,
        "uploaded_by_id": actor.user_id,
        "uploaded_at": clock.now(),
    }


def or_delete(fields: dict[str, Any], add: Callable[[], R]) -> R:
    """No file without its row."""
    try:
        return add()
    except BaseException:
        default_storage.delete(fields["file"])
        raise


@action
def _check_item(evaluation: UUID, item: UUID, actor: Actor) -> EvaluationItem:
    form = _form_for_files(evaluation, actor)
    row = EvaluationItem.objects.filter(evaluation=form, public_id=item).first()
    if row is None:
        raise NotVisible
    refuse_too_many(row.evidence.filter(removed_at__isnull=True).count())
    return row


@action
def _add_evidence(evaluation: UUID, item: UUID, actor: Actor, fields: dict[str, Any]) -> Evidence:
    form = _form_for_files(evaluation, actor)
    row = EvaluationItem.objects.get(evaluation=form, public_id=item)
    refuse_too_many(row.evidence.filter(removed_at__isnull=True).count())
    return Evidence.objects.create(item=row, **fields)


@action
def _check_contested(objection: UUID, item: UUID, actor: Actor) -> ObjectionItem:
    dispute = _dispute_for_files(objection, actor)
    row = ObjectionItem.objects.filter(objection=dispute, public_id=item).first()
    if row is None:
        raise NotVisible
    refuse_too_many(row.evidence.filter(removed_at__isnull=True).count())
    return row


@action
def _add_objection_evidence(objection: UUID, item: UUID, actor: Actor, fields: dict[str, Any]) -> ObjectionEvidence:
    dispute = _dispute_for_files(objection, actor)
    row = ObjectionItem.objects.get(objection=dispute, public_id=item)
    refuse_too_many(row.evidence.filter(removed_at__isnull=True).count())
    return ObjectionEvidence.objects.create(item=row, **fields)


def _form_for_files(evaluation: UUID, actor: Actor) -> Evaluation:
    form, roles = locked(Evaluation, evaluation, actor=actor)
    require_role(roles, Role.SUBJECT, Role.HR)
    if Role.SUBJECT.value not in roles and form.assisted_by_id != actor.user_id:
        raise NotPermitted
    require_state(form, EvaluationState.SELF_ASSESSMENT)
    return form


def _dispute_for_files(objection: UUID, actor: Actor) -> Objection:
    dispute, roles = locked(Objection, objection, actor=actor)
    require_role(roles, Role.SUBJECT)
    require_state(dispute, ObjectionState.DRAFTED)
    return dispute


def refuse_too_many(number: int) -> None:
    if number >= MOST_FILES:
        raise GuardRefused(_("There are ten files already."), code="too_many_files")
