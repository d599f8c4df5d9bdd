"""The reporting line as appraisal needs it: ids and names of assessor and superior on a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from organization.models import Employee
from organization.reporting import AssessorLine, lines_for
from workflow.calendars import local_day


@dataclass(frozen=True, slots=True)
class Line:
    """Who assesses and who is above, with names and posts as they are written on documents."""

    assessor_id: int | None = None
    assessor_name: str = ""
    assessor_post: str = ""
    assessor_capacity: str = ""
    assessor_letter: str = ""
    superior_id: int | None = None
    superior_name: str = ""
    superior_post: str = ""

    def as_columns(self) -> dict[str, Any]:
        """The names and posts only: what a consequence writes beside the event."""
        return {
            "assessor_name": self.assessor_name,
            "assessor_post": self.assessor_post,
            "assessor_capacity": self.assessor_capacity,
            "assessor_letter": self.assessor_letter,
            "superior_name": self.superior_name,
            "superior_post": self.superior_post,
        }


NOBODY = Line()


def line_of(found: AssessorLine | None) -> Line:
    """The organisation's answer as ids and names."""
    if found is None or found.assessor is None:
        return NOBODY
    superior = found.superior
    return Line(
        assessor_id=found.assessor.pk,
        assessor_name=found.assessor.full_name,
        assessor_post=found.assessor_post,
        assessor_capacity=found.capacity,
        assessor_letter=found.letter_number,
        superior_id=superior.pk if superior else None,
        superior_name=superior.full_name if superior else "",
        superior_post=found.superior_post,
    )


def line_from(public_id: UUID, *, at: datetime, zone: str) -> Line:
    """The line that starts with a named assessor: the person, and that person's own assessor of the day."""
    assessor = Employee.objects.select_related("post").filter(public_id=public_id, active=True).first()
    if assessor is None:
        return NOBODY
    above = line_of(lines_for((assessor.pk,), local_day(at, zone=zone)).get(assessor.pk))
    return Line(
        assessor_id=assessor.pk,
        assessor_name=assessor.full_name,
        assessor_post=assessor.post.title if assessor.post else "",
        superior_id=above.assessor_id,
        superior_name=above.assessor_name,
        superior_post=above.assessor_post,
    )
