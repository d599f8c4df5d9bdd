"""What a programme may ask for: the register of criteria. A criterion is one class and an entry in ``ALL``.

A criterion stands here when the facts it looks at exist; it judges many people in a constant number of statements and
says of each why. What it says is data (`Ground.values`), so that a stored reason is read in any language later. A
criterion that looks at items says whether they are met, never the rating itself: a leader decides without knowing it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appraisal.final_ratings import with_final_rating
from appraisal.models import Evaluation, EvaluationItem
from appraisal.rules import HIGHEST, LOWEST, RuleContent
from cases.machines.improvement_case import OPEN_STATES
from cases.models import ImprovementCase
from workflow.errors import FieldFault, Text

Values = Mapping[str, Any]
Choices = tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class FormFact:
    """One final or pending result of a person, as far as criteria look at it."""

    pk: int
    predicate: str
    period: str
    period_from: date
    period_until: date
    rules: RuleContent


@dataclass(frozen=True, slots=True)
class Person:
    """A person with the unbroken run of results that counts, newest first."""

    pk: int
    forms: tuple[FormFact, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """The people to be judged; `rows` are their forms as a statement, for criteria that read further facts."""

    people: Sequence[Person]
    rows: "QuerySet[Evaluation]"
    periods: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Whether one criterion is met, and what was seen, as plain data."""

    kind: str
    met: bool
    values: Values = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """As it is stored with an award."""
        return {"kind": self.kind, "met": self.met, "values": dict(self.values)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a criterion asks HR for."""

    name: str
    label: Text
    choices: Choices


class Criterion(Protocol):
    """What the register holds; `most`: how often a programme may ask for it, with other values."""

    kind: str
    label: Text
    most: int

    def choices(self, rules: RuleContent) -> tuple[Choice, ...]:
        """What HR chooses for it, by the rules of the programme's cycle."""
        ...

    def judge(self, pool: Pool, wanted: Values) -> dict[int, Ground]:
        """The ground of every person of the pool, by person."""
        ...

    def asked(self, wanted: Values, periods: int, rules: RuleContent) -> Values:
        """What is asked for, as values for `words`."""
        ...

    def words(self, values: Values) -> str:
        """What is asked for, or was seen, as a sentence."""
        ...


def _pick(words: Mapping[str, str]) -> str:
    return words.get((get_language() or "id")[:2], words.get("id", ""))


def _both(words: Any) -> dict[str, str]:
    return {"id": words.id, "en": words.en}


def _predicate(rules: RuleContent, code: str) -> dict[str, str]:
    """The words of a predicate in both languages; none where the rules do not know it."""
    return next((_both(one.label) for one in rules.predicates if one.code == code), {})


def _in_periods(periods: int) -> str:
    if periods == 1:
        return _("in one period")
    return _("in %(count)d consecutive periods") % {"count": periods}


class PredicateAtLeast:
    """A predicate at or above one, in every period that counts."""

    kind = "predicate"
    label: Text = gettext_lazy("Predicate")
    most = 1

    def choices(self, rules: RuleContent) -> tuple[Choice, ...]:
        """The predicates that are no ground for help, low to high."""
        language = get_language()
        known = tuple((one.code, one.label.pick(language)) for one in rules.predicates if one.code not in rules.low)
        return (Choice("at_least", gettext_lazy("At least"), known),)

    def judge(self, pool: Pool, wanted: Values) -> dict[int, Ground]:
        return {person.pk: self._of(person, pool.periods, str(wanted["at_least"])) for person in pool.people}

    def _of(self, person: Person, periods: int, code: str) -> Ground:
        met = len(person.forms) == periods and all(self._reaches(form, code) for form in person.forms)
        label = next((found for form in person.forms if (found := _predicate(form.rules, code))), {"id": code})
        had = [[form.period, _predicate(form.rules, form.predicate)] for form in person.forms if form.predicate]
        return Ground(self.kind, met, {"at_least": label, "periods": periods, "had": had})

    def asked(self, wanted: Values, periods: int, rules: RuleContent) -> Values:
        return {"at_least": _predicate(rules, str(wanted["at_least"])), "periods": periods}

    @staticmethod
    def _reaches(form: FormFact, code: str) -> bool:
        order = [one.code for one in form.rules.predicates]
        return {code, form.predicate} <= set(order) and order.index(form.predicate) >= order.index(code)

    def words(self, values: Values) -> str:
        asked = {"predicate": _pick(values["at_least"]), "periods": _in_periods(values["periods"])}
        sentence = _("Predicate at least %(predicate)s %(periods)s") % asked
        had = "; ".join(f"{period}: {_pick(label)}" for period, label in values.get("had", ()))
        return f"{sentence} ({had})" if had else sentence


class ItemAtLeast:
    """One item, such as discipline or innovation, rated at or above a level in every period that counts."""

    kind = "item"
    label: Text = gettext_lazy("One item of the form")
    most = 3

    def choices(self, rules: RuleContent) -> tuple[Choice, ...]:
        """The items of the rules and the two levels that are no weakness."""
        language = get_language()
        items = tuple((one.code, one.label.pick(language)) for one in rules.indicators)
        levels = tuple((str(n), rules.level_label(n, language)) for n in range(LOWEST + 1, HIGHEST + 1))
        return (Choice("item", gettext_lazy("Item"), items), Choice("at_least", gettext_lazy("At least"), levels))

    def judge(self, pool: Pool, wanted: Values) -> dict[int, Ground]:
        rows = with_final_rating(EvaluationItem.objects.filter(evaluation__in=pool.rows, code=wanted["item"]))
        good = rows.filter(final_rating__gte=int(wanted["at_least"])).order_by()
        rated = frozenset(good.values_list("evaluation_id", flat=True))
        return {person.pk: self._of(person, pool.periods, wanted, rated) for person in pool.people}

    def _of(self, person: Person, periods: int, wanted: Values, rated: frozenset[int]) -> Ground:
        met = len(person.forms) == periods and all(form.pk in rated for form in person.forms)
        rules = person.forms[0].rules if person.forms else None
        return Ground(self.kind, met, self.asked(wanted, periods, rules) if rules else {})

    def asked(self, wanted: Values, periods: int, rules: RuleContent) -> Values:
        code, level = str(wanted["item"]), int(wanted["at_least"])
        item = next((_both(one.label) for one in rules.indicators if one.code == code), {"id": code})
        words = {key: rules.level_label(level, key) for key in ("id", "en")}
        return {"item": item, "at_least": words, "periods": periods}

    def words(self, values: Values) -> str:
        if not values:
            return _("No final result to look at")
        asked = {
            "item": _pick(values["item"]),
            "level": _pick(values["at_least"]),
            "periods": _in_periods(values["periods"]),
        }
        return _("%(item)s at least “%(level)s” %(periods)s") % asked


class NoOpenCase:
    """No improvement case is open now."""

    kind = "no_open_case"
    label: Text = gettext_lazy("No open improvement case")
    most = 1

    def choices(self, rules: RuleContent) -> tuple[Choice, ...]:
        return ()

    def judge(self, pool: Pool, wanted: Values) -> dict[int, Ground]:
        rows = ImprovementCase.objects.filter(employee__in=pool.rows.values("employee"), state__in=OPEN_STATES)
        helped = set(rows.order_by().values_list("employee_id", flat=True))
        return {person.pk: Ground(self.kind, person.pk not in helped) for person in pool.people}

    def asked(self, wanted: Values, periods: int, rules: RuleContent) -> Values:
        return {}

    def words(self, values: Values) -> str:
        return _("No improvement case is open")


ALL: Final[tuple[Criterion, ...]] = (PredicateAtLeast(), ItemAtLeast(), NoOpenCase())
CRITERIA: Final[Mapping[str, Criterion]] = {one.kind: one for one in ALL}


def judge_all(pool: Pool, criteria: Iterable[Values]) -> dict[int, tuple[Ground, ...]]:
    """Every ground of every person, in the order of the programme's criteria."""
    found: dict[int, list[Ground]] = {person.pk: [] for person in pool.people}
    for wanted in criteria:
        for pk, ground in CRITERIA[wanted["kind"]].judge(pool, wanted).items():
            found[pk].append(ground)
    return {pk: tuple(grounds) for pk, grounds in found.items()}


def words_of(ground: Mapping[str, Any] | Ground) -> str:
    """A ground, fresh or stored, as a sentence."""
    kind, values = (ground.kind, ground.values) if isinstance(ground, Ground) else (ground["kind"], ground["values"])
    return CRITERIA[kind].words(values)


def faults_of(criteria: Any, rules: RuleContent) -> list[FieldFault]:
    """What is wrong with the criteria of a new programme, by field (``criteria.0.at_least``)."""
    if not isinstance(criteria, list) or not criteria:
        return [FieldFault("criteria", _("Please choose at least one criterion."))]
    faults: list[FieldFault] = []
    for place, wanted in enumerate(criteria):
        known = CRITERIA.get(str(wanted.get("kind"))) if isinstance(wanted, dict) else None
        if known is None:
            faults.append(FieldFault(f"criteria.{place}.kind", _("This criterion is not known here.")))
            continue
        allowed = {one.name: {value for value, _label in one.choices} for one in known.choices(rules)}
        unknown = set(wanted) - {"kind", *allowed}
        wrong = {name for name, values in allowed.items() if str(wanted.get(name)) not in values}
        sentence = _("Please choose one of the offered values.")
        faults += [FieldFault(f"criteria.{place}.{name}", sentence) for name in sorted(unknown | wrong)]
    kinds = Counter(str(one.get("kind")) for one in criteria if isinstance(one, dict))
    often = any(number > CRITERIA[kind].most for kind, number in kinds.items() if kind in CRITERIA)
    if often or len({repr(one) for one in criteria}) < len(criteria):
        faults.append(FieldFault("criteria", _("A criterion stands there too often.")))
    return faults


def asked_words(wanted: Values, periods: int, rules: RuleContent) -> str:
    """What a programme asks for, as a sentence."""
    return CRITERIA[wanted["kind"]].words(CRITERIA[wanted["kind"]].asked(wanted, periods, rules))
