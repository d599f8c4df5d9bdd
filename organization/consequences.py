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
