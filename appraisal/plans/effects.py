"""What a step of a plan writes, when its time ends, and what follows in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from appraisal import seats
from workflow.calendars import DueDate, due_at_end_of, local_day
from workflow.step import Step

Columns = Mapping[str, Any]

# A plan that was never agreed stays open through the month after its time, while the period is being evaluated.
DAYS_TO_AGREE_AFTERWARDS: Final = 31


def time_ends(step: Step) -> DueDate:
    """The last day of the time in the post."""
    return due_at_end_of(step.subject.period_until, zone=step.subject.unit.zone)


def lapses(step: Step) -> DueDate:
    """Some time after it, for what nobody agreed."""
    last = step.subject.period_until + timedelta(days=DAYS_TO_AGREE_AFTERWARDS)
    return due_at_end_of(last, zone=step.subject.unit.zone)


def line_followed(step: Step) -> Columns:
    """Who agrees from today on. Names follow as a consequence: the chain holds keys alone."""
    from appraisal.plans.lines import is_top, line_today

    found = line_today(step.subject, at=step.at)
    return {"assessor_id": found.assessor_id, "superior_id": found.superior_id, "top": is_top(found)}


def assessor_named(step: Step) -> Columns:
    """Whom HR named, and above him whom the line of the day gives."""
    from appraisal.lines import line_from
    from appraisal.plans.lines import is_top

    found = line_from(step.payload["assessor"], at=step.at, zone=step.subject.unit.zone)
    return {"assessor_id": found.assessor_id, "superior_id": found.superior_id, "top": is_top(found)}


def proposed(step: Step) -> Columns:
    """Since when it lies with the assessor."""
    return {"proposed_at": step.at}


def returned(step: Step) -> Columns:
    """The reason stands on the plan until it is agreed."""
    return {"return_note": step.reason}


def agreed(step: Step) -> Columns:
    """The next edition; the chain holds the digest of its text."""
    from appraisal.plans.texts import working_text

    digest = working_text(step.subject).digest
    return {"edition": step.subject.edition + 1, "agreed_at": step.at, "content_hash": digest, "return_note": ""}


def change_asked(step: Step) -> Columns:
    """Why; kept with the version that comes of it."""
    return {"change_reason": step.reason}


def change_dropped(_step: Step) -> Columns:
    """Nothing is asked any more."""
    return {"change_reason": "", "return_note": ""}


def write_names(steps: Sequence[Step]) -> None:
    """Names and posts of the line, beside the event and not in its chain."""
    from appraisal.models import Plan
    from appraisal.plans.lines import line_today

    for step in steps:
        columns = line_today(step.subject, at=step.at).as_columns()
        Plan.objects.filter(pk=step.subject.pk).update(**columns)
        for name, value in columns.items():
            setattr(step.subject, name, value)


def write_named(steps: Sequence[Step]) -> None:
    """The same for an assessor whom HR named."""
    from appraisal.lines import line_from
    from appraisal.models import Plan

    for step in steps:
        line = line_from(step.payload["assessor"], at=step.at, zone=step.subject.unit.zone)
        Plan.objects.filter(pk=step.subject.pk).update(**line.as_columns())


def keep_version(steps: Sequence[Step]) -> None:
    """The agreed text is kept for good; it is in force from its day on."""
    from appraisal.models import Plan, PlanVersion
    from appraisal.plans.texts import working_text

    versions = []
    for step in steps:
        plan, text = step.subject, working_text(step.subject)
        versions.append(
            PlanVersion(
                plan=plan,
                edition=plan.edition,
                content=text.as_data(),
                content_hash=text.digest,
                reason=plan.change_reason,
                agreed_at=step.at,
                agreed_on=local_day(step.at, zone=plan.unit.zone),
                assessor_name=plan.assessor_name,
                assessor_post=plan.assessor_post,
                assessor_capacity=plan.assessor_capacity,
                **_agreed_in_place(step),
            )
        )
    PlanVersion.objects.bulk_create(versions)
    Plan.objects.filter(pk__in=[step.subject.pk for step in steps]).update(change_reason="")


def restore_version(steps: Sequence[Step]) -> None:
    """The agreed text is what stands in the plan again."""
    from appraisal.plans.rows import restore

    for step in steps:
        restore(step.subject)


def put_library_results(steps: Sequence[Step]) -> None:
    """The results of the library on every plan of the batch, except where they stand already."""
    from appraisal.plans.library_rows import put

    put([step.subject for step in steps], [str(one) for one in steps[0].payload["entries"]])


def _agreed_in_place(step: Step) -> Columns:
    """Name of a delegate who agreed, and in whose place; nothing where the assessor agreed himself."""
    from organization.models import Employee

    me = step.actor.employee_id
    if me is None or me == step.subject.assessor_id:
        return {}
    name = Employee.objects.values_list("full_name", flat=True).get(pk=me)
    return {"agreed_by_name": name, "agreed_on_behalf": seats.for_assessor(step.actor, step.subject)}
