"""Writing the plan before it is proposed. A save is a revision, not an event; a stale page overwrites nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.clocks import RHYTHM, sensible_stages
from cases.files import StoredFile
from cases.models import ImprovementCase, PlanItem, ProgressEntry, Training
from cases.models.plan import ItemKind, ItemOwner
from workflow import actors, clock
from workflow.actors import Actor
from workflow.errors import (
    FieldFault,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
)
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

WRITERS = frozenset({Role.ASSESSOR.value, Role.COACH.value})
PLAN_FIELDS = ("goal", "target_on", "sessions_required", "sessions_every_days", "stage_months")
ITEM_FIELDS = (
    "kind",
    "title",
    "owner",
    "due_on",
    "required",
    "indicator_code",
    "indicator_label",
    "measure",
    "baseline",
    "target",
    "training",
)
MOST_SESSIONS = 24
STAGES_FAULT = gettext_lazy("Please give the months as rising whole numbers from 1 to 24, six at most: 1, 3, 6.")
MOST_ITEMS = 60


def _locked(case: ImprovementCase, actor: Actor) -> tuple[ImprovementCase, frozenset[str]]:
    """The case as it is now, and the actor's roles as they are now; 404 when it may not be known."""
    found = ImprovementCase.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    policy = policy_for(ImprovementCase)
    fresh = actors.reload(actor)
    roles = policy.roles_of(fresh, found)
    if not policy.sees(fresh, found, roles):
        raise NotVisible
    return found, roles


def _writable(case: ImprovementCase, actor: Actor) -> ImprovementCase:
    found, roles = _locked(case, actor)
    if not roles & WRITERS:
        raise NotPermitted
    if not found.may_be_planned:
        raise StateConflict(
            _("A plan is written before it is proposed. Take it back first if it has to change."), state=found.state
        )
    return found


def _check_revision(revision: int | None, stored: int, current: Mapping[str, Any]) -> None:
    if revision is None:
        raise PreconditionRequired
    if revision != stored:
        raise StaleRevision(current={"revision": stored, "fields": dict(current)})


@action
def change_plan(
    case: ImprovementCase, *, actor: Actor, revision: int | None, values: Mapping[str, Any]
) -> ImprovementCase:
    """Save goal, day and number of sessions; `revision` is the one the person read."""
    found = _writable(case, actor)
    current = {name: str(getattr(found, name)) for name in PLAN_FIELDS}
    _check_revision(revision, found.plan_revision, current)
    wanted = _only(values, PLAN_FIELDS)
    _check_plan(wanted)
    for name, value in wanted.items():
        setattr(found, name, value)
    found.plan_revision += 1
    ImprovementCase.objects.filter(pk=found.pk).update(plan_revision=found.plan_revision, **wanted)
    return found


