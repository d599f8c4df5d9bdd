"""What the fairness watch knows of a cycle: proposals by rater, ratings with groups, and how texts were used.

Read set-wise and in a constant number of statements. A rating is the mean of the two judgements, from 1 to 3. Raters
are judged by what they proposed themselves: what a calibration room changed counts with its snapshot, what a superior
or a decision changed is left out. Groups follow from the NIP where it can be read (sex and birth date), else from the
columns of the person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Lower, Trim

from appraisal.fairness.copies import Sign, Use, haste, placeholders, same_texts, without_grounds
from appraisal.fairness.gaps import Rating
from appraisal.fairness.severity import Raters, severity_of
from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import CalibrationEntry, Evaluation, EvaluationItem, Evidence, ResultRecord
from appraisal.pages.report_counts import Scope
from organization import nip
from organization.models import EmployeeKind
from workflow.models import Event

PROPOSED: Final = (S.CALIBRATION, S.OBJECTION, S.FINAL)
WRITTEN: Final = (S.SUPERVISOR_REVIEW, *PROPOSED)
AS_EXPECTED: Final = 2
HANDED_OVER: Final = ("evaluation.proposed", "evaluation.approved")
MOST_TEXTS: Final = 5_000
SEX, AGE, GRADE, POST, UNIT = "sex", "age", "grade", "post", "unit"
DIMENSIONS: Final = (SEX, AGE, GRADE, POST, UNIT)
AGES: Final = ((30, "under_30"), (40, "30_39"), (50, "40_49"), (200, "50_up"))


@dataclass(frozen=True, slots=True)
class Form:
    """One rated form: by whom, the rating as proposed (None: not known any more) and as it stands, its groups."""

    rater: int | None
    proposed: float | None
    rating: float
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Watched:
    """A cycle as the watch sees it."""

    forms: tuple[Form, ...]
    raters: Raters[int] | None
    names: Mapping[int, str]

    def ratings(self) -> list[Rating[str]]:
        """Every rating with the level of its rater, for the gaps."""
        levels = {one.key: self.raters.mean + one.offset.value for one in self.raters.raters} if self.raters else {}
        middle = self.raters.mean if self.raters else 0.0
        return [Rating(one.rating, levels.get(one.rater or 0, middle), one.groups) for one in self.forms]


def watched(scope: Scope) -> Watched:
    """Three statements, whatever the number of people."""
    if scope.cycle is None:
        return Watched((), None, {})
    decided = ResultRecord.objects.filter(evaluation=OuterRef("pk"), ground=ResultRecord.Ground.DECIDED)
    rows = Evaluation.objects.filter(
        scope.where("unit__"),
        cycle=scope.cycle,
        state__in=PROPOSED,
        results_rating__isnull=False,
        behaviour_rating__isnull=False,
    )
    found = list(rows.annotate(was_decided=Exists(decided)).order_by("pk").values(*_COLUMNS, "was_decided"))
    before = _snapshots(scope)
    opds = {row["unit__opd_id"] for row in found}
    forms = tuple(_form(row, before, scope.cycle.period_until, by_agency=len(opds) > 1) for row in found)
    by_rater: dict[int, list[float]] = {}
    for form in forms:
        if form.rater is not None and form.proposed is not None:
            by_rater.setdefault(form.rater, []).append(form.proposed)
    names = {row["assessor_id"]: row["assessor_name"] for row in found if row["assessor_id"] is not None}
    return Watched(forms, severity_of(by_rater), names)


_COLUMNS: Final = (
    *("pk", "assessor_id", "assessor_name", "results_rating", "behaviour_rating", "calibrated", "unit_name"),
    *("unit__opd_id", "unit__opd__name", "unit__name", "employee__nip", "employee__kind", "employee__sex"),
    *("employee__birth_date", "employee__grade", "employee__post__kind"),
)


def _snapshots(scope: Scope) -> dict[int, tuple[int, int]]:
    rows = CalibrationEntry.objects.filter(
        scope.where("evaluation__unit__"), evaluation__cycle=scope.cycle, room=F("evaluation__room")
    )
    read = rows.order_by().values_list("evaluation_id", "results_before", "behaviour_before")
    return {form: (results, behaviour) for form, results, behaviour in read}


def _form(row: Mapping[str, Any], before: Mapping[int, tuple[int, int]], on: date, *, by_agency: bool) -> Form:
    now = (row["results_rating"] + row["behaviour_rating"]) / 2
    proposed: float | None = now
    if row["pk"] in before:
        proposed = sum(before[row["pk"]]) / 2
    elif row["calibrated"]:
        proposed = None
    groups = dict(_groups(row, on, by_agency=by_agency))
    return Form(row["assessor_id"], None if row["was_decided"] else proposed, now, groups)


def _groups(row: Mapping[str, Any], on: date, *, by_agency: bool) -> Iterator[tuple[str, str]]:
    parts = nip.parse(row["employee__nip"] or "")
    sex = str(parts.sex) if parts else row["employee__sex"]
    born = parts.birth_date if parts else row["employee__birth_date"]
    if sex:
        yield SEX, str(sex)
    if born is not None:
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        yield AGE, next(name for below, name in AGES if age < below)
    grade = "pppk" if row["employee__kind"] == EmployeeKind.PPPK else row["employee__grade"].partition("/")[0]
    if grade:
        yield GRADE, grade
    if row["employee__post__kind"]:
        yield POST, row["employee__post__kind"]
    unit = row["unit__opd__name"] if by_agency else row["unit__name"]
    if unit:
        yield UNIT, unit


# Copies


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One rater with every sign; `people` is how many forms of the rater were looked at."""

    rater: int
    name: str
    people: int
    signs: tuple[Sign, ...]


