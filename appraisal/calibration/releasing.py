"""Releasing a room: every result is handed over at one instant, by a job, in one transaction."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from appraisal.calibration.delivery import delivering, ready_of
from appraisal.machines.calibration_entry import CalibrationEntryState
from appraisal.machines.calibration_room import CalibrationRoomState
from appraisal.models import CalibrationEntry, CalibrationRoom, Evaluation
from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.engine import fire
from workflow.jobs import RunningJob, job
from workflow.transactions import action


@job("appraisal.release_room", label=_("Release the results of a calibration room"))
def release_room(running: RunningJob) -> Iterator[None]:
    """Params: ``room`` (id) and ``cause`` (the event that ordered it). Run again it finds nothing left to do."""
    cause = running.params.get("cause")
    running.done = release_all(int(running.params["room"]), cause=int(cause) if cause else None)
    yield


@action
def release_all(room_id: int, *, cause: int | None = None) -> int:
    """Hand every result of a released room over as of the moment it was released; returns how many.

    One transaction, so that nobody learns a result before the others can; all clocks start at that moment. Statements
    are constant per thousand forms.
    """
    room = CalibrationRoom.objects.select_for_update(of=("self",)).get(pk=room_id)
    if room.state != CalibrationRoomState.RELEASING or room.released_at is None:
        return 0
    at = room.released_at
    rows = CalibrationEntry.objects.filter(room=room, state=CalibrationEntryState.SEALED)
    entries = list(rows.select_related("evaluation__cycle__rule_set").order_by("pk"))
    forms = [entry.evaluation_id for entry in entries]
    with delivering(ready_of(entries)):
        moved = fire_many(Evaluation, forms, "release_from_room", actor=CLOCK, at=at, cause=cause)
    if moved != len(forms):
        message = "a form of the room could not be released"
        raise RuntimeError(message)
    fire_many(CalibrationEntry, [entry.pk for entry in entries], "release", actor=CLOCK, at=at, cause=cause)
    fire(room, "finish", actor=CLOCK, version=None, cause=cause)
    return moved
