"""What follows from a step inside its own transaction. Each takes a batch; a single step is a batch of one.

Cases are opened and withdrawn here, objections and evaluations move each other here, and names of people are
written here, beside the event and not in its chain.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.engine import fire
from workflow.step import Step

SOURCE: Final = "appraisal.evaluation"


def _by_moment(steps: Sequence[Step]) -> dict[datetime, list[Step]]:
    groups: dict[datetime, list[Step]] = {}
    for step in steps:
        groups.setdefault(step.at, []).append(step)
    return groups


# Cycles


def start_opening_job(steps: Sequence[Step]) -> None:
    """Forms are made by a job, so that opening may be left and resumed."""
    from appraisal.eligibility import eligible
    from appraisal.models import Cycle
    from workflow.jobs import start_job

    for step in steps:
        total = eligible(step.subject, at=step.at).count()
        job = start_job("appraisal.open_cycle", {"cycle": step.subject.pk}, actor=step.actor, total=total)
        Cycle.objects.filter(pk=step.subject.pk).update(job_id=job.pk)


def start_cancelling_job(steps: Sequence[Step]) -> None:
    """The forms of a cancelled cycle are cancelled by a job."""
    from appraisal.models import Cycle
    from workflow.jobs import start_job

    for step in steps:
        params = {"cycle": step.subject.pk, "cause": step.event_id}
        job = start_job("appraisal.cancel_cycle", params, actor=CLOCK, total=step.subject.evaluations.count())
        Cycle.objects.filter(pk=step.subject.pk).update(job_id=job.pk)


def move_deadlines_of_cycle(steps: Sequence[Step]) -> None:
    """An extension moves what is pending; a later date somebody already has stays."""
    from appraisal.windows import move_deadlines

    for step in steps:
        move_deadlines(step.subject)


# Evaluations


def gather_facts(steps: Sequence[Step]) -> None:
    """The sources say what they know when the form opens (see ``sources``)."""
    from appraisal.sources.gathering import Form, gather

    by_cycle: dict[int, list[Step]] = {}
    for step in steps:
        by_cycle.setdefault(step.subject.cycle_id, []).append(step)
    for batch in by_cycle.values():
        forms = [Form(step.subject.pk, step.subject.employee_id, fillable=True) for step in batch]
        gather(batch[0].subject.cycle, forms, at=batch[0].at, first=True)


def write_return_notes(steps: Sequence[Step]) -> None:
    """The reasons at the items, and what stood there, so that the next reading shows the difference."""
    from appraisal.returns import write_notes

    for step in steps:
        write_notes(step.subject, step.payload, reason=step.reason)


def write_assessor_names(steps: Sequence[Step]) -> None:
    """Names and posts of the new line."""
    from appraisal.lines import line_from
    from appraisal.models import Evaluation

    for step in steps:
        line = line_from(step.payload["assessor"], at=step.at, zone=step.subject.cycle.zone)
        Evaluation.objects.filter(pk=step.subject.pk).update(**line.as_columns())


def record_result(steps: Sequence[Step]) -> None:
    """Every result is kept."""
    from appraisal.models import ResultRecord
    from appraisal.results import keep_many

    def ground(step: Step) -> str:
        return ResultRecord.Ground.CALIBRATED if step.subject.calibrated else ResultRecord.Ground.APPROVED

    keep_many([(step.subject, ground(step), step.at) for step in steps])


def record_result_if_decided(steps: Sequence[Step]) -> None:
    """A decision makes a new result; a withdrawal does not."""
    from appraisal.decisions import last_objection
    from appraisal.models import ResultRecord
    from appraisal.results import keep

    for step in steps:
        if last_objection(step.subject).state == "decided":
            keep(step.subject, ground=ResultRecord.Ground.DECIDED, at=step.at)


def discard_drafted_objections(steps: Sequence[Step]) -> None:
    """What was written and never filed ends with the window."""
    _end_objections(steps, states=("drafted",))


def end_objections(steps: Sequence[Step]) -> None:
    """A cancelled evaluation has nothing left to dispute."""
    _end_objections(steps, states=("drafted", "filed", "answered"))


def _end_objections(steps: Sequence[Step], *, states: Sequence[str]) -> None:
    from appraisal.models import Objection

    for at, batch in _by_moment(steps).items():
        ids = Objection.objects.filter(evaluation_id__in=[step.subject.pk for step in batch], state__in=states)
        found = list(ids.values_list("pk", flat=True))
        if found:
            fire_many(Objection, found, "lapse", actor=CLOCK, at=at)


def open_cases_if_low(steps: Sequence[Step]) -> None:
    """Every ground of the frozen rules that holds asks for help: a case in the same transaction, or a link to it."""
    from appraisal.sources.recorded import figures_where_needed
    from appraisal.triggers import NO_FIGURES, grounds_of
    from cases.lifecycle import open_cases

    figures = figures_where_needed({step.subject.pk: step.subject.rules for step in steps})
    for at, batch in _by_moment(steps).items():
        low = [
            _low_result(step, ground)
            for step in batch
            for ground in grounds_of(step.subject.rules, step.subject.result, figures.get(step.subject.pk, NO_FIGURES))
        ]
        if low:
            open_cases(low, at=at)


def _low_result(step: Step, ground: Any) -> Any:
    from cases.drafting import WeakItem
    from cases.lifecycle import LowResult

    evaluation = step.subject
    content, trace = evaluation.rules, evaluation.result
    ratings = {item["code"]: item["rating"] for section in trace["sections"] for item in section["items"]}
    weak = tuple(
        WeakItem(code=code, label=content.indicator(code).label.id, rating=content.level_label(ratings[code], "id"))
        for code in ground.codes
    )
    return LowResult(
        kind=ground.kind,
        employee_id=evaluation.employee_id,
        unit_id=evaluation.unit_id,
        supervisor_id=evaluation.assessor_id,
        source_kind=SOURCE,
        source_id=evaluation.pk,
        predicate=evaluation.predicate,
        weak_items=weak,
        cause=step.event_id,
    )


def withdraw_cases(steps: Sequence[Step]) -> None:
    """The result no longer stands: what it caused falls away."""
    from cases.lifecycle import withdraw_triggers

    for at, batch in _by_moment(steps).items():
        ids = [step.subject.pk for step in batch if step.from_state == "final"]
        if ids:
            withdraw_triggers(source_kind=SOURCE, source_ids=ids, at=at, reason=batch[0].transition.event)


# Objections


def mark_disputed(steps: Sequence[Step]) -> None:
    """The evaluation shows the dispute, and its window stands still."""
    for step in steps:
        fire(step.subject.evaluation, "dispute", actor=CLOCK, version=None, at=step.at, cause=step.event_id)


def settle_evaluation(steps: Sequence[Step]) -> None:
    """Decided or withdrawn: the evaluation becomes final."""
    for step in steps:
        fire(step.subject.evaluation, "settle", actor=CLOCK, version=None, at=step.at, cause=step.event_id)


def write_decider_name(steps: Sequence[Step]) -> None:
    """Name and post of the decider, as the document will show them."""
    from appraisal.decider_steps import searched
    from appraisal.deciders import search_again
    from appraisal.models import Objection
    from organization.models import Employee

    for step in steps:
        found = Employee.objects.select_related("post").filter(pk=step.subject.decider_id).first()
        again = searched(step.subject) or search_again(step.subject, at=step.at) if found else None
        line = again.decider if again else None
        post = line.post if found and line and line.employee_id == found.pk else ""
        own_post = found.post.title if found and found.post else ""
        Objection.objects.filter(pk=step.subject.pk).update(
            decider_name=found.full_name if found else "", decider_post=post or own_post
        )


def name_decider_on_evaluation(steps: Sequence[Step]) -> None:
    """The evaluation's list of deciders follows the objection."""
    from appraisal.models import Evaluation

    for step in steps:
        Evaluation.objects.filter(pk=step.subject.evaluation_id).update(decider_id=step.subject.decider_id)
