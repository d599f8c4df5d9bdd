"""What people do with annual results: make them for a year, decide, acknowledge, ask for another decision."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from appraisal.actions.base import step
from appraisal.annual.making import JOB, waiting_for_one
from appraisal.annual.policies import makes_years
from appraisal.annual.reading import in_year
from appraisal.models import AnnualResult, Evaluation
from appraisal.models.annual import YEARS
from organization.days import today
from organization.models import Unit
from workflow import actors
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.jobs import start_job
from workflow.models import Job
from workflow.policies import policy_for
from workflow.transactions import action

FIRST_YEAR: Final = YEARS[0]


@action
def make_year(*, actor: Actor, unit: UUID, year: int) -> Job:
    """Start the job that makes the annual results of a unit and everything below it; for HR of the unit.

    403 for others, 400 for a year that lies ahead, 422 where nobody is left to make one for.
    """
    present = actors.reload(actor)
    found = Unit.objects.filter(public_id=unit).first()
    if not makes_years(present, found.lft if found else None) or found is None:
        raise NotPermitted
    if not FIRST_YEAR <= year <= today(found.zone).year:
        raise InvalidInput(details=[FieldFault("year", _("Please choose this year or one before."))])
    total = waiting_for_one(found, year).count()
    if not total:
        raise GuardRefused(_("Everybody who was appraised in this year has an annual result."), code="nobody_left")
    return start_job(JOB, {"unit": found.pk, "year": year}, actor=present, total=total)


def take(
    annual: UUID,
    name: str,
    *,
    actor: Actor,
    version: int | None,
    payload: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Outcome:
    """Any step of an annual result, in the lock order of the product: the periods first."""
    try:
        return _take(annual, name, actor, version, payload, key)
    except IntegrityError:
        # Two requests with one key at once: the second finds the first's effect.
        if key is None:
            raise
        return _take(annual, name, actor, version, payload, key)


@action
def _take(
    annual: UUID, name: str, actor: Actor, version: int | None, payload: Mapping[str, Any] | None, key: str | None
) -> Outcome:
    rows = policy_for(AnnualResult).visible_to(actors.reload(actor)).filter(public_id=annual)
    found = rows.values_list("year", "employee_id").first()
    if found is None:
        raise NotVisible
    year, person = found
    forms = Evaluation.objects.select_for_update(of=("self",)).filter(in_year(year), employee_id=person)
    list(forms.order_by("pk").values_list("pk", flat=True))
    return step(AnnualResult, annual, name, actor=actor, version=version, payload=payload, key=key)