def suspicions(scope: Scope) -> list[Suspicion]:
    """The raters whose ratings look copied, most signs first; four statements."""
    if scope.cycle is None:
        return []
    forms = Evaluation.objects.filter(
        scope.where("unit__"), cycle=scope.cycle, state__in=PROPOSED, assessor__isnull=False
    )
    counted = forms.order_by().values_list("assessor", "assessor_name").annotate(people=Count("pk"))
    names: dict[int, str] = {}
    people: dict[int, int] = {}
    for rater, name, number in counted:
        names[rater or 0] = name
        people[rater or 0] = people.get(rater or 0, 0) + number
    items = scope.where("evaluation__unit__") & Q(evaluation__cycle=scope.cycle, evaluation__state__in=PROPOSED)
    signs = _signs(items, _moments(forms), sorted(people))
    found = [Suspicion(rater, names[rater], people[rater], tuple(own)) for rater, own in signs.items() if own]
    return sorted(found, key=lambda one: (-sum(sign.people for sign in one.signs), one.name))


def _signs(where: Q, moments: Mapping[int, list[datetime]], raters: Sequence[int]) -> dict[int, list[Sign]]:
    uses, bare = _uses(where), _without_grounds(where)
    return {
        rater: [
            *same_texts(uses.get(rater, ())),
            *placeholders(uses.get(rater, ())),
            *without_grounds(bare.get(rater, 0)),
            *haste(moments.get(rater, ())),
        ]
        for rater in raters
    }


def _uses(where: Q) -> dict[int, list[Use]]:
    """How often each rater wrote each comment, counted by the database; the most used texts of all raters."""
    rows = EvaluationItem.objects.filter(where, evaluation__assessor__isnull=False).exclude(assessor_comment="")
    texts = rows.order_by().annotate(text=Lower(Trim("assessor_comment"))).values("evaluation__assessor", "text")
    counted = texts.annotate(people=Count("evaluation", distinct=True), written=Min("assessor_comment"))
    found: dict[int, list[Use]] = {}
    for row in counted.order_by("-people", "text")[:MOST_TEXTS]:
        found.setdefault(row["evaluation__assessor"], []).append(Use(row["written"], row["people"]))
    return found


def _without_grounds(where: Q) -> dict[int, int]:
    """Forms of each rater with a rating that is not as expected and has neither a comment nor a file beside it."""
    files = Evidence.objects.filter(item=OuterRef("pk"), removed_at__isnull=True)
    rows = EvaluationItem.objects.filter(
        where, evaluation__assessor__isnull=False, assessor_rating__isnull=False, assessor_comment=""
    ).exclude(assessor_rating=AS_EXPECTED)
    counted = rows.filter(~Exists(files)).order_by().values("evaluation__assessor")
    return dict(
        counted.annotate(people=Count("evaluation", distinct=True)).values_list("evaluation__assessor", "people")
    )


def _moments(forms: "QuerySet[Evaluation]") -> dict[int, list[datetime]]:
    """When each rater handed over: from the record, by the person who acted."""
    rows = Event.objects.filter(
        kind=Evaluation.kind,
        subject_id__in=forms.order_by().values("pk"),
        name__in=HANDED_OVER,
        actor__employee__isnull=False,
    )
    found: dict[int, list[datetime]] = {}
    for rater, moment in rows.order_by().values_list("actor__employee", "effective_at"):
        found.setdefault(rater, []).append(moment)
    return found


def own_signs(evaluation: Evaluation) -> list[Sign]:
    """What the rater of a form is told beside it: texts of the own ratings in the cycle, and the fullest minute in
    which the rater handed over; two statements."""
    if evaluation.assessor_id is None:
        return []
    where = Q(evaluation__cycle=evaluation.cycle_id, evaluation__state__in=WRITTEN)
    uses = _uses(where & Q(evaluation__assessor=evaluation.assessor_id)).get(evaluation.assessor_id, [])
    sent = Evaluation.objects.filter(cycle=evaluation.cycle_id, assessor=evaluation.assessor_id, state__in=PROPOSED)
    moments = _moments(sent).get(evaluation.assessor_id, [])
    return [*same_texts(uses), *placeholders(uses), *haste(moments)]
