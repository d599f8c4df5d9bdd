"""What people do with rewards: make and end a programme, nominate, decide, agree to be named. Doors call these."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from appraisal.actions.base import step
from appraisal.awards.candidates import Candidate, candidate_of
from appraisal.awards.criteria import faults_of
from appraisal.awards.policies import may_nominate, programmes_visible_to, runs_programmes
from appraisal.machines.award import LIVE_STATES
from appraisal.models import Award, AwardResult, Cycle, Evaluation, RewardProgramme
from appraisal.models.rewards import MOST_PERIODS
from organization.models import Unit, User
from workflow import actors, clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.policies import policy_for
from workflow.transactions import action, within_action

OVER: Final = ("draft", "opening", "cancelled")


@action
def create_programme(*, actor: Actor, values: Mapping[str, Any]) -> RewardProgramme:
    """Make a programme from `name`, `purpose`, `unit`, `cycle` (public ids), `periods` and `criteria`; for HR.

    403 outside the own units, 400 with every fault by its field. A programme is never changed afterwards.
    """
    present = actors.reload(actor)
    unit = Unit.objects.filter(public_id=values["unit"]).first()
    if not runs_programmes(present, unit.lft if unit else None):
        raise NotPermitted
    cycle = _cycle(present, values["cycle"])
    faults = _faults(values, unit, cycle)
    if faults or unit is None or cycle is None:
        raise InvalidInput(details=faults)
    return RewardProgramme.objects.create(
        unit=unit,
        cycle=cycle,
        name=_clean(values["name"]),
        purpose=_clean(values["purpose"]),
        periods=values["periods"],
        criteria=list(values["criteria"]),
        author_id=present.user_id or 0,
        created_at=clock.now(),
    )


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _cycle(actor: Actor, public_id: UUID) -> Cycle | None:
    rows = policy_for(Cycle).visible_to(actor).exclude(state__in=OVER).select_related("rule_set")
    found: Cycle | None = rows.filter(public_id=public_id).first()
    return found


def _faults(values: Mapping[str, Any], unit: Unit | None, cycle: Cycle | None) -> list[FieldFault]:
    faults = []
    for name, limit in (("name", 120), ("purpose", 600)):
        if not _clean(values[name]):
            faults.append(FieldFault(name, _("Please enter text.")))
        elif len(_clean(values[name])) > limit:
            faults.append(FieldFault(name, _("Please use at most %(limit)d characters.") % {"limit": limit}))
    if not 1 <= values["periods"] <= MOST_PERIODS:
        sentence = _("Please choose 1 to %(most)d periods.") % {"most": MOST_PERIODS}
        faults.append(FieldFault("periods", sentence))
    if unit is None:
        faults.append(FieldFault("unit", _("Please choose one of the offered values.")))
    if cycle is None:
        return [*faults, FieldFault("cycle", _("Please choose one of the offered values."))]
    same = RewardProgramme.objects.filter(unit=unit, cycle=cycle, name=_clean(values["name"]))
    if unit is not None and same.exists():
        faults.append(FieldFault("name", _("There is a programme with this name for the cycle.")))
    return [*faults, *faults_of(values["criteria"], cycle.rules)]


@action
def end_programme(public_id: UUID, *, actor: Actor) -> RewardProgramme:
    """Take no further nomination; what is nominated goes on. For HR of the programme's unit; twice changes nothing."""
    present = actors.reload(actor)
    found = RewardProgramme.objects.select_for_update(of=("self",)).select_related("unit").filter(public_id=public_id)
    programme = found.first()
    if programme is None or not programmes_visible_to(present).filter(pk=programme.pk).exists():
        raise NotVisible
    if not runs_programmes(present, programme.unit.lft):
        raise NotPermitted
    if programme.ended_at is None:
        programme.ended_at = clock.now()
        programme.save(update_fields=("ended_at",))
    return programme


@action
def nominate(programme: UUID, employee: UUID, *, actor: Actor, reason: str) -> Award:
    """Nominate a person who meets the criteria: the assessor or HR, with a reason of 1 to 2000 characters.

    404 for a person or programme the actor may not know of, 403 for who may see the form but not nominate, 422 while a
    result is not settled, a criterion is not met, the programme has ended, or the person is nominated already.
    """
    present = actors.reload(actor)
    wanted = programmes_visible_to(present).filter(public_id=programme).first()
    form = _form(wanted, employee, present)
    if wanted is None or form is None:
        raise NotVisible
    if not may_nominate(present, form):
        raise NotPermitted
    words = _clean(reason)
    if not words or len(words) > 2000:
        raise InvalidInput(details=[FieldFault("reason", _("Give a reason of 1 to 2000 characters."))])
    found = _fitting(wanted, form)
    return _begin(wanted, found, words, present)


def _form(programme: RewardProgramme | None, employee: UUID, actor: Actor) -> Evaluation | None:
    """The visible form in the programme's cycle, its row locked: two nominations follow one another."""
    if programme is None:
        return None
    rows = policy_for(Evaluation).visible_to(actor).filter(cycle=programme.cycle, employee__public_id=employee)
    pk = rows.values_list("pk", flat=True).first()
    locked = Evaluation.objects.select_for_update(of=("self",)).select_related("unit", "cycle")
    return locked.filter(pk=pk).first() if pk is not None else None


def _fitting(programme: RewardProgramme, form: Evaluation) -> Candidate:
    if programme.ended_at is not None:
        raise GuardRefused(_("This programme has ended."), code="programme_ended")
    if Award.objects.filter(programme=programme, employee_id=form.employee_id, state__in=LIVE_STATES).exists():
        raise GuardRefused(_("This person is nominated already."), code="already_nominated")
    found = candidate_of(programme, form.employee_id)
    if found is None or found.waits:
        raise GuardRefused(_("The result is not settled yet: the nomination waits."), code="result_unsettled")
    if not found.fulfils:
        sentence = _("This person does not meet the criteria.")
        raise GuardRefused(sentence, code="criteria_missing", details=found.missing)
    return found


@within_action
def _begin(programme: RewardProgramme, found: Candidate, reason: str, actor: Actor) -> Award:
    form, now = found.form, clock.now()
    nominator = User.objects.select_related("employee").get(pk=actor.user_id or 0)
    award = Award(
        programme=programme,
        employee_id=form.employee_id,
        unit_id=form.unit_id,
        assessor_id=form.assessor_id,
        superior_id=form.superior_id,
        employee_name=form.employee_name,
        employee_post=form.employee_post,
        unit_name=form.unit_name or form.unit.name,
        grounds=[ground.as_data() for ground in found.grounds],
        nominator=nominator,
        nominator_name=nominator.display_name,
        nomination=reason,
        nominated_at=now,
    )
    engine.begin(award, actor=actor, at=now)
    AwardResult.objects.bulk_create([AwardResult(award=award, evaluation_id=pk) for pk in found.rests_on])
    return award


def take(
    award: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of an award, in the lock order of the product: the results first."""
    try:
        return _take(award, name, actor, version, payload, key)
    except IntegrityError:
        # Two requests with one key at once: the second finds the first's effect.
        if key is None:
            raise
        return _take(award, name, actor, version, payload, key)


@action
def _take(
    award: UUID, name: str, actor: Actor, version: int | None, payload: Mapping[str, Any] | None, key: str | None
) -> Outcome:
    rows = Evaluation.objects.select_for_update(of=("self",)).filter(award_results__award__public_id=award)
    list(rows.order_by("pk").values_list("pk", flat=True))
    return step(Award, award, name, actor=actor, version=version, payload=payload, key=key)
