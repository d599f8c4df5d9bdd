"""Which unit an innovation may belong to: the one of its author, or one above it."""

from organization.models import Employee, Unit


def units_for(employee_id: int) -> list[Unit]:
    """The person's unit and those above, the own one first; one statement."""
    own = Employee.objects.filter(pk=employee_id).values("unit__lft")[:1]
    rows = Unit.objects.filter(lft__lte=own, rght__gte=own)
    return list(rows.order_by("-lft"))