def _only(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    unknown = [name for name in values if name not in names]
    if unknown:
        raise InvalidInput(details=[FieldFault(name, _("This field is not known here.")) for name in unknown])
    return dict(values)


def _check_plan(values: Mapping[str, Any]) -> None:
    sessions = values.get("sessions_required", 1)
    if not 1 <= sessions <= MOST_SESSIONS:
        sentence = _("Please plan between 1 and %(most)d coaching sessions.") % {"most": MOST_SESSIONS}
        raise InvalidInput(details=[FieldFault("sessions_required", sentence)])
    if not sensible_stages(values.get("stage_months", ())):
        raise InvalidInput(details=[FieldFault("stage_months", str(STAGES_FAULT))])
    if not RHYTHM[0] <= values.get("sessions_every_days", RHYTHM[0]) <= RHYTHM[1]:
        sentence = _("Please give a number from %(lowest)d to %(highest)d.") % {
            "lowest": RHYTHM[0],
            "highest": RHYTHM[1],
        }
        raise InvalidInput(details=[FieldFault("sessions_every_days", sentence)])


@action
def add_item(case: ImprovementCase, *, actor: Actor, values: Mapping[str, Any]) -> PlanItem:
    """Add one line at the end of the plan."""
    found = _writable(case, actor)
    wanted = _only(values, ITEM_FIELDS)
    _check_item(wanted, new=True)
    if PlanItem.objects.filter(case=found, removed=False).count() >= MOST_ITEMS:
        raise InvalidInput(_("A plan with more than %(most)d items helps nobody.") % {"most": MOST_ITEMS})
    last = PlanItem.objects.filter(case=found).aggregate(last=Max("position"))["last"]
    item = PlanItem(case=found, position=(last or 0) + 1, first_due_on=wanted.get("due_on"), **wanted)
    item.save()
    _count_revision(found)
    return item


@action
def change_item(
    case: ImprovementCase, *, item: Any, actor: Actor, revision: int | None, values: Mapping[str, Any]
) -> PlanItem:
    """Save one line; `revision` is the one the person read of this line."""
    found = _writable(case, actor)
    line = _line(found, item)
    _check_revision(revision, line.revision, {name: _text(line, name) for name in ITEM_FIELDS})
    wanted = _only(values, ITEM_FIELDS)
    _check_item(wanted, new=False)
    for name, value in wanted.items():
        setattr(line, name, value)
    line.first_due_on = line.due_on
    line.revision += 1
    line.save()
    _count_revision(found)
    return line


@action
def remove_item(case: ImprovementCase, *, item: Any, actor: Actor, revision: int | None) -> None:
    """Take one line out of the plan."""
    found = _writable(case, actor)
    line = _line(found, item)
    _check_revision(revision, line.revision, {name: _text(line, name) for name in ITEM_FIELDS})
    PlanItem.objects.filter(pk=line.pk).update(removed=True, revision=F("revision") + 1)
    _count_revision(found)


@action
def attach_evidence(case: ImprovementCase, *, item: Any, actor: Actor, stored: StoredFile) -> PlanItem:
    """Put a file to an open item while work is under way; employee, supervisor or coach."""
    found, roles = _locked(case, actor)
    if not roles & (WRITERS | {Role.SUBJECT.value}):
        raise NotPermitted
    if found.state != "active":
        raise StateConflict(_("Evidence is added while the work is under way."), state=found.state)
    line = _line(found, item)
    line.evidence, line.evidence_name = stored.path, stored.name
    line.evidence_type, line.evidence_digest = stored.media_type, stored.digest
    line.revision += 1
    line.save(update_fields=["evidence", "evidence_name", "evidence_type", "evidence_digest", "revision"])
    ProgressEntry.objects.create(
        item=line,
        at=clock.now(),
        by_id=actor.employee_id,
        evidence=stored.path,
        evidence_name=stored.name,
        evidence_type=stored.media_type,
        evidence_digest=stored.digest,
    )
    return line


def _line(case: ImprovementCase, public_id: Any) -> PlanItem:
    found = PlanItem.objects.filter(case=case, public_id=public_id, removed=False).first()
    if found is None:
        raise NotVisible
    return found


def _text(line: PlanItem, name: str) -> str:
    value = getattr(line, name)
    return "" if value is None else str(value)


def _check_item(values: Mapping[str, Any], *, new: bool) -> None:
    faults = list(_item_faults(values, new=new))
    if faults:
        raise InvalidInput(details=faults)


def _item_faults(values: Mapping[str, Any], *, new: bool) -> Any:
    if (new or "title" in values) and not str(values.get("title", "")).strip():
        yield FieldFault("title", _("Please write what is to be done."))
    if (new or "kind" in values) and values.get("kind") not in ItemKind.values:
        yield FieldFault("kind", _("Please choose one of the offered values."))
    if "owner" in values and values["owner"] not in ItemOwner.values:
        yield FieldFault("owner", _("Please choose one of the offered values."))
    if not isinstance(values.get("due_on"), date | None):
        yield FieldFault("due_on", _("Please enter a date as year-month-day."))
    if not isinstance(values.get("training"), Training | None):
        yield FieldFault("training", _("Please choose one of the offered values."))


def _count_revision(case: ImprovementCase) -> None:
    ImprovementCase.objects.filter(pk=case.pk).update(plan_revision=F("plan_revision") + 1)
