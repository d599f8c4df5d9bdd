"""What follows from a transition in other rows of this app, in the same transaction. Each takes a batch."""

from collections.abc import Sequence
from typing import Any

from workflow.actors import CLOCK
from workflow.step import Step


def _item(step: Step) -> Any:
    return step.subject.items.get(public_id=step.payload["item"])


def write_progress(steps: Sequence[Step]) -> None:
    """What was achieved, and whether the item is finished now."""
    for step in steps:
        item = _item(step)
        item.progress = step.payload["progress"]
        if step.payload.get("done"):
            item.done_at = step.at
            item.done_by_id = step.actor.employee_id
        item.revision += 1
        item.save(update_fields=["progress", "done_at", "done_by", "revision"])


def keep_progress(steps: Sequence[Step]) -> None:
    """The entry stays when the next one is written."""
    from cases.models import ProgressEntry

    ProgressEntry.objects.bulk_create(
        ProgressEntry(
            item=_item(step),
            at=step.at,
            by_id=step.actor.employee_id,
            text=step.payload["progress"],
            done=bool(step.payload.get("done")),
        )
        for step in steps
    )


def lay_out_stages(steps: Sequence[Step]) -> None:
    """The stages of the plan get their days, counted from the first day of the work, at most the day of the plan."""
    from cases.clocks import months_later
    from cases.models import CaseStage
    from workflow.calendars import local_day

    rows = []
    for step in steps:
        case, begin = step.subject, local_day(step.at, zone=step.subject.zone)
        for position, month in enumerate(case.stage_months, start=1):
            due = min(months_later(begin, month), case.target_on)
            rows.append(CaseStage(case=case, position=position, month=month, due_on=due, first_due_on=due))
    CaseStage.objects.bulk_create(rows)


def move_last_stage(steps: Sequence[Step]) -> None:
    """The last stage ends with the work; the first day of it stays readable."""
    for step in steps:
        last = step.subject.stages.filter(closed_at__isnull=True).order_by("-position").first()
        if last is not None:
            last.due_on = step.payload["due_on"]
            last.save(update_fields=["due_on"])


def write_stage(steps: Sequence[Step]) -> None:
    """The stage is closed, with the words of the one who closed it."""
    for step in steps:
        stage = step.subject.stages.get(public_id=step.payload["stage"])
        stage.closed_at, stage.closed_by_id = step.at, step.actor.employee_id
        stage.statement = step.payload["statement"]
        stage.save(update_fields=["closed_at", "closed_by", "statement"])


def write_extension(steps: Sequence[Step]) -> None:
    """The later day; the first one stays readable."""
    for step in steps:
        item = _item(step)
        item.due_on = step.payload["due_on"]
        item.revision += 1
        item.save(update_fields=["due_on", "revision"])


def write_transfer(steps: Sequence[Step]) -> None:
    """From where to where the case went, for those who read it later."""
    from cases.models import CaseTransfer

    CaseTransfer.objects.bulk_create(
        CaseTransfer(
            case=step.subject,
            at=step.at,
            from_unit_id=step.subject.former_unit_id,
            to_unit_id=step.subject.unit_id,
            from_supervisor_id=step.subject.former_supervisor_id,
            to_supervisor_id=step.subject.supervisor_id,
        )
        for step in steps
    )


def bring_along(steps: Sequence[Step]) -> None:
    """Trainings of the case and planned talks change hands with it: the former supervisor loses sight of them too."""
    from cases.criteria import LIVE_ENROLMENTS
    from cases.models import CoachingSession, Enrolment

    for step in steps:
        case = step.subject
        Enrolment.objects.filter(case=case).update(supervisor_id=case.supervisor_id)
        Enrolment.objects.filter(case=case, state__in=LIVE_ENROLMENTS).update(unit_id=case.unit_id)
        leaders = [pk for pk in (case.supervisor_id, case.coach_id) if pk is not None]
        planned = CoachingSession.objects.filter(case=case, state="planned")
        planned.exclude(led_by_id__in=leaders).update(led_by_id=case.supervisor_id)


def begin_hold(steps: Sequence[Step]) -> None:
    """Remember when the rest began."""
    from cases.models import HoldPeriod

    HoldPeriod.objects.bulk_create(HoldPeriod(case=step.subject, held_at=step.at) for step in steps)


def move_dates(steps: Sequence[Step]) -> None:
    """Open items move by the length of the rest, and the rest keeps the list of what it moved."""
    from cases.holds import move_open_dates

    for step in steps:
        move_open_dates(step)


def cancel_open_sessions(steps: Sequence[Step]) -> None:
    """Planned talks of a case that ended early or was withdrawn will not take place."""
    from cases.models import CoachingSession
    from workflow.engine import fire_many

    by_case = {step.subject.pk: step for step in steps}
    planned = CoachingSession.objects.filter(case_id__in=by_case, state="planned").order_by("id")
    ids = list(planned.values_list("id", flat=True))
    if ids:
        first = steps[0]
        fire_many(
            CoachingSession,
            ids,
            "cancel",
            actor=CLOCK,
            at=first.at,
            payload={"reason": first.reason},
            cause=first.event_id,
        )


def confirm_when_both_answered(steps: Sequence[Step]) -> None:
    """The second answer makes the record stand."""
    from workflow.engine import fire

    for step in steps:
        session = step.subject
        if session.both_answered:
            fire(session, "confirm", actor=CLOCK, version=session.version, at=step.at, cause=step.event_id)
