"""What HR does with cycles: prepare, dry run, open, extend, remind, add late joiners, close, cancel whole."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Model
from django.utils.translation import gettext as _

from appraisal.actions.base import Saved, locked, require_revision, require_role, require_state, step
from appraisal.dry_run import DryRun, dry_run_of, exemptions_of
from appraisal.eligibility import in_filter
from appraisal.machines.cycle import CycleState
from appraisal.models import Cycle, CycleExemption, Evaluation, PeriodKind, RuleSet
from appraisal.opening import make_forms
from appraisal.policies import EvaluationPolicy
from appraisal.windows import faults_of
from organization.models import Employee, EmployeeKind, Unit, User
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.bulk import fire_many
from workflow.engine import Outcome
from workflow.errors import Conflict, FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

DAYS = (
    "period_from",
    "period_until",
    "self_from",
    "self_until",
    "review_until",
    "calibration_until",
    "close_by",
)
OPTIONAL = frozenset({"calibration_until"})
FIELDS = frozenset({*DAYS, "name", "period_kind", "unit", "kinds", "rule_set"})


@action
def create_cycle(*, actor: Actor, values: Mapping[str, Any]) -> Cycle:
    """A draft. ``values``: name, period_kind, the seven days (dates), unit and rule_set (public ids), kinds."""
    present = actors.reload(actor)
    columns = _columns(values)
    missing = sorted(name for name in FIELDS - OPTIONAL - {"kinds", "period_kind"} if columns.get(name) is None)
    if missing:
        raise InvalidInput(details=[FieldFault(name, _("Please fill in this field.")) for name in missing])
    _may_prepare(present, columns["unit"])
    _refuse_bad_windows(columns)
    cycle = Cycle(**columns, zone=columns["unit"].zone, created_at=clock.now())
    engine.begin(cycle, actor=present)
    return cycle


@action
def save_cycle(cycle: UUID, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> Saved:
    """Change a draft; the same fields as at its creation, any of them."""
    draft, roles = locked(Cycle, cycle, actor=actor)
    require_role(roles, Role.HR)
    require_state(draft, CycleState.DRAFT)
    stored = {name: getattr(draft, name) for name in values if name in FIELDS}
    require_revision(draft.revision, revision, current=stored, sent=values)
    columns = _columns(values)
    if "unit" in columns:
        _may_prepare(actors.reload(actor), columns["unit"])
    _refuse_bad_windows({**{name: getattr(draft, name) for name in (*DAYS, "rule_set")}, **columns})
    Cycle.objects.filter(pk=draft.pk).update(**columns, revision=draft.revision + 1)
    return Saved(draft.revision + 1, clock.now())


def _may_prepare(actor: Actor, unit: Unit) -> None:
    if not (actor.active and actor.holds(Role.HR, unit.lft)):
        raise NotPermitted


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields as column values; 400 naming each that is wrong."""
    faults = [FieldFault(name, _("This field is not known here.")) for name in sorted(set(values) - FIELDS)]
    found: dict[str, Any] = {}
    for name in FIELDS & values.keys():
        try:
            found[name] = _column(name, values[name])
        except ValueError:
            faults.append(FieldFault(name, _("Please choose one of the offered values.")))
    if faults:
        raise InvalidInput(details=faults)
    return found


def _column(name: str, value: Any) -> Any:
    if name in DAYS:
        if value is None and name in OPTIONAL:
            return None
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if name in ("unit", "rule_set"):
        return _found(Unit if name == "unit" else RuleSet, value)
    if name == "kinds":
        kinds = sorted(set(value)) if isinstance(value, list | tuple) else []
        if not kinds or not set(kinds) <= {EmployeeKind.PNS.value, EmployeeKind.PPPK.value}:
            raise ValueError(name)
        return kinds
    if name == "period_kind":
        return PeriodKind(value).value
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > 200:
        raise ValueError(name)
    return text


def _found(model: type[Model], public_id: Any) -> Any:
    row = model._default_manager.filter(public_id=UUID(str(public_id))).first()
    if row is None:
        raise ValueError(public_id)
    return row


def _refuse_bad_windows(columns: Mapping[str, Any]) -> None:
    """The days must fit before they are stored; whether calibration fits the rules is asked again at opening."""
    faults = faults_of(columns, calibration=columns.get("calibration_until") is not None)
    details = [FieldFault(fault.field, str(fault.message)) for fault in faults]
    if columns["period_until"] < columns["period_from"]:
        details.append(FieldFault("period_until", _("The period ends before it begins.")))
    if details:
        raise InvalidInput(details=details)


