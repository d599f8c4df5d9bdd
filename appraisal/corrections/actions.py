"""What people do about a wrong assessor: ask for another with evidence, decide it, take the request back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from appraisal.actions.base import locked, require_role, require_state, step
from appraisal.corrections.steps import REASSIGNED_BY
from appraisal.machines.correction import CorrectionState
from appraisal.models import AssessorCorrection, CorrectionFile, Evaluation
from appraisal.models.corrections import LONGEST_REASON
from appraisal.models.files import random_path
from organization.delegates import choosable_by
from organization.models import Employee
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotVisible
from workflow.roles import Role
from workflow.transactions import action
from workflow.uploads import accept

MOST_FILES = 5


@action
def ask_for_another(evaluation: UUID, *, actor: Actor, reason: str, proposed: UUID | None = None) -> AssessorCorrection:
    """The employee says why somebody else should assess, and perhaps who. 422 while one is undecided."""
    form, roles = locked(Evaluation, evaluation, actor=actor)
    require_role(roles, Role.SUBJECT)
    require_state(form, *REASSIGNED_BY)
    present = actors.reload(actor)
    person = choosable_by(present).filter(public_id=proposed).first() if proposed is not None else None
    faults = _faults(form, reason, wanted=proposed, person=person)
    if faults:
        raise InvalidInput(details=tuple(faults))
    if form.assessor_corrections.filter(state=CorrectionState.FILED.value).exists():
        raise GuardRefused(_("You have asked before; HR has not decided yet."), code="already_asked")
    made = AssessorCorrection(
        evaluation=form,
        contested_id=form.assessor_id,
        contested_name=form.assessor_name,
        proposed=person,
        proposed_name=person.full_name if person else "",
        reason=reason.replace("\x00", "").strip(),
        filed_at=clock.now(),
    )
    engine.begin(made, actor=present, at=made.filed_at)
    Evaluation.objects.filter(pk=form.pk).update(assessor_contested=True)
    return made


def _faults(form: Evaluation, reason: str, *, wanted: UUID | None, person: Employee | None) -> list[FieldFault]:
    faults = []
    if not reason.replace("\x00", "").strip():
        faults.append(FieldFault("reason", _("Say why another person should assess you.")))
    elif len(reason) > LONGEST_REASON:
        faults.append(FieldFault("reason", _("Please use at most %(limit)d characters.") % {"limit": LONGEST_REASON}))
    if wanted is not None and person is None:
        faults.append(FieldFault("proposed", _("Nobody you may name is meant by this.")))
    elif person is not None and person.pk in (form.employee_id, form.assessor_id):
        faults.append(FieldFault("proposed", _("Name somebody else than yourself and the present assessor.")))
    return faults


def take(
    correction: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Grant (``assessor``, ``reason``), refuse (``reason``) or withdraw; the form is locked before the request."""
    return _take(correction, name, actor, version, payload, key)


@action
def _take(
    correction: UUID,
    name: str,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None,
    key: str | None,
) -> Outcome:
    _lock_form(correction)
    return step(AssessorCorrection, correction, name, actor=actor, version=version, payload=payload, key=key)


def _lock_form(correction: UUID) -> None:
    row = AssessorCorrection.objects.filter(public_id=correction).values_list("evaluation_id", flat=True).first()
    if row is None:
        raise NotVisible
    list(Evaluation.objects.select_for_update(of=("self",)).filter(pk=row).values_list("pk"))


def upload_file(correction: UUID, *, actor: Actor, name: str, content: bytes) -> CorrectionFile:
    """Put a file to a request that waits; looked at before it is stored under a random name."""
    _check_files(correction, actor)
    taken = accept(content, name)
    path = default_storage.save(random_path(CorrectionFile(), taken.name), ContentFile(taken.content))
    fields = {
        "file": path,
        "name": taken.name,
        "sha256": taken.digest,
        "size": len(taken.content),
        "media_type": taken.media_type,
        "uploaded_by_id": actor.user_id,
        "uploaded_at": clock.now(),
    }
    try:
        return _add_file(correction, actor, fields)
    except BaseException:
        # No file without its row.
        default_storage.delete(path)
        raise


@action
def _check_files(correction: UUID, actor: Actor) -> None:
    _open_for_files(correction, actor)


@action
def _add_file(correction: UUID, actor: Actor, fields: dict[str, Any]) -> CorrectionFile:
    return CorrectionFile.objects.create(correction=_open_for_files(correction, actor), **fields)


@action
def remove_file(correction: UUID, file: UUID, *, actor: Actor) -> None:
    """Take a file away while the request waits; the row stays, marked."""
    found = _waiting(correction, actor)
    rows = found.files.filter(public_id=file, removed_at__isnull=True)
    if not rows.update(removed_at=clock.now()):
        raise NotVisible


def _open_for_files(correction: UUID, actor: Actor) -> AssessorCorrection:
    found = _waiting(correction, actor)
    if found.files.filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise GuardRefused(_("There are five files already."), code="too_many_files")
    return found


def _waiting(correction: UUID, actor: Actor) -> AssessorCorrection:
    _lock_form(correction)
    found, roles = locked(AssessorCorrection, correction, actor=actor)
    require_role(roles, Role.SUBJECT)
    require_state(found, CorrectionState.FILED)
    return found
