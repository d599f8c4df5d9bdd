"""Who acted in the place of an absent person, by name and post, beside the event and not in its chain."""

from collections.abc import Sequence
from typing import Any

from workflow.step import Step


def write_rater(steps: Sequence[Step]) -> None:
    """Name and post of a delegate who rated; nothing where the assessor did it himself."""
    from appraisal.models import Evaluation

    for step in steps:
        _write(Evaluation, step, seat="rated_by", name="rated_by_name", post="rated_by_post")


def write_signature(steps: Sequence[Step]) -> None:
    """Name and post of a delegate who decided; nothing where the decider did it himself."""
    from appraisal.models import Objection

    for step in steps:
        _write(Objection, step, seat="signed_by", name="signed_name", post="signed_post")


def _write(model: Any, step: Step, *, seat: str, name: str, post: str) -> None:
    from organization.models import Employee

    employee_id = getattr(step.subject, f"{seat}_id")
    if employee_id is None:
        return
    person = Employee.objects.select_related("post").get(pk=employee_id)
    columns = {name: person.full_name, post: person.post.title if person.post else ""}
    model.objects.filter(pk=step.subject.pk).update(**columns)
    for column, value in columns.items():
        setattr(step.subject, column, value)