@action
def exempt(cycle: UUID, *, actor: Actor, employee: UUID, reason: str) -> CycleExemption:
    """Leave somebody out of a cycle that is being prepared, with the reason."""
    draft, roles = locked(Cycle, cycle, actor=actor)
    require_role(roles, Role.HR)
    require_state(draft, CycleState.DRAFT)
    person = in_filter(draft).filter(public_id=employee).first()
    if person is None:
        raise NotVisible
    text = reason.strip()
    if not text or len(text) > 400:
        raise InvalidInput(details=[FieldFault("reason", _("Please enter text of the right length."))])
    found, _made = CycleExemption.objects.update_or_create(
        cycle=draft,
        employee=person,
        defaults={"reason": text, "author": User.objects.get(pk=cast("int", actor.user_id)), "created_at": clock.now()},
    )
    return found


@action
def include_again(cycle: UUID, *, actor: Actor, employee: UUID) -> None:
    """Take an exemption back while the cycle is being prepared."""
    draft, roles = locked(Cycle, cycle, actor=actor)
    require_role(roles, Role.HR)
    require_state(draft, CycleState.DRAFT)
    if not CycleExemption.objects.filter(cycle=draft, employee__public_id=employee).delete()[0]:
        raise NotVisible


def dry_run(cycle: UUID, *, actor: Actor) -> DryRun:
    """What opening would do now: who is in, who lacks an assessor, who is left out and why. Reads only."""
    policy = policy_for(Cycle)
    draft = policy.visible_to(actor).filter(public_id=cycle).first()
    if draft is None:
        raise NotVisible
    if Role.HR.value not in policy.roles_of(actor, draft):
        raise NotPermitted
    return dry_run_of(draft, at=clock.now(), exemptions=exemptions_of(draft))


def take(
    cycle: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any transition of the cycle's table, by its name."""
    return step(Cycle, cycle, name, actor=actor, version=version, payload=payload, key=key)


def open_cycle(cycle: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """Freeze the rules and start the job that makes the forms (``Cycle.job_id``)."""
    return take(cycle, "open", actor=actor, version=version, key=key)


def extend(
    cycle: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None, **days: date
) -> Outcome:
    """Later ends of windows; the deadlines of the forms move along."""
    return take(cycle, "extend", actor=actor, version=version, payload={**days, "reason": reason}, key=key)


def begin_closing(cycle: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """No more late joiners."""
    return take(cycle, "begin_closing", actor=actor, version=version, key=key)


def resume(cycle: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """Back from closing."""
    return take(cycle, "resume", actor=actor, version=version, payload={"reason": reason}, key=key)


def close(cycle: UUID, *, actor: Actor, version: int | None, key: str | None = None) -> Outcome:
    """422 with the numbers while something is open."""
    return take(cycle, "close", actor=actor, version=version, key=key)


def cancel(cycle: UUID, *, actor: Actor, version: int | None, reason: str, key: str | None = None) -> Outcome:
    """Cancel the cycle whole; a job cancels its forms."""
    return take(cycle, "cancel", actor=actor, version=version, payload={"reason": reason}, key=key)


@action
def add_late_joiner(cycle: UUID, *, actor: Actor, employee: UUID) -> Evaluation:
    """A form for somebody who came after the opening, or was exempt then."""
    running, roles = locked(Cycle, cycle, actor=actor)
    require_role(roles, Role.HR)
    require_state(running, CycleState.RUNNING)
    person = in_filter(running).filter(public_id=employee).first()
    if person is None:
        raise NotVisible
    _refuse_conflict_of_interest(actors.reload(actor), person)
    if Evaluation.objects.filter(cycle=running, employee=person).exists():
        raise Conflict(_("This person is already in the cycle."), code="already_in")
    try:
        make_forms(running, [person.pk], actor=actors.reload(actor), at=clock.now())
    except IntegrityError as race:
        raise Conflict(_("This person is already in the cycle."), code="already_in") from race
    return Evaluation.objects.get(cycle=running, employee=person)


def _refuse_conflict_of_interest(actor: Actor, person: Employee) -> None:
    if person.pk == actor.employee_id or person.pk in actor.superior_ids:
        raise NotPermitted


def remind_unopened(cycle: UUID, *, actor: Actor) -> int:
    """Remind everyone who has not opened a delivered result; returns how many were reminded."""
    policy = policy_for(Cycle)
    running = policy.visible_to(actor).filter(public_id=cycle).first()
    if running is None:
        raise NotVisible
    if Role.HR.value not in policy.roles_of(actors.reload(actor), running):
        raise NotPermitted
    if running.state not in (CycleState.RUNNING, CycleState.CLOSING):
        raise GuardRefused(code="cycle_over")
    waiting = (
        EvaluationPolicy().visible_to(actor).filter(cycle=running, state="objection", result_opened_at__isnull=True)
    )
    return fire_many(Evaluation, waiting.values_list("pk", flat=True), "remind", actor=actor)
