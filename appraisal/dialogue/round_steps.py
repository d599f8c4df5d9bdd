"""When a round closes, and what follows: requests lapse, the box is opened or gone. Consequences take batches."""

from collections.abc import Sequence
from typing import Any

from workflow.actors import CLOCK
from workflow.bulk import fire_many
from workflow.calendars import DueDate, due_at_end_of
from workflow.step import Step


def closes(step: Step) -> DueDate:
    """The end of its last day."""
    return due_at_end_of(step.subject.closes_on, zone=step.subject.year.unit.zone)


def lapse_requests(steps: Sequence[Step]) -> None:
    """Whoever has not answered is asked no longer."""
    from appraisal.models import Feedback

    for step in steps:
        waiting = Feedback.objects.filter(round_id=step.subject.pk, state="asked").order_by("pk")
        ids = list(waiting.values_list("pk", flat=True))
        if ids:
            fire_many(Feedback, ids, "lapse", actor=CLOCK, at=step.at, cause=step.event_id)


def empty_boxes(steps: Sequence[Step]) -> None:
    """What was given to a cancelled round is gone, unread."""
    from appraisal.models import FeedbackBox

    FeedbackBox.objects.filter(round_id__in=[step.subject.pk for step in steps]).delete()


def open_boxes(steps: Sequence[Step]) -> None:
    """What may be shown becomes readable, all of it at once and in the order of the box; the rest is gone with it."""
    from appraisal.dialogue.box import released
    from appraisal.models import FeedbackBox, UnnamedText

    rounds = {step.subject.pk: step.subject for step in steps}
    boxes = FeedbackBox.objects.filter(round_id__in=rounds)
    rows = []
    for box in boxes.order_by("round_id"):
        texts = released(box.texts, sheets=box.sheets)
        for target in _targets_of(rounds[box.round_id]):
            rows += [UnnamedText(round_id=box.round_id, text=text, **target) for text in texts.get(_key(target), ())]
    UnnamedText.objects.bulk_create(rows)
    boxes.delete()


def _targets_of(one: Any) -> list[dict[str, Any]]:
    from appraisal.dialogue.targets import columns_of, with_general

    return [columns_of(target) for target in with_general(one.targets)]


def _key(columns: dict[str, Any]) -> str:
    code: str = columns["target_code"]
    return code
