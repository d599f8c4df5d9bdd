"""The demo's rule sets and cycles: a closed year, a quarter in mid-flight, one being prepared, one cancelled."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min

from appraisal.actions import cycles, rule_sets
from appraisal.default_rules import default_rules
from appraisal.models import Cycle, Evaluation, RuleSet
from appraisal.rules import as_json
from config.demo import casework
from config.demo.forms import fill_review, fill_self
from config.demo.stage import Cast, let_time_pass, on
from organization.models import Employee
from workflow.actors import Actor
from workflow.engine import fire, fire_many
from workflow.errors import DomainError
from workflow.jobs import run_job


@dataclass(frozen=True)
class Plan:
    """The days of a cycle."""

    name: str
    kind: str
    period: tuple[date, date]
    self_from: date
    self_until: date
    review_until: date
    close_by: date
    unit: str = "00"
    calibration_until: date | None = None


def rules_of(cast: Cast, *, name: str, calibration: bool = False) -> RuleSet:
    """A published rule set of the regency; the Sekda decides where nobody stands above the assessor."""
    root = cast.regency.units["00"]
    content = as_json(default_rules(alternate_decider="01", calibration=calibration))
    if calibration:
        # The stricter rules show what else may open a case: a weak item whatever the predicate, and a low score.
        content["triggers"] = [
            {"kind": "weak_item", "at_most": "1", "indicators": ["disiplin", "mutu_layanan"], "least": 1},
            {"kind": "low_score", "at_most": "1.6", "indicators": [], "least": 1},
        ]
    draft = rule_sets.create_rule_set(actor=cast.hr(), unit=root.public_id, name=name, content=content)
    rule_sets.publish(draft.public_id, actor=cast.hr(), version=0)
    return RuleSet.objects.get(pk=draft.pk)


def prepare(cast: Cast, plan: Plan, rules: RuleSet) -> Cycle:
    """A cycle as HR prepares it."""
    values = {
        "name": plan.name,
        "period_kind": plan.kind,
        "period_from": plan.period[0],
        "period_until": plan.period[1],
        "self_from": plan.self_from,
        "self_until": plan.self_until,
        "review_until": plan.review_until,
        "close_by": plan.close_by,
        "calibration_until": plan.calibration_until,
        "unit": cast.regency.units[plan.unit].public_id,
        "rule_set": rules.public_id,
        "kinds": ["pns", "pppk"],
    }
    return cycles.create_cycle(actor=cast.hr(), values=values)


def open_now(cast: Cast, cycle: Cycle) -> Cycle:
    """Open a prepared cycle and make its forms at once (the worker's job, run here)."""
    cycles.open_cycle(cycle.public_id, actor=cast.hr(), version=cycle.version)
    job_id = Cycle.objects.values_list("job_id", flat=True).get(pk=cycle.pk)
    run_job(int(job_id or 0), worker="demo")
    return Cycle.objects.get(pk=cycle.pk)


def forms_of(cycle: Cycle, *states: str) -> list[tuple[int, int]]:
    """(form, number of the person in the plan) of a cycle in the order they were made.

    The number, not the key, decides how a person's period went: the same in every database.
    """
    before = (Employee.objects.aggregate(first=Min("pk"))["first"] or 1) - 1
    rows = Evaluation.objects.filter(cycle=cycle)
    rows = rows.filter(state__in=states) if states else rows
    return [(pk, employee - before) for pk, employee in rows.order_by("pk").values_list("pk", "employee_id")]


def each_by(cast: Cast, forms: Sequence[tuple[int, int]], name: str, *, seat: str) -> int:
    """One transition of many forms, each taken by the person in a seat (employee, assessor)."""
    by_person: dict[int, list[int]] = defaultdict(list)
    ids = [form for form, _person in forms]
    for start in range(0, len(ids), 5_000):
        rows = Evaluation.objects.filter(pk__in=ids[start : start + 5_000]).order_by("pk")
        for pk, person in rows.values_list("pk", f"{seat}_id"):
            if person is not None:
                by_person[person].append(pk)
    return sum(_moved(pks, name, cast.actor(person)) for person, pks in by_person.items())


def _moved(pks: Sequence[int], name: str, actor: Actor) -> int:
    if len(pks) > 1:
        return fire_many(Evaluation, pks, name, actor=actor)
    try:
        fire(Evaluation(pk=pks[0]), name, actor=actor, version=None)
    except DomainError:
        return 0
    return 1


def closed_year(cast: Cast, rules: RuleSet, *, year: int) -> Cycle:
    """The whole of a past year: filled in, reviewed, handed over, accepted or lapsed, closed."""
    start = date(year + 1, 1, 5)
    plan = Plan(
        f"Penilaian tahun {year}", "annual", (date(year, 1, 1), date(year, 12, 31)), start, start + timedelta(days=12),
        start + timedelta(days=26), start + timedelta(days=70),
    )  # fmt: skip
    with on(start - timedelta(days=4)):
        cycle = open_now(cast, prepare(cast, plan, rules))
    let_time_pass(start)
    with on(start + timedelta(days=8), 10):
        forms = forms_of(cycle)
        diligent = [pair for pair in forms if pair[1] % 50 != 0]
        fill_self(diligent)
        each_by(cast, diligent, "submit", seat="employee")
    let_time_pass(plan.self_until)
    with on(start + timedelta(days=20), 14):
        fill_review(forms)
        each_by(cast, forms, "approve", seat="assessor")
    with on(start + timedelta(days=22), 8):
        opened = [pair for pair in forms if pair[1] % 10 != 0]
        each_by(cast, opened, "acknowledge", seat="employee")
    with on(start + timedelta(days=23), 8):
        content = [pair for pair in opened if pair[1] % 3 != 0]
        each_by(cast, content, "accept", seat="employee")
    for day in (24, 37, 43):
        let_time_pass(start + timedelta(days=day))
        casework.take_up(cast, day=start + timedelta(days=day + 3))
    let_time_pass(start + timedelta(days=55))
    return _close(cast.hr, cycle, start + timedelta(days=60))


def _close(actor_now: Callable[[], Actor], cycle: Cycle, day: date) -> Cycle:
    with on(day):
        actor = actor_now()
        found = Cycle.objects.get(pk=cycle.pk)
        cycles.begin_closing(found.public_id, actor=actor, version=found.version)
        cycles.close(found.public_id, actor=actor, version=found.version + 1)
    return Cycle.objects.get(pk=cycle.pk)
