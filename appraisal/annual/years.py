"""The years of one person: periods, decided years and credit points over time, as far as the reader may know them.

No right of its own: a period is read where the policy of evaluations opens its ratings, a year where the policy of
annual results opens its predicate, credit points where it opens those. Contested periods are named and not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from appraisal.annual.policies import CREDIT
from appraisal.annual.reading import with_dispute
from appraisal.development.reading import forms_open_to
from appraisal.models import AnnualResult, Evaluation
from appraisal.models.annual import DECIDED_STATES
from appraisal.policies import PREDICATE, RATINGS
from organization.models import Employee
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for


@dataclass(frozen=True, slots=True)
class CreditYear:
    """What a decided year earned, and the sum of all years up to it."""

    annual: AnnualResult
    points: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class SectionPath:
    """The mean of one section over the periods, by the last day of each."""

    code: str
    label_id: str
    label_en: str
    points: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Years:
    """A person's settled periods and decided years, oldest first, with what was earned."""

    person: Employee
    own: bool
    forms: tuple[Evaluation, ...]
    contested: tuple[Evaluation, ...]
    annuals: tuple[AnnualResult, ...]
    credits: tuple[CreditYear, ...]

    @property
    def total(self) -> Decimal:
        """The credit points of all decided years."""
        return self.credits[-1].total if self.credits else Decimal(0)


def own_years(actor: Actor) -> Years:
    """The reader's own; NotVisible for an account without a person."""
    person = Employee.objects.select_related("unit").filter(pk=actor.employee_id or 0).first()
    if person is None or not actor.active:
        raise NotVisible
    return _of(actor, person)


def years_of_person(actor: Actor, public_id: UUID) -> Years:
    """A person's, for whoever may know at least one period or year of it; NotVisible for everybody else."""
    person = Employee.objects.select_related("unit").filter(public_id=public_id).first()
    if person is None:
        raise NotVisible
    found = _of(actor, person)
    if not found.own and not found.forms and not found.contested and not found.annuals:
        raise NotVisible
    return found


def _of(actor: Actor, person: Employee) -> Years:
    forms = forms_open_to(actor, person)
    annuals = decided_years(actor, person)
    return Years(
        person=person,
        own=actor.employee_id == person.pk,
        forms=tuple(form for form in forms if not form.disputed),
        contested=_contested(actor, person),
        annuals=annuals,
        credits=credits_of(actor, annuals),
    )


def _contested(actor: Actor, person: Employee) -> tuple[Evaluation, ...]:
    """Handed-over results under objection whose ratings the reader may know."""
    policy = policy_for(Evaluation)
    rows = policy.visible_to(actor).filter(employee=person, disputed=True).select_related("cycle__rule_set")
    found = rows.order_by("cycle__period_until", "pk")
    return tuple(form for form in found if RATINGS in policy.fields_for(actor, form))


def decided_years(actor: Actor, person: Employee) -> tuple[AnnualResult, ...]:
    """Decided years whose predicate the reader may know, oldest first; each marked with ``is_disputed``."""
    policy = policy_for(AnnualResult)
    rows = with_dispute(policy.visible_to(actor).filter(employee=person, state__in=DECIDED_STATES))
    found = rows.order_by("year", "pk")
    return tuple(one for one in found if PREDICATE in policy.fields_for(actor, one))


def credits_of(actor: Actor, annuals: Sequence[AnnualResult]) -> tuple[CreditYear, ...]:
    """Credit points by year with their running sum; only years whose credit the reader may know."""
    policy = policy_for(AnnualResult)
    found: list[CreditYear] = []
    total = Decimal(0)
    for annual in annuals:
        if annual.credit_points is None or CREDIT not in policy.fields_for(actor, annual):
            continue
        total += annual.credit_points
        found.append(CreditYear(annual, annual.credit_points, total))
    return tuple(found)


def section_paths(forms: Sequence[Evaluation]) -> tuple[SectionPath, ...]:
    """The frozen means of the sections over the periods, on the scale of the newest one; others are not comparable."""
    if not forms:
        return ()
    newest = forms[-1].rules
    found: dict[str, list[tuple[date, Decimal]]] = {one.code: [] for one in newest.sections}
    for form in forms:
        if form.rules.scale != newest.scale:
            continue
        for section in (form.result or {}).get("sections", ()):
            if section["code"] in found:
                found[section["code"]].append((form.cycle.period_until, Decimal(section["mean"])))
    return tuple(
        SectionPath(one.code, one.label.id, one.label.en, tuple(found[one.code]))
        for one in newest.sections
        if found[one.code]
    )
