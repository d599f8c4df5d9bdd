"""What the hub of a web process asks about rooms: which are open to these people, and how far each has come.

A page is told the room and its version, never whom a move was about; it fetches what its reader may see.
"""

from collections.abc import Collection

from django.db.models import Q

from appraisal.calibration.selectors import versions_of
from appraisal.machines.calibration_room import HOLDING
from appraisal.models import CalibrationRoom, CalibrationSeat
from organization.models import User
from workflow.live import Standing, live_source


@live_source
def rooms_of_people(user_ids: Collection[int]) -> list[Standing]:
    """Rooms that hold forms and in which these users sit: one statement where there is none, three otherwise."""
    people = User.objects.filter(pk__in=user_ids, employee__isnull=False).order_by()
    seats = CalibrationSeat.objects.filter(employee__in=people.values("employee")).order_by().values("room")
    rooms = CalibrationRoom.objects.filter(
        Q(moderator__in=people.values("employee")) | Q(pk__in=seats), state__in=HOLDING
    )
    found = {row["pk"]: row for row in rooms.values("pk", "public_id", "moderator")}
    if not found:
        return []
    sitting = {pk: {row["moderator"]} for pk, row in found.items()}
    for room, employee in CalibrationSeat.objects.filter(room__in=found).values_list("room", "employee"):
        sitting[room].add(employee)
    users = dict(people.filter(employee__in=set().union(*sitting.values())).values_list("employee", "pk"))
    versions = versions_of(list(found))
    return [
        Standing(
            CalibrationRoom.kind,
            row["public_id"],
            versions[pk],
            frozenset(users[one] for one in sitting[pk] if one in users),
        )
        for pk, row in found.items()
    ]
