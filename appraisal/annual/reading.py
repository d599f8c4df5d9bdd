"""The periods of a person's year as they stand now, and what follows from them: months, proposal, credit points.

Nothing here looks at rights: the policy of annual results says who may read it. Set-wise for many results of one year.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.annual.months import Stretch, shared_out
from appraisal.annual.proposal import CannotPropose, Counted, Proposal, digest_of, propose
from appraisal.credit.points import Earned, Held, earned
from appraisal.credit.posts import posts_of
from appraisal.machines.cycle import CycleState
from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.models import Evaluation, Objection
from appraisal.rules import RuleContent

UNDECIDED = (ObjectionState.LATE.value, ObjectionState.FILED.value, ObjectionState.ANSWERED.value)


def in_year(year: int, prefix: str = "") -> Q:
    """Forms whose period touches a year, but for cancelled ones; ``prefix`` leads to the form."""
    touching = Q(**{f"{prefix}cycle__period_from__lte": date(year, 12, 31)})
    touching &= Q(**{f"{prefix}cycle__period_until__gte": date(year, 1, 1)})
    gone = Q(**{f"{prefix}state": EvaluationState.CANCELLED.value})
    return touching & ~gone & ~Q(**{f"{prefix}cycle__state": CycleState.CANCELLED.value})


def with_dispute(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Annual results with ``is_disputed``: an objection to one of their periods is not decided yet."""
    own = Evaluation.objects.filter(
        employee=OuterRef("employee"), cycle__period_from__year__lte=OuterRef("year"),
        cycle__period_until__year__gte=OuterRef("year"),
    ).exclude(state=EvaluationState.CANCELLED)  # fmt: skip
    contested = Exists(Objection.objects.filter(evaluation=OuterRef("pk"), state__in=UNDECIDED))
    marked: QuerySet[Any] = rows.annotate(is_disputed=Exists(own.filter(Q(disputed=True) | contested)))
    return marked


@dataclass(frozen=True, slots=True)
class Period:
    """One form of the year with its months; ``settled``: its result is final and nothing of it is open."""

    form: Evaluation
    months: tuple[int, ...]
    contested: bool

    @property
    def disputed(self) -> bool:
        """An objection is not decided yet, also one that waits for its admission."""
        return self.form.disputed or self.contested

    @property
    def settled(self) -> bool:
        """Whether the result can be built on."""
        form = self.form
        return form.state == EvaluationState.FINAL and form.reopen_requested_by_id is None and not self.disputed


@dataclass(frozen=True, slots=True)
class Year:
    """A person's year: its periods in order of time, and the posts held."""

    year: int
    periods: tuple[Period, ...]
    posts: tuple[Held, ...]

    @property
    def disputed(self) -> bool:
        """Whether any period is under objection."""
        return any(one.disputed for one in self.periods)

    @property
    def open(self) -> tuple[Period, ...]:
        """Periods without a result that can be built on."""
        return tuple(one for one in self.periods if not one.settled)

    @property
    def counted(self) -> tuple[Period, ...]:
        """Settled periods, with or without months."""
        return tuple(one for one in self.periods if one.settled)

    @property
    def months(self) -> tuple[int, ...]:
        """The months of the settled periods."""
        return tuple(sorted(month for one in self.counted for month in one.months))

    @property
    def newest(self) -> Evaluation | None:
        """The form of the newest period that has months: its frozen rules are those of the year."""
        forms = [one.form for one in self.counted if one.months]
        return max(forms, key=lambda form: (form.cycle.period_until, form.pk)) if forms else None

    @property
    def rules(self) -> RuleContent | None:
        """The rules of the year; None while no period counts."""
        return self.newest.rules if self.newest is not None else None

    def proposal(self) -> Proposal | None:
        """What the periods propose; None while nothing counts or their predicates do not fit together."""
        rules = self.rules
        if rules is None:
            return None
        try:
            return propose(rules, self.year, [_counted(one) for one in self.counted])
        except CannotPropose:
            return None

    def credit(self, predicate: str) -> Earned | None:
        """The credit points a predicate would earn; None without a functional post or a table in the rules."""
        rules = self.rules
        if rules is None or rules.credit is None:
            return None
        return earned(rules.credit, year=self.year, predicate=predicate, months=self.months, posts=self.posts)

    def trace(self) -> Mapping[str, Any]:
        """What a decision rests on: the proposal's trace, or the bare periods where there is no proposal."""
        found = self.proposal()
        if found is not None:
            return found.trace
        lines = [
            {"form": one.form, "name": one.name, "predicate": one.predicate, "months": list(one.months)}
            for one in map(_counted, self.counted)
        ]
        return {"format": 1, "year": self.year, "periods": lines, "predicate": ""}

    @property
    def basis(self) -> str:
        """The digest of that trace."""
        return digest_of(self.trace())


def _counted(one: Period) -> Counted:
    return Counted(str(one.form.public_id), one.form.cycle.name, one.form.predicate, one.months)


def year_of(annual: Any) -> Year:
    """The year of one annual result, read once per object."""
    known: Year | None = getattr(annual, "read_year", None)
    if known is None:
        known = annual.read_year = years_of(annual.year, [annual.employee_id])[annual.employee_id]
    return known


def years_of(year: int, employee_ids: Collection[int]) -> dict[int, Year]:
    """The years of people by their id, in at most four statements."""
    rows = Evaluation.objects.filter(in_year(year), employee_id__in=employee_ids)
    forms = list(rows.select_related("cycle__rule_set", "unit").order_by("cycle__period_from", "pk"))
    contested = set(
        Objection.objects.filter(evaluation__in=[form.pk for form in forms], state__in=UNDECIDED).values_list(
            "evaluation_id", flat=True
        )
    )
    by_person: dict[int, list[Evaluation]] = {}
    for form in forms:
        by_person.setdefault(form.employee_id, []).append(form)
    posts = posts_of(employee_ids)
    return {
        pk: Year(year, tuple(_periods(year, by_person.get(pk, ()), contested)), posts.get(pk, ()))
        for pk in employee_ids
    }


def _periods(year: int, forms: Iterable[Evaluation], contested: Collection[int]) -> Iterable[Period]:
    held = list(forms)
    months = shared_out(year, [Stretch(form.pk, form.cycle.period_from, form.cycle.period_until) for form in held])
    return [Period(form, months[form.pk], form.pk in contested) for form in held]
