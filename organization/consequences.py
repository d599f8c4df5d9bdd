"""What follows from a transition of this app, inside its transaction. Set-wise: a batch of one is a batch."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflow import calendars
from workflow.step import Step


def remove_unit_permission(steps: Sequence[Step]) -> None:
    """A revoked or lapsed grant takes its guardian row with it."""
    from organization import grants

    grants.remove_permissions([step.subject for step in steps])


def end_of_term(step: Step) -> calendars.DueDate | None:
    """A dated grant ends with the last moment of its last day in the zone of its unit."""
    from organization import grants

    return grants.end_of_term(step.subject)


def apply_rows(steps: Sequence[Step]) -> None:
    """Write what the preview showed: all of it or, with any error, nothing."""
    from organization.imports.batches import apply

    for step in steps:
        apply(step.subject)


def stamp_applied(step: Step) -> Mapping[str, Any]:
    """When it was applied; the rows themselves are not kept a second time."""
    return {"applied_at": step.at}


def erase_content(step: Step) -> Mapping[str, Any]:
    """The rows of a file that is not applied are personal data without a purpose."""
    return {"content": {}}


def rights_of_delegate_changed(steps: Sequence[Step]) -> None:
    """Steps in flight of the delegate read their rights again before they commit."""
    from organization.actors import rights_changed
    from organization.models import User

    people = [step.subject.delegate_id for step in steps]
    rights_changed(User.objects.filter(employee_id__in=people).order_by("pk").values_list("pk", flat=True))


def end_of_delegation(step: Step) -> calendars.DueDate:
    """A delegation ends with the last moment of its last day in the zone of the absent person's unit."""
    last, zone = step.subject.valid_to, step.subject.absent.unit.zone
    explanation = {"rule": "end of the delegation's last day", "start": last.isoformat(), "zone": zone}
    return calendars.DueDate(calendars.end_of_day(last, zone=zone), explanation)


def delegation_activated(step: Step) -> Mapping[str, Any]:
    """Since when it has been in force; empty for a draft that never was."""
    return {"activated_at": step.at}
